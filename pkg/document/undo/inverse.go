package undo

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// inverse returns the operations that take an entry back now, one after the other;
// none where nothing of it is left.
func (s *Stacks) inverse(e *entry) []ot.Op {
	if e.isText() {
		return s.inverseText(e)
	}
	n := s.doc.Lookup(e.id)
	if n == nil {
		return nil
	}
	t := s.tracks[e.track()]
	if t.set > e.at && e.track() == e.id {
		return nil
	}
	op := e.back
	switch e.kind {
	case ot.NumberSet, ot.NumberDelta:
		return e.inverseOfNumber(n)
	case ot.BooleanSet, ot.DateSet:
	case ot.ArraySet, ot.ObjectSet:
		return s.inverseOfAll(e, n)
	default:
		op = s.inverseOfOne(e, n)
	}
	if op.Kind == 0 {
		return nil
	}
	op.ID = e.id
	return []ot.Op{op}
}

// inverseOfNumber adds part by part, since their sum would be rounded.
func (e *entry) inverseOfNumber(n *document.Node) (ops []ot.Op) {
	parts := e.parts
	switch {
	case e.kind == ot.NumberDelta:
	case n.Number() == e.set:
		ops = append(ops, ot.Op{Kind: ot.NumberSet, ID: e.id, Number: parts[0]})
		parts = parts[1:]
	default: // others have added to it
		parts = append([]float64{-e.set}, parts...)
	}
	for _, part := range parts {
		ops = append(ops, ot.Op{Kind: ot.NumberDelta, ID: e.id, Number: part})
	}
	return ops
}

// inverseOfOne takes back what was done to one entry or property; of kind 0 when
// nothing is left to do.
func (s *Stacks) inverseOfOne(e *entry, n *document.Node) (op ot.Op) {
	array := n.Kind() == ot.KindArray
	var there *document.Node // what was put there
	if len(e.fresh) > 0 {
		if there = s.doc.Lookup(e.fresh[0]); e.kind == ot.ArrayMove {
			there = s.find(e.fresh[0])
		}
		if there != nil && there.Parent() != n {
			there = nil
		}
	}
	theirs := e.track() != e.id && s.tracks[e.track()].placed > e.at
	if e.kind == ot.ArrayMove {
		if there != nil && s.tracks[e.track()].moved < e.at {
			op = ot.Op{Kind: ot.ArrayMove, Index: there.Index(), To: s.place(e, n, there)}
			if op.To > op.Index {
				op.To--
			}
			if op.To == op.Index {
				op.Kind = 0
			}
		}
		return op
	}
	var v *ot.Value
	if all := s.comesBack(e); len(all.Items) > 0 {
		v = &all.Items[0]
	} else if len(all.Members) > 0 {
		v = &all.Members[0].Value
	}
	switch {
	case there != nil && v == nil:
		if op = (ot.Op{Kind: ot.ObjectRemoveProperty, Key: e.key}); array {
			op = ot.Op{Kind: ot.ArrayRemove, Index: there.Index()}
		}
	case there != nil:
		if op = (ot.Op{Kind: ot.ObjectSetProperty, Key: e.key}); array {
			op = ot.Op{Kind: ot.ArrayReplace, Index: there.Index()}
		}
	case theirs:
	case v != nil && array:
		op = ot.Op{Kind: ot.ArrayInsert, Index: s.place(e, n, there)}
	case v != nil && n.Get(e.key) == nil:
		op = ot.Op{Kind: ot.ObjectAddProperty, Key: e.key}
	}
	if v != nil && op.Kind != 0 {
		op.Value, op.Bool = v, true
	}
	return op
}

// removed returns what the entry has removed, as the children of a value.
func (e *entry) removed() ot.Value {
	if e.amended != nil {
		return *e.amended
	}
	v := ot.Value{ID: e.id, Kind: e.kind.Element()}
	for _, old := range e.nodes {
		if v.Kind == ot.KindArray {
			v.Items = append(v.Items, old.Value())
		} else {
			v.Members = append(v.Members, ot.Member{Key: old.Key(), Value: old.Value()})
		}
	}
	return v
}

// comesBack returns what an entry brings back of what it has removed, as the children of
// a value: what is not there, and what nobody else had removed before.
func (s *Stacks) comesBack(e *entry) (v ot.Value) {
	if v = e.removed(); e.gone {
		v.Items, v.Members = nil, nil
	}
	// Others may have edited it before they heard that it was removed.
	for i := range s.orphans {
		if o := &s.orphans[i]; o.at > e.at && o.op.ID != e.id {
			if with := ot.Amend(&v, &o.op); with != nil {
				v = *with
			}
		}
	}
	all := v
	v.Items, v.Members = nil, nil
	for _, item := range all.Items {
		if s.doc.Lookup(item.ID) == nil {
			v.Items = append(v.Items, item)
		}
	}
	for _, m := range all.Members {
		if s.doc.Lookup(m.Value.ID) == nil {
			v.Members = append(v.Members, m)
		}
	}
	return v
}

// place returns where in the array an entry comes back: behind the one that it was
// behind, if that is there. What was moved is there itself.
func (s *Stacks) place(e *entry, n, there *document.Node) int {
	if at := s.find(e.ahead); at != nil && at.Parent() == n {
		return at.Index() + 1
	}
	if at := s.find(e.behind); at != nil && at.Parent() == n {
		return at.Index()
	}
	if at := min(e.index, n.Len()); e.kind != ot.ArrayMove || at <= there.Index() {
		return at
	}
	return min(e.index+1, n.Len()) // it is counted itself
}

// inverseOfAll takes back a whole set: as one if its elements are what is there, else
// one by one.
func (s *Stacks) inverseOfAll(e *entry, n *document.Node) (ops []ot.Op) {
	whole := s.comesBack(e)
	same := n.Len() == len(e.fresh)
	for i := 0; i < n.Len(); i++ {
		same = same && n.At(i).ID() == e.fresh[i]
	}
	if same {
		return []ot.Op{{Kind: e.kind, ID: e.id, Value: &whole, Bool: true}}
	}
	for i := n.Len() - 1; i >= 0; i-- {
		kid := n.At(i)
		if !slices.Contains(e.fresh, kid.ID()) {
			continue
		}
		op := ot.Op{Kind: ot.ArrayRemove, ID: e.id, Index: i}
		if n.Kind() == ot.KindObject {
			op = ot.Op{Kind: ot.ObjectRemoveProperty, ID: e.id, Key: kid.Key()}
		}
		ops = append(ops, op)
	}
	for i := range whole.Items {
		ops = append(ops, ot.Op{Kind: ot.ArrayInsert, ID: e.id, Index: i, Value: &whole.Items[i], Bool: true})
	}
	for i := range whole.Members {
		m := &whole.Members[i]
		if at := n.Get(m.Key); at == nil || slices.Contains(e.fresh, at.ID()) {
			ops = append(ops, ot.Op{Kind: ot.ObjectAddProperty, ID: e.id, Key: m.Key, Value: &m.Value, Bool: true})
		}
	}
	return ops
}
