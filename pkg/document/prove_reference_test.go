package document_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// TestProveReferences moves a reference at every position past every pair of
// operations in both orders. The only differences are those that the comment
// of Reference.Move allows, and there only by inserted text.
func TestProveReferences(t *testing.T) {
	y := &tally{pairs: make(map[[2]ot.Kind]int)}
	ties, total := 0, 0
	b := square()
	for n := 0; n <= b.text; n++ {
		root := stringWorld(n)
		for _, s := range opsOn(element(root), side{"s", true, b.units}) {
			for _, c := range opsOn(element(root), side{"c", false, b.units}) {
				s2, c2, err := ot.Transform(s, c)
				if err != nil {
					t.Fatal(err)
				}
				y.pairs[[2]ot.Kind{s.Kind, c.Kind}]++
				for p := 0; p <= n; p++ {
					total++
					r := ot.Reference{Kind: ot.ReferenceIndex, Indexes: []int{p}}
					one, keep1 := moveThrough(r, "t", s, c2)
					two, keep2 := moveThrough(r, "t", c, s2)
					if keep1 != keep2 {
						y.fail("%#v\n%#v\nkeep %v and %v", s, c, keep1, keep2)
					}
					if !keep1 {
						continue
					}
					i, j := one.Indexes[0], two.Indexes[0]
					if i == j {
						continue
					}
					ties++
					if !mayTie(s, c, p) && !mayTie(c, s, p) {
						y.fail("position %d of %d past\n%#v\n%#v: %d and %d", p, n, s, c, i, j)
					}
					merged, _ := after(root, s, c2)
					if text := merged.Members[0].Value.Text.Slice(min(i, j), max(i, j)).WTF8(); !isInserted(text) {
						y.fail("position %d past\n%#v\n%#v: %d and %d lie %q apart", p, s, c, i, j, text)
					}
				}
			}
		}
	}
	for n := 0; n <= b.entries; n++ {
		root := objectWorld(n)
		for _, s := range opsOn(element(root), side{"s", true, 0}) {
			for _, c := range opsOn(element(root), side{"c", false, 0}) {
				total++
				s2, c2, _ := ot.Transform(s, c)
				r := ot.Reference{Kind: ot.ReferenceProperty, Keys: []string{"k0", "k1", "new", "k0"}}
				one, keep1 := moveThrough(r, "o", s, c2)
				two, keep2 := moveThrough(r, "o", c, s2)
				if keep1 != keep2 || keep1 && !slices.Equal(one.Keys, two.Keys) {
					y.fail("%#v\n%#v: %v %v, %v %v", s, c, one.Keys, keep1, two.Keys, keep2)
				}
				if len(r.Keys) != 4 {
					t.Fatal("the reference was changed")
				}
			}
		}
	}
	y.report(t, "references")
	fmt.Printf("figure prove.references %d positions\nfigure prove.referenceties %d positions\n", total, ties)
}

func moveThrough(r ot.Reference, id string, ops ...ot.Op) (ot.Reference, bool) {
	keep := true
	for i := 0; i < len(ops) && keep; i++ {
		r, keep = r.Move(id, ops[i])
	}
	return r, keep
}

// mayTie reports whether d deletes text around or beside p while i inserts in
// or beside the same text: afterwards nobody can tell which came first.
func mayTie(d, i ot.Op, p int) bool {
	end := d.Index + d.Count
	return d.Kind == ot.StringSplice && i.Kind == ot.StringSplice &&
		d.Count > 0 && !i.Text.IsEmpty() &&
		p >= d.Index && p <= end && i.Index <= end && i.Index+i.Count >= d.Index
}

func isInserted(text string) bool {
	for _, r := range text {
		if r >= 'a' && r <= 'f' {
			return false
		}
	}
	return true
}

// TestReferenceRules pins the table of how references move.
func TestReferenceRules(t *testing.T) {
	splice := func(i, d int, text string) ot.Op {
		return ot.Op{Kind: ot.StringSplice, ID: "t", Index: i, Count: d, Text: ot.MustText(text)}
	}
	for _, c := range []struct {
		op         ot.Op
		from, want []int
	}{
		{splice(2, 0, "xyz"), []int{0, 1, 2, 3}, []int{0, 1, 5, 6}},
		{splice(2, 2, ""), []int{1, 2, 3, 4, 5}, []int{1, 2, 2, 2, 3}},
		{splice(2, 2, "x"), []int{1, 2, 3, 4, 5}, []int{1, 3, 3, 3, 4}},
	} {
		r := ot.Reference{Kind: ot.ReferenceIndex, Indexes: slices.Clone(c.from)}
		got, keep := r.Move("t", c.op)
		if !keep || !slices.Equal(got.Indexes, c.want) || !slices.Equal(r.Indexes, c.from) {
			t.Errorf("%v past %d-%d+%q: %v, want %v", c.from, c.op.Index, c.op.Count, c.op.Text, got.Indexes, c.want)
		}
		if got, _ := r.Move("other", c.op); !slices.Equal(got.Indexes, c.from) {
			t.Errorf("a splice of another string moved %v to %v", c.from, got.Indexes)
		}
	}
	r := ot.Reference{Kind: ot.ReferenceRange, Ranges: []ot.Range{{Start: 5, End: 1}}}
	if got, _ := r.Move("t", splice(2, 1, "")); got.Ranges[0] != (ot.Range{Start: 4, End: 1}) {
		t.Errorf("range became %v", got.Ranges)
	}
	if _, keep := r.Move("t", ot.Op{Kind: ot.StringSet, ID: "t"}); keep {
		t.Error("a set of the whole string kept a range")
	}
	both := ot.Op{Kind: ot.Compound, Ops: []ot.Op{splice(0, 0, "a"), splice(0, 0, "b")}}
	if got, _ := r.Move("t", both); got.Ranges[0] != (ot.Range{Start: 7, End: 3}) {
		t.Errorf("past a compound the range became %v", got.Ranges)
	}
}
