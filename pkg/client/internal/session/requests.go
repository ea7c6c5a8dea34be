package session

import (
	"time"

	"github.com/convergence-wasm/convergence/internal/shrinking"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// RetryAfter is how long a request waits that the server could not do anything with,
// before it is made again.
const RetryAfter = 5 * time.Second

// request is a question to the server that has not been answered.
type request struct {
	message protocol.Message
	timeout time.Duration
	doing   string
	done    func(protocol.Message, *Error)
	timer   Timer
}

// requests are the unanswered requests of one connection.
type requests struct {
	last    uint32
	waiting map[uint32]*request
	room    shrinking.Room
}

func newRequests() requests { return requests{waiting: map[uint32]*request{}} }

func (r *requests) add(q *request) uint32 {
	r.last++
	r.waiting[r.last] = q
	return r.last
}

// Request sends a question and calls done exactly once: with the answer, with
// the server's error, after the timeout or when the connection ends. While a
// connection that was lost is made again it waits for that, within the same
// timeout. doing says what the caller wants, for the error when there is no
// connection.
func (s *Session) Request(m protocol.Message, doing string, done func(protocol.Message, *Error)) {
	s.WhenConnected(doing, func(left time.Duration, err *Error) {
		if err != nil {
			done(nil, err)
			return
		}
		s.RequestWithin(left, m, doing, done)
	})
}

// RequestNow is [Session.Request] for what only makes sense on the connection at hand,
// such as what names a resource of it, or is asked again on the next one.
func (s *Session) RequestNow(m protocol.Message, doing string, done func(protocol.Message, *Error)) {
	s.RequestWithin(s.Options.RequestTimeout, m, doing, done)
}

// RequestWithin is [Session.RequestNow] with another timeout; 0 means to wait for as long
// as the connection lives.
func (s *Session) RequestWithin(timeout time.Duration, m protocol.Message, doing string, done func(protocol.Message, *Error)) {
	if s.State != StateConnected || s.Conn == nil {
		done(nil, ErrOffline(doing))
		return
	}
	q := &request{message: m, timeout: timeout, doing: doing, done: done}
	s.Conn.ask(s.Conn.requests.add(q), q)
}

// ask sends a request, also once more.
func (c *Connection) ask(id uint32, q *request) {
	before, timeout := c.burst+c.out.Len(), q.timeout
	c.Send(id, 0, q.message)
	if timeout > 0 && c.requests.waiting[id] == q && c.socket != nil {
		// The system may have taken what the line has not.
		ahead := max(c.burst+c.out.Len()-before, c.out.Len()+c.socket.Buffered())
		timeout += time.Duration(ahead) * time.Second / slowLine
		late := func() {
			if c.requests.waiting[id] == q {
				shrinking.Delete(&c.requests.waiting, &c.requests.room, id)
				err := ClientError(protocol.CodeRequestTimeout, "the server did not answer the request to %s in %s", q.doing, timeout)
				err.Details = map[string]protocol.JSON{"message": err.Message}
				q.done(nil, err)
			}
		}
		// The answer may have come and wait for its turn.
		q.timer = c.s.After(timeout, func() { c.s.afterwards(c, late) })
	}
}

// slowLine is how many bytes a second a line takes at least. What waits to be sent
// before an answer can come gives a request more time.
const slowLine = 100_000

// Answer hands a response to the request that waits for it.
func (c *Connection) Answer(id uint32, m protocol.Message) {
	q := c.requests.waiting[id]
	if q == nil { // it has timed out
		c.s.owner.Late(m)
		return
	}
	Stop(&q.timer)
	e, ok := m.(*protocol.Error)
	if ok {
		if wait, _ := e.Details[protocol.RetryAfter].(float64); wait > 0 {
			q.timer = c.s.After(time.Duration(min(wait, longestWait))*time.Millisecond, func() {
				if c.requests.waiting[id] == q {
					c.ask(id, q)
				}
			})
			return
		}
	}
	shrinking.Delete(&c.requests.waiting, &c.requests.room, id)
	if ok {
		q.done(nil, ServerError(e))
		return
	}
	q.done(m, nil)
}

// unsent ends a request that cannot be sent.
func (c *Connection) unsent(id uint32, why error) {
	if q := c.requests.waiting[id]; q != nil {
		shrinking.Delete(&c.requests.waiting, &c.requests.room, id)
		Stop(&q.timer)
		q.done(nil, ClientError(protocol.CodeInvalidMessage, "the request to %s cannot be sent: %v", q.doing, why))
	}
}

// failRequests ends all requests of a connection that was established and is
// going away.
func (c *Connection) failRequests(why string) {
	waiting := c.requests.waiting
	c.requests.waiting = map[uint32]*request{}
	for _, q := range waiting {
		Stop(&q.timer)
		q.done(nil, CutOff(q.doing, why))
	}
	c.s.owner.Unanswered()
}

// Requester is [Session.Request] or [Session.RequestNow].
type Requester func(m protocol.Message, doing string, done func(protocol.Message, *Error))

// Ask makes a request whose answer has one type.
//
//go:noinline
func Ask[T protocol.Message](request Requester, m protocol.Message, doing string, done func(T, *Error)) {
	request(m, doing, func(answer protocol.Message, err *Error) {
		r, ok := answer.(T)
		if !ok {
			err = Unexpected(answer, err)
		}
		done(r, err)
	})
}
