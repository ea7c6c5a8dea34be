package undo

import "github.com/convergence-wasm/convergence/pkg/ot"

// What is removed leaves a place, and of what is put there nobody can tell on which side
// of it that was to be. While the server has not ordered the removal it can be told: the edit
// of somebody else comes in the form in which what is removed was there.

// Beside notes on which side of what was removed here an operation of the server, before
// the queue has seen it, puts something.
func (s *Stacks) Beside(op ot.Op) {
	edits := []ot.Op{op}
	if op.Kind == ot.Compound {
		edits = op.Ops
	}
	for _, edit := range edits {
		switch edit.Kind {
		case ot.StringSplice:
			if s.tracks[edit.ID] == nil {
				continue
			}
		case ot.ArrayInsert, ot.ArrayMove:
			if len(s.tracks) == 0 {
				continue
			}
		default:
			continue
		}
		s.beside(edit)
	}
}

func (s *Stacks) beside(edit ot.Op) {
	var ahead, behind, to []*entry // of arrays: right ahead of them it comes, right behind, or they are to come there
	s.Queued(0, func(sequence uint64, own ot.Op) bool {
		for _, m := range append([]ot.Op{own}, own.Ops...) {
			still := m.Kind == ot.ArrayMove && m.Index == m.To
			if m.ID != edit.ID || m.NoOp && !still {
				continue
			}
			self := edit.Kind == ot.ArrayMove && m.Kind == ot.ArrayRemove && edit.Index == m.Index
			leads, trails := sides(&edit, &m)
			if !leads && !trails && !self {
				continue
			}
			s.recent(sequence, func(e *entry) bool {
				switch {
				case e.id != m.ID || e.kind != m.Kind:
				case e.isText() && e.hunk.Del > 0: // another edit of the same batch
				case e.isText() && leads:
					e.touch()
					e.lead += int32(edit.Text.Len())
				case e.isText():
					e.touch()
					e.trails = true
				case self:
					to = append(to, e)
				case leads:
					ahead = append(ahead, e)
				case trails:
					behind = append(behind, e)
				}
				return true
			})
			if self { // there is nothing to move; where it was to go is a place still
				edit = ot.Op{Kind: ot.ArrayInsert, ID: edit.ID, Index: edit.To, Value: &ot.Value{}}
				return true
			}
		}
		return ot.TransformOwned(&edit, &own) == nil && !edit.NoOp
	})
	n := s.doc.Lookup(edit.ID)
	if len(ahead)+len(behind)+len(to) == 0 || n == nil {
		return
	}
	for _, e := range to {
		e.touch()
		e.ahead, e.behind = idOf(n.At(edit.Index-1)), idOf(n.At(edit.Index))
	}
	id := ""
	if edit.Value != nil {
		id = edit.Value.ID
	} else {
		id = idOf(n.At(edit.Index))
	}
	for _, e := range ahead {
		e.touch()
		if e.ahead = id; e.behind == id {
			e.behind = ""
		}
	}
	for _, e := range behind {
		e.touch()
		if e.behind = id; e.ahead == id {
			e.ahead = ""
		}
	}
}

// sides reports whether an edit puts something right ahead of what own removes or moves, and
// right behind it.
func sides(edit, own *ot.Op) (leads, trails bool) {
	from, end := edit.Index, edit.Index+edit.Count
	at, to := own.Index, own.Index+1
	switch own.Kind {
	case ot.StringSplice:
		if to = at + own.Count; own.Text.Len() > 0 {
			return false, false
		}
	case ot.ArrayRemove, ot.ArrayMove:
	default:
		return false, false
	}
	if edit.Kind == ot.ArrayMove {
		if edit.Index == at {
			return false, false
		}
		if edit.Index < at {
			at, to = at-1, to-1
		}
		from, end = edit.To, edit.To
	}
	return from <= at && end >= at && end < to, from > at && from <= to && end >= to
}

// aside returns what moves that which an undo has brought back, where an edit that was to
// come to one side of it, or into it, has come to the other; what was brought back is one's
// own. Of a text lost units have been deleted where the edit was to be.
func (s *Stacks) aside(want, got ot.Op) []ot.Op {
	node := s.doc.Lookup(want.ID)
	if want.NoOp || got.NoOp || want.Kind != got.Kind || node == nil {
		return nil
	}
	switch want.Kind {
	case ot.StringSplice:
		lost, size := want.Count-got.Count, got.Text.Len()
		from, to, n := got.Index+size, got.Index, want.Index-got.Index
		text := from // of what moves, before it was deleted beside
		if n < 0 {
			from, to, n = want.Index, want.Index+size, -n-lost
			text = from + lost
		}
		if n <= 0 || size == 0 || got.Count > 0 {
			return nil
		}
		return []ot.Op{
			{Kind: ot.StringSplice, ID: want.ID, Index: from, Count: n},
			{Kind: ot.StringSplice, ID: want.ID, Index: to, Text: node.Buffer().Slice(text, text+n)},
		}
	case ot.ArrayMove:
		want.Index, got.Index = want.To, got.To
	case ot.ArrayInsert:
	default:
		return nil
	}
	switch want.Index - got.Index {
	case 1:
		return []ot.Op{{Kind: ot.ArrayMove, ID: want.ID, Index: got.Index + 1, To: got.Index}}
	case -1:
		return []ot.Op{{Kind: ot.ArrayMove, ID: want.ID, Index: want.Index, To: got.Index}}
	}
	return nil
}
