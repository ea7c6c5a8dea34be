package ot

import (
	"fmt"
	"math"
)

const (
	// MaxLength bounds every index, count and length in an operation: UTF-16
	// code units in a string, entries in an array. Sums of a few of them
	// cannot overflow an int of 64 bits.
	MaxLength = math.MaxInt32

	// MaxDepth bounds how deep values nest, the root counting as 1, so that
	// walking one by recursion cannot exhaust the stack.
	MaxDepth = 200

	// MaxKey bounds the key of a property, in bytes.
	MaxKey = 64 << 10

	// MaxRest bounds Value.Rest: a sum of doubles spans no more than 2,098 bits.
	MaxRest = 64

	// MaxMillis is the largest distance of a date from 1970 in milliseconds,
	// the range of JavaScript's Date.
	MaxMillis = 8_640_000_000_000_000
)

// One bit for each field besides Kind, NoOp and ID.
const (
	hasBool = 1 << iota
	hasIndex
	hasCount
	hasTo
	hasKey
	hasText
	hasNumber
	hasMillis
	hasValue
	hasOps
)

var allowed = [...]uint16{
	StringSplice:         hasIndex | hasCount | hasText,
	StringSet:            hasText,
	ArrayInsert:          hasIndex | hasValue | hasBool,
	ArrayRemove:          hasIndex,
	ArrayReplace:         hasIndex | hasValue | hasBool,
	ArrayMove:            hasIndex | hasTo,
	ArraySet:             hasValue | hasBool,
	ObjectAddProperty:    hasKey | hasValue | hasBool,
	ObjectSetProperty:    hasKey | hasValue | hasBool,
	ObjectRemoveProperty: hasKey,
	ObjectSet:            hasValue | hasBool,
	NumberDelta:          hasNumber,
	NumberSet:            hasNumber,
	BooleanSet:           hasBool,
	DateSet:              hasMillis,
	Compound:             hasOps,
}

// Validate checks the shape of an operation without looking at a document:
// a known kind, no field that the kind does not use, a target id, indices and
// counts in [0, MaxLength], finite numbers, keys in WTF-8 of up to MaxKey bytes, values whose ids are
// there and whose keys occur once, and compounds that hold at least one
// operation and no compound. Every error wraps [ErrInvalid].
//
// Law: no function of this package panics on an operation that is valid.
func Validate(op Op) error { return validate(&op, false) }

func validate(op *Op, inside bool) error {
	if op.Kind == 0 || int(op.Kind) >= len(allowed) {
		return invalid("unknown kind %d", op.Kind)
	}
	if f := op.fields(); f&^allowed[op.Kind] != 0 {
		return invalid("%v with a field that it does not use", op.Kind)
	}
	if op.Kind == Compound {
		return validateCompound(op, inside)
	}
	if op.ID == "" {
		return invalid("%v without a target id", op.Kind)
	}
	if outside(op.Index) || outside(op.Count) || outside(op.To) || op.Text.Len() > MaxLength {
		return invalid("%v with a position or length out of range", op.Kind)
	}
	if !finite(op.Number) {
		return invalid("%v with a number that is not finite", op.Kind)
	}
	if op.Millis > MaxMillis || op.Millis < -MaxMillis {
		return invalid("%v with a date out of range", op.Kind)
	}
	if !validKey(op.Key) {
		return invalid("%v with a malformed or too long key", op.Kind)
	}
	if allowed[op.Kind]&hasValue == 0 {
		return nil
	}
	if op.Value == nil {
		return invalid("%v without a value", op.Kind)
	}
	if !op.Kind.IsSet() {
		return ValidateValue(*op.Value)
	}
	if op.Value.Kind != op.Kind.Element() {
		return invalid("%v with a value of kind %v", op.Kind, op.Value.Kind)
	}
	return validateChildren(op.Value, 1)
}

func validKey(key string) bool {
	if len(key) > MaxKey {
		return false
	}
	_, ok := countUnits(key)
	return ok
}

func validateCompound(op *Op, inside bool) error {
	switch {
	case inside:
		return invalid("compound inside a compound")
	case op.ID != "":
		return invalid("compound with a target id")
	case len(op.Ops) == 0:
		return invalid("compound without operations")
	}
	for i := range op.Ops {
		if err := validate(&op.Ops[i], true); err != nil {
			return fmt.Errorf("compound member %d: %w", i, err)
		}
	}
	return nil
}

// ValidateValue checks a data value and everything below it: a known kind, an
// id, finite numbers, dates within [MaxMillis], keys in WTF-8 that occur once,
// at most [MaxDepth] levels. Ids that occur twice are found by the document
// that the value is put into. Every error wraps [ErrInvalid].
func ValidateValue(v Value) error { return validateValue(&v, 1) }

func validateValue(v *Value, depth int) error {
	if v.ID == "" {
		return invalid("value without an id")
	}
	switch v.Kind {
	case KindObject, KindArray:
		return validateChildren(v, depth)
	case KindNumber:
		if !finite(v.Number) || len(v.Rest) > MaxRest || !allFinite(v.Rest) {
			return invalid("number that is not finite")
		}
	case KindDate:
		if v.Millis > MaxMillis || v.Millis < -MaxMillis {
			return invalid("date out of range")
		}
	case KindString, KindBoolean, KindNull:
	default:
		return invalid("value of unknown kind %d", v.Kind)
	}
	return nil
}

func validateChildren(v *Value, depth int) error {
	if depth > MaxDepth {
		return invalid("value nested deeper than %d", MaxDepth)
	}
	if len(v.Items) > MaxLength || len(v.Members) > MaxLength {
		return invalid("value with too many entries")
	}
	for i := range v.Items {
		if err := validateValue(&v.Items[i], depth+1); err != nil {
			return err
		}
	}
	var seen map[string]struct{}
	if len(v.Members) > 8 { // below that, comparing pairs is cheaper than a map
		seen = make(map[string]struct{}, len(v.Members))
	}
	for i := range v.Members {
		m := &v.Members[i]
		if !validKey(m.Key) {
			return invalid("malformed or too long key")
		}
		if seen != nil {
			seen[m.Key] = struct{}{}
		}
		for j := 0; seen == nil && j < i; j++ {
			if v.Members[j].Key == m.Key {
				return invalid("key %q occurs twice", m.Key)
			}
		}
		if err := validateValue(&m.Value, depth+1); err != nil {
			return err
		}
	}
	if seen != nil && len(seen) != len(v.Members) {
		return invalid("a key occurs twice")
	}
	return nil
}

// fields tells which fields besides Kind, NoOp and ID are not zero.
func (op *Op) fields() (f uint16) {
	for _, field := range [...]struct {
		set bool
		bit uint16
	}{
		{op.Bool, hasBool}, {op.Index != 0, hasIndex}, {op.Count != 0, hasCount},
		{op.To != 0, hasTo}, {op.Key != "", hasKey}, {!op.Text.IsEmpty(), hasText},
		{op.Number != 0, hasNumber}, {op.Millis != 0, hasMillis},
		{op.Value != nil, hasValue}, {op.Ops != nil, hasOps},
	} {
		if field.set {
			f |= field.bit
		}
	}
	return f
}

func outside(n int) bool { return n < 0 || n > MaxLength }

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

func allFinite(list []float64) bool {
	for _, f := range list {
		if !finite(f) {
			return false
		}
	}
	return true
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalid}, args...)...)
}
