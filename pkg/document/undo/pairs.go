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
// and the one that has taken it back.
type pair struct {
	id          string
	first, last uint64
	undo        uint64
}

// pair notes what has taken an entry back: what was noted on the other stack after a
// moment.
func (s *Stacks) pair(e *entry, after uint64) {
	// Done again, it stands as if it had never been undone.
	s.pairs = slices.DeleteFunc(s.pairs, func(p pair) bool { return p.undo == e.sequence && p.id == e.id })
	stack := s.stacks[s.into]
	if len(stack) == 0 {
		return
	}
	entries := stack[len(stack)-1].entries
	if made := entries[len(entries)-1]; made.at > after && made.id == e.id {
		s.pairs = append(s.pairs, pair{e.id, e.first, e.sequence, made.sequence})
	}
}

// paired reports whether an operation of the queue is one of a pair, for an element.
func (s *Stacks) paired(sequence uint64, id string) bool {
	for _, p := range s.pairs {
		if p.id == id && (sequence == p.undo || p.first <= sequence && sequence <= p.last) {
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
	s.pairs = slices.DeleteFunc(s.pairs, func(p pair) bool { return oldest == 0 || p.first < oldest })
	edits := []ot.Op{op}
	if op.Kind == ot.Compound {
		edits = append([]ot.Op(nil), op.Ops...)
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
func Missing(op ot.Op, edits []ot.Op) (ops []ot.Op) {
	done := []ot.Op{op}
	if op.Kind == ot.Compound {
		done = op.Ops
	}
	for i := range edits {
		want, got := edits[i], done[i]
		switch {
		case want.NoOp:
			continue
		case got.NoOp:
		case want.Kind == ot.StringSplice && got.Kind == want.Kind && want.Count > got.Count:
			x := ot.Span{Index: got.Index, Count: got.Count, Inserted: got.Text.Len()}
			y := ot.Span{Index: want.Index, Count: want.Count}
			ot.TransformSpans(&x, &y)
			want.Index, want.Count, want.Text = y.Index, y.Count, ot.Text{}
			if want.NoOp = y.NoOp; y.NoOp {
				continue
			}
		case want.Kind == ot.ArrayReplace && got.Kind == ot.ArrayInsert: // beside what has come back
			want.Kind, want.Value, want.Bool = ot.ArrayRemove, nil, false
			_ = ot.TransformOwned(&got, &want)
		default:
			continue
		}
		for _, later := range done[i+1:] {
			if ot.TransformOwned(&later, &want) != nil || want.NoOp {
				break
			}
		}
		if !want.NoOp {
			ops = append(ops, want)
		}
	}
	return ops
}
