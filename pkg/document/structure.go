package document

import (
	"math"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// This file performs the operations that add and remove elements, and takes
// operations back.

func (d *Document) remove(n *Node, i int, op *ot.Op, s *step) {
	s.at = i
	s.old = n.removeKid(i)
	d.unregister(s.old)
	if op.To != 0 && n.kind == ot.KindObject && s.old.slot < pending {
		d.setVacancy(n.id, op.Key, s.old.slot)
	}
}

// Fits reports, as [Document.Apply] does, a value that would nest too deep, before
// the operation that brings it is cut.
func (d *Document) Fits(op *ot.Op) error {
	n := d.byID[op.ID]
	if n == nil || op.Value == nil {
		return nil
	}
	levels := n.depth()
	if op.Kind.IsSet() {
		levels-- // it takes the place of the element's own
	}
	if levels+levelsOf(op.Value) > ot.MaxDepth {
		return ErrDepth
	}
	return nil
}

func levelsOf(v *ot.Value) int {
	deepest := 0
	for i := range v.Items {
		deepest = max(deepest, levelsOf(&v.Items[i]))
	}
	for i := range v.Members {
		deepest = max(deepest, levelsOf(&v.Members[i].Value))
	}
	return 1 + deepest
}

// put inserts, adds, replaces or sets one child. The ids of what it replaces
// are free for the new value.
func (d *Document) put(n *Node, op *ot.Op, s *step) error {
	if op.Value == nil {
		return ot.ErrInvalid
	}
	depth := n.depth()
	if depth >= ot.MaxDepth {
		return ErrDepth
	}
	kid, err := build(op.Value, depth+1)
	if err != nil {
		return err
	}
	kid.key = op.Key
	var old *Node
	switch op.Kind {
	case ot.ArrayReplace:
		s.at = op.Index
		old = n.At(op.Index)
	case ot.ObjectSetProperty:
		old = n.Get(op.Key)
		s.at = n.indexOf(old)
	case ot.ArrayInsert:
		s.at = op.Index
	}
	if old != nil {
		d.unregister(old)
	}
	if !d.register(kid) {
		if old != nil {
			d.register(old)
		}
		return ErrID
	}
	s.child, s.old = kid, old
	switch {
	case n.kind == ot.KindObject:
		d.putProperty(n, op, s)
	case old != nil:
		n.replaceKid(s.at, kid)
	default:
		n.insertKid(s.at, kid)
	}
	return nil
}

// setAll replaces all children of a container.
func (d *Document) setAll(n *Node, op *ot.Op, s *step) error {
	if op.Value == nil || op.Value.Kind != n.kind {
		return ot.ErrInvalid
	}
	fresh := &Node{kind: n.kind}
	if err := fresh.fill(op.Value, n.depth()); err != nil {
		return err
	}
	for i := range n.kids.len() {
		kid := n.kids.at(i)
		d.unregister(kid)
	}
	d.made = d.made[:0]
	for i := range fresh.kids.len() {
		kid := fresh.kids.at(i)
		if !d.registerEach(kid) {
			d.forget()
			d.made = d.made[:0]
			for i := range n.kids.len() {
				kid := n.kids.at(i)
				d.registerEach(kid)
			}
			return ErrID
		}
	}
	s.kids = n.kids
	n.adopt(fresh.kids)
	for i := range s.kids.len() {
		kid := s.kids.at(i)
		kid.parent = nil
	}
	if op.Kind == ot.ObjectSet {
		d.orderAll(n, op, s)
	}
	return nil
}

func (n *Node) adopt(kids *children) {
	n.kids = kids
	for i := range kids.len() {
		kid := kids.at(i)
		kid.parent = n
	}
}

// rollBack takes the steps back, last first. Every element that comes back is
// the same Node as before.
func (d *Document) rollBack(log []step) {
	for i := len(log) - 1; i >= 0; i-- {
		if log[i].node != nil || log[i].vacated != 0 {
			d.takeBack(&log[i])
		}
	}
}

func (d *Document) takeBack(s *step) {
	n := s.node
	if s.op.Kind.Element() == ot.KindObject {
		d.takeBackOrder(s)
	}
	if n == nil || s.op.NoOp {
		return
	}
	switch s.op.Kind {
	case ot.StringSplice:
		n.text.mustSplice(s.op.Index, s.op.Text.Len(), s.text)
	case ot.StringSet:
		n.text = s.buf
	case ot.NumberDelta, ot.NumberSet, ot.BooleanSet, ot.DateSet:
		n.bits, n.rest = s.bits, s.rest
	case ot.ArrayMove:
		n.kids.move(s.op.To, s.op.Index)
	case ot.ArrayInsert, ot.ObjectAddProperty:
		d.unregister(n.removeKid(s.at))
	case ot.ArrayReplace:
		d.unregister(n.replaceKid(s.at, s.old))
		d.register(s.old)
	case ot.ObjectSetProperty:
		d.unregister(n.removeKid(n.indexOf(s.child)))
		n.insertKid(s.at, s.old)
		d.register(s.old)
	case ot.ArrayRemove, ot.ObjectRemoveProperty:
		n.insertKid(s.at, s.old)
		d.register(s.old)
	case ot.ArraySet, ot.ObjectSet:
		for i := range n.kids.len() {
			kid := n.kids.at(i)
			d.unregister(kid)
			kid.parent = nil
		}
		n.adopt(s.kids)
		for i := range n.kids.len() {
			kid := n.kids.at(i)
			d.register(kid)
		}
	}
}

// mustSplice takes back a splice, which cannot be out of range.
func (b *Buffer) mustSplice(index, count int, t ot.Text) {
	if err := b.SpliceText(index, count, t); err != nil {
		panic("document: rolling back a splice: " + err.Error())
	}
}

// numberBefore returns what sets a number to what it was before the step, with what
// rounding its sum had lost.
func (s *step) numberBefore(id string) ot.Op {
	set := ot.Op{Kind: ot.NumberSet, ID: id, Number: math.Float64frombits(s.bits)}
	rest := s.rest.Beyond(set.Number)
	if len(rest) == 0 {
		return set
	}
	all := []ot.Op{set}
	for _, part := range rest {
		all = append(all, ot.Op{Kind: ot.NumberDelta, ID: id, Number: part})
	}
	return ot.Op{Kind: ot.Compound, Ops: all}
}

// inverse returns the operation that undoes the step.
func (s *step) inverse(op *ot.Op) (ot.Op, error) {
	if s.node == nil || op.NoOp {
		inverse := *op
		inverse.NoOp = true
		return inverse, nil
	}
	old := ot.Old{Text: s.text}
	before := Node{kind: s.node.kind, bits: s.bits, kids: s.kids}
	switch op.Kind {
	case ot.StringSet:
		old.Text = s.buf.Text()
	case ot.NumberDelta:
		// The opposite delta undoes an exact sum, which is none past the largest number.
		if total, _ := ot.AddExactly(before.Number(), s.rest, op.Number); math.Abs(total) == math.MaxFloat64 {
			return s.numberBefore(op.ID), nil
		}
	case ot.NumberSet:
		return s.numberBefore(op.ID), nil
	case ot.BooleanSet:
		old.Bool = before.Bool()
	case ot.DateSet:
		old.Millis = before.Millis()
	case ot.ArrayRemove, ot.ArrayReplace, ot.ObjectSetProperty, ot.ObjectRemoveProperty:
		v := s.old.Value()
		old.Value = &v
		if op.Kind == ot.ObjectRemoveProperty {
			old.Place = s.at + 1
		}
	case ot.ArraySet, ot.ObjectSet:
		v := before.Value()
		old.Value = &v
	}
	return ot.Invert(*op, old)
}
