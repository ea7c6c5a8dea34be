package document

import "github.com/convergence-wasm/convergence/pkg/ot"

// Observer is told what an operation changed. For each discrete operation,
// also inside a compound, Detached comes first for every element that left the
// document, children before parents, then Changed for the element that the
// operation edited. All calls happen during [Document.Apply], after the change;
// an observer reads the document but must not edit it. A NoOp, an
// unknown element and a failed operation cause no call.
type Observer interface {
	// Wants reports whether the observer will read Change.Removed for n, which
	// is costly to build.
	Wants(n *Node) bool
	// Detached tells that n is no longer part of the document.
	Detached(n *Node)
	// Changed tells what happened to n.
	Changed(n *Node, c Change)
}

// Change is one discrete operation that was applied.
type Change struct {
	Op      ot.Op   // as it was applied
	Removed ot.Text // StringSplice: the deleted text, if the observer wants it
	Child   *Node   // the new entry or property; the moved one for ArrayMove
	Old     *Node   // the entry or property that was removed or replaced
}

func (d *Document) notify(s *step, obs Observer) {
	if s.old != nil {
		detached(s.old, obs)
	}
	for i := range s.kids.len() {
		kid := s.kids.at(i)
		detached(kid, obs)
	}
	obs.Changed(s.node, Change{Op: s.op, Removed: s.text, Child: s.child, Old: s.old})
}

func detached(n *Node, obs Observer) {
	for i := range n.kids.len() {
		kid := n.kids.at(i)
		detached(kid, obs)
	}
	obs.Detached(n)
}
