package undo

import (
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Grows reports whether an edit of a string will become part of the newest entry,
// so that in the queue, too, it may become part of the operation before it. Where it
// does not the queue must begin a new one, or [Stacks.Lost] would speak of another text.
func (s *Stacks) Grows(n *document.Node, x ot.Span) bool {
	e := s.growing(n)
	if e == nil {
		return false
	}
	merged, _, _, ok := ot.ComposeSpans(e.span(), x)
	return ok && (merged.Count == 0 || e.first == e.sequence && merged.Count <= maxText)
}

// maxText is how long the deleted text of an entry grows, in units: each time it is
// copied.
const maxText = 1024

// growing returns the newest entry if it is of the string and nothing came since.
func (s *Stacks) growing(n *document.Node) *entry {
	stack := s.stacks[0]
	if s.apart || s.into != 0 || len(stack) == 0 {
		return nil
	}
	entries := stack[len(stack)-1].entries
	if len(entries) == 0 {
		return nil
	}
	e := entries[len(entries)-1]
	if e.node != n || e.kind != ot.StringSplice || len(e.after) > 0 {
		return nil
	}
	return e
}

func (e *entry) span() ot.Span {
	return ot.Span{Index: int(e.hunk.At), Count: e.text.Len(), Inserted: int(e.hunk.Del)}
}

// Splice notes an edit of a string that was applied, and that was found to grow or
// not. removed is what it deleted.
func (s *Stacks) Splice(n *document.Node, x ot.Span, removed ot.Text, sequence uint64, grows bool) {
	if !grows {
		e := &entry{kind: ot.StringSplice, id: n.ID(), node: n, sequence: sequence, first: sequence, text: removed,
			hunk: ot.Hunk{At: int32(x.Index), Del: int32(x.Inserted)}, bytes: len(removed.WTF8())}
		s.push(e)
		return
	}
	e := s.growing(n)
	merged, _, _, _ := ot.ComposeSpans(e.span(), x)
	if more := merged.Count - e.text.Len(); more > 0 {
		ahead := int(e.hunk.At) - merged.Index
		e.text = ot.Concat(ot.Concat(removed.Slice(0, ahead), e.text), removed.Slice(removed.Len()-(more-ahead), removed.Len()))
		e.bytes += more
		s.bytes += more
	}
	e.hunk = ot.Hunk{At: int32(merged.Index), Del: int32(merged.Inserted)}
	e.sequence = sequence
	e.touch()
}

func hunks(layers []ot.Patch) (n int) {
	for _, p := range layers {
		n += len(p)
	}
	return n
}

// collect adds what others have done to what the entry has. Patches are composed when
// they are about equally large, so there are few, and each is composed seldom.
func (s *Stacks) collect(e *entry, p ot.Patch) {
	if len(p) == 0 {
		return
	}
	s.bytes += hunkSize * len(p)
	e.touch()
	e.after = append(e.after, p)
	for n := len(e.after) - 1; n > 0 && len(e.after[n-1]) <= 2*len(e.after[n]); n-- {
		both := e.after[n-1].Then(e.after[n])
		s.bytes += hunkSize * (len(both) - len(e.after[n-1]) - len(e.after[n]))
		e.after[n-1] = both
		e.after = e.after[:n]
	}
}

// inverseText returns the splices that take an edit back, last place first, so that
// none moves another.
func (s *Stacks) inverseText(e *entry) (ops []ot.Op) {
	n := s.doc.Lookup(e.id)
	if n == nil || s.tracks[e.id].set > e.at {
		return nil
	}
	inverse := ot.Patch{{At: e.hunk.At, Del: e.hunk.Del, Ins: int32(e.text.Len())}}
	if inverse[0].Del|inverse[0].Ins == 0 {
		inverse = nil
	}
	var after ot.Patch
	for i := len(e.after) - 1; i >= 0; i-- {
		if after == nil { // a copy of all would be garbage of a megabyte for each undo behind a busy document
			after = e.after[i]
		} else {
			after = e.after[i].Then(after)
		}
	}
	e.taken = true
	inverse, e.moved = e.past(inverse, after)
	for i := len(inverse) - 1; i >= 0; i-- {
		h := inverse[i]
		op := ot.Op{Kind: ot.StringSplice, ID: e.id, Index: int(h.At), Count: int(h.Del)}
		if h.Ins > 0 {
			op.Text = e.text
		}
		ops = append(ops, op)
	}
	return ops
}

// past moves what takes an edit back past what others have done, and the other way round.
// Among what they have put where a deletion was it comes where it is known to have been.
func (e *entry) past(inverse, after ot.Patch) (ot.Patch, ot.Patch) {
	first := e.trails && e.lead == 0
	if e.trails && !first && len(inverse) == 1 {
		at, back, shift := e.hunk.At, inverse[0].Ins, int32(0)
		for i, h := range after {
			if h.At <= at && at <= h.At+h.Del {
				lead := min(e.lead, h.Ins)
				moved := append(append(ot.Patch(nil), after[:i]...),
					ot.Hunk{At: h.At, Del: at - h.At, Ins: lead}, ot.Hunk{At: at + back, Del: h.At + h.Del - at, Ins: h.Ins - lead})
				for _, h := range after[i+1:] {
					moved = append(moved, ot.Hunk{At: h.At + back, Del: h.Del, Ins: h.Ins})
				}
				return ot.Patch{{At: h.At + shift + lead, Ins: back}}, moved
			}
			shift += h.Ins - h.Del
		}
	}
	return inverse.Past(after, first), after.Past(inverse, !first)
}

// settleText hands what an entry has collected to the one below.
func (s *Stacks) settleText(e *entry) {
	below := e.below
	if below == nil || below.dropped || s.tracks[e.id].set > e.at {
		return
	}
	if e.taken {
		s.collect(below, e.moved)
		return
	}
	// The edit stays, and is now like one of others.
	s.collect(below, ot.Patch{{At: e.hunk.At, Del: int32(e.text.Len()), Ins: e.hunk.Del}})
	for _, p := range e.after {
		s.collect(below, p)
	}
}

// Lost notes that of what an edit has deleted, in the queue the operation with that
// number, the units from up to to had been deleted by somebody else before, and that
// what somebody else had inserted between them was deleted as well. Where several
// entries have become one operation it is not known which of them it is about.
func (s *Stacks) Lost(sequence uint64, from, to int, inserted ot.Text) {
	var found *entry
	more := false
	s.recent(sequence, func(e *entry) bool {
		more = found != nil
		found = e
		return !more
	})
	if e := found; e != nil && !more && e.isText() {
		s.amend(e, from, to, inserted)
	}
}

// amend notes what others have done to a text that an entry has deleted: the text is
// another one when it comes back, and was for the edits before.
func (s *Stacks) amend(e *entry, from, to int, by ot.Text) {
	if to > e.text.Len() {
		return
	}
	e.touch()
	e.text = ot.Concat(ot.Concat(e.text.Slice(0, from), by), e.text.Slice(to, e.text.Len()))
	if e.below != nil && !e.below.dropped {
		s.collect(e.below, ot.Patch{{At: e.hunk.At + int32(from), Del: int32(to - from), Ins: int32(by.Len())}})
	}
}

// recent calls yield with the entries of an operation in the queue, newest first, until
// it returns false.
func (s *Stacks) recent(sequence uint64, yield func(*entry) bool) {
	for _, stack := range s.stacks {
	search:
		for i := len(stack) - 1; i >= 0; i-- {
			entries := stack[i].entries
			for j := len(entries) - 1; j >= 0; j-- {
				if e := entries[j]; e.sequence < sequence || e.sequence == sequence && !yield(e) {
					break search
				}
			}
		}
	}
}
