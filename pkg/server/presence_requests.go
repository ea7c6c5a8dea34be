package server

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// setPresence handles the notices that change the state of the session's user.
func (c *connection) setPresence(complete bool, removed []string, set states.Values) {
	if x := c.domain.presence.change(c, complete, removed, set); x != nil {
		c.complain(protocol.CodeLimitExceeded, map[string]protocol.JSON{"service": "presence"}, "%v; nothing of this change was applied", x)
	}
}

// changePresence handles a change that was made without a connection.
func (c *connection) changePresence(request uint32, m *protocol.PresenceChangeRequest) {
	if m.Instance == "" || m.Sequence == 0 {
		c.Refuse(request, protocol.CodeInvalidMessage, "a change of presence needs a client instance and a sequence number")
		return
	}
	if !c.owns(request, m.Instance) {
		return
	}
	if x := c.domain.presence.apply(c, m); x != nil {
		c.Answer(request, x.AsError())
		return
	}
	c.Answer(request, &protocol.OK{})
}

// owns reports whether a client instance is that of this user, or refuses the
// request.
func (c *connection) owns(request uint32, instance string) bool {
	if instance == c.instance {
		return true
	}
	err := c.domain.claim(instance, c.identity.user.UserID)
	if errors.Is(err, store.ErrInstance) {
		c.Refuse(request, protocol.CodeUnauthorized, "the client instance belongs to another user")
	} else if err != nil {
		c.failed(request, "client instance cannot be claimed", err)
	}
	return err == nil
}

// askPresence answers with the presence of users, and subscribes to it.
func (c *connection) askPresence(request uint32, users []protocol.UserID, subscribe bool) {
	if limit := c.server.options.MaxSubscriptions; len(users) > limit {
		c.Refuse(request, protocol.CodeLimitExceeded, "the presence of %d users can be asked for at once", limit)
		return
	}
	if _, err := c.domain.profilesOf(c.Context(), users); err != nil { // nothing is looked up under the lock of presence
		c.failed(request, "users cannot be looked up", err)
		return
	}
	ok := c.domain.presence.ask(c, users, subscribe, func(all []protocol.UserPresence) {
		c.sendMentioning(users, nil, conn.Out{Response: request, Message: &protocol.PresenceResponse{Users: all}})
	})
	if !ok {
		c.Refuse(request, protocol.CodeLimitExceeded, "a connection may subscribe to %d users", c.server.options.MaxSubscriptions)
	}
}
