package document

import (
	"math"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Read returns a document with the root that a source has, as [New] does, and
// fails as that or with the error of the source. Elements are made as they come:
// there is no tree of values in between.
func Read(root ot.ValueSource) (*Document, error) {
	r := BeginReading(root)
	for {
		if d, err := r.Some(math.MaxInt); d != nil || err != nil {
			return d, err
		}
	}
}

// Reading is a document on its way: what [Read] does, in as many portions as its
// owner wants.
type Reading struct {
	builder builder
	visit   ot.Visit
	doc     *Document // with the nodes up to entered
	entered int
}

// BeginReading begins to read a document.
func BeginReading(root ot.ValueSource) *Reading {
	r := &Reading{}
	r.visit = root.Begin(&r.builder)
	return r
}

// Some does a portion of what so many elements need. It returns the document
// when that was the last one, and nil before.
func (r *Reading) Some(elements int) (*Document, error) {
	b := &r.builder
	if r.doc == nil {
		if more, err := r.visit.Some(elements); more || err != nil {
			return nil, err
		}
		if b.root == nil || b.root.kind != ot.KindObject {
			return nil, ErrRoot
		}
		r.doc = &Document{root: b.root, byID: make(map[string]*Node, len(b.nodes))}
		return nil, nil
	}
	from := r.entered
	r.entered += min(elements, len(b.nodes)-from)
	for _, n := range b.nodes[from:r.entered] {
		r.doc.enter(n)
	}
	// An id need not be looked up before: the document is dropped when there are two.
	switch {
	case len(r.doc.byID) < r.entered:
		return nil, ErrID
	case r.entered < len(b.nodes):
		return nil, nil
	}
	return r.doc, nil
}

// builder makes nodes of what it is told. It implements [ot.ValueVisitor].
type builder struct {
	root  *Node
	at    *Node // the container at hand
	depth int
	nodes []*Node // in the order in which they came

	scalars []Node // room for the next ones
}

// scalarBlock is how many numbers, booleans, dates and nulls share an
// allocation. They refer to nothing that could be large, so that one which stays
// holds on to no more than the block. Other elements are allocations of their own.
const scalarBlock = 32

// Begin implements [ot.ValueVisitor].
func (b *builder) Begin(kind ot.ValueKind, id, key string, children int) error {
	n := new(Node)
	n.kind = kind
	if err := b.add(n, id, key); err != nil {
		return err
	}
	n.expect(children)
	b.at = n
	b.depth++
	return nil
}

// Add implements [ot.ValueVisitor].
func (b *builder) Add(key string, v *ot.Value) error {
	var n *Node
	if v.Kind == ot.KindString {
		n = new(Node)
	} else {
		if len(b.scalars) == 0 {
			b.scalars = make([]Node, scalarBlock)
		}
		n, b.scalars = &b.scalars[0], b.scalars[1:]
	}
	n.kind = v.Kind
	if err := b.add(n, v.ID, key); err != nil {
		return err
	}
	return n.load(v)
}

// End implements [ot.ValueVisitor].
func (b *builder) End() {
	b.at = b.at.parent
	b.depth--
}

func (b *builder) add(n *Node, id, key string) error {
	if id == "" {
		return ErrID
	}
	n.id = id
	b.nodes = append(b.nodes, n)
	switch {
	case b.depth >= ot.MaxDepth:
		return ErrDepth
	case b.at != nil:
		n.key = key
		if !b.at.addKid(n) {
			return ErrKey
		}
	case b.root != nil || n.kind != ot.KindObject:
		return ErrRoot
	default:
		b.root = n
	}
	return nil
}
