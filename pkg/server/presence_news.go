package server

import "github.com/convergence-wasm/convergence/pkg/protocol"

// tell sends news to the sessions of the user and to all who have subscribed.
// The session that made a change hears of it too: when two sessions set the
// same key at once, only the order here tells them who was last.
func (p *presence) tell(u *present, s step) {
	news := newStateNews(steps{s}, u.state, p.options.Limits.StateBytes, u.say)
	for c := range u.sessions {
		if !u.subscribers[c] && !s.gone && !s.came {
			c.Gather(u, news)
		}
	}
	for c := range u.subscribers {
		c.Gather(u, news)
	}
	news.told()
}

// say returns the messages about a step. Who goes leaves no state behind.
func (u *present) say(s step) (said []protocol.Message) {
	set := s.set
	if s.gone {
		said = append(said, &protocol.PresenceAvailabilityChanged{User: u.id, Available: false})
	}
	if s.came {
		if len(set) == 0 {
			set = nil
		}
		return append(said, &protocol.PresenceAvailabilityChanged{User: u.id, Available: true, State: set})
	}
	if s.complete {
		said = append(said, &protocol.PresenceStateCleared{User: u.id, SessionID: s.session})
	}
	if len(s.removed) > 0 {
		said = append(said, &protocol.PresenceStateRemoved{User: u.id, Keys: s.keys(), SessionID: s.session})
	}
	if len(set) > 0 {
		said = append(said, &protocol.PresenceStateSet{User: u.id, State: set, SessionID: s.session})
	}
	return said
}
