package modeldata

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// seeded returns random numbers, which SEED repeats.
func seeded(t *testing.T) *rand.Rand {
	seed := rand.Uint64()
	if s := os.Getenv("SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("SEED=%d", seed)
		}
	})
	return rand.New(rand.NewPCG(seed, 0))
}

func text(s string) ot.Value { return ot.Value{ID: "t", Kind: ot.KindString, Text: ot.MustText(s)} }

// commonOf is the length of a longest common subsequence, by the table of all.
func commonOf(a, b []symbol) int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if table[i][j] = max(table[i+1][j], table[i][j+1]); a[i] == b[j] {
				table[i][j] = table[i+1][j+1] + 1
			}
		}
	}
	return table[0][0]
}

// TestCharacters makes random texts other ones, with as few characters as the table of all
// common subsequences says, none of them cut.
func TestCharacters(t *testing.T) {
	r := seeded(t)
	random := func() string {
		var s strings.Builder
		for range r.IntN(40) {
			s.WriteString([]string{"a", "b", "c", "😀", "😁"}[r.IntN(5)])
		}
		return s.String()
	}
	for range 3000 {
		from, to := random(), random()
		now, want := text(from), text(to)
		is := []rune(from)
		changed := 0
		utf16 := func(runes []rune) int { return ot.MustText(string(runes)).Len() }
		for _, op := range Restoration(&now, &want) {
			at := 0
			for at < len(is) && utf16(is[:at]) < op.Index {
				at++
			}
			end := at
			for end < len(is) && utf16(is[at:end]) < op.Count {
				end++
			}
			if utf16(is[:at]) != op.Index || utf16(is[at:end]) != op.Count {
				t.Fatalf("%q to %q: %+v cuts a character", from, to, op)
			}
			in := []rune(op.Text.WTF8())
			changed += end - at + len(in)
			is = append(is[:at:at], append(in, is[end:]...)...)
		}
		if string(is) != to {
			t.Fatalf("%q became %q instead of %q", from, string(is), to)
		}
		a, b := symbols(now.Text), symbols(want.Text)
		if least := len(a) + len(b) - 2*commonOf(a, b); changed != least {
			t.Fatalf("%q to %q: %d characters deleted and inserted, and %d are enough", from, to, changed, least)
		}
	}
}

// TestCharactersOfLongTexts replaces the whole where texts are long and have nothing in
// common, and finds what few characters differ where they have nearly all.
func TestCharactersOfLongTexts(t *testing.T) {
	r := seeded(t)
	random := func(n int) []byte {
		all := make([]byte, n)
		for i := range all {
			all[i] = byte('a' + r.IntN(26))
		}
		return all
	}
	long := random(1_000_000)
	other := append([]byte(nil), long...)
	for range 200 {
		other[r.IntN(len(other))] = '#'
	}
	now, want := text(string(long)), text(string(other))
	changed := 0
	for _, op := range Restoration(&now, &want) {
		changed += op.Count + op.Text.Len()
	}
	if changed == 0 || changed > 400 {
		t.Errorf("%d characters for 200", changed)
	}
	now, want = text(string(long)), text(strings.Repeat("0", 1_000_000))
	if ops := Restoration(&now, &want); len(ops) != 1 || ops[0].Count != len(long) {
		t.Errorf("%d operations, the first of %d", len(ops), ops[0].Count)
	}
}

// leastMoves is how many entries have to move: all but a longest increasing subsequence, by
// trying each.
func leastMoves(order []int) int {
	best, lengths := 0, make([]int, len(order))
	for i := range order {
		lengths[i] = 1
		for j := range i {
			if order[j] < order[i] {
				lengths[i] = max(lengths[i], lengths[j]+1)
			}
		}
		best = max(best, lengths[i])
	}
	return len(order) - best
}

// TestListByID makes random lists other ones: what both have is never taken out, and no more of
// it moves than has to.
func TestListByID(t *testing.T) {
	r := seeded(t)
	random := func() ot.Value {
		v := ot.Value{ID: "list", Kind: ot.KindArray}
		for _, n := range r.Perm(12)[:r.IntN(12)] {
			v.Items = append(v.Items, ot.Value{ID: fmt.Sprint("e", n), Kind: ot.KindNumber, Number: float64(r.IntN(2) + 10*n)})
		}
		return v
	}
	root := func(v ot.Value) ot.Value {
		return ot.Value{ID: "root", Kind: ot.KindObject, Members: []ot.Member{{Key: "list", Value: v}}}
	}
	for range 5000 {
		now, want := random(), random()
		place := make(map[string]int)
		for i, e := range want.Items {
			place[e.ID] = i
		}
		var order []int
		for _, e := range now.Items {
			if i, ok := place[e.ID]; ok {
				order = append(order, i)
			}
		}
		a, b := root(now), root(want)
		doc, err := document.New(a)
		if err != nil {
			t.Fatal(err)
		}
		kinds := make(map[ot.Kind]int)
		for _, op := range Restoration(&a, &b) {
			kinds[op.Kind]++
			if err := doc.Apply(op, nil); err != nil {
				t.Fatalf("%+v to %+v: %+v: %v", now, want, op, err)
			}
		}
		if is := doc.Value(); !reflect.DeepEqual(is.Members[0].Value.Items, b.Members[0].Value.Items) && len(want.Items) > 0 || doc.Root().Get("list").Len() != len(want.Items) {
			t.Fatalf("%+v became %+v instead of %+v", now, is, want)
		}
		if kinds[ot.ArrayRemove] != len(now.Items)-len(order) || kinds[ot.ArrayInsert] != len(want.Items)-len(order) || kinds[ot.ArrayMove] != leastMoves(order) {
			t.Fatalf("%+v to %+v: %v, and %d moves are enough", now, want, kinds, leastMoves(order))
		}
	}
}

// TestRestoration edits documents at random and makes them what they were: what exists in
// both is never taken out, and what comes back has its id.
func TestRestoration(t *testing.T) {
	r := seeded(t)
	for range 2000 {
		was := Identified(randomObject(t, r), &IDs{Prefix: "@"})
		now := was
		ids := &IDs{Prefix: "2"}
		var edits []ot.Op
		for range r.IntN(4) {
			want := randomObject(t, r)
			doc, err := document.New(now)
			if err != nil {
				t.Fatal(err)
			}
			for _, op := range Difference(&now, &want, ids) {
				edits = append(edits, op)
				if err := doc.Apply(op, nil); err != nil {
					t.Fatal(err)
				}
			}
			now = doc.Value()
		}
		ops := Restoration(&now, &was)
		doc, err := document.New(now)
		if err != nil {
			t.Fatal(err)
		}
		kept := make(map[string]*document.Node)
		both(&now, &was, func(id string) { kept[id] = doc.Lookup(id) })
		for _, op := range ops {
			if err := ot.Validate(op); err != nil {
				t.Fatalf("%+v: %v", op, err)
			}
			if err := doc.Apply(op, nil); err != nil {
				t.Fatalf("%+v: %v", op, err)
			}
		}
		is := doc.Value()
		if !same(&is, &was) {
			t.Fatalf("%s instead of %s, after %+v and %+v", document.JSON(is), document.JSON(was), edits, ops)
		}
		for id, n := range kept {
			if doc.Lookup(id) != n || !n.Attached() {
				t.Fatalf("element %s of both is another one, after %+v and %+v", id, edits, ops)
			}
		}
		if len(ops) > 0 != !same(&now, &was) {
			t.Fatalf("%d operations from %s to %s", len(ops), document.JSON(now), document.JSON(was))
		}
	}
}

// TestRestorationBringsBack expects a replaced element under its id, unless the one that
// replaced it has the same value.
func TestRestorationBringsBack(t *testing.T) {
	root := func(id, value string) *ot.Value {
		return &ot.Value{ID: "root", Kind: ot.KindObject, Members: []ot.Member{{Key: "a", Value: ot.Value{ID: id, Kind: ot.KindString, Text: ot.MustText(value)}}}}
	}
	ops := Restoration(root("new", "x"), root("old", "y"))
	if len(ops) != 1 || ops[0].Kind != ot.ObjectSetProperty || !ops[0].Brings("old") {
		t.Errorf("%+v", ops)
	}
	if ops := Restoration(root("new", "x"), root("old", "x")); len(ops) != 0 {
		t.Errorf("%+v", ops)
	}
}

// both visits the ids of the elements that two documents have.
func both(a, b *ot.Value, visit func(id string)) {
	ids := make(map[string]bool)
	each(a, func(v *ot.Value) { ids[v.ID] = true })
	each(b, func(v *ot.Value) {
		if ids[v.ID] {
			visit(v.ID)
		}
	})
}

func each(v *ot.Value, visit func(*ot.Value)) {
	visit(v)
	for i := range v.Items {
		each(&v.Items[i], visit)
	}
	for i := range v.Members {
		each(&v.Members[i].Value, visit)
	}
}
