package ot

import "slices"

// Restores reports whether the operation brings elements back under the ids that
// they had: Bool says so in an operation with a value. Ids are used again by these
// only. Who else has edited such an element meanwhile finds it again: see [Transform].
func (op *Op) Restores() bool { return op.Bool && op.Value != nil }

// Brings reports whether the operation brings back the element with an id.
func (op *Op) Brings(id string) (found bool) {
	for i := range op.Ops {
		found = found || op.Ops[i].Brings(id)
	}
	if op.Restores() && id != op.ID {
		op.Value.each(func(v *Value) { found = found || v.ID == id })
	}
	return found
}

// transformInside handles operations on two elements, of which one may bring back the
// other. What the client brings back may be another one than the server has had, when others
// have removed it and brought it back meanwhile: then an edit that does not fit is lost.
func transformInside(s, c *Op) {
	c.NoOp = s.Brings(c.ID)
	if c.Brings(s.ID) {
		if v := Amend(c.Value, s); v != nil {
			c.Value = v
		} else {
			s.NoOp = true
		}
	}
}

// sameSlot reports whether two restorations are of one element or property as a whole,
// so that one overwrites the other anyway.
func sameSlot(s, c *Op) bool {
	return s.ID == c.ID && (s.Kind.IsSet() || c.Kind.IsSet() || s.Kind.Element() == KindObject && s.Key == c.Key)
}

func shareIDs(a, b *Value) bool {
	ids := make(map[string]bool)
	a.each(func(v *Value) { ids[v.ID] = true })
	found := false
	b.each(func(v *Value) { found = found || ids[v.ID] })
	return found
}

func (v *Value) each(f func(*Value)) {
	f(v)
	for i := range v.Items {
		v.Items[i].each(f)
	}
	for i := range v.Members {
		v.Members[i].Value.each(f)
	}
}

// transformSame handles two restorations that bring the same elements back. The
// client's brings nothing back then: where it has been applied, the server's takes that
// away first, and so becomes a compound.
func transformSame(s, c *Op) error {
	takes, removes := *c, *c // what c does besides; what takes away what it has brought
	takes.Bool, takes.Value = false, nil
	switch c.Kind {
	case ArrayInsert:
		takes.NoOp, removes.Kind = true, ArrayRemove
	case ArrayReplace:
		takes.Kind, removes.Kind = ArrayRemove, ArrayRemove
	case ObjectAddProperty:
		takes.NoOp, removes.Kind = true, ObjectRemoveProperty
	case ObjectSetProperty:
		takes.Kind, removes.Kind = ObjectRemoveProperty, ObjectRemoveProperty
	default:
		takes.Value = &Value{ID: c.ID, Kind: c.Kind.Element()}
	}
	removes.Bool, removes.Value = false, takes.Value
	second := *s
	if err := TransformOwned(&second, &takes); err != nil {
		return err
	}
	if takes.Kind == c.Kind && takes.Value == nil {
		takes.Value = c.Value // without which it is no operation of its kind
	}
	*c = takes
	*s = Op{Kind: Compound, Ops: []Op{removes, second}}
	return nil
}

// Amend returns a value in which a discrete operation was applied to its target, nil
// when that is neither the value nor below it, or the operation does not fit there.
func Amend(v *Value, op *Op) *Value {
	if v.ID == op.ID {
		return amend(*v, op)
	}
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

// amend applies an operation to v as the document does.
func amend(v Value, op *Op) *Value {
	if v.Kind != op.Kind.Element() {
		return nil
	}
	switch op.Kind {
	case StringSplice:
		end := op.Index + op.Count
		if end > v.Text.Len() {
			return nil
		}
		v.Text = Concat(Concat(v.Text.Slice(0, op.Index), op.Text), v.Text.Slice(end, v.Text.Len()))
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
	case ArrayInsert, ArrayRemove, ArrayReplace, ArrayMove:
		at, end := op.Index, op.Index // what goes
		if op.Kind != ArrayInsert {
			end++
		} else if slices.ContainsFunc(v.Items, func(kid Value) bool { return kid.ID == op.Value.ID }) {
			return nil // what it brings back has not gone
		}
		if end > len(v.Items) || op.Kind == ArrayMove && op.To >= len(v.Items) {
			return nil
		}
		rest := append(append(make([]Value, 0, len(v.Items)+1), v.Items[:at]...), v.Items[end:]...)
		put := op.Value
		if op.Kind == ArrayMove {
			put, at = &v.Items[at], op.To
		}
		if v.Items = rest; put != nil {
			v.Items = append(rest, Value{})
			copy(v.Items[at+1:], v.Items[at:])
			v.Items[at] = *put
		}
	default: // of properties
		members, there := make([]Member, 0, len(v.Members)+1), false
		for _, m := range v.Members {
			if m.Key == op.Key {
				if there = true; op.Value == nil {
					continue
				}
				m.Value = *op.Value
			}
			members = append(members, m)
		}
		if there == (op.Kind == ObjectAddProperty) {
			return nil
		}
		if !there {
			members = append(members, Member{op.Key, *op.Value})
		}
		v.Members = members
	}
	return &v
}
