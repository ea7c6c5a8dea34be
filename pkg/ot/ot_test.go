package ot_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

var null = ot.Value{ID: "v", Kind: ot.KindNull}

func splice(i, d int, text string) ot.Op {
	return ot.Op{Kind: ot.StringSplice, ID: "t", Index: i, Count: d, Text: ot.MustText(text)}
}

func nested(depth int) ot.Value {
	v := null
	for range depth - 1 {
		v = ot.Value{ID: "v", Kind: ot.KindArray, Items: []ot.Value{v}}
	}
	return v
}

func TestValidate(t *testing.T) {
	deep, deeper := nested(ot.MaxDepth), nested(ot.MaxDepth+2)
	twice := ot.Value{ID: "v", Kind: ot.KindObject, Members: []ot.Member{{Key: "k", Value: null}, {Key: "k", Value: null}}}
	many := ot.Value{ID: "v", Kind: ot.KindObject}
	for i := range 20 {
		many.Members = append(many.Members, ot.Member{Key: strings.Repeat("k", i%19), Value: null})
	}
	noID := ot.Value{Kind: ot.KindNull}
	nan := ot.Value{ID: "v", Kind: ot.KindNumber, Number: math.NaN()}
	set := func(v ot.Value) ot.Op { return ot.Op{Kind: ot.ObjectSetProperty, ID: "o", Key: "k", Value: &v} }
	for _, c := range []struct {
		name string
		ok   bool
		op   ot.Op
	}{
		{"splice", true, splice(0, 0, "")},
		{"insert", true, ot.Op{Kind: ot.ArrayInsert, ID: "a", Value: &null}},
		{"whole set without its own id", true, ot.Op{Kind: ot.ArraySet, ID: "a", Value: &ot.Value{Kind: ot.KindArray}}},
		{"compound", true, ot.Op{Kind: ot.Compound, Ops: []ot.Op{splice(0, 0, "")}}},
		{"deep", true, set(deep)},
		{"no kind", false, ot.Op{ID: "t"}},
		{"unknown kind", false, ot.Op{Kind: 17, ID: "t"}},
		{"no id", false, ot.Op{Kind: ot.StringSet}},
		{"negative index", false, splice(-1, 0, "x")},
		{"negative count", false, splice(0, -1, "x")},
		{"huge index", false, splice(1<<40, 0, "x")},
		{"stray field", false, ot.Op{Kind: ot.StringSet, ID: "t", Index: 1}},
		{"place of an inverse", false, ot.Op{Kind: ot.ObjectAddProperty, ID: "o", Key: "k", Index: 1, Value: &null}},
		{"no value", false, ot.Op{Kind: ot.ArrayInsert, ID: "a"}},
		{"value of another kind", false, ot.Op{Kind: ot.ArraySet, ID: "a", Value: &ot.Value{Kind: ot.KindObject}}},
		{"not a number", false, ot.Op{Kind: ot.NumberDelta, ID: "n", Number: math.NaN()}},
		{"infinite", false, ot.Op{Kind: ot.NumberSet, ID: "n", Number: math.Inf(1)}},
		{"late date", false, ot.Op{Kind: ot.DateSet, ID: "d", Millis: ot.MaxMillis + 1}},
		{"malformed key", false, ot.Op{Kind: ot.ObjectRemoveProperty, ID: "o", Key: "\xff"}},
		{"empty compound", false, ot.Op{Kind: ot.Compound}},
		{"compound with id", false, ot.Op{Kind: ot.Compound, ID: "x", Ops: []ot.Op{splice(0, 0, "")}}},
		{"compound in compound", false, ot.Op{Kind: ot.Compound, Ops: []ot.Op{{Kind: ot.Compound, Ops: []ot.Op{splice(0, 0, "")}}}}},
		{"bad member", false, ot.Op{Kind: ot.Compound, Ops: []ot.Op{splice(-1, 0, "")}}},
		{"too deep", false, set(deeper)},
		{"key twice", false, set(twice)},
		{"key twice among many", false, set(many)},
		{"value without id", false, set(noID)},
		{"value that is not a number", false, set(nan)},
	} {
		err := ot.Validate(c.op)
		if (err == nil) != c.ok || err != nil && !errors.Is(err, ot.ErrInvalid) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestEqualButNotIdentical has two sides put equal values under different ids
// into one slot: exactly one of the elements may live on.
func TestEqualButNotIdentical(t *testing.T) {
	one, two := ot.Value{ID: "1", Kind: ot.KindNull}, ot.Value{ID: "2", Kind: ot.KindNull}
	if !ot.IdenticalValue(one, one) || ot.IdenticalValue(one, two) {
		t.Fatal("ids are compared wrongly")
	}
	for _, kind := range []ot.Kind{ot.ObjectSetProperty, ot.ObjectAddProperty} {
		s, c := ot.Op{Kind: kind, ID: "o", Key: "k", Value: &one}, ot.Op{Kind: kind, ID: "o", Key: "k", Value: &two}
		if s2, c2, _ := ot.Transform(s, c); s2.NoOp || !c2.NoOp {
			t.Errorf("%v: %v and %v are NoOps", kind, s2.NoOp, c2.NoOp)
		}
		if s2, c2, _ := ot.Transform(s, s); !s2.NoOp || !c2.NoOp {
			t.Errorf("%v of the same: %v and %v are NoOps", kind, s2.NoOp, c2.NoOp)
		}
	}
	a := ot.Value{Kind: ot.KindArray, Items: []ot.Value{one}}
	b := ot.Value{Kind: ot.KindArray, Items: []ot.Value{two}}
	if s2, _, _ := ot.Transform(ot.Op{Kind: ot.ArraySet, ID: "a", Value: &a}, ot.Op{Kind: ot.ArraySet, ID: "a", Value: &b}); s2.NoOp {
		t.Error("a whole set gave way to one with other ids")
	}
}

// TestCorrectedCells pins the cells in which the tables of earlier
// implementations diverge.
func TestCorrectedCells(t *testing.T) {
	noOp := func(op ot.Op) ot.Op { op.NoOp = true; return op }
	for _, c := range []struct {
		name         string
		s, c, s2, c2 ot.Op
	}{
		{"preceded by", splice(5, 1, "xy"), splice(1, 2, "a"), splice(4, 1, "xy"), splice(1, 2, "a")},
		{"equal ranges keep both texts", splice(1, 2, "S"), splice(1, 2, "cc"), splice(1, 0, "S"), splice(2, 0, "cc")},
		{"empty becomes NoOp", splice(1, 4, "S"), splice(2, 1, ""), splice(1, 3, "S"), noOp(splice(2, 1, ""))},
		{"equal insertions", splice(1, 0, "S"), splice(1, 0, "c"), splice(1, 0, "S"), splice(2, 0, "c")},
		{"both empty", splice(1, 0, ""), splice(9, 0, ""), noOp(splice(1, 0, "")), noOp(splice(9, 0, ""))},
	} {
		s2, c2, err := ot.Transform(c.s, c.c)
		if err != nil || !ot.Equal(s2, c.s2) || !ot.Equal(c2, c.c2) {
			t.Errorf("%s: %+v %+v %v", c.name, s2, c2, err)
		}
	}
}

// TestComposeThenTransform shows the trap: composing first loses a concurrent
// insertion that transforming one by one keeps.
func TestComposeThenTransform(t *testing.T) {
	a, b, s := splice(2, 2, ""), splice(0, 2, ""), splice(2, 0, "S")
	ab, ok := ot.Compose(a, b)
	if !ok {
		t.Fatal("did not compose")
	}
	whole, _, _ := ot.Transform(s, ab)
	one, _, _ := ot.Transform(s, a)
	one, _, _ = ot.Transform(one, b)
	if !whole.NoOp || one.NoOp {
		t.Errorf("composed first: NoOp=%v, one by one: NoOp=%v", whole.NoOp, one.NoOp)
	}
}

func TestInvertRefuses(t *testing.T) {
	for _, op := range []ot.Op{
		splice(0, 2, ""), {Kind: ot.ArrayRemove, ID: "a"}, {Kind: ot.ObjectSet, ID: "o"},
		{Kind: ot.Compound, Ops: []ot.Op{splice(0, 0, "")}}, {},
	} {
		if got, err := ot.Invert(op, ot.Old{}); !errors.Is(err, ot.ErrOld) {
			t.Errorf("%v without old values: %+v, %v", op.Kind, got, err)
		}
	}
}

// TestBothBringBack expects operations that can be sent and stored of two that bring the same
// element back, whatever kinds they are of.
func TestBothBringBack(t *testing.T) {
	v := &ot.Value{ID: "e", Kind: ot.KindString, Text: ot.MustText("x")}
	pairs := map[string][]ot.Op{
		"array": {
			{Kind: ot.ArrayInsert, ID: "a", Index: 0, Value: v, Bool: true}, {Kind: ot.ArrayInsert, ID: "a", Index: 1, Value: v, Bool: true},
			{Kind: ot.ArrayReplace, ID: "a", Index: 1, Value: v, Bool: true},
			{Kind: ot.ArraySet, ID: "a", Value: &ot.Value{ID: "a", Kind: ot.KindArray, Items: []ot.Value{*v}}, Bool: true},
		},
		"object": {
			{Kind: ot.ObjectAddProperty, ID: "o", Key: "k", Value: v, Bool: true}, {Kind: ot.ObjectSetProperty, ID: "o", Key: "l", Value: v, Bool: true},
			{Kind: ot.ObjectSet, ID: "o", Value: &ot.Value{ID: "o", Kind: ot.KindObject, Members: []ot.Member{{Key: "k", Value: *v}}}, Bool: true},
		},
	}
	for name, all := range pairs {
		for _, s := range all {
			for _, c := range all {
				s2, c2, err := ot.Transform(s, c)
				if err != nil {
					t.Fatalf("%s: %+v with %+v: %v", name, s, c, err)
				}
				for _, op := range []ot.Op{s2, c2} {
					if err := ot.Validate(op); err != nil {
						t.Errorf("%s: %v with %v gives %+v: %v", name, s.Kind, c.Kind, op, err)
					}
				}
			}
		}
	}
}
