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
	d := &Document{byID: make(map[string]*Node)}
	n, err := build(&root, 1)
	if err != nil {
		return nil, err
	}
	if !d.register(n) {
		return nil, ErrID
	}
	d.root = n
	d.made = nil
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
	switch v.Kind {
	case ot.KindObject, ot.KindArray:
		return n, n.fill(v, depth)
	case ot.KindString:
		n.text = NewBuffer(v.Text)
	case ot.KindNumber, ot.KindBoolean, ot.KindDate, ot.KindNull:
		if err := ot.ValidateValue(*v); err != nil {
			return nil, err
		}
		n.bits = scalarBits(v)
		if len(v.Rest) > 0 {
			n.loadSum(v.Number, v.Rest)
		}
	default:
		return nil, ot.ErrInvalid
	}
	return n, nil
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
			n.insertKid(i, kid)
		}
		return nil
	}
	n.expect(len(v.Members))
	for i := range v.Members {
		m := &v.Members[i]
		if n.Get(m.Key) != nil {
			return ErrKey
		}
		kid, err := build(&m.Value, depth+1)
		if err != nil {
			return err
		}
		kid.key, kid.slot = m.Key, int32(i+1)
		n.insertKid(i, kid)
	}
	return nil
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
	d.byID[n.id] = n
	n.attached = true
	d.made = append(d.made, n)
	d.settled = max(d.settled, int32(n.kids.len()))
	for kid := range n.kids.all {
		if !d.registerEach(kid) {
			return false
		}
	}
	return true
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
	for kid := range n.kids.all {
		d.unregister(kid)
	}
	delete(d.byID, n.id)
	n.attached = false
}

// expect makes room for the children of a container that has none.
func (n *Node) expect(kids int) {
	if kids > 0 {
		n.kids = &children{flat: make([]*Node, 0, min(kids, fewKids))}
	}
}

// insertKid puts a child, with its rank if it is a property, at index i.
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
