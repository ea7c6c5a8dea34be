package conn

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// questions are requests of the server that wait for the client's answers.
type questions struct {
	mu    sync.Mutex
	last  uint32
	asked map[uint32]*question // nil when the connection has ended
}

func newQuestions() questions { return questions{asked: make(map[uint32]*question)} }

// question is one of them.
type question struct {
	answered func(protocol.Message, error)
	timer    *time.Timer
}

// maxQuestions bounds how many questions wait for one client.
const maxQuestions = 2000

// ErrGone ends questions when the connection does.
var ErrGone = errors.New("the client has gone")

// Ask sends a request to the client. The function answered is called once, from
// any goroutine: with the answer, or with an error when none came in time.
func (c *Conn) Ask(m protocol.Message, wait time.Duration, answered func(protocol.Message, error)) {
	q := &c.questions
	q.mu.Lock()
	if q.asked == nil {
		q.mu.Unlock()
		answered(nil, ErrGone)
		return
	}
	if len(q.asked) >= maxQuestions {
		q.mu.Unlock()
		answered(nil, fmt.Errorf("%d questions wait for the client's answers already", maxQuestions))
		return
	}
	q.last++
	id := q.last
	one := &question{answered: answered}
	one.timer = time.AfterFunc(wait, func() {
		c.Settle(id, nil, fmt.Errorf("no answer from the client within %v", wait))
	})
	q.asked[id] = one
	q.mu.Unlock()
	c.Send(Out{Request: id, Message: m})
}

// Settle hands an answer to whom it belongs. Answers that nobody waits for, any
// longer, are dropped.
func (c *Conn) Settle(id uint32, m protocol.Message, err error) {
	q := &c.questions
	q.mu.Lock()
	one := q.asked[id]
	delete(q.asked, id)
	q.mu.Unlock()
	if one != nil {
		one.timer.Stop()
		one.answered(m, err)
	}
}

// abandon settles all questions when the connection ends.
func (q *questions) abandon() {
	q.mu.Lock()
	asked := q.asked
	q.asked = nil
	q.mu.Unlock()
	for _, one := range asked {
		if one.timer.Stop() {
			one.answered(nil, ErrGone)
		}
	}
}
