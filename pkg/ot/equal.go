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

// EqualValue reports whether two values read the same: ids, the order of
// properties and what rounding has lost are ignored. It is for people's values; what has to converge
// is compared with [IdenticalValue].
func EqualValue(a, b Value) bool { return equalValue(&a, &b, false) }

// IdenticalValue reports whether two values are equal with all their ids, the
// order of properties, and numbers with their Rest.
//
// This, not [EqualValue], decides whether two concurrent sets agree. If each
// side kept its own value because both read the same, the two elements would
// go on under different ids and later edits would reach only one of them.
func IdenticalValue(a, b Value) bool { return equalValue(&a, &b, true) }

func equalValue(a, b *Value, exactly bool) bool {
	return (!exactly || a.ID == b.ID) && equalContent(a, b, exactly)
}

// equalContent compares without the ids of a and b themselves, which mean
// nothing in the value of a whole set.
func equalContent(a, b *Value, exactly bool) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case KindObject:
		return equalMembers(a.Members, b.Members, exactly)
	case KindArray:
		if len(a.Items) != len(b.Items) {
			return false
		}
		for i := range a.Items {
			if !equalValue(&a.Items[i], &b.Items[i], exactly) {
				return false
			}
		}
	case KindString:
		return a.Text == b.Text
	case KindNumber:
		return sameNumber(a.Number, b.Number) && (!exactly || slices.Equal(a.Rest, b.Rest))
	case KindBoolean:
		return a.Bool == b.Bool
	case KindDate:
		return a.Millis == b.Millis
	}
	return true
}

func equalMembers(a, b []Member, exactly bool) bool {
	if len(a) != len(b) {
		return false
	}
	var at map[string]int
	for i := range a {
		j := i
		if b[i].Key != a[i].Key { // in the same order nothing is allocated
			if exactly {
				return false
			}
			if at == nil {
				at = make(map[string]int, len(b))
				for k := range b {
					at[b[k].Key] = k
				}
			}
			var ok bool
			if j, ok = at[a[i].Key]; !ok {
				return false
			}
		}
		if !equalValue(&a[i].Value, &b[j].Value, exactly) {
			return false
		}
	}
	return true
}

// sameNumber tells 0 from -0, which a page can tell apart too.
func sameNumber(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }
