package server

import (
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// setPresence handles the notices that change the state of the session's user.
func (c *connection) setPresence(complete bool, removed []string, set values) {
	if !c.domain.presence.change(c, complete, removed, set) {
		o := &c.server.options
		c.complain(protocol.CodeLimitExceeded, map[string]protocol.JSON{"service": "presence"},
			"the presence of a user may have %d keys and %d bytes; nothing of this change was applied", o.MaxStateKeys, o.MaxStateBytes)
	}
}

// askPresence answers with the presence of users, and subscribes to it.
func (c *connection) askPresence(request uint32, users []protocol.UserID, subscribe bool) {
	if limit := c.server.options.MaxSubscriptions; len(users) > limit {
		c.refuse(request, protocol.CodeLimitExceeded, "the presence of %d users can be asked for at once", limit)
		return
	}
	if _, err := c.domain.profilesOf(c.ctx, users); err != nil { // nothing is looked up under the lock of presence
		c.failed(request, "users cannot be looked up", err)
		return
	}
	ok := c.domain.presence.ask(c, users, subscribe, func(all []protocol.UserPresence) {
		c.sendMentioning(users, nil, out{response: request, message: &protocol.PresenceResponse{Users: all}})
	})
	if !ok {
		c.refuse(request, protocol.CodeLimitExceeded, "a connection may subscribe to %d users", c.server.options.MaxSubscriptions)
	}
}
