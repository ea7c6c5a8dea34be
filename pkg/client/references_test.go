package client_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

func index(i ...int) ot.Reference { return ot.Reference{Kind: ot.ReferenceIndex, Indexes: i} }

// TestReferences shares a cursor between two clients, lets both type around it
// and expects it where it belongs, also for one who joins late.
func TestReferences(t *testing.T) {
	x, y, z := connected(t, nil), connected(t, nil), connected(t, nil)
	id := modelID(t)
	a, b := x.open(id, object(text("text", "hello"))), y.open(id, object())
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := a.LocalReference(a.Root().Get("text"), ot.ReferenceIndex, "cursor")
	check(err)
	if again, err := a.LocalReference(a.Root().Get("text"), ot.ReferenceIndex, "cursor"); again != r || err != nil {
		t.Errorf("the same key gave another reference: %v", err)
	}
	if _, err := a.LocalReference(a.Root().Get("text"), ot.ReferenceRange, "cursor"); err == nil {
		t.Error("a key was given to two kinds")
	}
	if _, err := a.LocalReference(a.Root(), ot.ReferenceIndex, "x"); err == nil {
		t.Error("an index reference on an object")
	}
	b.ListenElement(b.Root().Get("text"), client.ElementReference.Bit())
	check(r.Set(index(5)))
	check(r.Share())
	remote := func() *client.Reference {
		all := b.References(b.Root().Get("text"))
		if len(all) != 1 {
			return nil
		}
		return all[0]
	}
	y.await("the reference", func() bool { return remote() != nil && slices.Equal(remote().Status().Values.Indexes, []int{5}) })
	remote().Listen(7)
	y.taken()
	// An edit of the owner that is on its way moves the cursor on both sides.
	check(a.Splice(a.Root().Get("text"), 0, 0, units(">> ")))
	check(b.Splice(b.Root().Get("text"), 0, 1, nil))
	same(x, a, b)
	if got := r.Status().Values.Indexes; !slices.Equal(got, []int{7}) {
		t.Errorf("the owner's cursor is at %v", got)
	}
	if got := remote().Status().Values.Indexes; !slices.Equal(got, []int{7}) {
		t.Errorf("the remote cursor is at %v", got)
	}
	check(r.Set(index(1)))
	y.await("the move", func() bool { return slices.Equal(remote().Status().Values.Indexes, []int{1}) })
	late := z.open(id, object())
	if all := late.References(late.Root().Get("text")); len(all) != 1 || !slices.Equal(all[0].Status().Values.Indexes, []int{1}) {
		t.Errorf("who joins late sees %d references", len(all))
	}
	check(r.Clear())
	gone := remote()
	y.await("the clearing", func() bool { return len(gone.Status().Values.Indexes) == 0 })
	check(r.Dispose())
	y.await("the end", func() bool { return remote() == nil && gone.Status().Disposed })
	got := y.taken()
	want := []string{
		"reference 1 [4][][][] synthetic=true", "reference 1 [7][][][] synthetic=true", "reference 1 [1][][][] synthetic=false",
		"reference 2 [][][][] synthetic=false", "reference 3 [][][][] synthetic=false",
	}
	if !slices.Equal(got, want) {
		t.Errorf("events %q, want %q", got, want)
	}
}

// TestReferencesBeyondTheEnd sets positions that the text does not reach, as
// editors do that report the caret before the text, and ones that no text has.
func TestReferencesBeyondTheEnd(t *testing.T) {
	m, _, _, _ := localModel(t, everything)
	n := m.Root().Get("text")
	end := n.Len()
	ref := func(kind ot.ReferenceKind, key string) *client.Reference {
		r, err := m.LocalReference(n, kind, key)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	cursor, selection := ref(ot.ReferenceIndex, "cursor"), ref(ot.ReferenceRange, "selection")
	indexes, ranges := []int{0, end + 1, end}, []ot.Range{{Start: end + 9, End: 1}, {Start: 1, End: end + 1}}
	for r, v := range map[*client.Reference]ot.Reference{cursor: {Indexes: indexes}, selection: {Ranges: ranges}} {
		if err := r.Set(v); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := cursor.Status().Values.Indexes, []int{0, end, end}; !slices.Equal(got, want) {
		t.Errorf("the cursor is at %v, want %v", got, want)
	}
	if got, want := selection.Status().Values.Ranges, []ot.Range{{Start: end, End: 1}, {Start: 1, End: end}}; !slices.Equal(got, want) {
		t.Errorf("the selection is %v, want %v", got, want)
	}
	if indexes[1] != end+1 || ranges[0].Start != end+9 {
		t.Error("the values of the caller were changed")
	}
	// The text that the caret was told for arrives, and the caret stands behind it.
	if err := m.Splice(n, end, 0, units("x")); err != nil {
		t.Fatal(err)
	}
	if got, want := cursor.Status().Values.Indexes, []int{0, end + 1, end + 1}; !slices.Equal(got, want) {
		t.Errorf("after the insertion the cursor is at %v, want %v", got, want)
	}
	before := selection.Status().Values
	for _, v := range []ot.Range{{Start: -1, End: 1}, {Start: 1, End: -1}} {
		var e *client.Error
		if err := selection.Set(ot.Reference{Ranges: []ot.Range{v}}); !errors.As(err, &e) || e.Class != client.ClassRange {
			t.Errorf("the range %v gave %v", v, err)
		}
	}
	var e *client.Error
	if err := cursor.Set(index(-1)); !errors.As(err, &e) || e.Class != client.ClassRange {
		t.Errorf("a negative position gave %v", err)
	}
	if got := selection.Status().Values; !slices.Equal(got.Ranges, before.Ranges) {
		t.Errorf("a refused value changed the selection to %v", got.Ranges)
	}
}

// TestReferencesAcrossReconnect expects a shared reference to be shared again,
// and those of others to be there again, after the connection was lost.
func TestReferencesAcrossReconnect(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	id := modelID(t)
	a, b := x.open(id, object(text("text", "hello"))), y.open(id, object())
	for _, m := range []*client.Model{a, b} {
		r, err := m.LocalReference(m.Root().Get("text"), ot.ReferenceRange, "selection")
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Set(ot.Reference{Kind: ot.ReferenceRange, Ranges: []ot.Range{{Start: 4, End: 2}}}); err != nil {
			t.Fatal(err)
		}
		if err := r.Share(); err != nil {
			t.Fatal(err)
		}
	}
	both := func() bool {
		for _, m := range []*client.Model{a, b} {
			var remote int
			for _, r := range m.References(m.Root().Get("text")) {
				if s := r.Status(); !s.Local && slices.Equal(s.Values.Ranges, []ot.Range{{Start: 4, End: 2}}) {
					remote++
				}
			}
			if remote != 1 {
				return false
			}
		}
		return true
	}
	x.await("both selections", both)
	x.host.cut()
	x.await("nobody else", func() bool { return !both() })
	x.await("both selections again", both)
}

// TestReferencesEnd lists what ends a reference or takes a value from it.
func TestReferencesEnd(t *testing.T) {
	m, _, still, _ := localModel(t, everything)
	local := func(owner string, kind ot.ReferenceKind, v ot.Reference) *client.Reference {
		t.Helper()
		n := m.Root()
		if owner != "" {
			n = n.Get(owner)
		}
		if kind == ot.ReferenceElement {
			n = nil
		}
		r, err := m.LocalReference(n, kind, "r")
		if err == nil {
			err = r.Set(v)
		}
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	cursor := local("text", ot.ReferenceIndex, index(1))
	property := local("object", ot.ReferenceProperty, ot.Reference{Keys: []string{"a", "z"}})
	element := local("", ot.ReferenceElement, ot.Reference{Elements: []string{m.Root().Get("bool").ID(), m.Root().Get("date").ID()}})
	if _, err := m.RemoveProperty(m.Root().Get("object"), "a"); err != nil {
		t.Fatal(err)
	}
	if got := property.Status().Values.Keys; !slices.Equal(got, []string{"z"}) {
		t.Errorf("properties %q", got)
	}
	if err := m.RemoveElement(m.Root().Get("bool")); err != nil {
		t.Fatal(err)
	}
	if got := element.Status().Values.Elements; len(got) != 1 || got[0] != m.Root().Get("date").ID() {
		t.Errorf("elements %q", got)
	}
	if err := m.SetText(m.Root().Get("text"), ot.MustText("new")); err != nil {
		t.Fatal(err)
	}
	if !cursor.Status().Disposed || cursor.Set(index(0)) == nil {
		t.Error("a cursor outlived its text")
	}
	still.run()
	if _, err := m.SetProperty(m.Root(), "object", object()); err != nil {
		t.Fatal(err)
	}
	if !property.Status().Disposed {
		t.Error("a property reference outlived its object")
	}
	m.Close(func(*client.Error) {})
	still.run()
	if !element.Status().Disposed {
		t.Error("a reference outlived its model")
	}
}

// TestReferencesAgree has three clients write into and delete from one text at
// once, each with a cursor in it. When everything is acknowledged, each cursor
// is at the same place for everybody, and for one who comes later.
func TestReferencesAgree(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	rng := rand.New(rand.NewPCG(seed, 1))
	id := modelID(t)
	people := []*tester{connected(t, nil), connected(t, nil), connected(t, nil)}
	var models []*client.Model
	var cursors []*client.Reference
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range people {
		m := x.open(id, object(text("text", strings.Repeat("a text to begin with ", 50))))
		r, err := m.LocalReference(part(m, "text"), ot.ReferenceIndex, "cursor")
		check(err)
		check(errors.Join(r.Set(index(3)), r.Share()))
		models, cursors = append(models, m), append(cursors, r)
	}
	where := func(m *client.Model) map[string]int { // by session
		all := map[string]int{}
		for _, r := range m.References(part(m, "text")) {
			if s := r.Status(); len(s.Values.Indexes) == 1 {
				all[s.Participant.SessionID] = s.Values.Indexes[0]
			}
		}
		return all
	}
	var made []string
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("seed %d, last edits %q", seed, made)
			for i, m := range models {
				t.Logf("client %d sees %v", i, where(m))
			}
		}
	})
	late := connected(t, nil)
	for range 40 {
		made = nil
		for i, m := range models {
			at, count, insert := rng.IntN(12), rng.IntN(6), units("xyz"[:rng.IntN(4)])
			made = append(made, fmt.Sprintf("client %d: splice(%d, %d, %d)", i, at, count, len(insert)))
			check(m.Splice(part(m, "text"), at, count, insert))
			if rng.IntN(4) == 0 {
				check(cursors[i].Set(index(rng.IntN(12))))
			}
		}
		same(people[0], models[0], models[1])
		same(people[0], models[0], models[2])
		newcomer := late.open(id, object())
		for i, m := range models {
			people[i].await("the cursors where a newcomer sees them", func() bool {
				seen := where(newcomer)
				return len(seen) == len(models) && maps.Equal(where(m), seen)
			})
		}
		_, err := wait(late, nothing(func(done func(*client.Error)) { newcomer.Close(done) }))
		check(err)
	}
}

// TestReferenceOfReopened opens a model twice with a store, so that its operations have
// another name the second time: the cursor of somebody else, which was there before,
// still moves with what is typed before it, also once that is acknowledged.
func TestReferenceOfReopened(t *testing.T) {
	y, id := connected(t, nil), modelID(t)
	other := y.open(id, object(text("text", "hello")))
	r, err := other.LocalReference(part(other, "text"), ot.ReferenceIndex, "cursor")
	if err := errors.Join(err, r.Set(index(3)), r.Share()); err != nil {
		t.Fatal(err)
	}
	x := newBrowser(t).open("tab")
	x.signIn()
	m := x.must(id)
	if _, err := wait(x.tester, nothing(m.Close)); err != nil {
		t.Fatal(err)
	}
	m = x.must(id)
	at := func() []int {
		for _, r := range m.References(part(m, "text")) {
			return r.Status().Values.Indexes
		}
		return nil
	}
	x.await("the cursor", func() bool { return slices.Equal(at(), []int{3}) })
	x.insert(m, 0, ">> ")
	x.waitFor(m, client.SavedOnServer)
	if got := at(); !slices.Equal(got, []int{6}) {
		t.Errorf("the cursor is at %v", got)
	}
}
