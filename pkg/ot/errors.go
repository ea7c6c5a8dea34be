package ot

import (
	"errors"
	"fmt"
)

// ErrInvalid is what every error of [Validate] wraps: the operation has a
// shape that no editing could have produced.
var ErrInvalid = errors.New("invalid operation")

// ErrImpossible is what a [PairError] wraps.
var ErrImpossible = errors.New("operations cannot both be valid in one state")

// ErrOld is returned by [Invert] when the old values do not fit the operation.
var ErrOld = errors.New("old values do not fit the operation")

// PairError is returned by [Transform] for two operations of which at most one
// can have been valid in the common state: adding a key that the other side
// set or removed, or a string edit and an array edit on one element. Its
// sender is broken or hostile; the receiver refuses it and goes on.
type PairError struct {
	ID             string
	Server, Client Kind
}

// Error says which pair it was.
func (e *PairError) Error() string {
	return fmt.Sprintf("transform %v against %v on element %q: %v", e.Client, e.Server, e.ID, ErrImpossible)
}

// Unwrap returns [ErrImpossible].
func (e *PairError) Unwrap() error { return ErrImpossible }

var kindNames = [...]string{
	StringSplice: "StringSplice", StringSet: "StringSet",
	ArrayInsert: "ArrayInsert", ArrayRemove: "ArrayRemove", ArrayReplace: "ArrayReplace",
	ArrayMove: "ArrayMove", ArraySet: "ArraySet",
	ObjectAddProperty: "ObjectAddProperty", ObjectSetProperty: "ObjectSetProperty",
	ObjectRemoveProperty: "ObjectRemoveProperty", ObjectSet: "ObjectSet",
	NumberDelta: "NumberDelta", NumberSet: "NumberSet", BooleanSet: "BooleanSet",
	DateSet: "DateSet", Compound: "Compound",
}

// String returns the name of the constant.
func (k Kind) String() string {
	if k == 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("Kind(%d)", uint8(k))
	}
	return kindNames[k]
}

// Element returns the kind of element that the operation edits, and 0 for
// [Compound] and for numbers that are no operation.
func (k Kind) Element() ValueKind {
	switch {
	case k == StringSplice || k == StringSet:
		return KindString
	case k >= ArrayInsert && k <= ArraySet:
		return KindArray
	case k >= ObjectAddProperty && k <= ObjectSet:
		return KindObject
	case k == NumberDelta || k == NumberSet:
		return KindNumber
	case k == BooleanSet:
		return KindBoolean
	case k == DateSet:
		return KindDate
	}
	return 0
}

// IsSet reports whether the operation replaces the whole value of its element.
func (k Kind) IsSet() bool {
	switch k {
	case StringSet, ArraySet, ObjectSet, NumberSet, BooleanSet, DateSet:
		return true
	}
	return false
}
