package ot

import "slices"

// Restores reports whether the operation brings elements back under the ids that
// they had: Bool says so in an operation with a value. Ids are used again by these
// only. Who else has edited such an element meanwhile finds it again: see [Transform].
func (op *Op) Restores() bool { return op.Bool && op.Value != nil }

// transformInside handles a restoration and an operation on another element. Where
// that is one of those that come back, they come back with it: there is no other
// state in which both were made.
func transformInside(restores, other *Op) {
	if v := Amend(restores.Value, other); v != nil {
		restores.Value = v
	}
}

// Amend returns a value in which a discrete operation was applied to its target, nil
// when that is neither the value nor below it. What does not fit changes nothing.
func Amend(v *Value, op *Op) *Value {
	if v.ID == op.ID {
		return amend(v, op)
	}
	return amendChildren(v, op)
}

// amendChildren is Amend for what is below a value.
func amendChildren(v *Value, op *Op) *Value {
	for i := range v.Items {
		if kid := Amend(&v.Items[i], op); kid != nil {
			out := *v
			out.Items = slices.Clone(v.Items)
			out.Items[i] = *kid
			return &out
		}
	}
	for i := range v.Members {
		if kid := Amend(&v.Members[i].Value, op); kid != nil {
			out := *v
			out.Members = slices.Clone(v.Members)
			out.Members[i].Value = *kid
			return &out
		}
	}
	return nil
}

// amend returns v after an operation on it: as the document does it, which has the
// checks. What does not fit changes nothing.
func amend(old *Value, op *Op) *Value {
	v := *old
	if v.Kind != op.Kind.Element() {
		return old
	}
	length := len(v.Items)
	at := slices.IndexFunc(v.Members, func(m Member) bool { return m.Key == op.Key })
	switch op.Kind {
	case StringSplice:
		if end := op.Index + op.Count; end <= v.Text.Len() {
			v.Text = Concat(Concat(v.Text.Slice(0, op.Index), op.Text), v.Text.Slice(end, v.Text.Len()))
		}
	case StringSet:
		v.Text = op.Text
	case NumberDelta:
		var exact *Sum
		if len(v.Rest) > 0 {
			s := SumOf(v.Number, v.Rest)
			exact = &s
		}
		v.Number, exact = AddExactly(v.Number, exact, op.Number)
		v.Rest = exact.Beyond(v.Number)
	case NumberSet:
		v.Number, v.Rest = op.Number, nil
	case BooleanSet:
		v.Bool = op.Bool
	case DateSet:
		v.Millis = op.Millis
	case ArraySet:
		v.Items = op.Value.Items
	case ObjectSet:
		v.Members = op.Value.Members
	case ArrayInsert:
		if op.Index <= length {
			v.Items = slices.Insert(slices.Clone(v.Items), op.Index, *op.Value)
		}
	case ArrayRemove, ArrayReplace, ArrayMove:
		if op.Index >= length || op.To >= length && op.Kind == ArrayMove {
			return old
		}
		v.Items = slices.Clone(v.Items)
		moved := v.Items[op.Index]
		if op.Kind == ArrayReplace {
			v.Items[op.Index] = *op.Value
			break
		}
		v.Items = slices.Delete(v.Items, op.Index, op.Index+1)
		if op.Kind == ArrayMove {
			v.Items = slices.Insert(v.Items, op.To, moved)
		}
	default: // of properties
		v.Members = slices.Clone(v.Members)
		switch {
		case op.Kind == ObjectRemoveProperty && at >= 0:
			v.Members = slices.Delete(v.Members, at, at+1)
		case op.Kind != ObjectRemoveProperty && at >= 0:
			v.Members[at].Value = *op.Value
		case op.Kind != ObjectRemoveProperty:
			v.Members = append(v.Members, Member{op.Key, *op.Value})
		}
	}
	return &v
}
