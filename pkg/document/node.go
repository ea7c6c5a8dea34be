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
	slot     int32 // of a property: its rank, see order.go; of an entry: where it was last seen, see indexOf
	id       string
	key      string // if the parent is an object
	parent   *Node
	bits     uint64   // number, boolean or milliseconds
	rest     sum      // number: the exact value, if bits had to round it
	text     *Buffer  // string
	kids     []*Node  // entries, or members in the order of their ranks
	byKey    keyTable // members by key, if there are many
}

type keyTable map[string]*Node

const manyKeys = 8 // above this, an object looks its keys up in a table

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
	return len(n.kids)
}

// At returns entry i of an array, or property i of an object in its order, and
// nil when there is none.
func (n *Node) At(i int) *Node {
	if i < 0 || i >= len(n.kids) {
		return nil
	}
	return n.kids[i]
}

// Get returns the property of an object, and nil when there is none.
func (n *Node) Get(key string) *Node {
	if n.kind != ot.KindObject {
		return nil
	}
	if n.byKey != nil {
		return n.byKey[key]
	}
	for _, kid := range n.kids {
		if kid.key == key {
			return kid
		}
	}
	return nil
}

// Keys returns the property names of an object in its order.
func (n *Node) Keys() []string {
	if n.kind != ot.KindObject {
		return nil
	}
	keys := make([]string, len(n.kids))
	for i, kid := range n.kids {
		keys[i] = kid.key
	}
	return keys
}

// Members calls yield for each child in order until it returns false. The
// document must not be edited meanwhile.
func (n *Node) Members(yield func(kid *Node) bool) {
	for _, kid := range n.kids {
		if !yield(kid) {
			return
		}
	}
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

// indexOf finds a property by its rank, and an entry from where it was last
// seen. An edit of an array moves all entries behind it; searching outwards from
// the old place costs as much as the entry has moved, and only for entries whose
// place is asked for.
func (n *Node) indexOf(kid *Node) int {
	last := len(n.kids) - 1
	at := min(int(kid.slot), last)
	if n.kind == ot.KindObject {
		at = n.behind(kid.slot) - 1
	}
	for by := 0; by <= last; by++ {
		i := at - by
		if i < 0 || n.kids[i] != kid {
			i = at + by
			if i < 0 || i > last || n.kids[i] != kid {
				continue
			}
		}
		if n.kind != ot.KindObject {
			kid.slot = int32(i)
		}
		return i
	}
	return -1
}

// Value returns a copy of the element and everything below it, with the ids.
func (n *Node) Value() ot.Value {
	v := ot.Value{ID: n.id, Kind: n.kind}
	switch n.kind {
	case ot.KindObject:
		v.Members = make([]ot.Member, len(n.kids))
		for i, kid := range n.kids {
			v.Members[i] = ot.Member{Key: kid.key, Value: kid.Value()}
		}
	case ot.KindArray:
		v.Items = make([]ot.Value, len(n.kids))
		for i, kid := range n.kids {
			v.Items[i] = kid.Value()
		}
	case ot.KindString:
		v.Text = n.text.Text()
	case ot.KindNumber:
		v.Number = n.Number()
		v.Rest = n.rest.beyond(v.Number)
	case ot.KindBoolean:
		v.Bool = n.Bool()
	case ot.KindDate:
		v.Millis = n.Millis()
	}
	return v
}
