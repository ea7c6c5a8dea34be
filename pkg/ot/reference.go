package ot

// ReferenceKind says what a reference points to.
type ReferenceKind uint8

// The kinds of references. The numbers are part of the wire format and are
// never changed or reused.
const (
	ReferenceIndex    ReferenceKind = 1 // positions in a string: Indexes
	ReferenceRange    ReferenceKind = 2 // ranges in a string: Ranges
	ReferenceProperty ReferenceKind = 3 // properties of an object: Keys
	ReferenceElement  ReferenceKind = 4 // elements of the model, by id: Elements
)

// String returns the name that the public API uses for the kind.
func (k ReferenceKind) String() string {
	switch k {
	case ReferenceIndex:
		return "index"
	case ReferenceRange:
		return "range"
	case ReferenceProperty:
		return "property"
	case ReferenceElement:
		return "element"
	}
	return "invalid"
}

// Range is a selection in a string from Start to End, in UTF-16 code units.
// Either may be the larger one; the order is the user's and is kept.
type Range struct{ Start, End int }

// Reference is the values of a shared cursor, selection or other pointer. Only
// the field of its Kind is set. A reference is shared freely and its slices are
// never changed.
type Reference struct {
	Kind     ReferenceKind
	Indexes  []int // UTF-16 code units
	Ranges   []Range
	Keys     []string
	Elements []string
}

// HasPositions reports whether the reference points to positions in a string,
// which move with the text, and not to things with a name.
func (r Reference) HasPositions() bool { return len(r.Indexes)+len(r.Ranges) > 0 }

// Move returns the reference as it stands after op was applied. id is the
// element that owns the reference, empty for element references. keep is false
// when the operation disposes of the whole reference: the string or object was
// set as a whole.
//
// A splice moves each position at or behind its index: back by what it deleted
// before the position, forward by what it inserted; positions before the
// splice stay. Removing, setting or adding a property drops its key. Which
// element references are alive is for the document to say.
//
// Law: for valid operations s and c on one element, moving past s and then c2
// gives the same as past c and then s2 (see [Transform]), with one exception
// that no rule on indices can avoid: a position inside or at the edge of what
// one operation deletes, while the other inserts at such a place. After the
// deletion the two are at one place and which was first is forgotten; the
// results differ by inserted text only. That all replicas end at the same place
// nevertheless is the work of concurrency.Pin, which moves a reference in the
// order of the server only.
func (r Reference) Move(id string, op Op) (moved Reference, keep bool) {
	return r.move(id, &op)
}

func (r Reference) move(id string, op *Op) (Reference, bool) {
	if op.Kind == Compound && !op.NoOp {
		keep := true
		for i := 0; i < len(op.Ops) && keep; i++ {
			r, keep = r.move(id, &op.Ops[i])
		}
		return r, keep
	}
	if op.NoOp || op.ID != id || r.Kind == ReferenceElement {
		return r, op.NoOp || !op.Restores() || !op.Brings(id) // what it was set in is no more
	}
	switch op.Kind {
	case StringSplice:
		return r.MovePast(Span{Index: op.Index, Count: op.Count, Inserted: op.Text.Len()}), true
	case StringSet:
		return r, r.Kind != ReferenceIndex && r.Kind != ReferenceRange
	case ObjectAddProperty, ObjectSetProperty, ObjectRemoveProperty:
		return r.withoutKey(op.Key), true
	case ObjectSet:
		return r, r.Kind != ReferenceProperty
	}
	return r, true
}

// MovePast is [Reference.Move] for a splice of the string that owns the
// reference. It allocates only when a position changes.
func (r Reference) MovePast(s Span) Reference {
	if s.NoOp {
		return r
	}
	switch r.Kind {
	case ReferenceIndex:
		r.Indexes = moveEach(r.Indexes, func(i int) int { return s.Move(i) })
	case ReferenceRange:
		r.Ranges = moveEach(r.Ranges, func(x Range) Range { return Range{s.Move(x.Start), s.Move(x.End)} })
	}
	return r
}

// Move returns where a position in the string, in UTF-16 code units, is after
// the splice.
func (s Span) Move(position int) int {
	if s.NoOp || position < s.Index {
		return position
	}
	return position - min(position-s.Index, s.Count) + s.Inserted
}

// moveEach returns list itself when nothing in it changes.
func moveEach[T comparable](list []T, move func(T) T) []T {
	for i, v := range list {
		if move(v) == v {
			continue
		}
		moved := make([]T, len(list))
		copy(moved, list[:i])
		for j := i; j < len(list); j++ {
			moved[j] = move(list[j])
		}
		return moved
	}
	return list
}

func (r Reference) withoutKey(key string) Reference {
	for i, k := range r.Keys {
		if k != key {
			continue
		}
		kept := append([]string(nil), r.Keys[:i]...)
		for _, k := range r.Keys[i+1:] {
			if k != key {
				kept = append(kept, k)
			}
		}
		r.Keys = kept
		return r
	}
	return r
}
