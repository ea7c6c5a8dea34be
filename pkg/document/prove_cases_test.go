package document_test

import (
	"fmt"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// A side names who makes an operation, so that both sides insert different
// text under different ids.
type side struct {
	name  string
	upper bool
	units int // longest insertion into a string
}

func (s side) text(n int) ot.Text {
	if s.upper {
		return ot.MustText("XYZ"[:n])
	}
	return ot.MustText("uvw"[:n])
}

func str(id, text string) ot.Value {
	return ot.Value{ID: id, Kind: ot.KindString, Text: ot.MustText(text)}
}

func num(id string, f float64) ot.Value {
	return ot.Value{ID: id, Kind: ot.KindNumber, Number: f}
}

func object(id string, members ...ot.Member) ot.Value {
	return ot.Value{ID: id, Kind: ot.KindObject, Members: members}
}

func array(id string, items ...ot.Value) ot.Value {
	return ot.Value{ID: id, Kind: ot.KindArray, Items: items}
}

func member(key string, v ot.Value) ot.Member { return ot.Member{Key: key, Value: v} }

// stringWorld is a document with one string of n different letters.
func stringWorld(n int) ot.Value { return object("root", member("t", str("t", "abcdef"[:n]))) }

func arrayWorld(n int) ot.Value {
	a := array("a")
	for i := range n {
		a.Items = append(a.Items, num(fmt.Sprint("e", i), float64(i)))
	}
	return object("root", member("a", a))
}

func objectWorld(n int) ot.Value {
	o := object("o")
	for i := range n {
		o.Members = append(o.Members, member(fmt.Sprint("k", i), num(fmt.Sprint("e", i), float64(i))))
	}
	return object("root", member("o", o))
}

func scalarWorld() ot.Value {
	return object("root", member("n", num("n", 0.1)),
		member("b", ot.Value{ID: "b", Kind: ot.KindBoolean}),
		member("d", ot.Value{ID: "d", Kind: ot.KindDate, Millis: 5}))
}

// treeWorld has every kind of element, nested, so that elements vanish under
// the edits of others.
func treeWorld() ot.Value {
	return object("root",
		member("a", array("a", str("a0", "ab"), array("a1", num("a10", 1)))),
		member("o", object("o", member("p", str("p", "c")), member("q", ot.Value{ID: "q", Kind: ot.KindNull}))),
		member("n", num("n", 0.1)),
		member("b", ot.Value{ID: "b", Kind: ot.KindBoolean}),
		member("d", ot.Value{ID: "d", Kind: ot.KindDate, Millis: 5}))
}

// opsOn returns every operation on the element and on everything below it.
// all=false thins out the operations on strings.
func opsOn(v ot.Value, s side) []ot.Op {
	var ops []ot.Op
	add := func(op ot.Op) {
		op.ID = v.ID
		ops = append(ops, op)
	}
	fresh := func(what string) *ot.Value {
		id := fmt.Sprintf("%s.%s.%s.%d", s.name, v.ID, what, len(ops))
		value := str(id, s.name)
		if len(ops)%2 == 1 {
			value = array(id, str(id+".0", s.name))
		}
		return &value
	}
	switch v.Kind {
	case ot.KindString:
		for i := 0; i <= v.Text.Len(); i++ {
			for d := 0; i+d <= v.Text.Len(); d++ {
				for n := 0; n <= s.units; n++ {
					add(ot.Op{Kind: ot.StringSplice, Index: i, Count: d, Text: s.text(n)})
				}
			}
		}
		add(ot.Op{Kind: ot.StringSet, Text: s.text(1)})
		add(ot.Op{Kind: ot.StringSet, Text: ot.MustText("both")})
	case ot.KindArray:
		for i := 0; i <= len(v.Items); i++ {
			add(ot.Op{Kind: ot.ArrayInsert, Index: i, Value: fresh("i")})
		}
		for i := range v.Items {
			add(ot.Op{Kind: ot.ArrayRemove, Index: i})
			add(ot.Op{Kind: ot.ArrayReplace, Index: i, Value: fresh("r")})
			for to := range v.Items {
				add(ot.Op{Kind: ot.ArrayMove, Index: i, To: to})
			}
		}
		set := array("", *fresh("s"))
		add(ot.Op{Kind: ot.ArraySet, Value: &set})
		add(ot.Op{Kind: ot.ArraySet, Value: &ot.Value{Kind: ot.KindArray}})
	case ot.KindObject:
		for _, m := range v.Members {
			if v.ID == "root" && m.Key == "a" || v.ID == "root" && m.Key != "a" && m.Key != "o" {
				continue // enough of one kind at the root
			}
			add(ot.Op{Kind: ot.ObjectSetProperty, Key: m.Key, Value: fresh("p")})
			add(ot.Op{Kind: ot.ObjectRemoveProperty, Key: m.Key})
		}
		if v.ID != "root" {
			for _, key := range []string{"new", "k0", "p"} {
				if !slices.ContainsFunc(v.Members, func(m ot.Member) bool { return m.Key == key }) {
					add(ot.Op{Kind: ot.ObjectAddProperty, Key: key, Value: fresh("p")})
				}
			}
			set := object("", member("k0", *fresh("s")))
			add(ot.Op{Kind: ot.ObjectSet, Value: &set})
			add(ot.Op{Kind: ot.ObjectSet, Value: &ot.Value{Kind: ot.KindObject}})
		}
	case ot.KindNumber:
		deltas := []float64{0.2, 0.3, -1e17}
		if s.upper {
			deltas = []float64{0.7, 1e17, -0.1}
		}
		for _, d := range deltas {
			add(ot.Op{Kind: ot.NumberDelta, Number: d})
		}
		add(ot.Op{Kind: ot.NumberSet, Number: deltas[0]})
		add(ot.Op{Kind: ot.NumberSet, Number: 7})
	case ot.KindBoolean:
		add(ot.Op{Kind: ot.BooleanSet, Bool: true})
		add(ot.Op{Kind: ot.BooleanSet})
	case ot.KindDate:
		add(ot.Op{Kind: ot.DateSet, Millis: int64(len(s.name))})
		add(ot.Op{Kind: ot.DateSet, Millis: 99})
	}
	for _, item := range v.Items {
		ops = append(ops, opsOn(item, s)...)
	}
	for _, m := range v.Members {
		ops = append(ops, opsOn(m.Value, s)...)
	}
	return ops
}
