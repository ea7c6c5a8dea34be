package document_test

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// The proof is by exhaustion: every pair of operations over small documents,
// nothing sampled. Run all of it with
//
//	go test ./pkg/document -run '^TestProve' -prove=full -v
var prove = flag.String("prove", "small", `"full" proves the laws over the large square of operations`)

// bounds of the square.
type bounds struct{ text, units, entries, pairText, pairUnits, pairEntries int }

func square() bounds {
	if *prove == "full" {
		return bounds{text: 6, units: 3, entries: 5, pairText: 3, pairUnits: 2, pairEntries: 4}
	}
	return bounds{text: 3, units: 2, entries: 3, pairText: 1, pairUnits: 1, pairEntries: 2}
}

// worlds calls f with every starting document and the longest insertion.
func (b bounds) worlds(f func(name string, root ot.Value, units int)) {
	for n := 0; n <= b.text; n++ {
		f(fmt.Sprint("string", n), stringWorld(n), b.units)
	}
	for n := 0; n <= b.entries; n++ {
		f(fmt.Sprint("array", n), arrayWorld(n), 0)
		f(fmt.Sprint("object", n), objectWorld(n), 0)
	}
	f("scalars", scalarWorld(), 0)
	f("tree", treeWorld(), 1)
}

// compoundWorlds are smaller, because compounds of two square the square.
func (b bounds) compoundWorlds(f func(name string, root ot.Value, units int)) {
	for n := 0; n <= b.pairText; n++ {
		f(fmt.Sprint("string", n), stringWorld(n), b.pairUnits)
	}
	for n := 0; n <= b.pairEntries; n++ {
		f(fmt.Sprint("array", n), arrayWorld(n), 0)
		f(fmt.Sprint("object", n), objectWorld(n), 0)
	}
	f("scalars", scalarWorld(), 0)
	if *prove == "full" {
		f("tree", treeWorld(), 0)
	}
}

// element returns what the operations of a world are made for.
func element(root ot.Value) ot.Value {
	if len(root.Members) == 1 {
		return root.Members[0].Value
	}
	return root
}

func mustNew(root ot.Value) *document.Document {
	d, err := document.New(root)
	if err != nil {
		panic(err)
	}
	return d
}

// then returns the operations that can follow op in the world.
func then(root ot.Value, op ot.Op, s side) []ot.Op {
	d := mustNew(root)
	if err := d.Apply(op, nil); err != nil {
		panic(err)
	}
	return opsOn(element(d.Value()), s)
}

// compounds returns all compounds of two operations.
func compounds(root ot.Value, first, second side) []ot.Op {
	var all []ot.Op
	for _, a := range opsOn(element(root), first) {
		for _, b := range then(root, a, second) {
			all = append(all, ot.Op{Kind: ot.Compound, Ops: []ot.Op{a, b}})
		}
	}
	return all
}

// tally counts pairs by their kinds; failures beyond the first few are counted.
type tally struct {
	mu       sync.Mutex
	pairs    map[[2]ot.Kind]int
	failures int
	first    []string
}

func (y *tally) fail(format string, args ...any) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.failures++; len(y.first) < 5 {
		y.first = append(y.first, fmt.Sprintf(format, args...))
	}
}

// made is an operation and the document after it.
type made struct {
	op    ot.Op
	after ot.Value
}

func applied(root ot.Value, ops []ot.Op) []made {
	all := make([]made, len(ops))
	for i, op := range ops {
		d := mustNew(root)
		if err := d.Apply(op, nil); err != nil {
			panic(err)
		}
		all[i] = made{op, d.Value()}
	}
	return all
}

// each runs f for every s and c, spread over the processors.
func (y *tally) each(ss, cs []made, f func(s, c made)) {
	work := make(chan made)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			pairs := make(map[[2]ot.Kind]int)
			for s := range work {
				for _, c := range cs {
					f(s, c)
					pairs[[2]ot.Kind{s.op.Kind, c.op.Kind}]++
				}
			}
			y.mu.Lock()
			defer y.mu.Unlock()
			for k, n := range pairs {
				y.pairs[k] += n
			}
		})
	}
	for _, s := range ss {
		work <- s
	}
	close(work)
	wg.Wait()
}

func (y *tally) report(t *testing.T, what string) (total int) {
	t.Helper()
	kinds := slices.SortedFunc(maps.Keys(y.pairs), func(a, b [2]ot.Kind) int {
		return int(a[0])*32 + int(a[1]) - int(b[0])*32 - int(b[1])
	})
	for _, k := range kinds {
		if testing.Verbose() {
			fmt.Printf("%s %v/%v %d\n", what, k[0], k[1], y.pairs[k])
		}
		total += y.pairs[k]
	}
	for _, f := range y.first {
		t.Error(f)
	}
	if y.failures > 0 {
		t.Errorf("%s: %d failures", what, y.failures)
	}
	return total
}

func TestProvePairs(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(800)) // small documents by the million
	y := &tally{pairs: make(map[[2]ot.Kind]int)}
	b := square()
	b.worlds(func(name string, root ot.Value, units int) {
		ss := applied(root, opsOn(element(root), side{"s", true, units}))
		cs := applied(root, opsOn(element(root), side{"c", false, units}))
		y.each(ss, cs, func(s, c made) { y.provePair(name, root, s, c) })
	})
	b.compoundWorlds(func(name string, root ot.Value, units int) {
		s1, c1 := side{"s", true, units}, side{"c", false, units}
		ss := applied(root, compounds(root, s1, side{"s2", true, units}))
		cs := applied(root, compounds(root, c1, side{"c2", false, units}))
		pair := func(s, c made) { y.provePair(name, root, s, c) }
		y.each(applied(root, opsOn(element(root), s1)), cs, pair)
		y.each(ss, applied(root, opsOn(element(root), c1)), pair)
		if name != "tree" { // thirteen million, of which few touch
			y.each(ss, cs, pair)
		}
	})
	total := y.report(t, "pairs")
	for s := ot.StringSplice; s <= ot.Compound; s++ {
		for c := ot.StringSplice; c <= ot.Compound; c++ {
			if y.pairs[[2]ot.Kind{s, c}] == 0 {
				t.Errorf("no pair of %v and %v was tried", s, c)
			}
		}
	}
	fmt.Printf("figure prove.pairs %d pairs\nfigure prove.divergences %d pairs\n", total, y.failures)
}

// provePair checks the law of Transform for one pair, under strict bounds: what
// the server has and what the maker of c has are equal in everything, and in the
// order of properties before c is acknowledged already.
func (y *tally) provePair(name string, root ot.Value, s, c made) {
	client := mustNew(root)
	own := client.Stamp(c.op)
	s2, c2, err := ot.Transform(s.op, own)
	if err != nil {
		y.fail("%s: transform(\n%#v,\n%#v): %v", name, s.op, c.op, err)
		return
	}
	one, err1 := after(s.after, overWire(c2))
	err2 := client.Apply(own, nil)
	if err2 == nil {
		err2 = client.Apply(s2, nil)
	}
	two := client.Value()
	if err1 != nil || err2 != nil || !ot.IdenticalValue(one, two) {
		y.fail("%s: s=%#v c=%#v\ns then c2=%#v: %s (%v)\nc then s2=%#v: %s (%v)",
			name, s.op, c.op, c2, document.JSON(one), err1, s2, document.JSON(two), err2)
	}
}

// after applies operations to a fresh document.
func after(root ot.Value, ops ...ot.Op) (ot.Value, error) {
	d, err := document.New(root)
	for i := 0; i < len(ops) && err == nil; i++ {
		err = d.Apply(ops[i], nil)
	}
	if err != nil {
		return ot.Value{}, err
	}
	return d.Value(), nil
}

// TestProveInvert applies every operation, and every compound of two, and
// takes it back.
func TestProveInvert(t *testing.T) {
	count := 0
	b := square()
	check := func(name string, root ot.Value, op ot.Op) {
		count++
		d := mustNew(root)
		inverse, err := d.ApplyInverse(op)
		if err != nil {
			t.Fatalf("%s: %#v: %v", name, op, err)
		}
		want, _ := after(root, op)
		if got := d.Value(); !ot.IdenticalValue(got, want) {
			t.Fatalf("%s: ApplyInverse(%#v) applied it otherwise than Apply", name, op)
		}
		if err := d.Apply(inverse, nil); err != nil || !ot.IdenticalValue(d.Value(), root) {
			t.Fatalf("%s: %#v\nundone by %#v: %s (%v), want %s", name, op, inverse, document.JSON(d.Value()), err, document.JSON(root))
		}
		if d.NodeCount() != mustNew(root).NodeCount() {
			t.Fatalf("%s: %#v undone leaves %d elements", name, op, d.NodeCount())
		}
	}
	b.worlds(func(name string, root ot.Value, units int) {
		for _, op := range opsOn(element(root), side{"s", true, units}) {
			check(name, root, op)
		}
	})
	b.compoundWorlds(func(name string, root ot.Value, units int) {
		for _, op := range compounds(root, side{"s", true, units}, side{"s2", true, units}) {
			check(name, root, op)
		}
	})
	fmt.Printf("figure prove.inversions %d operations\n", count)
}

// TestProveImpossible tries the pairs that no common state allows.
func TestProveImpossible(t *testing.T) {
	v := str("x", "x")
	ops := []ot.Op{
		{Kind: ot.StringSplice, Text: v.Text}, {Kind: ot.ArrayRemove}, {Kind: ot.NumberDelta, Number: 1},
		{Kind: ot.BooleanSet}, {Kind: ot.DateSet}, {Kind: ot.ObjectAddProperty, Value: &v},
		{Kind: ot.ObjectSetProperty, Value: &v}, {Kind: ot.ObjectRemoveProperty},
	}
	for _, s := range ops {
		for _, c := range ops {
			s.ID, c.ID = "e", "e"
			_, _, err := ot.Transform(s, c)
			add, other := s.Kind == ot.ObjectAddProperty, c.Kind == ot.ObjectAddProperty
			possible := s.Kind.Element() == c.Kind.Element() && add == other
			if possible != (err == nil) || err != nil && !errors.Is(err, ot.ErrImpossible) {
				t.Errorf("%v/%v: %v", s.Kind, c.Kind, err)
			}
			whole := ot.Op{Kind: ot.Compound, Ops: []ot.Op{c}}
			if _, _, err := ot.Transform(s, whole); possible != (err == nil) {
				t.Errorf("%v/compound of %v: %v", s.Kind, c.Kind, err)
			}
		}
	}
}
