package concurrency

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// queue holds operations in order. A run of splices on one element, which is
// what writing makes, is packed: 16 bytes each plus two for each inserted unit.
// A million characters typed offline at a million places take 18 MB so.
type queue struct {
	segments []*segment
	head     int // operations taken from the first segment
	count    int
}

// segment is a run of splices on one element, or of other operations.
type segment struct {
	id      string
	splices []splice
	units   []uint16 // inserted text of all splices, in their order
	ops     []ot.Op
}

// splice is a StringSplice whose text is units[start : start+inserted].
type splice struct {
	index, count, start uint32
	inserted            uint32 // the top bit marks a NoOp
}

const (
	noOpBit        = 1 << 31
	segmentSplices = 4096
	segmentUnits   = 1 << 20
	segmentOps     = 256
	fewSegments    = 32 // up to so many are moved to the front when the first one is gone
)

func (s splice) span() ot.Span {
	return ot.Span{
		Index: int(s.index), Count: int(s.count),
		Inserted: int(s.inserted &^ noOpBit), NoOp: s.inserted&noOpBit != 0,
	}
}

// set takes over all of the span but its length, which transforming keeps.
func (s *splice) set(x ot.Span) {
	s.index, s.count = uint32(x.Index), uint32(x.Count)
	if x.NoOp {
		s.inserted |= noOpBit
	}
}

func (g *segment) len() int { return len(g.splices) + len(g.ops) }

func (q *queue) last() *segment {
	if len(q.segments) == 0 {
		return nil
	}
	return q.segments[len(q.segments)-1]
}

// pushSplice appends a splice.
func (q *queue) pushSplice(id string, x ot.Span, units []uint16) {
	g := q.last()
	if g != nil && g.len() == 0 {
		g.id = id
	}
	if g == nil || g.ops != nil || g.id != id || len(g.splices) == segmentSplices || len(g.units) > segmentUnits {
		g = q.add(&segment{id: id})
	}
	s := splice{start: uint32(len(g.units)), inserted: uint32(len(units))}
	s.set(x)
	g.units = append(g.units, units...)
	g.splices = append(g.splices, s)
	q.count++
}

// pushOp appends an operation that is not a plain splice.
func (q *queue) pushOp(op ot.Op) {
	g := q.last()
	if g == nil || g.ops == nil || len(g.ops) == segmentOps {
		g = q.add(&segment{ops: make([]ot.Op, 0, 1)})
	}
	g.ops = append(g.ops, op)
	q.count++
}

func (q *queue) add(g *segment) *segment {
	if last := q.last(); last != nil && last.len() == 0 { // kept by pop for its memory
		q.segments = q.segments[:0]
	}
	q.segments = append(q.segments, g)
	return g
}

// pop drops the oldest operation.
func (q *queue) pop() {
	q.head++
	q.count--
	g := q.segments[0]
	if q.head < g.len() {
		if g.ops != nil {
			g.ops[q.head-1] = ot.Op{} // its value is garbage now
		}
		return
	}
	q.head = 0
	if len(q.segments) == 1 && g.ops == nil { // the one that is typed into: used again
		g.splices, g.units = g.splices[:0], g.units[:0]
		if cap(g.units) <= segmentSplices {
			return
		}
	}
	n := len(q.segments) - 1
	switch {
	case n > fewSegments: // moving them each time would take long
		q.segments[0] = nil
		q.segments = q.segments[1:]
	case n == fewSegments:
		q.segments = slices.Clone(q.segments[1:]) // without the memory of those before
	default:
		copy(q.segments, q.segments[1:])
		q.segments[n] = nil
		q.segments = q.segments[:n]
	}
}

// composeSplice merges a splice into the newest operation if that is a splice
// of the same element which it touches, and the two are told alike. With
// lengthen it does not when it deletes of what that one inserted.
func (q *queue) composeSplice(id string, x ot.Span, units []uint16, lengthen bool) bool {
	g := q.last()
	if g == nil || g.id != id || len(g.splices) == 0 {
		return false
	}
	s := &g.splices[len(g.splices)-1]
	old := s.span()
	if old.Count == 0 && old.Inserted == 0 { // nothing is left of it
		s.inserted = uint32(len(units))
		s.set(x)
		g.units = append(g.units[:s.start], units...)
		return true
	}
	if old.NoOp {
		return false
	}
	merged, from, to, ok := ot.ComposeSpans(old, x)
	// The text behind the edit moves; where that would be much, as when
	// somebody writes into what they have just pasted, it stays a new splice.
	if !ok || lengthen && to > from || old.Inserted-to > maxMoved || merged.Inserted > maxComposed {
		return false
	}
	if more := merged.Inserted - old.Inserted; more > 0 {
		g.units = append(g.units, units[:more]...) // room only
	}
	text := g.units[s.start:]
	copy(text[from+len(units):], text[to:old.Inserted])
	copy(text[from:], units)
	g.units = g.units[:int(s.start)+merged.Inserted]
	*s = splice{index: uint32(merged.Index), count: uint32(merged.Count), start: s.start, inserted: uint32(merged.Inserted)}
	return true
}

const (
	maxMoved    = 4096    // units that composing may move
	maxComposed = 1 << 15 // units of a composed text, so that it fits a message
)

// newest returns the newest operation if it is not a splice.
func (q *queue) newest() *ot.Op {
	if g := q.last(); g != nil && len(g.ops) > 0 {
		return &g.ops[len(g.ops)-1]
	}
	return nil
}

// dropSplice takes back the newest operation if it is a splice of the element.
func (q *queue) dropSplice(id string) {
	g := q.last()
	if g == nil || g.id != id || len(g.splices) == 0 {
		return
	}
	last := len(g.splices) - 1
	g.units = g.units[:g.splices[last].start]
	g.splices = g.splices[:last]
	q.count--
	if live := g.len(); live == 0 || len(q.segments) == 1 && live == q.head {
		q.segments[len(q.segments)-1] = nil
		q.segments = q.segments[:len(q.segments)-1]
		if len(q.segments) == 0 {
			q.head = 0
		}
	}
}

// each calls yield with the segments and the range of operations in them, from
// operation number from on, until it returns false.
func (q *queue) each(from int, yield func(g *segment, from, to int) bool) {
	from += q.head
	for _, g := range q.segments {
		n := g.len()
		if from < n && !yield(g, from, n) {
			return
		}
		from = max(0, from-n)
	}
}

// passOperations moves a discrete operation of the server past the operations number
// from to to-1, counted from the oldest, and them past it.
func (c *Client) passOperations(s *ot.Op, from, to int) error {
	q := &c.queue
	number := c.firstSequence() + uint64(from)
	from, to = from+q.head, to+q.head
	for _, g := range q.segments {
		n := g.len()
		if s.NoOp || to <= 0 {
			return nil
		}
		if from < n {
			if err := c.passSegment(s, g, from, min(to, n), number); err != nil {
				return err
			}
			number += uint64(min(to, n) - from)
		}
		from, to = max(0, from-n), to-n
	}
	return nil
}

// passSegment does so for operations of a segment, of which the first has the number.
func (c *Client) passSegment(s *ot.Op, g *segment, from, to int, number uint64) error {
	if g.ops != nil {
		for i := from; i < to; i++ {
			if err := c.passOne(s, &g.ops[i], number+uint64(i-from)); err != nil {
				return err
			}
		}
		return nil
	}
	if g.id != s.ID {
		if s.Kind != ot.Compound && !s.Brings(g.id) {
			return nil
		}
		for i := from; i < to; i++ {
			op := g.header(i)
			op.Text = ot.TextFromUTF16(g.inserted(i))
			if err := ot.TransformOwned(s, &op); err != nil {
				return err
			}
			if op.NoOp {
				g.splices[i].inserted |= noOpBit
			}
		}
		return nil
	}
	switch s.Kind {
	case ot.StringSplice:
		x := ot.Span{Index: s.Index, Count: s.Count, Inserted: s.Text.Len()}
		for i := from; i < to && !x.NoOp; i++ {
			y := g.splices[i].span()
			s0, count := x, y.Count
			start := y.Index
			ot.TransformSpans(&x, &y)
			g.splices[i].set(y)
			if c.Lost != nil && count > 0 {
				c.tellLost(s0.Index-start, s0.Count, count, y, s.Text, number+uint64(i-from))
			}
		}
		s.Index, s.Count, s.NoOp = x.Index, x.Count, x.NoOp
	case ot.StringSet:
		for i := from; i < to; i++ {
			g.splices[i].inserted |= noOpBit
		}
	default:
		return &ot.PairError{ID: s.ID, Server: s.Kind, Client: ot.StringSplice}
	}
	return nil
}

// tellLost tells what becomes of the count units that a splice, now y, deletes, when
// somebody else deletes some from at on, relative to them, and inserts text there.
func (c *Client) tellLost(at, deleted, count int, y ot.Span, text ot.Text, number uint64) {
	from := min(max(at, 0), count)
	to := max(from, min(at+deleted, count))
	swallowed := !y.NoOp && y.Count > count-(to-from)
	if !swallowed {
		text = ot.Text{}
	}
	if swallowed || to > from {
		c.Lost(number, from, to, text)
	}
}

// passOne moves an operation of the server past one of the queue or the batch.
func (c *Client) passOne(s, own *ot.Op, number uint64) error {
	if c.Swallowed == nil || s.NoOp {
		return ot.TransformOwned(s, own)
	}
	if own.Kind == ot.Compound {
		own.Ops = slices.Clone(own.Ops)
		for i := range own.Ops {
			if err := c.passOne(s, &own.Ops[i], number); err != nil {
				return err
			}
		}
		return nil
	}
	before := *s
	err := ot.TransformOwned(s, own)
	if s.NoOp && err == nil {
		c.Swallowed(number, &before, own)
	}
	return err
}

// oldest returns the oldest operation; a splice has only the length of its text.
func (q *queue) oldest() ot.Op { return q.segments[0].header(q.head) }
