package concurrency

import (
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Group is operations that are sent together. They have consecutive sequence
// numbers from First on and share one context version: the first applies to
// the state at Version, each other one to what the one before it left.
//
// Ops is used again by the next Take; the operations in it may be kept.
type Group struct {
	First   uint64
	Version int64
	Ops     []ot.Op
}

// Take returns the next unsent operations, oldest first, which thereby are in
// flight, and false when there are none. It stops before the one that takes
// the total over limitBytes, an estimate of the encoded size, but returns at
// least one; 0 means no limit.
//
// It makes one string for all texts of the group, however many there are.
func (c *Client) Take(limitBytes int) (Group, bool) {
	if !c.HasUnsent() {
		return Group{}, false
	}
	group := Group{First: c.firstSequence() + uint64(c.sent), Version: c.version}
	clear(c.ops)
	c.ops, c.text = c.ops[:0], c.text[:0]
	size := 0
	c.queue.each(c.sent, func(g *segment, from, to int) bool {
		for i := from; i < to; i++ {
			size += g.estimate(i)
			if limitBytes > 0 && size > limitBytes && len(c.ops) > 0 {
				return false
			}
			op := g.header(i)
			if g.ops == nil && !op.NoOp {
				c.text = ot.AppendWTF8(c.text, g.inserted(i))
				op.To = len(c.text) // for the moment: where its text ends
			}
			c.ops = append(c.ops, op)
		}
		return true
	})
	c.cutTexts()
	c.sent += len(c.ops)
	c.known = max(c.known, c.sent)
	group.Ops = c.ops
	if cap(c.text) > maxScratch {
		c.text = nil
	}
	return group, true
}

const maxScratch = 1 << 16 // bytes kept for the next Take

// cutTexts gives each packed splice its part of the gathered text.
func (c *Client) cutTexts() {
	all := string(c.text)
	from := 0
	for i := range c.ops {
		op := &c.ops[i]
		if op.Kind != ot.StringSplice || op.To == 0 {
			continue
		}
		op.Text = ot.UncheckedText(all[from:op.To], op.Text.Len())
		from, op.To = op.To, 0
	}
}

// Pending calls yield with every operation that is not acknowledged, oldest
// first, as it applies at Version, until it returns false: what has to be
// stored so that [Client.Restore] can bring it back. The batch in progress is
// not among them. A composed operation keeps its sequence number, so what was
// stored under it is to be overwritten.
func (c *Client) Pending(yield func(sequence uint64, op ot.Op) bool) { c.PendingFrom(0, yield) }

// PendingFrom is [Client.Pending] without what has a smaller sequence number.
func (c *Client) PendingFrom(from uint64, yield func(sequence uint64, op ot.Op) bool) {
	sequence := max(from, c.firstSequence())
	skip := int(sequence - c.firstSequence())
	if skip >= c.queue.count {
		return
	}
	c.queue.each(skip, func(g *segment, from, to int) bool {
		for i := from; i < to; i++ {
			op := g.header(i)
			if g.ops == nil && !op.NoOp {
				op.Text = ot.TextFromUTF16(g.inserted(i))
			}
			if !yield(sequence, op) {
				return false
			}
			sequence++
		}
		return true
	})
}

// Waiting is [Client.PendingFrom] with the batch in progress, as a compound, behind the
// others.
func (c *Client) Waiting(from uint64, yield func(sequence uint64, op ot.Op) bool) {
	more := true
	c.PendingFrom(from, func(sequence uint64, op ot.Op) bool {
		more = yield(sequence, op)
		return more
	})
	if more && len(c.batch) > 0 {
		yield(c.last+1, ot.Op{Kind: ot.Compound, Ops: c.batch})
	}
}

// PendingCount returns how many operations are not acknowledged, the batch in
// progress not counted.
func (c *Client) PendingCount() int { return c.queue.count }

// Oldest returns the oldest operation that is not acknowledged, as it applies at
// Version; of a splice, only the length of its text is told. There must be one.
func (c *Client) Oldest() ot.Op { return c.queue.oldest() }

// OldestIsSplice reports whether that is a plain splice, without building it.
func (c *Client) OldestIsSplice() bool { return c.queue.segments[0].ops == nil }

// header returns operation i; a splice has only the length of its text.
func (g *segment) header(i int) ot.Op {
	if g.ops != nil {
		return g.ops[i]
	}
	x := g.splices[i].span()
	op := ot.Op{Kind: ot.StringSplice, ID: g.id, Index: x.Index, Count: x.Count}
	op.NoOp = x.NoOp || x.Count == 0 && x.Inserted == 0
	if !op.NoOp {
		op.Text = ot.UncheckedText("", x.Inserted)
	}
	return op
}

func (g *segment) inserted(i int) []uint16 {
	s := g.splices[i]
	return g.units[s.start : s.start+s.inserted&^noOpBit]
}

// estimate returns about how many bytes operation i takes on the wire.
func (g *segment) estimate(i int) int {
	if g.ops != nil {
		return ot.Size(&g.ops[i])
	}
	n := 24 + len(g.id)
	for _, u := range g.inserted(i) {
		switch {
		case u < 0x80:
			n++
		case u < 0x800:
			n += 2
		default:
			n += 3
		}
	}
	return n
}

// MoveReference moves a reference that arrived from another client, and is
// relative to Version, past everything that is not acknowledged, so that it
// fits the document. id is the element that owns it. keep is false when a
// local operation disposes of it.
func (c *Client) MoveReference(id string, r ot.Reference) (moved ot.Reference, keep bool) {
	keep = true
	c.queue.each(0, func(g *segment, from, to int) bool {
		if g.ops == nil {
			if g.id == id {
				r = g.moveReference(from, r)
			}
			return true
		}
		for i := from; i < to && keep; i++ {
			r, keep = r.Move(id, g.ops[i])
		}
		return keep
	})
	for i := 0; i < len(c.batch) && keep; i++ {
		r, keep = r.Move(id, c.batch[i])
	}
	return r, keep
}

// moveReference moves past packed splices, copying the values once only.
func (g *segment) moveReference(from int, r ot.Reference) ot.Reference {
	past := func(position int) int {
		for _, s := range g.splices[from:] {
			position = s.span().Move(position)
		}
		return position
	}
	r.Indexes = append([]int(nil), r.Indexes...)
	for i, position := range r.Indexes {
		r.Indexes[i] = past(position)
	}
	r.Ranges = append([]ot.Range(nil), r.Ranges...)
	for i, x := range r.Ranges {
		r.Ranges[i] = ot.Range{Start: past(x.Start), End: past(x.End)}
	}
	return r
}
