package ot

import (
	"math"
	"slices"
)

// Equal reports whether two operations are the same by value: every field,
// with the ids inside their values ([IdenticalValue]).
//
// Law: equal operations do the same to every document and transform alike.
func Equal(a, b Op) bool {
	if a.Kind != b.Kind || a.NoOp != b.NoOp || a.Bool != b.Bool || a.ID != b.ID ||
		a.Index != b.Index || a.Count != b.Count || a.To != b.To || a.Key != b.Key ||
		a.Text != b.Text || !sameNumber(a.Number, b.Number) || a.Millis != b.Millis ||
		(a.Value == nil) != (b.Value == nil) || len(a.Ops) != len(b.Ops) {
		return false
	}
	if a.Value != nil && !IdenticalValue(*a.Value, *b.Value) {
		return false
	}
	for i := range a.Ops {
		if !Equal(a.Ops[i], b.Ops[i]) {
			return false
		}
	}
	return true
}

// IdenticalValue reports whether two values are equal with all their ids, the
// order of properties, and numbers with their Rest.
//
// Ids count because this decides whether two concurrent sets agree. If each
// side kept its own value because both read the same, the two elements would
// go on under different ids and later edits would reach only one of them.
func IdenticalValue(a, b Value) bool { return identical(&a, &b) }

func identical(a, b *Value) bool { return a.ID == b.ID && identicalContent(a, b) }

// identicalContent compares without the ids of a and b themselves, which mean
// nothing in the value of a whole set.
func identicalContent(a, b *Value) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case KindObject:
		if len(a.Members) != len(b.Members) {
			return false
		}
		for i := range a.Members {
			if x, y := &a.Members[i], &b.Members[i]; x.Key != y.Key || !identical(&x.Value, &y.Value) {
				return false
			}
		}
	case KindArray:
		if len(a.Items) != len(b.Items) {
			return false
		}
		for i := range a.Items {
			if !identical(&a.Items[i], &b.Items[i]) {
				return false
			}
		}
	case KindString:
		return a.Text == b.Text
	case KindNumber:
		return sameNumber(a.Number, b.Number) && slices.Equal(a.Rest, b.Rest)
	case KindBoolean:
		return a.Bool == b.Bool
	case KindDate:
		return a.Millis == b.Millis
	}
	return true
}

// sameNumber tells 0 from -0, which a page can tell apart too.
func sameNumber(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }
