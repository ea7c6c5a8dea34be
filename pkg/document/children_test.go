package document_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// mirrored is a container beside a plain slice of its children's ids.
type mirrored struct {
	t    *testing.T
	seed uint64
	rng  *rand.Rand
	d    *document.Document
	n    *document.Node
	want []string
	made int
}

func mirror(t *testing.T, seed uint64, kind ot.ValueKind) *mirrored {
	d := mustNew(object("root", member("c", ot.Value{ID: "c", Kind: kind})))
	return &mirrored{t: t, seed: seed, rng: rand.New(rand.NewPCG(seed, 2)), d: d, n: d.Lookup("c")}
}

// apply performs an operation and, now and then, takes it back first.
func (m *mirrored) apply(op ot.Op) {
	m.t.Helper()
	for range 1 + m.rng.IntN(2) {
		inverse, err := m.d.ApplyInverse(op)
		if err != nil {
			m.t.Fatalf("seed %d, %v: %v", m.seed, op, err)
		}
		if m.rng.IntN(2) == 0 {
			return
		}
		if err := m.d.Apply(inverse, nil); err != nil {
			m.t.Fatalf("seed %d, %v taken back: %v", m.seed, op, err)
		}
	}
	if err := m.d.Apply(op, nil); err != nil {
		m.t.Fatalf("seed %d, %v: %v", m.seed, op, err)
	}
}

func (m *mirrored) fresh() (string, *ot.Value) {
	m.made++
	v := num(strconv.Itoa(m.made), float64(m.made))
	return v.ID, &v
}

// check compares a sample of places and the shape, and with whole everything.
func (m *mirrored) check(whole bool) {
	m.t.Helper()
	if m.n.Len() != len(m.want) {
		m.t.Fatalf("seed %d: %d children, want %d", m.seed, m.n.Len(), len(m.want))
	}
	look := func(i int) {
		id := m.want[i]
		kid := m.n.At(i)
		if kid.ID() != id || kid.Parent() != m.n {
			m.t.Fatalf("seed %d: child %d of %d is %s, want %s", m.seed, i, len(m.want), kid.ID(), id)
		}
		if at := m.d.Lookup(id).Index(); at != i {
			m.t.Fatalf("seed %d: child %s is at %d of %d, want %d", m.seed, id, at, len(m.want), i)
		}
	}
	for i := range m.want {
		switch {
		case whole:
			look(i)
		case i < 4:
			look(m.rng.IntN(len(m.want)))
		}
	}
	if err := document.CheckChildren(m.n); err != nil {
		m.t.Fatalf("seed %d, %d children: %v", m.seed, len(m.want), err)
	}
	if !whole {
		return
	}
	var all []string
	for kid := range m.n.Members {
		if all = append(all, kid.ID()); len(all) == len(m.want) {
			break // stopping is heeded in a tree as well
		}
	}
	if !slices.Equal(all, m.want) {
		m.t.Fatalf("seed %d: the children differ from the slice", m.seed)
	}
}

// edit changes an entry, or many in a row.
func (m *mirrored) edit(grow bool) {
	length := len(m.want)
	at := m.rng.IntN(length + 1)
	if m.rng.IntN(3) == 0 {
		at = length * m.rng.IntN(2) // the ends
	}
	run := 1
	if m.rng.IntN(20) == 0 {
		run = m.rng.IntN(300)
	}
	switch n := m.rng.IntN(10); {
	case n < 2 && length > 0:
		from, to := m.rng.IntN(length), min(at, length-1)
		id := m.want[from]
		m.apply(ot.Op{Kind: ot.ArrayMove, ID: "c", Index: from, To: to})
		m.want = slices.Insert(slices.Delete(m.want, from, from+1), to, id)
	case n == 2 && length > 0:
		at = min(at, length-1)
		id, v := m.fresh()
		m.apply(ot.Op{Kind: ot.ArrayReplace, ID: "c", Index: at, Value: v})
		m.want[at] = id
	case (n < 8) == grow:
		for i := range run {
			id, v := m.fresh()
			m.apply(ot.Op{Kind: ot.ArrayInsert, ID: "c", Index: at + i, Value: v})
			m.want = slices.Insert(m.want, at+i, id)
		}
	default:
		for range min(run, length-at) {
			m.apply(ot.Op{Kind: ot.ArrayRemove, ID: "c", Index: at})
			m.want = slices.Delete(m.want, at, at+1)
		}
	}
}

// TestArrayAgainstSlice lets lists grow and shrink, at random places, at their
// ends and many entries in a row.
func TestArrayAgainstSlice(t *testing.T) {
	for _, seed := range []uint64{1, 2, rand.Uint64()} {
		m := mirror(t, seed, ot.KindArray)
		for i := range 2000 {
			m.edit(i%1000 < 600)
			m.check(i%100 == 0)
		}
		for len(m.want) > 0 {
			m.edit(false)
			m.check(len(m.want)%50 == 0)
		}
	}
}

// TestObjectAgainstSlice does the same with properties, in the order of their
// ranks: by addition, and where an inverse puts them back.
func TestObjectAgainstSlice(t *testing.T) {
	for _, seed := range []uint64{1, 2, rand.Uint64()} {
		m := mirror(t, seed, ot.KindObject)
		keys := map[string]string{}
		for i := range 4000 {
			length := len(m.want)
			at := m.rng.IntN(length + 1)
			if (m.rng.IntN(10) < 7) == (i%2000 < 1200) || at == length {
				id, v := m.fresh()
				m.apply(ot.Op{Kind: ot.ObjectAddProperty, ID: "c", Key: "k" + id, Value: v})
				m.want = append(m.want, id)
				keys[id] = "k" + id
			} else if m.rng.IntN(3) == 0 {
				id, v := m.fresh()
				keys[id] = keys[m.want[at]]
				m.apply(ot.Op{Kind: ot.ObjectSetProperty, ID: "c", Key: keys[id], Value: v})
				m.want[at] = id
			} else {
				m.apply(ot.Op{Kind: ot.ObjectRemoveProperty, ID: "c", Key: keys[m.want[at]]})
				m.want = slices.Delete(m.want, at, at+1)
			}
			m.check(i%100 == 0)
			if i%100 == 0 {
				for _, id := range m.want {
					if m.n.Get(keys[id]) != m.d.Lookup(id) {
						t.Fatalf("seed %d: property %s is not found", seed, keys[id])
					}
				}
			}
		}
	}
}

// TestWholeSetOfMany replaces a long list and takes that back.
func TestWholeSetOfMany(t *testing.T) {
	m := mirror(t, 1, ot.KindArray)
	for i := range 1000 {
		id, v := m.fresh()
		m.apply(ot.Op{Kind: ot.ArrayInsert, ID: "c", Index: i, Value: v})
		m.want = append(m.want, id)
	}
	set := array("", num("x", 1))
	inverse, err := m.d.ApplyInverse(ot.Op{Kind: ot.ArraySet, ID: "c", Value: &set})
	if err != nil || m.n.Len() != 1 {
		t.Fatal(err, m.n.Len())
	}
	// A compound that fails takes back a whole set itself.
	bad := ot.Op{Kind: ot.Compound, Ops: []ot.Op{inverse, {Kind: ot.ArrayRemove, ID: "c", Index: 5000}}}
	if err := m.d.Apply(bad, nil); err == nil || m.n.Len() != 1 {
		t.Fatal(err, m.n.Len())
	}
	if err := m.d.Apply(inverse, nil); err != nil {
		t.Fatal(err)
	}
	m.check(true)
}
