package session

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// When the server closes a connection for something that was sent, everything that
// has no answer is sent again on the next one, and would close that too. So that one
// is on trial: its messages go one by one, each when the server has answered a
// question behind the one before. If it closes again, it is known for what: that is
// refused in its place and never sent a third time, and everything else goes on.

// trial is how a connection finds out which message the server closes it for.
type trial struct {
	on    bool
	queue []Parcel
	at    *Parcel // on its way
}

// Parcel is a message that waits for its turn. Of one with operations only what is
// not shared with later ones is looked at.
type Parcel struct {
	Request uint32
	Message protocol.Message
	About   any // what the owner remembers of it
	data    []byte
}

// Above queued messages that wait for their turn, operations wait where they are.
const queued = 16

// post sends a message that the connection has encoded when those before have
// been taken.
func (c *Connection) post(request uint32, m protocol.Message, data []byte) {
	if s, ok := m.(*protocol.OperationSubmission); ok { // which is used again
		kept := *s
		m = &kept
	}
	c.trial.queue = append(c.trial.queue, Parcel{data: slices.Clone(data), Request: request, Message: m, About: c.s.owner.About(m)})
	if len(c.trial.queue) > queued {
		c.Paused = true
	}
	c.tryNext()
}

// acquit ends the trial, with what waits.
func (c *Connection) acquit() {
	t := &c.trial
	waiting := t.queue
	*t = trial{}
	c.s.suspicious = false
	for i := range waiting {
		c.socket.Send(waiting[i].data)
	}
}

func (c *Connection) tryNext() {
	t := &c.trial
	if t.at != nil {
		return
	}
	if c.hasWorked() {
		c.acquit()
	}
	if c.Paused && len(t.queue) <= 1 {
		c.Paused = false
		c.s.Schedule()
	}
	if len(t.queue) == 0 {
		return
	}
	t.at, t.queue = &t.queue[0], t.queue[1:]
	c.socket.Send(t.at.data)
	id := c.requests.add(&request{doing: "go on", done: func(protocol.Message, *Error) {
		if c.s.Conn == c {
			t.at = nil
			c.tryNext()
		}
	}})
	if c.out.Add(id, 0, &protocol.ServerTimeRequest{}) == nil {
		c.flush()
	}
}

// accuse is called when the server has closed a connection for something that was
// sent on it. s.Conn is nil already, and the connection's requests wait.
func (s *Session) accuse(c *Connection, reason string) {
	if c.trial.at == nil {
		s.suspicious = true
		return
	}
	s.owner.Accused(c, *c.trial.at, &protocol.Error{Code: protocol.CodeInvalidMessage,
		Message: "the server closes the connection on which this is sent: " + reason})
}
