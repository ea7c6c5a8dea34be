package ot

// Compose merges a and b, which was made directly after a, into one operation
// with the effect of both. The result is false when they do not merge: on
// different elements, edits that do not touch, compounds. a and b must be valid
// one after the other. They are not changed.
//
// Law: where Compose reports true, applying the composition gives the same
// document as applying a and then b.
//
// What merges: splices of which the second touches what the first inserted or
// the place where it deleted (typing on, backspacing); any operation followed
// by a set of the whole value; number deltas whose sum is exact; operations on
// one property; an entry inserted, replaced or moved and then replaced, moved
// or removed. What cancels out is a NoOp. A set of a whole text, array or
// object does not swallow the smaller edits that follow: each would copy the
// whole value.
//
// The composition is of the kind of a or of b, and one that replaces text of
// the kind is only made of one that does: whoever applies it must hear nothing
// that a and b could not have told. So a removal and an insertion at the same
// place stay two operations.
//
// Only operations that nobody has seen may be composed; see [Transform] for
// the trap.
func Compose(a, b Op) (Op, bool) {
	switch {
	case a.Kind == Compound || b.Kind == Compound || a.ID != b.ID || a.Kind.Element() != b.Kind.Element():
		return Op{}, false
	case b.NoOp:
		return a, true
	case a.NoOp || b.Kind.IsSet():
		return b, true
	case a.Bool || b.Bool: // what restores stays what it is
		return Op{}, false
	}
	switch a.Kind {
	case StringSplice:
		return composeSplices(a, b)
	case NumberDelta, NumberSet:
		return composeNumbers(a, b)
	case ObjectAddProperty, ObjectSetProperty:
		return composeProperties(a, b)
	case ArrayInsert, ArrayReplace, ArrayMove:
		return composeEntries(a, b)
	}
	return Op{}, false
}

// composeSplices merges b into a when b touches the text that a inserted.
func composeSplices(a, b Op) (Op, bool) {
	x := Span{Index: a.Index, Count: a.Count, Inserted: a.Text.Len()}
	y := Span{Index: b.Index, Count: b.Count, Inserted: b.Text.Len()}
	merged, from, to, ok := ComposeSpans(x, y)
	if !ok {
		return Op{}, false
	}
	head, tail := a.Text.Slice(0, from), a.Text.Slice(to, a.Text.Len())
	a.Index, a.Count = merged.Index, merged.Count
	a.Text = Concat(Concat(head, b.Text), tail)
	a.NoOp = merged.NoOp
	return a, true
}

// ComposeSpans is [Compose] for two splices of one string. The inserted text of
// the composition is that of a with the units from up to to replaced by that
// of b. It reports false when b does not touch what a left, and when only the
// composition would replace text.
func ComposeSpans(a, b Span) (merged Span, from, to int, ok bool) {
	end := a.Index + a.Inserted // of what a inserted, where b finds it
	if b.Index > end || b.Index+b.Count < a.Index {
		return Span{}, 0, 0, false
	}
	before := max(0, a.Index-b.Index)
	behind := max(0, b.Index+b.Count-end)
	from = max(0, b.Index-a.Index)
	to = max(from, min(a.Inserted, b.Index+b.Count-a.Index))
	merged = Span{
		Index:    min(a.Index, b.Index),
		Count:    before + a.Count + behind,
		Inserted: a.Inserted - (to - from) + b.Inserted,
	}
	if merged.replaces() && !a.replaces() && !b.replaces() {
		return Span{}, 0, 0, false
	}
	merged.NoOp = merged.Count == 0 && merged.Inserted == 0
	return merged, from, to, true
}

// replaces reports whether the splice both deletes and inserts: it is told as a
// kind of its own.
func (s Span) replaces() bool { return s.Count > 0 && s.Inserted > 0 }

// composeNumbers adds a delta to a set or a delta. A sum that has to be rounded
// is not the same edit: adding the two one after the other may round
// differently.
func composeNumbers(a, b Op) (Op, bool) {
	sum, rest := TwoSum(a.Number, b.Number)
	if rest != 0 || !finite(sum) {
		return Op{}, false
	}
	a.Number = sum
	return a, true
}

// TwoSum returns a+b and what the rounding of it lost, exactly; rest is 0 or
// not a number when the sum overflows.
//
// Source: D. Knuth, The Art of Computer Programming 2, 4.2.2, theorem B.
func TwoSum(a, b float64) (sum, rest float64) {
	sum = float64(a + b)
	fromB := float64(sum - a)
	fromA := float64(sum - fromB)
	return sum, float64(a-fromA) + float64(b-fromB)
}

func composeProperties(a, b Op) (Op, bool) {
	if a.Key != b.Key || b.Kind == ObjectAddProperty {
		return Op{}, false
	}
	switch {
	case b.Kind == ObjectSetProperty: // after an add or a set: keeps that kind
		a.Value = b.Value
	case a.Kind == ObjectAddProperty: // then removed
		a.NoOp = true
	default: // set, then removed
		a.Kind, a.Value = ObjectRemoveProperty, nil
	}
	return a, true
}

func composeEntries(a, b Op) (Op, bool) {
	left := a.Index // where a left its entry
	if a.Kind == ArrayMove {
		left = a.To
	}
	if b.Index != left {
		return Op{}, false
	}
	switch {
	case b.Kind == ArrayInsert:
		return Op{}, false
	case a.Kind == ArrayMove && b.Kind == ArrayMove:
		a.To = b.To
		a.NoOp = a.Index == a.To
		return a, true
	case a.Kind == ArrayMove && b.Kind == ArrayRemove:
		b.Index = a.Index
		return b, true
	case a.Kind == ArrayMove || a.Kind == ArrayReplace && b.Kind == ArrayMove:
		return Op{}, false
	case b.Kind == ArrayReplace:
		a.Value = b.Value
		return a, true
	case b.Kind == ArrayMove: // after an insert
		a.Index = b.To
		return a, true
	case a.Kind == ArrayReplace: // then removed
		a.Kind, a.Value = ArrayRemove, nil
		return a, true
	}
	a.NoOp = true // inserted, then removed
	return a, true
}
