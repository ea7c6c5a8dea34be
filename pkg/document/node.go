package document

import (
	"math"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Node is one element of a document. It stays the same object for as long as
// the element is attached, whatever is written into it. Once detached it keeps
// its last value, with everything below it, for reading.
//
// A node is changed only through its [Document].
type Node struct {
	Tag    uint32 // free for the owner of the document, such as a handle
	Listen uint32 // free for the owner of the document, such as listener bits

	kind     ot.ValueKind
	attached bool
	slot     int32 // of a property: its rank, see order.go; of an entry: see kidTree
	id       string
	key      string // if the parent is an object
	parent   *Node
	bits     uint64    // number, boolean or milliseconds
	rest     *ot.Sum   // number: the exact value, if bits had to round it
	text     *Buffer   // string
	kids     *children // entries, or members in the order of their ranks
}

// ID returns the id of the element.
func (n *Node) ID() string { return n.id }

// Kind returns the kind of the element, which never changes.
func (n *Node) Kind() ot.ValueKind { return n.kind }

// Attached reports whether the element is part of the document.
func (n *Node) Attached() bool { return n.attached }

// Parent returns the container of the element: nil for the root, and for an
// element that was itself removed. Below a removed element parents stay.
func (n *Node) Parent() *Node { return n.parent }

// Number returns the value of a number element, else 0.
func (n *Node) Number() float64 {
	if n.kind != ot.KindNumber {
		return 0
	}
	return math.Float64frombits(n.bits)
}

// Bool returns the value of a boolean element, else false.
func (n *Node) Bool() bool { return n.kind == ot.KindBoolean && n.bits != 0 }

// Millis returns the value of a date element in milliseconds since
// 1970-01-01T00:00:00Z, else 0.
func (n *Node) Millis() int64 {
	if n.kind != ot.KindDate {
		return 0
	}
	return int64(n.bits)
}

// Buffer returns the text of a string element, else nil. Setting the string as
// a whole may give it another buffer. It must not be changed directly.
func (n *Node) Buffer() *Buffer { return n.text }

// Len returns the number of entries of an array, of properties of an object,
// or of UTF-16 code units of a string, else 0.
func (n *Node) Len() int {
	if n.kind == ot.KindString {
		return n.text.Len()
	}
	return n.kids.len()
}

// At returns entry i of an array, or property i of an object in its order, and
// nil when there is none.
func (n *Node) At(i int) *Node {
	if i < 0 || i >= n.kids.len() {
		return nil
	}
	return n.kids.at(i)
}

// Get returns the property of an object, and nil when there is none.
func (n *Node) Get(key string) *Node {
	if n.kind != ot.KindObject {
		return nil
	}
	return n.kids.get(key)
}

// Keys returns the property names of an object in its order.
func (n *Node) Keys() []string {
	if n.kind != ot.KindObject {
		return nil
	}
	keys := make([]string, 0, n.kids.len())
	for i := range n.kids.len() {
		kid := n.kids.at(i)
		keys = append(keys, kid.key)
	}
	return keys
}

// Members calls yield for each child in order until it returns false. The
// document must not be edited meanwhile.
func (n *Node) Members(yield func(kid *Node) bool) {
	n.kids.all(yield)
}

// Key returns the name of the property that the element is in its object, and
// "" for anything else. A removed element keeps it.
func (n *Node) Key() string { return n.key }

// Index returns the place of the element in its array, or among the properties
// of its object, and -1 without a parent.
func (n *Node) Index() int {
	if n.parent == nil {
		return -1
	}
	return n.parent.indexOf(n)
}

//go:noinline
func (n *Node) indexOf(kid *Node) int { return n.kids.index(kid, n.kind == ot.KindObject) }

// Value returns a copy of the element and everything below it, with the ids.
func (n *Node) Value() ot.Value {
	v := n.Shallow()
	switch n.kind {
	case ot.KindObject:
		v.Members = make([]ot.Member, 0, n.kids.len())
		for i := range n.kids.len() {
			kid := n.kids.at(i)
			v.Members = append(v.Members, ot.Member{Key: kid.key, Value: kid.Value()})
		}
	case ot.KindArray:
		v.Items = make([]ot.Value, 0, n.kids.len())
		for i := range n.kids.len() {
			kid := n.kids.at(i)
			v.Items = append(v.Items, kid.Value())
		}
	}
	return v
}

// Shallow is Value without what is in an object or an array.
func (n *Node) Shallow() ot.Value {
	v := ot.Value{ID: n.id, Kind: n.kind}
	switch n.kind {
	case ot.KindString:
		v.Text = n.text.Text()
	case ot.KindNumber:
		v.Number = n.Number()
		v.Rest = n.rest.Beyond(v.Number)
	case ot.KindBoolean:
		v.Bool = n.Bool()
	case ot.KindDate:
		v.Millis = n.Millis()
	}
	return v
}
