package undo

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// An edit and its undo that the server has not ordered yet leave nothing, but what
// somebody else has done before them may get lost between the two: a deletion finds what
// it deletes deleted, and the undo brings it back. The edits of others are to be as if
// the pair had never been. So it is worked out what they were then, and the difference
// is made up for by an edit of one's own.

// pair is an edit, of the operations in the queue with the numbers from first to last,
// the one that has taken it back, 0 for none since nothing was left of it, and those that
// have made up for what was lost in it.
type pair struct {
	id          string
	first, last uint64
	undo        uint64
	made        []uint64
}

// pair notes what has taken an entry back: what was noted on the other stack after a
// moment.
func (s *Stacks) pair(e *entry, after uint64) {
	// Done again, it stands as if it had never been undone.
	s.unpair(func(p *pair) bool { return p.undo == e.sequence && p.id == e.id })
	p := &pair{id: e.id, first: e.first, last: e.sequence}
	if stack := s.stacks[s.into]; len(stack) > 0 {
		entries := stack[len(stack)-1].entries
		if made := entries[len(entries)-1]; made.at > after && made.id == e.id {
			p.undo = made.sequence
		}
	}
	if len(s.pairs) >= maxPairs {
		s.pairs = nil
	}
	s.pairs = append(s.pairs, p)
}

// maxPairs is how many pairs are looked after: while there is no connection, each costs
// every undo a look.
const maxPairs = 1000

// has reports whether an operation of the queue is of the pair.
func (p *pair) has(sequence uint64) bool {
	return sequence == p.undo || p.first <= sequence && sequence <= p.last || slices.Contains(p.made, sequence)
}

// MadeUp notes the number of an edit that has made up for something; 0 if it has none of
// its own.
func (s *Stacks) MadeUp(id string, sequence uint64) {
	if sequence == 0 {
		s.unpair(func(p *pair) bool { return p.id == id })
	}
	for _, p := range s.pairs {
		if p.id == id {
			p.made = append(p.made, sequence)
		}
	}
}

// whole drops the pairs of an element that leave something, as far as can be seen: of
// which the second is not the exact opposite of the first, or beside which the queue has
// another edit of the element.
func (s *Stacks) whole(id string) {
	n := 0
	var p *pair
	for _, q := range s.pairs {
		if q.id == id {
			p = q
			n++
		}
	}
	if n == 0 {
		return
	}
	var first, undo *ot.Op
	var text patch // of all of them together
	whole := n == 1 && p.undo != 0
	s.Queued(0, func(sequence uint64, own ot.Op) bool {
		for _, m := range append([]ot.Op{own}, own.Ops...) {
			if m.ID == id && m.Kind == ot.StringSplice && !m.NoOp {
				text = text.then(patch{{At: int32(m.Index), Del: int32(m.Count), Ins: int32(m.Text.Len())}})
			}
			switch {
			case m.ID != id:
			case sequence == p.undo && (undo == nil || m.Kind.Element() == ot.KindNumber):
				undo = &m
			case sequence != p.undo && p.first <= sequence && sequence <= p.last && first == nil:
				first = &m
			case !slices.Contains(p.made, sequence):
				whole = false
			case undo != nil && m.Kind == ot.ArrayMove && undo.Kind == ot.ArrayMove && m.Index == undo.To:
				undo.To = m.To
			case undo != nil && m.Kind == ot.ArrayMove && m.Index == undo.Index: // as it was moved by others
				undo.Index = m.To
			}
		}
		return whole
	})
	switch {
	case !whole || first == nil || undo == nil:
		whole = false
	case first.Kind == ot.StringSplice:
		whole = len(text) == 0 || len(text) == 1 && text[0].Del == text[0].Ins
	default:
		whole = opposite(first, undo) || first.NoOp && len(p.made) > 0
	}
	if !whole {
		s.unpair(func(p *pair) bool { return p.id == id })
	}
}

// opposite reports whether one of two edits, no splices, takes the other back.
func opposite(op, undo *ot.Op) bool {
	same := op.Index == undo.Index && !op.NoOp && !undo.NoOp
	switch op.Kind {
	case ot.StringSet:
		return same && undo.Count == op.Text.Len()
	case ot.ArrayInsert, ot.ArrayRemove, ot.ArrayReplace:
		return same
	case ot.ArrayMove:
		return op.To == undo.Index && op.Index == undo.To
	}
	return true
}

// unpair drops pairs. What has made up for one may have for others of the element: then
// these go too.
func (s *Stacks) unpair(which func(*pair) bool) {
	var all []string
	s.pairs = slices.DeleteFunc(s.pairs, func(p *pair) bool {
		goes := which(p)
		if goes && len(p.made) > 0 {
			all = append(all, p.id)
		}
		return goes
	})
	s.pairs = slices.DeleteFunc(s.pairs, func(p *pair) bool { return slices.Contains(all, p.id) })
}

// paired reports whether an operation of the queue is one of a pair, for an element.
func (s *Stacks) paired(sequence uint64, id string) bool {
	for _, p := range s.pairs {
		if p.id == id && p.has(sequence) {
			return true
		}
	}
	return false
}

// Unpaired returns an operation of the server, before the queue has seen it, in the form
// that its edits would have without the pairs, one after the other; nil where that makes
// no difference.
func (s *Stacks) Unpaired(op ot.Op) []ot.Op {
	if len(s.pairs) == 0 {
		return nil
	}
	oldest := uint64(0)
	s.Queued(0, func(sequence uint64, _ ot.Op) bool {
		oldest = sequence
		return false
	})
	// Where the server has the edit already, the others' comes after it.
	s.unpair(func(p *pair) bool { return oldest == 0 || p.first < oldest })
	edits := []ot.Op{op}
	if op.Kind == ot.Compound {
		edits = append([]ot.Op(nil), op.Ops...)
	}
	for i := range edits {
		s.whole(edits[i].ID)
		for j := range edits[:i] {
			if edits[j].ID == edits[i].ID { // they stand on each other
				s.unpair(func(p *pair) bool { return p.id == edits[i].ID })
			}
		}
	}
	met := false
	s.Queued(0, func(sequence uint64, own ot.Op) bool {
		for i := range edits {
			if s.paired(sequence, edits[i].ID) {
				met = true
			} else if ot.TransformOwned(&edits[i], &own) != nil {
				return false
			}
		}
		return true
	})
	if !met {
		return nil
	}
	return edits
}

// Missing returns what has to be done after op was applied so that it is as if its
// edits had been those that [Stacks.Unpaired] has told.
func (s *Stacks) Missing(op ot.Op, edits []ot.Op) (ops []ot.Op) {
	done := []ot.Op{op}
	if op.Kind == ot.Compound {
		done = op.Ops
	}
	if len(done) != len(edits) { // it brings back what has been brought back here
		return nil
	}
	for i := range edits {
		want, got := edits[i], done[i]
		if op, is := lost(want, got); is {
			for _, later := range done[i+1:] {
				if ot.TransformOwned(&later, &op) != nil || op.NoOp {
					break
				}
			}
			if !op.NoOp {
				op.Bool = op.Bool || op.Value != nil // with ids that others have made
				ops = append(ops, op)
			}
		}
		if len(done) == 1 {
			ops = append(ops, s.aside(want, got)...)
		} else if !want.NoOp && !got.NoOp && want.Index != got.Index { // too much to keep track of
			s.unpair(func(p *pair) bool { return p.id == want.ID })
		}
	}
	return ops
}

// lost returns what is missing of an edit of others that was to be want and became got.
func lost(want, got ot.Op) (op ot.Op, is bool) {
	switch {
	case want.NoOp || want.Kind == ot.Compound || want.Kind == ot.ArrayMove && !got.NoOp:
		return want, false
	case got.NoOp:
		return want, true
	case want.Kind == ot.StringSplice && got.Kind == want.Kind && want.Count > got.Count:
		x := ot.Span{Index: got.Index, Count: got.Count, Inserted: got.Text.Len()}
		y := ot.Span{Index: want.Index, Count: want.Count}
		ot.TransformSpans(&x, &y)
		want.Index, want.Count, want.Text = y.Index, y.Count, ot.Text{}
		return want, !y.NoOp
	case want.Kind == ot.ArrayReplace && got.Kind == ot.ArrayInsert: // beside what has come back
		want.Kind, want.Value, want.Bool = ot.ArrayRemove, nil, false
		_ = ot.TransformOwned(&got, &want)
		return want, true
	}
	return want, false
}
