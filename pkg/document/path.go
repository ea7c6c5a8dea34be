package document

import "github.com/convergence-wasm/convergence/pkg/ot"

// Step is one part of a path: the name of a property, or with IsIndex the
// index of an entry.
type Step struct {
	Key     string
	Index   int
	IsIndex bool
}

// Path returns the way from the root to the element, empty for the root. Below
// an element that was removed it starts there.
func (n *Node) Path() []Step {
	depth := 0
	for m := n; m.parent != nil; m = m.parent {
		depth++
	}
	path := make([]Step, depth)
	for m := n; m.parent != nil; m = m.parent {
		depth--
		if m.parent.kind == ot.KindArray {
			path[depth] = Step{Index: m.Index(), IsIndex: true}
		} else {
			path[depth] = Step{Key: m.key}
		}
	}
	return path
}

// Elem returns the element at a path that starts here, and nil when there is
// none. An index leads into arrays only, a key into objects only.
func (n *Node) Elem(path ...Step) *Node {
	for _, s := range path {
		switch {
		case n == nil:
			return nil
		case s.IsIndex && n.kind == ot.KindArray:
			n = n.At(s.Index)
		case !s.IsIndex:
			n = n.Get(s.Key)
		default:
			return nil
		}
	}
	return n
}

// depth returns how many levels there are from the root down to n, n included.
func (n *Node) depth() (levels int) {
	for ; n != nil; n = n.parent {
		levels++
	}
	return levels
}
