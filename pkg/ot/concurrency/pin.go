package concurrency

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Pin is the values of a reference as everybody agrees on them. A position
// that one operation deletes around while another inserts beside it depends on
// which came first, so a client that has edits of its own under way can see it
// elsewhere for a while. A pin therefore never moves past an operation before
// the server has ordered it: it moves past the same operations in the same
// order at the server, at the owner of the reference and at everybody else.
//
// Law: when every operation is acknowledged, the pins of one reference are
// equal at all clients, and equal to what the server holds.
type Pin struct {
	id    string
	value ot.Reference
	past  uint64 // the newest own operation that value is relative to, 0 for none
	gone  bool
}

// Value returns where the reference points, relative to the state at
// [Client.Version] with own operations up to the one after which it was pinned.
// keep is false when an operation has disposed of the reference.
func (p *Pin) Value() (value ot.Reference, keep bool) { return p.value, !p.gone }

// Pin follows a reference that arrived from the server: value is relative to
// Version. id is the element that owns it.
func (c *Client) Pin(id string, value ot.Reference) *Pin { return c.pin(id, value, 0) }

// PinHere follows a reference of this client whose value is relative to the
// document as it is: to every own operation. It is called when the value is
// sent, behind all of them, so no batch may be in progress.
func (c *Client) PinHere(id string, value ot.Reference) *Pin {
	c.Freeze() // an operation that the value is relative to must not grow any more
	return c.pin(id, value, c.last)
}

func (c *Client) pin(id string, value ot.Reference, past uint64) *Pin {
	p := &Pin{id: id, value: value, past: past}
	c.pins = append(c.pins, p)
	return p
}

// Unpin forgets a pin. One that is not known is ignored.
func (c *Client) Unpin(p *Pin) {
	if i := slices.Index(c.pins, p); i >= 0 {
		c.pins = slices.Delete(c.pins, i, i+1)
	}
}

func (p *Pin) move(op *ot.Op) {
	if p.gone {
		return
	}
	moved, keep := p.value.Move(p.id, *op)
	p.value, p.gone = moved, !keep
}

// passQueue moves an operation of the server past everything in the queue, and
// each pin past it in the form that it has where the pin is.
func (c *Client) passQueue(s *ot.Op) error {
	first := c.firstSequence()
	for _, p := range c.pins {
		if p.past < first {
			p.move(s)
		}
	}
	for from := 0; from < c.queue.count; {
		to := c.queue.count
		for _, p := range c.pins {
			if p.past >= first+uint64(from) {
				to = min(to, int(p.past-first)+1)
			}
		}
		if err := c.passOperations(s, from, to); err != nil {
			return err
		}
		for _, p := range c.pins {
			if p.past == first+uint64(to)-1 {
				p.move(s)
			}
		}
		from = to
	}
	return nil
}

// passPins moves the pins past the oldest own operation, which the server has
// ordered now.
func (c *Client) passPins() {
	if len(c.pins) == 0 {
		return
	}
	sequence, op := c.firstSequence(), c.queue.oldest()
	for _, p := range c.pins {
		if p.past < sequence {
			p.move(&op)
		}
	}
}
