package presence

import (
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
)

// Handle takes a message of a session, request being 0 for one that wants no answer.
// It reports false for a message that is not about presence.
func (p *Presence) Handle(s *people.Session, request uint32, m protocol.Message) bool {
	if request == 0 {
		switch m := m.(type) {
		case *protocol.PresenceSetState:
			p.set(s, false, nil, m.State)
		case *protocol.PresenceRemoveState:
			p.set(s, false, m.Keys, nil)
		case *protocol.PresenceClearState:
			p.set(s, true, nil, nil)
		case *protocol.PresenceUnsubscribe:
			p.unsubscribe(s, m.Users)
		default:
			return false
		}
		return true
	}
	switch m := m.(type) {
	case *protocol.PresenceRequest:
		p.answer(s, request, m.Users, false)
	case *protocol.PresenceSubscribeRequest:
		p.answer(s, request, m.Users, true)
	case *protocol.PresenceChangeRequest:
		p.changeLate(s, request, m)
	default:
		return false
	}
	return true
}

// set handles the notices that change the state of the session's user.
func (p *Presence) set(s *people.Session, complete bool, removed []string, set states.Values) {
	if x := p.change(s, complete, removed, set); x != nil {
		complain(s, x)
	}
}

// complain says why a change that wants no answer, or a state that was brought, is not applied.
func complain(s *people.Session, x excess) {
	s.Complain(protocol.CodeLimitExceeded, map[string]protocol.JSON{"service": "presence"}, "%v; nothing of this change was applied", x)
}

// changeLate handles a change that was made without a connection.
func (p *Presence) changeLate(s *people.Session, request uint32, m *protocol.PresenceChangeRequest) {
	if m.Instance == "" || m.Sequence == 0 {
		s.Refuse(request, protocol.CodeInvalidMessage, "a change of presence needs a client instance and a sequence number")
		return
	}
	if !s.Owns(request, m.Instance, p.options.Claim) {
		return
	}
	if x := p.apply(s, m); x != nil {
		s.Answer(request, x.AsError())
		return
	}
	s.Answer(request, &protocol.OK{})
}

// answer answers with the presence of users, and subscribes to it.
func (p *Presence) answer(s *people.Session, request uint32, users []protocol.UserID, subscribe bool) {
	if limit := p.options.MaxSubscriptions; len(users) > limit {
		s.Refuse(request, protocol.CodeLimitExceeded, "the presence of %d users can be asked for at once", limit)
		return
	}
	if _, err := p.options.Profiles.OfAll(s.Context(), users); err != nil { // nothing is looked up under the lock of presence
		s.Failed(request, "users cannot be looked up", err)
		return
	}
	ok := p.ask(s, users, subscribe, func(all []protocol.UserPresence) {
		s.SendMentioning(users, nil, conn.Out{Response: request, Message: &protocol.PresenceResponse{Users: all}})
	})
	if !ok {
		s.Refuse(request, protocol.CodeLimitExceeded, "a connection may subscribe to %d users, and to fewer while the server has no memory left", p.options.MaxSubscriptions)
	}
}
