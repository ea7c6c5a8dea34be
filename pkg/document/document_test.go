package document_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// recorder writes down what an observer is told.
type recorder struct {
	t     *testing.T
	wants bool
	lines []string
}

func (r *recorder) Wants(*document.Node) bool { return r.wants }

func (r *recorder) Detached(n *document.Node) {
	if n.Attached() {
		r.t.Errorf("%s is attached while it is reported as detached", n.ID())
	}
	r.lines = append(r.lines, "detached "+n.ID())
}

func (r *recorder) Changed(n *document.Node, c document.Change) {
	line := fmt.Sprint("changed ", n.ID(), " ", c.Op.Kind)
	if !c.Removed.IsEmpty() {
		line += " removed " + c.Removed.WTF8()
	}
	if c.Child != nil {
		line += " child " + c.Child.ID()
	}
	if c.Old != nil {
		line += " old " + c.Old.ID()
	}
	r.lines = append(r.lines, line)
}

func TestObserver(t *testing.T) {
	v := array("new", num("new0", 1))
	set := object("", member("x", num("x", 1)))
	for _, c := range []struct {
		op   ot.Op
		want []string
	}{
		{ot.Op{Kind: ot.StringSplice, ID: "a0", Index: 1, Count: 1}, []string{"changed a0 StringSplice removed b"}},
		{ot.Op{Kind: ot.ArrayReplace, ID: "a", Index: 1, Value: &v}, []string{"detached a10", "detached a1", "changed a ArrayReplace child new old a1"}},
		{ot.Op{Kind: ot.ArrayMove, ID: "a", Index: 0, To: 1}, []string{"changed a ArrayMove child a0"}},
		{ot.Op{Kind: ot.ObjectRemoveProperty, ID: "root", Key: "a"}, []string{"detached a0", "detached a10", "detached a1", "detached a", "changed root ObjectRemoveProperty old a"}},
		{ot.Op{Kind: ot.ObjectSet, ID: "o", Value: &set}, []string{"detached p", "detached q", "changed o ObjectSet"}},
		{ot.Op{Kind: ot.StringSet, ID: "gone"}, nil},
		{ot.Op{Kind: ot.StringSet, ID: "a0", NoOp: true}, nil},
		{ot.Op{Kind: ot.Compound, Ops: []ot.Op{
			{Kind: ot.ArrayInsert, ID: "a", Index: 0, Value: &v}, {Kind: ot.NumberDelta, ID: "new0", Number: 2}, {Kind: ot.ArrayRemove, ID: "a", Index: 0},
		}}, []string{"changed a ArrayInsert child new", "changed new0 NumberDelta", "detached new0", "detached new", "changed a ArrayRemove old new"}},
	} {
		r := &recorder{t: t, wants: true}
		if err := mustNew(treeWorld()).Apply(c.op, r); err != nil || !slices.Equal(r.lines, c.want) {
			t.Errorf("%v: %v\n got %q\nwant %q", c.op.Kind, err, r.lines, c.want)
		}
	}
	r := &recorder{t: t}
	_ = mustNew(treeWorld()).Apply(ot.Op{Kind: ot.StringSplice, ID: "a0", Count: 1}, r)
	if !slices.Equal(r.lines, []string{"changed a0 StringSplice"}) {
		t.Errorf("removed text was built unasked: %q", r.lines)
	}
}

// TestRefused applies what does not fit, alone and as the last member of a
// compound: an error, no event, and the document is as before.
func TestRefused(t *testing.T) {
	taken, twice := num("p", 1), array("z", num("y", 1), num("y", 1))
	nested := array("fresh", num("n", 1))
	unnamed, infinite := num("", 1), num("z", math.Inf(1))
	for _, c := range []struct {
		want error
		op   ot.Op
	}{
		{document.ErrRange, ot.Op{Kind: ot.StringSplice, ID: "a0", Index: 3}},
		{document.ErrRange, ot.Op{Kind: ot.StringSplice, ID: "a0", Index: 1, Count: 2}},
		{document.ErrRange, ot.Op{Kind: ot.StringSplice, ID: "a0", Index: math.MaxInt, Count: math.MaxInt}},
		{document.ErrRange, ot.Op{Kind: ot.StringSplice, ID: "a0", Index: -1}},
		{document.ErrRange, ot.Op{Kind: ot.ArrayInsert, ID: "a", Index: 3, Value: &twice}},
		{document.ErrRange, ot.Op{Kind: ot.ArrayRemove, ID: "a", Index: 2}},
		{document.ErrRange, ot.Op{Kind: ot.ArrayMove, ID: "a", To: 2}},
		{document.ErrKey, ot.Op{Kind: ot.ObjectAddProperty, ID: "o", Key: "p", Value: &twice}},
		{document.ErrKey, ot.Op{Kind: ot.ObjectSetProperty, ID: "o", Key: "r", Value: &twice}},
		{document.ErrKey, ot.Op{Kind: ot.ObjectRemoveProperty, ID: "o", Key: "r"}},
		{document.ErrKind, ot.Op{Kind: ot.StringSet, ID: "a"}},
		{document.ErrKind, ot.Op{Kind: 99, ID: "a"}},
		{document.ErrID, ot.Op{Kind: ot.StringSet}},
		{document.ErrID, ot.Op{Kind: ot.ArrayInsert, ID: "a", Value: &taken}},
		{document.ErrID, ot.Op{Kind: ot.ArrayReplace, ID: "a", Index: 1, Value: &nested}},
		{document.ErrID, ot.Op{Kind: ot.ArrayInsert, ID: "a", Value: &twice}},
		{document.ErrID, ot.Op{Kind: ot.ArrayInsert, ID: "a", Value: &unnamed}},
		{document.ErrID, ot.Op{Kind: ot.ArraySet, ID: "a", Value: &ot.Value{Kind: ot.KindArray, Items: []ot.Value{nested}}}},
		{ot.ErrInvalid, ot.Op{Kind: ot.ArrayInsert, ID: "a", Value: &infinite}},
		{ot.ErrInvalid, ot.Op{Kind: ot.ArrayInsert, ID: "a"}},
		{ot.ErrInvalid, ot.Op{Kind: ot.ArraySet, ID: "a", Value: &ot.Value{Kind: ot.KindObject}}},
		{ot.ErrInvalid, ot.Op{Kind: ot.NumberDelta, ID: "n", Number: math.NaN()}},
	} {
		before := []ot.Op{
			{Kind: ot.StringSplice, ID: "a0", Text: ot.MustText("x"), Count: 2},
			{Kind: ot.StringSplice, ID: "a0", Text: ot.MustText("y"), Index: 1},
			{Kind: ot.ArrayMove, ID: "a", To: 1},
			{Kind: ot.ArrayMove, ID: "a", Index: 1},
			{Kind: ot.NumberDelta, ID: "n", Number: 0.2},
			{Kind: ot.ObjectRemoveProperty, ID: "root", Key: "b"},
		}
		for _, op := range []ot.Op{c.op, {Kind: ot.Compound, Ops: append(before, c.op)}} {
			d := mustNew(treeWorld())
			nodes := []*document.Node{d.Lookup("b"), d.Lookup("a"), d.Lookup("a10")}
			r := &recorder{t: t}
			err := d.Apply(op, r)
			var opErr *document.OpError
			if !errors.Is(err, c.want) || !errors.As(err, &opErr) {
				t.Errorf("%+v: %v, want %v", c.op, err, c.want)
			}
			same := ot.IdenticalValue(d.Value(), treeWorld()) && // and in the same order
				string(document.JSON(d.Value())) == string(document.JSON(treeWorld()))
			if !same || len(r.lines) > 0 {
				t.Errorf("%+v: left %s, events %q", c.op, document.JSON(d.Value()), r.lines)
			}
			for _, n := range nodes {
				if d.Lookup(n.ID()) != n || !n.Attached() || n.Parent() == nil {
					t.Errorf("%+v: element %s was replaced", c.op, n.ID())
				}
			}
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for _, c := range []struct {
		root ot.Value
		want error
	}{
		{num("n", 1), document.ErrRoot},
		{object(""), document.ErrID},
		{object("r", member("a", num("r", 1))), document.ErrID},
		{object("r", member("a", num("1", 1)), member("a", num("2", 1))), document.ErrKey},
		{object("r", member("a", ot.Value{ID: "x"})), ot.ErrInvalid},
	} {
		if _, err := document.New(c.root); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.root, err, c.want)
		}
	}
}

// TestDepth adds levels one by one until the document refuses.
func TestDepth(t *testing.T) {
	d := mustNew(object("0"))
	for i := 1; ; i++ {
		v := object(fmt.Sprint(i))
		err := d.Apply(ot.Op{Kind: ot.ObjectAddProperty, ID: fmt.Sprint(i - 1), Key: "k", Value: &v}, nil)
		if err == nil {
			continue
		}
		if !errors.Is(err, document.ErrDepth) || i != ot.MaxDepth {
			t.Errorf("level %d: %v", i+1, err)
		}
		return
	}
}

func TestPaths(t *testing.T) {
	d := mustNew(treeWorld())
	key := func(k string) document.Step { return document.Step{Key: k} }
	at := func(i int) document.Step { return document.Step{Index: i, IsIndex: true} }
	n := d.Root().Elem(key("a"), at(1), at(0))
	if n == nil || n.ID() != "a10" || !slices.Equal(n.Path(), []document.Step{key("a"), at(1), at(0)}) {
		t.Fatalf("found %v", n)
	}
	for _, path := range [][]document.Step{{key("x")}, {at(0)}, {key("a"), key("1")}, {key("a"), at(9)}, {key("n"), at(0)}, {key("a"), at(-1)}} {
		if n := d.Root().Elem(path...); n != nil {
			t.Errorf("%v leads to %s", path, n.ID())
		}
	}
	_ = d.Apply(ot.Op{Kind: ot.ArrayMove, ID: "a", Index: 1, To: 0}, nil)
	if !slices.Equal(n.Path(), []document.Step{key("a"), at(0), at(0)}) {
		t.Errorf("after a move: %v", n.Path())
	}
	outer := n.Parent()
	_ = d.Apply(ot.Op{Kind: ot.ArrayRemove, ID: "a", Index: 0}, nil)
	if n.Attached() || outer.Parent() != nil || d.Lookup("a10") != nil || !ot.IdenticalValue(outer.Value(), array("a1", num("a10", 1))) {
		t.Errorf("after its removal: %+v", outer.Value())
	}
	if err := d.Splice(d.Lookup("p"), 2, 0, nil); !errors.Is(err, document.ErrRange) {
		t.Errorf("splice out of range: %v", err)
	}
	p := d.Lookup("p")
	_ = d.Apply(ot.Op{Kind: ot.ObjectRemoveProperty, ID: "o", Key: "p"}, nil)
	if err := d.Splice(p, 0, 0, nil); !errors.Is(err, document.ErrDetached) {
		t.Errorf("splice of a detached element: %v", err)
	}
	if err := d.Splice(d.Root(), 0, 0, nil); !errors.Is(err, document.ErrKind) {
		t.Errorf("splice of an object: %v", err)
	}
}

// TestManyKeys goes over the size at which objects look keys up in a table.
func TestManyKeys(t *testing.T) {
	d := mustNew(object("root"))
	for i := range 40 {
		v := num(fmt.Sprint("v", i), float64(i))
		if err := d.Apply(ot.Op{Kind: ot.ObjectAddProperty, ID: "root", Key: fmt.Sprint(i), Value: &v}, nil); err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; i < 40; i += 2 {
		if err := d.Apply(ot.Op{Kind: ot.ObjectRemoveProperty, ID: "root", Key: fmt.Sprint(i)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 40 {
		n := d.Root().Get(fmt.Sprint(i))
		if (n != nil) != (i%2 == 1) || n != nil && (n.Number() != float64(i) || n.Index() != i/2) {
			t.Errorf("key %d: %v", i, n)
		}
	}
	if keys := d.Root().Keys(); len(keys) != 20 || keys[3] != "7" {
		t.Errorf("keys are %q", keys)
	}
}

// TestNumberOrder adds numbers that round in every order.
func TestNumberOrder(t *testing.T) {
	deltas := []float64{0.1, 0.2, 0.3, 1e16, -1e16, 1e300, -1e300, 5e-324}
	var want float64
	for turn := range len(deltas) {
		d := mustNew(object("root", member("n", num("n", 0.7))))
		for i := range deltas {
			_ = d.Apply(ot.Op{Kind: ot.NumberDelta, ID: "n", Number: deltas[(i+turn)%len(deltas)]}, nil)
		}
		got := d.Lookup("n").Number()
		if turn == 0 {
			want = got
		}
		if got != want || math.Abs(got-1.3) > 1e-15 {
			t.Errorf("turn %d: %v, first %v", turn, got, want)
		}
		// A replica that starts from a snapshot adds on to the same sum.
		other := mustNew(d.Value())
		for _, delta := range deltas {
			op := ot.Op{Kind: ot.NumberDelta, ID: "n", Number: delta}
			_, _ = d.Apply(op, nil), other.Apply(op, nil)
			if !ot.IdenticalValue(d.Value(), other.Value()) {
				t.Errorf("turn %d: %+v from a snapshot, %+v", turn, other.Value(), d.Value())
			}
		}
	}
	d := mustNew(object("root", member("n", num("n", math.MaxFloat64))))
	_ = d.Apply(ot.Op{Kind: ot.NumberDelta, ID: "n", Number: math.MaxFloat64}, nil)
	if got := d.Lookup("n").Number(); got != math.MaxFloat64 {
		t.Errorf("past the end: %v", got)
	}
}

// TestNumberInverse takes operations on a number back one by one: at each step it is, with what
// rounding has lost, what it was.
func TestNumberInverse(t *testing.T) {
	delta := func(x float64) ot.Op { return ot.Op{Kind: ot.NumberDelta, ID: "n", Number: x} }
	set := func(x float64) ot.Op { return ot.Op{Kind: ot.NumberSet, ID: "n", Number: x} }
	ops := []ot.Op{delta(0.2), delta(1e16), delta(0.1), {Kind: ot.Compound, Ops: []ot.Op{delta(1.0 / 3), set(7), delta(1.0 / 7), set(8)}}, delta(2.0 / 3), set(5),
		delta(1e-20), delta(1e300), delta(-1e300), delta(-5), set(math.MaxFloat64 / 2), delta(1.0 / 3), delta(math.MaxFloat64), delta(1), set(0.1), delta(0.2)}
	d := mustNew(object("root", member("n", num("n", 0.7))))
	var before []ot.Value
	var inverses []ot.Op
	for _, op := range ops {
		before = append(before, d.Value())
		inverse, err := d.ApplyInverse(op)
		if err == nil {
			err = ot.Validate(inverse)
		}
		if err != nil {
			t.Fatal(err)
		}
		inverses = append(inverses, inverse)
	}
	for i := len(ops) - 1; i >= 0; i-- {
		if err := d.Apply(inverses[i], nil); err != nil {
			t.Fatal(err)
		}
		if !ot.IdenticalValue(d.Value(), before[i]) {
			t.Errorf("taking back %+v by %+v: %+v, want %+v", ops[i], inverses[i], d.Value(), before[i])
		}
	}
}

// TestLocalEditNoAllocation types into a document with a client listening.
func TestLocalEditNoAllocation(t *testing.T) {
	d := mustNew(stringWorld(6))
	n := d.Lookup("t")
	client := concurrency.NewClient(0, 0)
	unit := []uint16{'x'}
	i := 0
	if allocs := testing.AllocsPerRun(20000, func() {
		at := 1 + i%5
		if i++; i%3 == 0 {
			_ = d.Splice(n, at, 1, nil)
			client.Splice("t", at, 1, nil)
			return
		}
		_ = d.Splice(n, at, 0, unit)
		client.Splice("t", at, 0, unit)
	}); allocs != 0 {
		t.Errorf("%v allocations an edit", allocs)
	}
	op := ot.Op{Kind: ot.StringSplice, ID: "t", Index: 1, Count: 1, Text: ot.MustText("y")}
	if allocs := testing.AllocsPerRun(20000, func() { _ = d.Apply(op, nil) }); allocs != 0 {
		t.Errorf("%v allocations a remote edit", allocs)
	}
}
