package server

import (
	"errors"
	"fmt"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// question is a request of the server that waits for the client's answer.
type question struct {
	answered func(protocol.Message, error)
	timer    *time.Timer
}

var errGone = errors.New("the client has gone")

// ask sends a request to the client. The function answered is called once, from
// any goroutine: with the answer, or with an error when none came in time.
func (c *connection) ask(m protocol.Message, wait time.Duration, answered func(protocol.Message, error)) {
	c.mu.Lock()
	if c.asked == nil {
		c.mu.Unlock()
		answered(nil, errGone)
		return
	}
	c.lastRequest++
	id := c.lastRequest
	q := &question{answered: answered}
	q.timer = time.AfterFunc(wait, func() {
		c.settle(id, nil, fmt.Errorf("no answer from the client within %v", wait))
	})
	c.asked[id] = q
	c.mu.Unlock()
	c.send(out{request: id, message: m})
}

// settle hands an answer to whom it belongs. Answers that nobody waits for, any
// longer, are dropped.
func (c *connection) settle(id uint32, m protocol.Message, err error) {
	c.mu.Lock()
	q := c.asked[id]
	delete(c.asked, id)
	c.mu.Unlock()
	if q != nil {
		q.timer.Stop()
		q.answered(m, err)
	}
}

// abandon settles all questions when the connection ends.
func (c *connection) abandon() {
	c.mu.Lock()
	asked := c.asked
	c.asked = nil
	c.mu.Unlock()
	for _, q := range asked {
		if q.timer.Stop() {
			q.answered(nil, errGone)
		}
	}
}
