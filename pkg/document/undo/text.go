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
			hunk: hunk{At: int32(x.Index), Del: int32(x.Inserted)}, bytes: len(removed.WTF8())}
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
	e.hunk = hunk{At: int32(merged.Index), Del: int32(merged.Inserted)}
	e.sequence = sequence
	e.touch()
}

func hunks(layers []patch) (n int) {
	for _, p := range layers {
		n += len(p)
	}
	return n
}

// collect adds what others have done, in patches one after the other, to what the entry
// has. Patches are composed when they are about equally large, or lie between larger
// ones, so there are few, and each is composed seldom.
func (s *Stacks) collect(e *entry, p patch) {
	if len(p) > 0 {
		s.collectAll(e, []patch{p})
	}
}

// collectAll is collect for what another entry has collected, which does not need it any more.
func (s *Stacks) collectAll(e *entry, after []patch) {
	e.touch()
	e.after = append(e.after, after...)
	s.bytes += hunkSize * hunks(after)
	for i := len(e.after) - 1; i > 0; i-- {
		a, b := len(e.after[i-1]), len(e.after[i])
		between := b < a && i+1 < len(e.after) && b < len(e.after[i+1])
		if !between && (a > 2*b || b > 2*a) {
			continue
		}
		if between && len(e.after[i+1]) < a {
			i++
		}
		both := e.after[i-1].then(e.after[i])
		s.bytes += hunkSize * (len(both) - len(e.after[i-1]) - len(e.after[i]))
		e.after[i-1] = both
		n := i + copy(e.after[i:], e.after[i+1:])
		e.after = e.after[:n]
		i = n
	}
}

// inverseText returns the splices that take an edit back, last place first, so that
// none moves another.
func (s *Stacks) inverseText(e *entry) (ops []ot.Op) {
	e.taken, e.inverses, e.moved = false, nil, nil
	n := s.doc.Lookup(e.id)
	if n == nil || s.tracks[e.id].set > e.at {
		return nil
	}
	inverse := patch{{At: e.hunk.At, Del: e.hunk.Del, Ins: int32(e.text.Len())}}
	if inverse[0].Del|inverse[0].Ins == 0 {
		inverse = nil
	}
	e.taken = true
	if e.trails {
		inverse, e.moved = e.past(inverse)
	} else {
		for _, p := range e.after { // one by one: to compose them would take much longer
			e.inverses = append(e.inverses, inverse)
			inverse = inverse.past(p, false)
		}
	}
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
func (e *entry) past(inverse patch) (patch, patch) {
	var after patch
	for i := len(e.after) - 1; i >= 0; i-- {
		after = e.after[i].then(after)
	}
	first := e.lead == 0
	if !first && len(inverse) == 1 {
		at, back, shift := e.hunk.At, inverse[0].Ins, int32(0)
		for i, h := range after {
			if h.At <= at && at <= h.At+h.Del {
				lead := min(e.lead, h.Ins)
				moved := append(append(patch(nil), after[:i]...),
					hunk{At: h.At, Del: at - h.At, Ins: lead}, hunk{At: at + back, Del: h.At + h.Del - at, Ins: h.Ins - lead})
				for _, h := range after[i+1:] {
					moved = append(moved, hunk{At: h.At + back, Del: h.Del, Ins: h.Ins})
				}
				return patch{{At: h.At + shift + lead, Ins: back}}, moved
			}
			shift += h.Ins - h.Del
		}
	}
	return inverse.past(after, first), after.past(inverse, !first)
}

// settleText hands what an entry has collected to the one below.
func (s *Stacks) settleText(e *entry) {
	below, after := e.below, e.after
	if below == nil || below.dropped || s.tracks[e.id].set > e.at {
		return
	}
	s.bytes -= hunkSize * hunks(after)
	e.after = nil
	if !e.taken { // the edit stays, and is now like one of others
		s.collect(below, patch{{At: e.hunk.At, Del: int32(e.text.Len()), Ins: e.hunk.Del}})
	}
	for i, inverse := range e.inverses {
		after[i] = after[i].moved(inverse)
	}
	if e.taken && e.trails {
		after = []patch{e.moved}
	}
	s.collectAll(below, after)
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
		s.collect(e.below, patch{{At: e.hunk.At + int32(from), Del: int32(to - from), Ins: int32(by.Len())}})
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
