package server

import (
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
)

// stateNews is what has become of the state of a user, or of a session in an
// activity.
type stateNews struct {
	steps  steps
	state  values // after them
	say    func(step) []protocol.Message
	limit  int // bytes that a state may have
	weight int

	// What came of this for the last reader for whom something waited: those in step
	// share it, and its frames. Only meaningful while news is told, under the lock of
	// the state.
	after, both *stateNews

	once sync.Once
	said []*conn.Frame
}

func newStateNews(s steps, state values, limit int, say func(step) []protocol.Message) *stateNews {
	return &stateNews{steps: s, state: state, say: say, limit: limit, weight: s.size()}
}

func (n *stateNews) Absorb(next conn.News) conn.News {
	m := next.(*stateNews)
	if n.steps.covered(m.steps) {
		return m
	}
	if m.after != n {
		m.after, m.both = n, newStateNews(n.steps.then(m.steps[0], m.state, m.limit), m.state, m.limit, m.say)
	}
	return m.both
}

// told is called when everybody has the news.
func (n *stateNews) told() { n.after, n.both = nil, nil }

func (n *stateNews) Size() int { return n.weight }

func (n *stateNews) Frames() []*conn.Frame {
	n.once.Do(func() {
		for _, s := range n.steps {
			for _, m := range n.say(s) {
				n.said = append(n.said, &conn.Frame{Message: m})
			}
		}
	})
	return n.said
}
