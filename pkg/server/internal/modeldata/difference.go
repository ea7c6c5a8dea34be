package modeldata

import "github.com/convergence-wasm/convergence/pkg/ot"

// Difference returns the operations that make what there is what is wanted, in the order in
// which they are applied. What is the same in both stays the same element, so that what
// others do there at the same time, and references to it, stay too. The order of properties
// is not looked at.
func Difference(now, want *ot.Value, with *IDs) []ot.Op {
	d := differ{ids: with}
	d.element(now, want)
	return d.ops
}

// Restoration returns the smallest operations that make a document what it was. Elements are
// known by their ids: those that there are in both stay, in lists with as few moves as there
// can be, and others come back under the ids that they had. A property that has another element of
// the same value stays as well.
func Restoration(now, was *ot.Value) []ot.Op {
	d := differ{restores: true}
	d.element(now, was)
	return d.ops
}

type differ struct {
	ids      *IDs
	restores bool // elements are known by ids
	ops      []ot.Op
}

func (d *differ) add(op ot.Op) { d.ops = append(d.ops, op) }

// put adds an operation that puts a value in, with its ids or new ones.
func (d *differ) put(op ot.Op, v *ot.Value) {
	if op.Value, op.Bool = v, d.restores; !d.restores {
		made := Identified(*v, d.ids)
		op.Value = &made
	}
	d.add(op)
}

// replaces reports whether the element of a property or entry cannot become what is wanted.
func (d *differ) replaces(now, want *ot.Value) bool {
	if d.restores {
		return now.ID != want.ID
	}
	return now.Kind != want.Kind
}

// element changes an element into a value of its kind.
func (d *differ) element(now, want *ot.Value) {
	switch now.Kind {
	case ot.KindObject:
		d.object(now, want)
	case ot.KindArray:
		if d.restores {
			d.list(now, want)
		} else {
			d.array(now, want)
		}
	case ot.KindString:
		if d.restores {
			d.characters(now, want)
		} else {
			d.text(now, want)
		}
	case ot.KindNumber:
		if now.Number != want.Number {
			d.add(ot.Op{Kind: ot.NumberSet, ID: now.ID, Number: want.Number})
		}
	case ot.KindBoolean:
		if now.Bool != want.Bool {
			d.add(ot.Op{Kind: ot.BooleanSet, ID: now.ID, Bool: want.Bool})
		}
	case ot.KindDate:
		if now.Millis != want.Millis {
			d.add(ot.Op{Kind: ot.DateSet, ID: now.ID, Millis: want.Millis})
		}
	}
}

func (d *differ) object(now, want *ot.Value) {
	wanted := make(map[string]*ot.Value, len(want.Members))
	for i := range want.Members {
		wanted[want.Members[i].Key] = &want.Members[i].Value
	}
	is := make(map[string]*ot.Value, len(now.Members))
	for i := range now.Members {
		m := &now.Members[i]
		is[m.Key] = &m.Value
		if wanted[m.Key] == nil {
			d.add(ot.Op{Kind: ot.ObjectRemoveProperty, ID: now.ID, Key: m.Key})
		}
	}
	for i := range want.Members {
		m := &want.Members[i]
		switch old := is[m.Key]; {
		case old == nil:
			d.put(ot.Op{Kind: ot.ObjectAddProperty, ID: now.ID, Key: m.Key}, &m.Value)
		case d.replaces(old, &m.Value):
			if !d.restores || !same(old, &m.Value) {
				d.put(ot.Op{Kind: ot.ObjectSetProperty, ID: now.ID, Key: m.Key}, &m.Value)
			}
		default:
			d.element(old, &m.Value)
		}
	}
}

// array keeps the entries at both ends that are the same, changes those in between in their
// order, and puts in or takes out the rest behind them.
func (d *differ) array(now, want *ot.Value) {
	a, b := now.Items, want.Items
	start := 0
	for start < len(a) && start < len(b) && same(&a[start], &b[start]) {
		start++
	}
	for len(a) > start && len(b) > start && same(&a[len(a)-1], &b[len(b)-1]) {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	at := start
	for ; at < len(a) && at < len(b); at++ {
		if a[at].Kind == b[at].Kind {
			d.element(&a[at], &b[at])
		} else {
			d.put(ot.Op{Kind: ot.ArrayReplace, ID: now.ID, Index: at}, &b[at])
		}
	}
	for i := at; i < len(a); i++ {
		d.add(ot.Op{Kind: ot.ArrayRemove, ID: now.ID, Index: at})
	}
	for ; at < len(b); at++ {
		d.put(ot.Op{Kind: ot.ArrayInsert, ID: now.ID, Index: at}, &b[at])
	}
}

// text replaces what lies between the beginning and the end that both texts have, which are
// not cut within a character.
func (d *differ) text(now, want *ot.Value) {
	a, b := now.Text.AppendUTF16(nil), want.Text.AppendUTF16(nil)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	if start > 0 && isHigh(a[start-1]) {
		start--
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	if end > 0 && isLow(a[len(a)-end]) {
		end--
	}
	if start+end == len(a) && len(a) == len(b) {
		return
	}
	d.add(ot.Op{Kind: ot.StringSplice, ID: now.ID, Index: start, Count: len(a) - start - end, Text: ot.TextFromUTF16(b[start : len(b)-end])})
}

func isHigh(unit uint16) bool { return unit&0xFC00 == 0xD800 }
func isLow(unit uint16) bool  { return unit&0xFC00 == 0xDC00 }

// same reports whether two values are equal but for their ids and the order of properties.
func same(a, b *ot.Value) bool {
	if a.Kind != b.Kind || len(a.Items) != len(b.Items) || len(a.Members) != len(b.Members) {
		return false
	}
	for i := range a.Items {
		if !same(&a.Items[i], &b.Items[i]) {
			return false
		}
	}
	if len(a.Members) > 0 {
		others := make(map[string]*ot.Value, len(b.Members))
		for i := range b.Members {
			others[b.Members[i].Key] = &b.Members[i].Value
		}
		for i := range a.Members {
			other := others[a.Members[i].Key]
			if other == nil || !same(&a.Members[i].Value, other) {
				return false
			}
		}
	}
	return a.Bool == b.Bool && a.Number == b.Number && a.Millis == b.Millis && a.Text.WTF8() == b.Text.WTF8()
}
