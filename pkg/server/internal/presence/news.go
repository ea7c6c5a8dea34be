package presence

import (
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
)

// notify sends news to the sessions of the user and to all who have subscribed.
// The session that made a change hears of it too: when two sessions set the
// same key at once, only the order here shows them who was last.
func (p *Presence) notify(u *present, s states.Step) {
	news := states.NewNews(s, u.state, p.options.Limits.StateBytes, u.say)
	for c := range u.sessions {
		if !u.subscribers[c] && !s.Gone && !s.Came {
			c.Gather(u, news)
		}
	}
	for c := range u.subscribers {
		c.Gather(u, news)
	}
	news.Told()
}

// say returns the messages about a step. Who goes leaves no state behind.
func (u *present) say(s states.Step) (said []protocol.Message) {
	set := s.Set
	if s.Gone {
		said = append(said, &protocol.PresenceAvailabilityChanged{User: u.id, Available: false})
	}
	if s.Came {
		if len(set) == 0 {
			set = nil
		}
		return append(said, &protocol.PresenceAvailabilityChanged{User: u.id, Available: true, State: set})
	}
	if s.Complete {
		said = append(said, &protocol.PresenceStateCleared{User: u.id, SessionID: s.Session})
	}
	if len(s.Removed) > 0 {
		said = append(said, &protocol.PresenceStateRemoved{User: u.id, Keys: s.Keys(), SessionID: s.Session})
	}
	if len(set) > 0 {
		said = append(said, &protocol.PresenceStateSet{User: u.id, State: set, SessionID: s.Session})
	}
	return said
}
