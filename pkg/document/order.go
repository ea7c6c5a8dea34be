package document

import (
	"math"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// This file keeps the properties of an object in the order of the server; the
// package comment says what that is. Nothing here costs more in an object with
// many properties than putting one in costs anyway. What is no typing is not
// inlined, because code is downloaded.

// pending is the smallest rank of a property whose place the server has not
// decided yet. Ranks only order the properties of one object. They stop growing
// at their bounds, after a thousand million edits; from there on properties of
// equal rank stand in the order in which they came.
const pending = 1 << 30

// Stamp marks an operation that is made here, before it is applied and queued
// for the server, so that [Document.Acknowledge] and what is transformed past it
// find the place that it has given to a property. The stamp stays in this
// client: it is not part of the wire and storage formats. op is not changed.
func (d *Document) Stamp(op ot.Op) ot.Op {
	if op.NoOp {
		return op
	}
	width := 1
	switch op.Kind {
	case ot.Compound:
		members := make([]ot.Op, len(op.Ops))
		for i := range op.Ops {
			members[i] = d.Stamp(op.Ops[i])
		}
		op.Ops = members
		return op
	case ot.ObjectSet: // one for each property
		if op.Value != nil {
			width = max(width, len(op.Value.Members))
		}
	case ot.ObjectAddProperty, ot.ObjectSetProperty, ot.ObjectRemoveProperty:
	case ot.ArrayRemove, ot.ArrayReplace, ot.ArraySet: // for package undo
	default:
		return op
	}
	op.To = pending + int(d.stamps)
	d.stamps = int32(min(int(d.stamps)+width, math.MaxInt32-pending))
	return op
}

// Acknowledge takes an operation that was applied with a stamp and that the
// server has ordered now, in the form that it has by then. committed says that
// nothing is pending any more. Nothing moves: what the server has ordered is what
// stands first among the pending.
func (d *Document) Acknowledge(op *ot.Op, committed bool) {
	switch {
	case op.NoOp:
	case op.Kind == ot.Compound:
		for i := range op.Ops {
			d.Acknowledge(&op.Ops[i], false)
		}
	case op.Kind == ot.ObjectRemoveProperty:
		d.fillVacancy(op.ID, op.Key)
	case op.Kind == ot.ObjectAddProperty:
		d.settle(op, 0, op.Key)
	case op.Kind == ot.ObjectSet:
		delete(d.vacant, op.ID)
		for i := range op.Value.Members {
			d.settle(op, i, op.Value.Members[i].Key)
		}
	}
	if committed {
		d.stamps, d.vacant = 0, nil
	}
}

// settle gives property i of an operation, which the server has ordered now, its
// rank. When it has left its place meanwhile by an edit made here, that place is
// vacant.
func (d *Document) settle(op *ot.Op, i int, key string) {
	n := d.byID[op.ID]
	if n == nil || op.To == 0 {
		return
	}
	if kid := n.Get(key); kid != nil && kid.slot == rankOf(op, i) {
		kid.slot = d.nextRank()
	} else {
		d.setVacancy(op.ID, key, d.nextRank())
	}
}

func rankOf(op *ot.Op, i int) int32 { return int32(min(op.To+i, math.MaxInt32)) }

func (d *Document) nextRank() int32 {
	d.settled = min(d.settled+1, pending-1)
	return d.settled
}

// fillVacancy forgets the place of a property that was removed here and not yet
// by the server. It returns its rank, 0 when there was none.
//
//go:noinline
func (d *Document) fillVacancy(id, key string) int32 {
	of := d.vacant[id]
	rank := of[key]
	if delete(of, key); len(of) == 0 {
		delete(d.vacant, id)
	}
	return rank
}

// setVacancy notes the rank that the server's order has for a property that was
// removed here.
//
//go:noinline
func (d *Document) setVacancy(id, key string, rank int32) {
	of := d.vacant[id]
	if of == nil {
		if d.vacant == nil {
			d.vacant = make(map[string]map[string]int32)
		}
		of = make(map[string]int32)
		d.vacant[id] = of
	}
	of[key] = rank
}

// putProperty puts s.child where the operation wants it, in the place of s.old
// if there is one.
func (d *Document) putProperty(n *Node, op *ot.Op, s *step) {
	kid, old := s.child, s.old
	switch {
	case old != nil && (op.To != 0 || old.slot < pending):
		n.replaceKid(s.at, kid)
		return
	case op.Index > 0: // an inverse, and then nothing is pending
		s.at = op.Index - 1
		kid.slot = 1
		if n.Len() > 0 {
			kid.slot = n.At(max(0, s.at-1)).slot
		}
		n.insertKid(s.at, kid)
		return
	case op.To != 0:
		kid.slot = rankOf(op, 0)
	default: // of the server: set where it was removed here, or new
		s.vacated = d.fillVacancy(n.id, op.Key)
		if kid.slot = s.vacated; kid.slot == 0 {
			kid.slot = d.nextRank()
		}
	}
	if old != nil { // it was added here too, and is what the server has now
		n.moveProperty(s.at, kid, kid.slot)
		return
	}
	s.at = n.kids.behind(kid.slot)
	n.insertKid(s.at, kid)
}

// orderAll gives the properties of a whole set their ranks. After one of the
// server nothing in the object is pending any more.
func (d *Document) orderAll(n *Node, op *ot.Op, s *step) {
	if op.To != 0 {
		for i := range n.Len() {
			n.kids.at(i).slot = rankOf(op, i)
		}
		return
	}
	d.settled = max(d.settled, int32(n.Len()))
	s.vacant = d.vacant[n.id]
	delete(d.vacant, n.id)
}

// yield does what is left of a removal by the server that has met a pending
// operation on the same property (see [ot.Transform]): there is no place for it
// any more that the server has decided on. One that was set here stays, and
// stands where it would be had it been added instead.
func (d *Document) yield(op *ot.Op, s *step) {
	s.op = *op
	s.vacated = d.fillVacancy(op.ID, op.Key)
	n := d.byID[op.ID]
	if n == nil {
		return
	}
	kid := n.Get(op.Key)
	if kid == nil || kid.slot >= pending {
		return
	}
	s.node, s.child, s.at, s.rank = n, kid, n.indexOf(kid), kid.slot
	n.moveProperty(s.at, kid, rankOf(op, 0))
}

// moveProperty puts a property in the place of its rank, instead of the one at an
// index.
func (n *Node) moveProperty(from int, kid *Node, rank int32) {
	n.removeKid(from)
	kid.slot = rank
	n.insertKid(n.kids.behind(rank), kid)
}

// takeBackOrder takes back what a step has done to the order besides what it did
// to the properties.
func (d *Document) takeBackOrder(s *step) {
	id, key := s.op.ID, s.op.Key
	switch {
	case s.vacated != 0:
		d.setVacancy(id, key, s.vacated)
	case s.vacant != nil:
		d.vacant[id] = s.vacant
	case s.old != nil && s.op.Kind == ot.ObjectRemoveProperty && s.op.To != 0 && s.old.slot < pending:
		d.fillVacancy(id, key)
	}
	if s.rank != 0 {
		s.node.moveProperty(s.node.indexOf(s.child), s.child, s.rank)
	}
}
