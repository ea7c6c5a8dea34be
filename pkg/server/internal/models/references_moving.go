package models

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// moveReferences takes all references past an operation that has been applied.
// Nothing is sent: every client does the same when it applies the operation.
func (q *sequencer) moveReferences(op *ot.Op) {
	if len(q.references) == 0 || op.NoOp {
		return
	}
	each := op.Ops
	if op.Kind != ot.Compound {
		each = []ot.Op{*op}
	}
	detaches := false
	for i := range each {
		o := &each[i]
		if o.NoOp {
			continue
		}
		q.filter(o.ID, func(r *reference) bool {
			moved, keep := r.values.Move(o.ID, *o)
			r.values = moved
			return keep
		})
		detaches = detaches || mayDetach(o.Kind)
	}
	if !detaches {
		return
	}
	for id := range q.references {
		q.filter(id, func(r *reference) bool {
			r.values = q.clamp(r.values, r.owner)
			return r.owner == nil || r.owner.Attached()
		})
	}
}

// filter visits the references that an element owns and disposes of those that
// are not to be kept.
func (q *sequencer) filter(id string, keep func(*reference) bool) {
	for _, r := range slices.Clone(q.references[id]) {
		if !keep(r) {
			q.dispose(r)
		}
	}
}

func mayDetach(k ot.Kind) bool {
	switch k {
	case ot.ArrayRemove, ot.ArrayReplace, ot.ArraySet, ot.ObjectSetProperty, ot.ObjectRemoveProperty, ot.ObjectSet:
		return true
	}
	return false
}

// fits reports whether an element can own a reference of a kind.
func fits(kind ot.ReferenceKind, element string, owner *document.Node) bool {
	switch kind {
	case ot.ReferenceElement:
		return element == ""
	case ot.ReferenceIndex, ot.ReferenceRange:
		return owner != nil && owner.Kind() == ot.KindString
	case ot.ReferenceProperty:
		return owner != nil && owner.Kind() == ot.KindObject
	}
	return false
}

// clamp returns the values without what is not there: positions behind the end
// of the text become its end, and elements that are gone are left out.
func (q *sequencer) clamp(r ot.Reference, owner *document.Node) ot.Reference {
	switch r.Kind {
	case ot.ReferenceIndex:
		if end := owner.Len(); slices.ContainsFunc(r.Indexes, func(i int) bool { return i < 0 || i > end }) {
			r.Indexes = slices.Clone(r.Indexes)
			for i := range r.Indexes {
				r.Indexes[i] = min(max(r.Indexes[i], 0), end)
			}
		}
	case ot.ReferenceRange:
		end := owner.Len()
		out := func(i int) bool { return i < 0 || i > end }
		if slices.ContainsFunc(r.Ranges, func(x ot.Range) bool { return out(x.Start) || out(x.End) }) {
			r.Ranges = slices.Clone(r.Ranges)
			for i, x := range r.Ranges {
				r.Ranges[i] = ot.Range{Start: min(max(x.Start, 0), end), End: min(max(x.End, 0), end)}
			}
		}
	case ot.ReferenceElement:
		gone := func(id string) bool { return q.doc.Lookup(id) == nil }
		if slices.ContainsFunc(r.Elements, gone) {
			r.Elements = slices.DeleteFunc(slices.Clone(r.Elements), gone)
		}
	}
	return r
}
