package document

import (
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Document is the tree of one model. Make one with [New].
type Document struct {
	root *Node
	byID map[string]*Node
	made []*Node // those that the operation at work has registered so far
	log  []step  // of the compound at work; reused

	settled int32                       // the newest rank of what the server has ordered
	stamps  int32                       // given out since nothing was pending
	vacant  map[string]map[string]int32 // see order.go
}

// New returns a document with the root, which must be an object. It fails with
// [ErrRoot], [ErrID] (an id is empty or occurs twice), [ErrDepth] or an error
// that wraps [ot.ErrInvalid].
func New(root ot.Value) (*Document, error) {
	if root.Kind != ot.KindObject {
		return nil, ErrRoot
	}
	n, err := build(&root, 1)
	if err != nil {
		return nil, err
	}
	d := &Document{root: n, byID: map[string]*Node{}}
	if !d.enterAll(n) {
		return nil, ErrID
	}
	return d, nil
}

// Root returns the root element, which is never replaced.
func (d *Document) Root() *Node { return d.root }

// Lookup returns the attached element with the id, or nil.
func (d *Document) Lookup(id string) *Node { return d.byID[id] }

// Value returns a copy of the whole document, with the ids.
func (d *Document) Value() ot.Value { return d.root.Value() }

// NodeCount returns the number of attached elements, the root included.
func (d *Document) NodeCount() int { return len(d.byID) }

// build makes the nodes for a value that stands at the given depth; they are
// not part of the document yet.
func build(v *ot.Value, depth int) (*Node, error) {
	if v.ID == "" {
		return nil, ErrID
	}
	n := &Node{id: v.ID, kind: v.Kind}
	if v.Kind == ot.KindObject || v.Kind == ot.KindArray {
		return n, n.fill(v, depth)
	}
	return n, n.load(v)
}

// load gives an element that is no container its content.
func (n *Node) load(v *ot.Value) error {
	switch v.Kind {
	case ot.KindString:
		n.text = NewBuffer(v.Text)
	case ot.KindNumber, ot.KindBoolean, ot.KindDate, ot.KindNull:
		if err := ot.ValidateValue(*v); err != nil {
			return err
		}
		n.bits = scalarBits(v)
		if len(v.Rest) > 0 {
			n.setSum(ot.SumOf(v.Number, v.Rest))
		}
	default:
		return ot.ErrInvalid
	}
	return nil
}

// fill makes the children for a container that has none; depth is its own.
func (n *Node) fill(v *ot.Value, depth int) error {
	if depth >= ot.MaxDepth && len(v.Items)+len(v.Members) > 0 {
		return ErrDepth
	}
	if n.kind == ot.KindArray {
		n.expect(len(v.Items))
		for i := range v.Items {
			kid, err := build(&v.Items[i], depth+1)
			if err != nil {
				return err
			}
			n.addKid(kid)
		}
		return nil
	}
	n.expect(len(v.Members))
	for i := range v.Members {
		kid, err := build(&v.Members[i].Value, depth+1)
		if err != nil {
			return err
		}
		if kid.key = v.Members[i].Key; !n.addKid(kid) {
			return ErrKey
		}
	}
	return nil
}

// addKid puts a child behind the others. It reports false for a property that
// there is.
func (n *Node) addKid(kid *Node) bool {
	last := n.kids.len()
	if n.kind == ot.KindObject {
		if n.kids.get(kid.key) != nil {
			return false
		}
		kid.slot = int32(last + 1)
	}
	n.insertKid(last, kid)
	return true
}

// register makes a subtree part of the document. When an id is taken it
// reports false and nothing is registered. The caller empties d.made.
//
//go:noinline
func (d *Document) register(n *Node) bool {
	d.made = d.made[:0]
	if d.registerEach(n) {
		return true
	}
	d.forget()
	return false
}

func (d *Document) registerEach(n *Node) bool {
	if d.byID[n.id] != nil {
		return false
	}
	d.enter(n)
	d.made = append(d.made, n)
	for i := range n.kids.len() {
		kid := n.kids.at(i)
		if !d.registerEach(kid) {
			return false
		}
	}
	return true
}

// enterAll is registerEach for a document that is dropped when it fails, so that
// an id need not be looked up before.
func (d *Document) enterAll(n *Node) bool {
	had := len(d.byID)
	if d.enter(n); len(d.byID) == had {
		return false
	}
	for i := range n.kids.len() {
		kid := n.kids.at(i)
		if !d.enterAll(kid) {
			return false
		}
	}
	return true
}

func (d *Document) enter(n *Node) {
	d.byID[n.id] = n
	n.attached = true
	d.settled = max(d.settled, int32(n.kids.len()))
}

// forget takes back what was registered since d.made was emptied.
//
//go:noinline
func (d *Document) forget() {
	for _, n := range d.made {
		delete(d.byID, n.id)
		n.attached = false
	}
}

// unregister takes a subtree out of the document, children before parents.
func (d *Document) unregister(n *Node) {
	for i := range n.kids.len() {
		kid := n.kids.at(i)
		d.unregister(kid)
	}
	delete(d.byID, n.id)
	n.attached = false
}

// expect makes room for the children of a container that has none: for few, as
// what is said to come may not. Many make room for themselves.
func (n *Node) expect(kids int) {
	if kids > 0 {
		n.kids = &children{flat: make([]*Node, 0, min(kids, fewKids))}
	}
}

// insertKid puts a child, with its rank if it is a property, at index i.
//
//go:noinline
func (n *Node) insertKid(i int, kid *Node) {
	if n.kids == nil {
		n.kids = new(children)
	}
	n.kids.insert(i, kid, n.kind == ot.KindObject)
	kid.parent = n
}

// removeKid takes child i out and returns it.
func (n *Node) removeKid(i int) *Node {
	kid := n.kids.remove(i)
	kid.parent = nil
	return kid
}

// replaceKid puts kid in the place, and the rank, of child i, which it returns.
func (n *Node) replaceKid(i int, kid *Node) *Node {
	old := n.kids.replace(i, kid)
	old.parent, kid.parent = nil, n
	return old
}
