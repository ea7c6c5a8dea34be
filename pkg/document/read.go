package document

import "github.com/convergence-wasm/convergence/pkg/ot"

// Read returns a document with the root that a source has, as [New] does, and
// fails as that or with the error of the source. Elements are made as they come:
// there is no tree of values in between.
func Read(root ot.ValueSource) (*Document, error) {
	var b builder
	if err := root.Visit(&b); err != nil {
		return nil, err
	}
	if b.root == nil || b.root.kind != ot.KindObject {
		return nil, ErrRoot
	}
	return newDocument(b.root, b.count)
}

// builder makes nodes of what it is told. It implements [ot.ValueVisitor].
type builder struct {
	root  *Node
	at    *Node // the container at hand
	depth int
	count int

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
	b.count++
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
