package session

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// inbox is what has come from the server, and what follows from something that
// has happened, as far as it is not handled yet. It is handled in steps: one
// operation, or one other message, is one step. While the sink is busy, because
// what was emitted has not been heard, there is no further step. So whoever hears
// of a change finds the state as that change left it, and an edit made on hearing
// of it is an ordinary edit of that state.
//
// A compound is one operation: its events are heard when all of it has
// been applied. The same goes for everything else that is one message, such as
// the end of a resynchronisation.
type inbox struct {
	message  protocol.Decoder // the message at hand; what it hands out is handled before the next
	borrowed bool             // its bytes are those of whoever delivered it
	from     *Connection      // that it came by
	arrivals []arrival        // later messages, and the end of the connection
	steps    []step           // what follows from the last steps, the next one at the end
	stepping bool
	stretch  stretch // of the steps that are being made
	asked    bool    // the host is going to call Proceed
}

// arrival is something that a socket has reported.
type arrival struct {
	c       *Connection
	message []byte
	end     func() // of the connection; nil for a message
}

// step is one of several things that follow from something that has happened.
type step struct {
	c  *Connection         // void when this is not the session's connection any more; nil: it stands
	do func() (again bool) // again: the next step of the same
}

func (in *inbox) waiting() bool {
	return len(in.steps)+len(in.arrivals) > 0 || in.message.More()
}

// Message implements SocketHandler. Unless it is our own, data is not referred to after
// Message has returned.
func (c *Connection) Message(data []byte, own bool) {
	s := c.s
	s.Lock()
	defer s.Unlock()
	if s.Conn != c {
		return
	}
	c.heard = s.State == StateConnected
	c.heart.alive(s, c)
	in := &s.inbox
	if in.waiting() {
		if !own {
			data = slices.Clone(data)
		}
		in.arrivals = append(in.arrivals, arrival{c: c, message: data})
		return
	}
	in.from, in.borrowed = c, !own
	in.message.Reset(data, own)
	s.proceed()
}

// afterwards runs f when everything that the connection has brought so far is
// handled.
func (s *Session) afterwards(c *Connection, f func()) {
	if s.inbox.waiting() {
		s.inbox.arrivals = append(s.inbox.arrivals, arrival{c: c, end: f})
		return
	}
	f()
	s.proceed()
}

// Then has f run as a step of its own, before whatever the server sends next.
// Steps that one step asks for run in the order in which it asks for them.
func (s *Session) Then(f func()) {
	s.push(step{nil, func() bool { f(); return false }})
}

// Then is [Session.then] for what is void when the connection has ended.
func (c *Connection) Then(f func()) {
	c.s.push(step{c, func() bool { f(); return false }})
}

func (s *Session) push(next step) {
	in := &s.inbox
	if in.stepping {
		in.steps = append(in.steps, next) // proceed puts it where it belongs
		return
	}
	in.steps = append([]step{next}, in.steps...)
	s.askToProceed()
}

// askToProceed has Proceed called if something waits.
func (s *Session) askToProceed() {
	in := &s.inbox
	if in.borrowed {
		in.borrowed = false
		in.message.Keep()
	}
	if !in.asked && in.waiting() {
		in.asked = true
		s.Host.Proceed()
	}
}

// InSteps calls do for 0 to n-1, each as a step of its own, as long as it returns
// true. With a connection it ends when that does. The first step is made at once.
func (s *Session) InSteps(c *Connection, n int, do func(i int) bool) {
	for i := 0; i < n; i++ {
		if i > 0 && (s.inbox.stretch.spent(s.Host) || s.owner.Busy()) {
			s.restInSteps(c, i, n, do)
			return
		}
		if !do(i) {
			return
		}
	}
}

// restInSteps makes the steps i to n-1 of [Session.inSteps] later. It is apart from
// it so that nothing is allocated where nobody listens.
func (s *Session) restInSteps(c *Connection, i, n int, do func(i int) bool) {
	s.push(step{c, func() bool {
		again := do(i) && i+1 < n
		i++
		return again
	}})
}

// Proceed goes on with what waits, see [Host.Proceed].
func (s *Session) Proceed() {
	s.Lock()
	defer s.Unlock()
	s.inbox.asked = false
	s.proceed()
}

// proceed makes steps until the sink is busy, nothing is left, or the host is to have
// its turn. What a step asks for comes before everything else, in its order.
func (s *Session) proceed() {
	in := &s.inbox
	in.stepping, in.stretch = true, stretch{}
	for in.waiting() && !s.owner.Busy() {
		next := len(in.steps) - 1
		if next < 0 && in.message.More() {
			s.handle()
		} else if next < 0 {
			s.begin()
		} else if at := in.steps[next]; at.c != nil && at.c != s.Conn || !at.do() {
			in.steps = slices.Delete(in.steps, next, next+1)
			next--
		}
		if next+2 < len(in.steps) {
			slices.Reverse(in.steps[next+1:])
		}
		if len(in.steps) == 0 && cap(in.steps) > keptSteps {
			in.steps = nil
		}
		if in.waiting() && in.stretch.spent(s.Host) {
			break
		}
	}
	in.stepping = false
	s.askToProceed()
}

// keptSteps is for how many steps there stays room.
const keptSteps = 64

// handle takes the next message that is at hand: it answers what is the session's own,
// and hands on the rest.
func (s *Session) handle() {
	in := &s.inbox
	c := in.from
	if c != s.Conn {
		in.message.Reset(nil, true)
		return
	}
	e, err := in.message.Next()
	if err != nil {
		c.Broken("the server sent something that is not part of the protocol: " + err.Error())
		return
	}
	if e.Response != 0 {
		c.Answer(e.Response, e.Message)
		return
	}
	switch m := e.Message.(type) {
	case *protocol.Ping:
		c.Send(0, 0, &protocol.Pong{})
	case *protocol.Pong:
	case *protocol.IdentityUpdate:
		s.owner.Dispatch(c, e)
		s.Identities.Update(m)
	default:
		s.owner.Dispatch(c, e)
	}
}

// begin takes the next thing that has come from the server.
func (s *Session) begin() {
	in := &s.inbox
	a := in.arrivals[0]
	if in.arrivals = in.arrivals[1:]; len(in.arrivals) == 0 {
		in.arrivals = nil
	}
	switch {
	case a.c != s.Conn:
	case a.end != nil:
		a.end()
	default:
		in.from, in.borrowed = a.c, false
		in.message.Reset(a.message, true)
	}
}
