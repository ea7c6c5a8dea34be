package server

import (
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// presenceNews is what has happened to the presence of a user. Who goes leaves no
// state behind.
type presenceNews struct {
	user   protocol.UserID
	steps  steps
	state  values // after them
	weight int

	once sync.Once
	said []*frame
}

func newPresenceNews(user protocol.UserID, s steps, state values) *presenceNews {
	return &presenceNews{user: user, steps: s, state: state, weight: len(user.Username) + s.size()}
}

func (n *presenceNews) absorb(next gathered) gathered {
	m := next.(*presenceNews)
	if n.steps.covered(m.steps) {
		return m // which is encoded once for all
	}
	return newPresenceNews(n.user, n.steps.then(m.steps[0], m.state), m.state)
}

func (n *presenceNews) size() int { return n.weight }

func (n *presenceNews) frames() []*frame {
	n.once.Do(func() {
		add := func(m protocol.Message) { n.said = append(n.said, &frame{message: m}) }
		for _, s := range n.steps {
			set := s.set
			if s.gone {
				add(&protocol.PresenceAvailabilityChanged{User: n.user, Available: false})
			}
			if s.came {
				if len(set) == 0 {
					set = nil
				}
				add(&protocol.PresenceAvailabilityChanged{User: n.user, Available: true, State: set})
				continue
			}
			if s.complete {
				add(&protocol.PresenceStateCleared{User: n.user, SessionID: s.session})
			}
			if len(s.removed) > 0 {
				add(&protocol.PresenceStateRemoved{User: n.user, Keys: s.removed, SessionID: s.session})
			}
			if len(set) > 0 {
				add(&protocol.PresenceStateSet{User: n.user, State: set, SessionID: s.session})
			}
		}
	})
	return n.said
}
