package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// inbox is what has come from the server, and what follows from something that
// has happened, as far as it is not handled yet. It is handled in steps: one
// operation, or one other message, is one step. While the sink is busy, because
// what it was told has not been heard, there is no further step. So whoever hears
// of a change finds the state as that change left it, and an edit made on hearing
// of it is an ordinary edit of that state.
//
// A compound is one operation: what is told of it is heard when all of it has
// been applied. The same goes for everything else that is one message, such as
// the end of a resynchronisation.
type inbox struct {
	message  protocol.Decoder // the message at hand
	borrowed bool             // its bytes are those of whoever delivered it
	from     *connection      // that it came by
	arrivals []arrival        // later messages, and the end of the connection
	steps    []step           // what follows from the last steps, the next one at the end
	stepping bool
	asked    bool // the host is going to call Proceed
}

// arrival is something that a socket has reported.
type arrival struct {
	c       *connection
	message []byte
	end     func() // of the connection; nil for a message
}

// step is one of several things that follow from something that has happened.
type step struct {
	c  *connection         // void when this is not the domain's connection any more; nil: it stands
	do func() (again bool) // again: the next step of the same
}

// maxSteps is how many steps are made at most before the host has its turn.
const maxSteps = 1024

func (in *inbox) waiting() bool {
	return len(in.steps)+len(in.arrivals) > 0 || in.message.More()
}

// receive takes a message of the connection, which refers to data until receive
// returns.
func (d *Domain) receive(c *connection, data []byte) {
	in := &d.inbox
	if in.waiting() {
		in.arrivals = append(in.arrivals, arrival{c: c, message: slices.Clone(data)})
		return
	}
	in.from, in.borrowed = c, true
	in.message.Reset(data)
	d.proceed()
}

// afterwards runs f when everything that the connection has brought so far is
// handled.
func (d *Domain) afterwards(c *connection, f func()) {
	if d.inbox.waiting() {
		d.inbox.arrivals = append(d.inbox.arrivals, arrival{c: c, end: f})
		return
	}
	f()
	d.proceed()
}

// then has f run as a step of its own, before whatever the server sends next.
// Steps that one step asks for run in the order in which it asks for them.
func (d *Domain) then(f func()) {
	d.push(step{nil, func() bool { f(); return false }})
}

// then is [Domain.then] for what is void when the connection has ended.
func (c *connection) then(f func()) {
	c.d.push(step{c, func() bool { f(); return false }})
}

func (d *Domain) push(s step) {
	in := &d.inbox
	if in.stepping {
		in.steps = append(in.steps, s) // step puts it where it belongs
		return
	}
	in.steps = append([]step{s}, in.steps...)
	d.askToProceed()
}

// askToProceed has Proceed called if something waits.
func (d *Domain) askToProceed() {
	in := &d.inbox
	if in.borrowed {
		in.borrowed = false
		in.message.Keep()
	}
	if !in.asked && in.waiting() {
		in.asked = true
		d.host.Proceed(d)
	}
}

// inSteps calls do for 0 to n-1, each as a step of its own, as long as it returns
// true. With a connection it ends when that does. The first step is made at once.
func (d *Domain) inSteps(c *connection, n int, do func(i int) bool) {
	for i := 0; i < n; i++ {
		if i > 0 && (i%maxSteps == 0 || d.sink.Busy()) {
			d.restInSteps(c, i, n, do)
			return
		}
		if !do(i) {
			return
		}
	}
}

// restInSteps makes the steps i to n-1 of [Domain.inSteps] later. It is apart from
// it so that nothing is allocated where nobody listens.
func (d *Domain) restInSteps(c *connection, i, n int, do func(i int) bool) {
	d.push(step{c, func() bool {
		again := do(i) && i+1 < n
		i++
		return again
	}})
}

// Proceed goes on with what waits, see [Host.Proceed].
func (d *Domain) Proceed() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inbox.asked = false
	d.proceed()
}

// proceed makes steps until the sink is busy or nothing is left.
func (d *Domain) proceed() {
	in := &d.inbox
	in.stepping = true
	for n := 0; n < maxSteps && in.waiting() && !d.sink.Busy(); n++ {
		d.step()
	}
	in.stepping = false
	d.askToProceed()
}

// step makes the next step. What it asks for comes before everything else, in its
// order.
func (d *Domain) step() {
	in := &d.inbox
	next := len(in.steps) - 1
	if next < 0 {
		d.handle()
	} else if s := in.steps[next]; s.c != nil && s.c != d.conn || !s.do() {
		in.steps = slices.Delete(in.steps, next, next+1)
		next--
	}
	slices.Reverse(in.steps[next+1:])
}

// handle takes the next thing that has come from the server.
func (d *Domain) handle() {
	in := &d.inbox
	if in.message.More() {
		if in.from != d.conn {
			in.message.Reset(nil)
			return
		}
		e, err := in.message.Next()
		if err != nil {
			in.from.broken("the server sent something that is not part of the protocol: " + err.Error())
			return
		}
		d.dispatch(in.from, e)
		return
	}
	a := in.arrivals[0]
	if in.arrivals = in.arrivals[1:]; len(in.arrivals) == 0 {
		in.arrivals = nil
	}
	switch {
	case a.c != d.conn:
	case a.end != nil:
		a.end()
	default:
		in.from, in.borrowed = a.c, false
		in.message.Reset(a.message)
	}
}
