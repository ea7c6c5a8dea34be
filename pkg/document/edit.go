package document

import "github.com/convergence-wasm/convergence/pkg/ot"

// Splice deletes count units at index of a string element and inserts units
// there, all in UTF-16 code units: a local edit, on the shortest way. It makes
// no event. It fails with [ErrKind], [ErrDetached] or a [RangeError], and then
// nothing has changed.
//
// In the steady state it allocates nothing (see [Buffer.Splice]).
func (d *Document) Splice(n *Node, index, count int, units []uint16) error {
	if n.kind != ot.KindString {
		return ErrKind
	}
	if !n.attached {
		return ErrDetached
	}
	return n.text.Splice(index, count, units)
}

// Absorb returns the operation with every edit of an element that the document
// does not have turned into a NoOp, inside compounds too; elements that an
// earlier member of the compound brings count as there. The server does this
// when it has transformed, because operations that detach an element say nothing
// about the elements below it; until then others are transformed past the operation
// as they are where it was made. op is not changed.
func (d *Document) Absorb(op ot.Op) ot.Op {
	if op.Kind != ot.Compound {
		op.NoOp = op.NoOp || op.ID != "" && d.byID[op.ID] == nil
		return op
	}
	var fresh map[string]bool
	var members []ot.Op
	for i := range op.Ops {
		m := &op.Ops[i]
		if !m.NoOp && m.ID != "" && d.byID[m.ID] == nil && !fresh[m.ID] {
			if members == nil {
				members = append([]ot.Op(nil), op.Ops...)
			}
			members[i].NoOp = true
			continue
		}
		if m.Value != nil && !m.NoOp {
			if fresh == nil {
				fresh = make(map[string]bool)
			}
			collect(m.Value, fresh)
		}
	}
	if members != nil {
		op.Ops = members
	}
	return op
}

// collect adds the ids of a value and everything below it.
func collect(v *ot.Value, ids map[string]bool) {
	ids[v.ID] = true
	for i := range v.Items {
		collect(&v.Items[i], ids)
	}
	for i := range v.Members {
		collect(&v.Members[i].Value, ids)
	}
}
