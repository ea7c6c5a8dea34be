package states

import (
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
)

// News is what has become of the state of a user, or of a session in an
// activity.
type News struct {
	steps  steps
	state  Values // after them
	say    func(Step) []protocol.Message
	limit  int // bytes that a state may have
	weight int

	// What came of this for the last reader for whom something waited: those in step
	// share it, and its frames. Only meaningful while news is sent, under the lock of
	// the state.
	after, both *News

	once sync.Once
	said []*conn.Frame
}

// NewNews returns the news of a step that has led to state. say returns the messages
// that carry a step, and limit is how many bytes a state may have.
func NewNews(s Step, state Values, limit int, say func(Step) []protocol.Message) *News {
	return newNews(steps{s}, state, limit, say)
}

func newNews(s steps, state Values, limit int, say func(Step) []protocol.Message) *News {
	return &News{steps: s, state: state, say: say, limit: limit, weight: s.size()}
}

// Absorb implements [conn.News].
func (n *News) Absorb(next conn.News) conn.News {
	m := next.(*News)
	if n.steps.covered(m.steps) {
		return m
	}
	if m.after != n {
		m.after, m.both = n, newNews(n.steps.then(m.steps[0], m.state, m.limit), m.state, m.limit, m.say)
	}
	return m.both
}

// Told is called when everybody has the news.
func (n *News) Told() { n.after, n.both = nil, nil }

// Size implements [conn.News].
func (n *News) Size() int { return n.weight }

// Frames implements [conn.News].
func (n *News) Frames() []*conn.Frame {
	n.once.Do(func() {
		for _, s := range n.steps {
			for _, m := range n.say(s) {
				n.said = append(n.said, &conn.Frame{Message: m})
			}
		}
	})
	return n.said
}
