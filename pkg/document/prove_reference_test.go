package document_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// TestProveReferences moves a reference at every position past every pair of
// operations, made at the same time by two clients, one of which or a third one
// owns it: all of them and the server end at the same place. Where a client
// sees it before the last acknowledgement differs from there only as the
// comment of Reference.Move allows, and only by inserted text.
func TestProveReferences(t *testing.T) {
	y := &tally{pairs: make(map[[2]ot.Kind]int)}
	early, total := 0, 0
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
				if !isEmptySplice(s) && !isEmptySplice(c) { // those are never sent
					proveEnds(y, n, s, c)
					proveOwner(y, n, s, c)
				}
				for p := 0; p <= n; p++ {
					total++
					r := indexAt(p)
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
					early++
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
	fmt.Printf("figure prove.references %d positions\nfigure prove.reference_divergences %d\nfigure prove.references_settled_late %d positions\n",
		total, y.failures, early)
}

// proveEnds runs s and c, made at the same time on a string of n units, through
// the machines of two clients, an onlooker and the server, with references that
// were there before: one at each position.
func proveEnds(y *tally, n int, s, c ot.Op) {
	for p := 0; p <= n; p++ {
		want, keep := indexAt(p), true
		m := newMachines()
		pins := []*concurrency.Pin{m.a.Pin("t", want), m.b.Pin("t", want), m.onlooker.Pin("t", want)}
		for _, op := range m.run(s, c) {
			if keep {
				want, keep = want.Move("t", op)
			}
		}
		comparePins(y, fmt.Sprintf("position %d past\n%#v\n%#v", p, s, c), want, keep, pins...)
	}
}

// proveOwner does the same with a reference that the maker of c sets when c is
// made and not yet at the server.
func proveOwner(y *tally, n int, s, c ot.Op) {
	length := c.Text.Len()
	if c.Kind == ot.StringSplice {
		length += n - c.Count
	}
	for p := 0; p <= length; p++ {
		m := newMachines()
		m.b.Local(c)
		pin := m.b.PinHere("t", indexAt(p))
		m.run(s, c)
		want, keep, err := m.server.Reference(2, 0, "t", indexAt(p))
		if err != nil {
			panic(err)
		}
		comparePins(y, fmt.Sprintf("position %d of the owner past\n%#v\n%#v", p, s, c), want, keep, pin)
	}
}

func indexAt(p int) ot.Reference {
	return ot.Reference{Kind: ot.ReferenceIndex, Indexes: []int{p}}
}

// machines are a server, clients 1 and 2 that edit at the same time, and one
// that only looks on.
type machines struct {
	server         *concurrency.Server[int]
	a, b, onlooker *concurrency.Client
}

func newMachines() machines {
	m := machines{concurrency.NewServer[int](0, nil), concurrency.NewClient(0, 0), concurrency.NewClient(0, 0), concurrency.NewClient(0, 0)}
	if m.server.Open(1, 0) != nil || m.server.Open(2, 0) != nil {
		panic("the server does not open")
	}
	return m
}

// run has the server order s of client a before c of client b, which may have
// been made already, and returns both as they are ordered.
func (m machines) run(s, c ot.Op) (ordered [2]ot.Op) {
	m.a.Local(s)
	if m.b.PendingCount() == 0 {
		m.b.Local(c)
	}
	m.a.Take(0)
	m.b.Take(0)
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	for i, op := range []ot.Op{s, c} {
		placed, err := m.server.Submit(i+1, 0, op)
		must(err)
		must(m.server.Commit(placed))
		ordered[i] = placed.Op
	}
	must(m.a.Ack(0, 1))
	_, err := m.a.Remote(1, ordered[1])
	must(err)
	_, err = m.b.Remote(0, ordered[0])
	must(err)
	must(m.b.Ack(1, 1))
	for i, op := range ordered {
		_, err = m.onlooker.Remote(int64(i), op)
		must(err)
	}
	return ordered
}

func comparePins(y *tally, what string, want ot.Reference, keep bool, pins ...*concurrency.Pin) {
	for i, pin := range pins {
		got, kept := pin.Value()
		if kept != keep || keep && got.Indexes[0] != want.Indexes[0] {
			y.fail("%s: pin %d is at %v (%v), the server's at %v (%v)", what, i, got.Indexes, kept, want.Indexes, keep)
		}
	}
}

func isEmptySplice(op ot.Op) bool {
	return op.Kind == ot.StringSplice && op.Count == 0 && op.Text.IsEmpty()
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
	both := ot.Op{Kind: ot.Compound, Ops: []ot.Op{splice(0, 0, "a"), splice(0, 0, "b")}}
	if got, _ := r.Move("t", both); got.Ranges[0] != (ot.Range{Start: 7, End: 3}) {
		t.Errorf("past a compound the range became %v", got.Ranges)
	}
}

// TestReferenceEnds pins which operations end a reference, and which keys a
// reference to properties loses.
func TestReferenceEnds(t *testing.T) {
	index, property := indexAt(1), ot.Reference{Kind: ot.ReferenceProperty, Keys: []string{"k", "l", "k"}}
	span := ot.Reference{Kind: ot.ReferenceRange, Ranges: []ot.Range{{Start: 2, End: 1}}}
	elements := ot.Reference{Kind: ot.ReferenceElement, Elements: []string{"x"}}
	set, fill := ot.Op{Kind: ot.StringSet, ID: "x"}, ot.Op{Kind: ot.ObjectSet, ID: "x", Value: &ot.Value{Kind: ot.KindObject, ID: "x"}}
	of := func(kind ot.Kind) ot.Op { return ot.Op{Kind: kind, ID: "x", Key: "k"} }
	without := ot.Reference{Kind: ot.ReferenceProperty, Keys: []string{"l"}}
	for _, c := range []struct {
		r     ot.Reference
		op    ot.Op
		keeps bool
		want  ot.Reference
	}{
		{index, set, false, index},
		{span, set, false, span},
		{property, fill, false, property},
		{elements, set, true, elements},
		{elements, fill, true, elements},
		{property, of(ot.ObjectRemoveProperty), true, without},
		{property, of(ot.ObjectSetProperty), true, without},
		{property, of(ot.ObjectAddProperty), true, without},
		{property, ot.Op{Kind: ot.ObjectRemoveProperty, ID: "x", Key: "other"}, true, property},
	} {
		for _, inBatch := range []bool{false, true} {
			op, nothing := c.op, c.op
			nothing.NoOp = true
			if inBatch {
				op, nothing = ot.Op{Kind: ot.Compound, Ops: []ot.Op{nothing, op}}, ot.Op{Kind: ot.Compound, Ops: []ot.Op{nothing}}
			}
			if got, keep := c.r.Move("x", op); keep != c.keeps || keep && !reflect.DeepEqual(got, c.want) {
				t.Errorf("%+v past %+v: %+v, %v", c.r, op, got, keep)
			}
			if got, keep := c.r.Move("another", op); !keep || !reflect.DeepEqual(got, c.r) {
				t.Errorf("%+v of another element past %+v: %+v, %v", c.r, op, got, keep)
			}
			if got, keep := c.r.Move("x", nothing); !keep || !reflect.DeepEqual(got, c.r) {
				t.Errorf("%+v past %+v, which does nothing: %+v, %v", c.r, op, got, keep)
			}
		}
	}
}
