package undo

import (
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Foreign notes a discrete edit that is not to be taken back from here, as it was
// applied to n.
func (s *Stacks) Foreign(n *document.Node, c *document.Change) {
	if len(s.tracks) == 0 {
		return
	}
	switch c.Op.Kind {
	case ot.StringSplice:
		s.ForeignSplice(n.ID(), ot.Span{Index: c.Op.Index, Count: c.Op.Count, Inserted: c.Op.Text.Len()})
	case ot.StringSet, ot.NumberSet, ot.BooleanSet, ot.DateSet:
		s.mark(n.ID())
	case ot.ArraySet, ot.ObjectSet:
		s.mark(n.ID())
		n.Members(func(kid *document.Node) bool {
			s.back(kid, c.Op.Bool)
			return true
		})
	case ot.ArrayMove:
		s.placed(c.Child.ID(), true)
	case ot.ArrayReplace:
		s.placed(c.Old.ID(), false)
		s.inherit(c.Old.ID(), c.Child.ID())
	case ot.ObjectSetProperty:
		s.placed(c.Old.ID(), false)
	}
	if c.Child != nil {
		s.back(c.Child, c.Op.Restores())
	}
}

// ForeignSplice is [Stacks.Foreign] for an edit of a string.
func (s *Stacks) ForeignSplice(id string, x ot.Span) {
	t := s.tracks[id]
	if t == nil || x.NoOp {
		return
	}
	s.clock++
	for _, e := range t.top {
		if e != nil {
			s.collect(e, patch{{At: int32(x.Index), Del: int32(x.Count), Ins: int32(x.Inserted)}})
		}
	}
	s.Bound()
}

// root returns the id by which an element of an array is tracked, which others may have put
// in the place of one of those.
func (s *Stacks) root(id string) string {
	if root, is := s.roots[id]; is {
		return root
	}
	return id
}

// mark notes that somebody else has set an element.
func (s *Stacks) mark(id string) {
	s.clock++
	if t := s.tracks[id]; t != nil {
		t.set = s.clock
	}
}

// placed notes that somebody else has put an element or another in its place, or has moved it: of it
// and of the one in whose place others have put it.
func (s *Stacks) placed(id string, moved bool) {
	s.clock++
	for _, t := range [...]*track{s.tracks[id], s.tracks[s.root(id)]} {
		if t == nil {
			continue
		}
		if t.placed = s.clock; moved {
			t.moved = s.clock
		}
	}
}

// inherit notes that somebody else has put an element in the place of another.
func (s *Stacks) inherit(old, heir string) {
	if len(s.heirs) >= orphanMax {
		clear(s.heirs)
		clear(s.roots)
	}
	delete(s.heirs, heir) // it is there
	s.heirs[old] = heir
	if root := s.root(old); s.tracks[root] != nil {
		s.roots[heir] = root
	}
}

// find returns an element, or what is in its place.
func (s *Stacks) find(id string) *document.Node {
	for id != "" {
		if n := s.doc.Lookup(id); n != nil {
			return n
		}
		id = s.heirs[id]
	}
	return nil
}

// Detached notes that an element has gone.
func (s *Stacks) Detached(n *document.Node) {
	if t := s.tracks[n.ID()]; t != nil && n.Kind() == ot.KindString {
		t.gone, t.lost = true, n.Buffer().Text()
	}
}

// back looks for strings that have come back. Where one has another text than it would
// have, what was edited here before that is forgotten.
func (s *Stacks) back(n *document.Node, restored bool) {
	if !restored {
		return
	}
	if t := s.tracks[n.ID()]; t != nil && t.gone {
		if t.lost != n.Buffer().Text() {
			s.mark(n.ID())
		}
		t.gone, t.lost = false, ot.Text{}
	}
	n.Members(func(kid *document.Node) bool {
		s.back(kid, true)
		return true
	})
}

// Orphan notes a discrete edit by somebody else of an element that is not there: one
// that was removed here may come back.
func (s *Stacks) Orphan(op ot.Op) {
	if len(s.tracks) == 0 || op.NoOp {
		return
	}
	if t := s.tracks[op.ID]; t != nil && t.gone && op.Index+op.Count <= t.lost.Len() {
		end := op.Index + op.Count
		t.lost = ot.Concat(ot.Concat(t.lost.Slice(0, op.Index), op.Text), t.lost.Slice(end, t.lost.Len()))
	}
	if op.Kind == ot.StringSplice {
		s.ForeignSplice(op.ID, ot.Span{Index: op.Index, Count: op.Count, Inserted: op.Text.Len()})
	} else if op.Kind.IsSet() {
		s.mark(op.ID)
	}
	s.clock++
	if len(s.orphans) < orphanMax {
		s.orphans = append(s.orphans, orphan{op, s.clock})
	}
}

// Swallowed notes that an edit made here, in the queue the operation by, has left an
// edit nothing to do that somebody else had made before it: when that here is taken
// back, the other one stays.
func (s *Stacks) Swallowed(sequence uint64, op, by *ot.Op) {
	s.recent(sequence, func(e *entry) bool {
		if e.id != by.ID || e.kind != by.Kind {
			return true
		}
		switch {
		case e.kind == ot.ArrayMove:
			s.placed(e.track(), true)
		case !e.kind.IsSet():
		case op.Kind.IsSet():
			s.mark(e.id)
		case e.kind == ot.StringSet:
			s.amend(e, op.Index, op.Index+op.Count, op.Text)
		case e.kind == ot.NumberSet:
			e.touch()
			e.parts = append(e.parts, op.Number)
		default:
			v := e.removed()
			if with := ot.Amend(&v, op); with != nil {
				e.touch()
				e.amended = with
			}
		}
		return false
	})
}

// Settle notes what the server has made of an edit, or what has become of it by
// now: where somebody else had removed the same before, it is for them to bring it
// back. With ordered it will not change any more.
func (s *Stacks) Settle(op *ot.Op, ordered bool) {
	for i := range op.Ops {
		s.Settle(&op.Ops[i], ordered)
	}
	if op.To == 0 || op.Kind == ot.ArrayMove {
		return
	}
	for i, e := range s.pending {
		if e.stamp == op.To {
			e.touch()
			// What was to replace something has become an addition.
			e.gone = e.gone || op.NoOp || op.Kind == ot.ArrayInsert || op.Kind == ot.ObjectAddProperty
			if ordered {
				e.stamp = 0
				s.pending = append(s.pending[:i:i], s.pending[i+1:]...)
			}
			return
		}
	}
}

// Settled notes that the server has ordered everything.
func (s *Stacks) Settled() {
	for _, e := range s.pending {
		e.touch()
		e.stamp = 0
	}
	s.pending, s.pairs = s.pending[:0], nil
}
