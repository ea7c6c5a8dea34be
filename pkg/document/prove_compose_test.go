package document_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// told returns the kind of operation that others hear of op: a splice is told as
// an insertion, a removal or a replacement. It is empty when they hear nothing.
func told(op ot.Op) string {
	switch {
	case op.NoOp || op.Kind == ot.StringSplice && op.Count == 0 && op.Text.IsEmpty():
		return ""
	case op.Kind != ot.StringSplice:
		return op.Kind.String()
	case op.Count == 0:
		return "insert"
	case op.Text.IsEmpty():
		return "remove"
	}
	return "splice"
}

// TestProveCompose checks Compose, and the packed composition of the client,
// for every operation and every one that can follow it: the effect is the same,
// and what is told is of the kinds that the two are told as.
func TestProveCompose(t *testing.T) {
	y := &tally{pairs: make(map[[2]ot.Kind]int)}
	merged := make(map[[2]ot.Kind]int)
	square().worlds(func(name string, root ot.Value, units int) {
		for _, a := range opsOn(element(root), side{"s", true, units}) {
			for _, b := range then(root, a, side{"s2", false, units}) {
				kinds := [2]ot.Kind{a.Kind, b.Kind}
				y.pairs[kinds]++
				want, err := after(root, a, b)
				if err != nil {
					t.Fatal(err)
				}
				check := func(who string, ops ...ot.Op) {
					if got, err := after(root, ops...); err != nil || !ot.IdenticalValue(got, want) {
						y.fail("%s: %s has %#v\nfor %#v,\n%#v: %s (%v), want %s", name, who, ops, a, b, document.JSON(got), err, document.JSON(want))
					}
					for _, op := range ops {
						if kind := told(op); kind != "" && kind != told(a) && kind != told(b) {
							y.fail("%s: %s tells of %s\nfor %#v,\n%#v", name, who, kind, a, b)
						}
					}
				}
				if ab, ok := ot.Compose(a, b); ok {
					merged[kinds]++
					check("compose", ab)
				}
				check("the client", sent(a, b, -1)...)
				y.proveKept(name, a, b, check)
			}
		}
	})
	total := y.report(t, "compose")
	for _, kinds := range [][2]ot.Kind{
		{ot.StringSplice, ot.StringSplice}, {ot.StringSplice, ot.StringSet}, {ot.StringSet, ot.StringSet},
		{ot.NumberDelta, ot.NumberDelta}, {ot.NumberDelta, ot.NumberSet}, {ot.NumberSet, ot.NumberSet},
		{ot.BooleanSet, ot.BooleanSet}, {ot.DateSet, ot.DateSet}, {ot.ArraySet, ot.ArraySet}, {ot.ObjectSet, ot.ObjectSet},
		{ot.ArrayInsert, ot.ArrayRemove}, {ot.ArrayMove, ot.ArrayMove}, {ot.ObjectSetProperty, ot.ObjectSetProperty},
		{ot.ObjectAddProperty, ot.ObjectRemoveProperty}, {ot.ObjectSetProperty, ot.ObjectRemoveProperty},
	} {
		if merged[kinds] == 0 {
			t.Errorf("%v after %v was never merged", kinds[1], kinds[0])
		}
	}
	fmt.Printf("figure prove.compositions %d pairs\n", total)
}

// sent returns what a client sends of two edits, the second in a turn that begins
// so many milliseconds after the first, or in the same one.
func sent(a, b ot.Op, later int64) []ot.Op {
	c := concurrency.NewClient(0, 0)
	c.Turn(1_000_000, true)
	c.Local(a)
	if later >= 0 {
		c.Turn(1_000_000+later, true)
	}
	c.Local(b)
	group, _ := c.Take(0)
	return slices.Clone(group.Ops)
}

// proveKept checks that all that an edit has done is in what is sent when the
// next one comes in a later turn: together only when all that was inserted and
// deleted is, and after a second never.
func (y *tally) proveKept(name string, a, b ot.Op, check func(string, ...ot.Op)) {
	if told(a) == "" || told(b) == "" {
		return
	}
	soon := sent(a, b, 999)
	check("the client in two turns", soon...)
	if len(soon) == 1 && (a.Kind != ot.StringSplice || soon[0].Count != a.Count+b.Count || soon[0].Text.Len() != a.Text.Len()+b.Text.Len()) {
		y.fail("%s: of %#v\nand, a turn later, %#v\nonly %#v is sent", name, a, b, soon)
	}
	if late := sent(a, b, 1000); len(late) != 2 {
		y.fail("%s: %#v\nand, a second later, %#v\nare sent as %#v", name, a, b, late)
	}
}
