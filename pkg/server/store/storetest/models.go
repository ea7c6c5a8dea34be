package storetest

import (
	"errors"
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func testModels(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	_, _, err := d.Model(t.Context(), "m")
	mustBe(t, err, store.ErrNotFound)
	_, err = d.Collection(t.Context(), "c")
	mustBe(t, err, store.ErrNotFound)
	_, err = d.CreateModel(t.Context(), store.Model{ID: "m", Collection: "c"}, nil)
	mustBe(t, err, store.ErrNotFound)
	must(t, d.CreateCollection(t.Context(), store.Collection{ID: "c", World: store.UsualRights}, 0))
	m, err := d.CreateModel(t.Context(), store.Model{ID: "m", Collection: "c", Created: 5, Modified: 6, Ephemeral: true}, []byte("data"))
	must(t, err)
	if m.Key == 0 || m.Version != 1 {
		t.Fatalf("created %+v", m)
	}
	_, err = d.CreateModel(t.Context(), store.Model{ID: "m", Collection: "c"}, nil)
	mustBe(t, err, store.ErrExists)
	got, c, err := other.Model(t.Context(), "m")
	if err != nil || !reflect.DeepEqual(got, m) || !reflect.DeepEqual(c, store.Collection{ID: "c", World: store.UsualRights}) {
		t.Fatalf("another process sees %+v in %+v, %v", got, c, err)
	}
	newModel(t, d, "stays")
	if all, err := d.EphemeralModels(t.Context()); err != nil || !reflect.DeepEqual(all, []string{"m"}) {
		t.Fatalf("ephemeral models %v, %v", all, err)
	}
}

func testModelRights(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	makeCollection(t, d)
	m, err := d.CreateModel(t.Context(), store.Model{ID: "m", Collection: "c", OverrideWorld: true, World: protocol.PermissionRead,
		Users: []protocol.UserPermissions{{User: alice.UserID, Permissions: protocol.AllPermissions}, {User: bob.UserID}}}, []byte("data"))
	must(t, err)
	got, _, err := d.Model(t.Context(), "m")
	if err != nil || !reflect.DeepEqual(got, m) {
		t.Fatalf("got %+v, %v, want %+v", got, err, m)
	}
}

func testPrefixes(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	m := newModel(t, d, "m")
	for i, want := range []uint64{2, 12, 22} {
		from := d
		if i == 1 {
			from = other
		}
		if first, err := from.ReservePrefixes(t.Context(), m.Key, 10); err != nil || first != want {
			t.Fatalf("prefix %d, %v, want %d", first, err, want)
		}
	}
	_, err := d.ReservePrefixes(t.Context(), m.Key+1, 1)
	mustBe(t, err, store.ErrNotFound)
}

func testSnapshots(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	m := newModel(t, d, "m")
	check := func(version int64, want string) {
		t.Helper()
		if v, data, err := d.Snapshot(t.Context(), m.Key); err != nil || v != version || string(data) != want {
			t.Fatalf("snapshot %d %q, %v, want %d %q", v, data, err, version, want)
		}
	}
	check(1, "data")
	saveSnapshot(t, d, m.Key, 7, []byte("seven"))
	check(7, "seven")
	saveSnapshot(t, d, m.Key, 5, []byte("five")) // came late
	check(7, "seven")
	deleteModel(t, d, m.Key)
	saveSnapshot(t, d, m.Key, 9, []byte("nine"))
	_, _, err := d.Snapshot(t.Context(), m.Key)
	mustBe(t, err, store.ErrNotFound)
}

func testDeleted(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	must(t, d.ClaimInstance(t.Context(), "i1", alice.UserID))
	m := newModel(t, d, "m")
	mustAppend(t, d, m.Key, entry(1, 3, "i1", 1))
	deleteModel(t, d, m.Key)
	deleteModel(t, d, m.Key)
	_, _, err := d.Model(t.Context(), "m")
	mustBe(t, err, store.ErrNotFound)
	again := newModel(t, d, "m")
	if again.Key == m.Key {
		t.Fatal("the new model has the key of the deleted one")
	}
	if last, err := d.LastSequence(t.Context(), again.Key, "i1"); err != nil || last != 0 {
		t.Fatalf("the new model knows sequence %d, %v", last, err)
	}
	if all, err := d.Entries(t.Context(), m.Key, 0, 99, 1000); err != nil || len(all) != 0 {
		t.Fatalf("the deleted model has a log: %v, %v", all, err)
	}
	mustBe(t, d.Append(t.Context(), []store.Append{{Model: m.Key, Version: 4, Entries: []store.Entry{entry(4, 1, "i1", 9)}}})[0], store.ErrVersion)
}

func testReopened(t *testing.T, open func() store.System) {
	s := open()
	must(t, s.CreateDomain(t.Context(), store.DomainInfo{DomainName: testDomain}))
	d, err := s.OpenDomain(t.Context(), testDomain)
	must(t, err)
	must(t, d.ClaimInstance(t.Context(), "i1", alice.UserID))
	m := newModel(t, d, "m")
	mustAppend(t, d, m.Key, entry(1, 3, "i1", 1))
	must(t, d.Close())
	must(t, s.Close())

	d = openDomain(t, open)
	got, _, err := d.Model(t.Context(), "m")
	if err != nil || got.Version != 4 || got.Modified != 1001 {
		t.Fatalf("model %+v, %v", got, err)
	}
	if last, err := d.LastSequence(t.Context(), m.Key, "i1"); err != nil || last != 3 {
		t.Fatalf("last sequence %d, %v", last, err)
	}
}

func newModel(t *testing.T, d store.Domain, id string) store.Model {
	t.Helper()
	makeCollection(t, d)
	m, err := d.CreateModel(t.Context(), store.Model{ID: id, Collection: "c"}, []byte("data"))
	must(t, err)
	return m
}

// makeCollection makes the collection of the tests' models, once.
func makeCollection(t *testing.T, d store.Domain) {
	t.Helper()
	if err := d.CreateCollection(t.Context(), store.Collection{ID: "c", World: store.UsualRights}, 0); !errors.Is(err, store.ErrExists) {
		must(t, err)
	}
}

func testCollections(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	a := store.Collection{ID: "a", World: protocol.PermissionRead,
		Users:  []protocol.UserPermissions{{User: alice.UserID, Permissions: store.AllRights}},
		Groups: []protocol.GroupPermissions{{Group: "g", Permissions: 3}}}
	must(t, d.CreateCollection(t.Context(), a, 0))
	mustBe(t, d.CreateCollection(t.Context(), store.Collection{ID: "a"}, 0), store.ErrExists)
	mustBe(t, d.CreateCollection(t.Context(), store.Collection{}, 0), store.ErrName)
	all, err := d.Collections(t.Context())
	must(t, err)
	mustBe(t, d.CreateCollection(t.Context(), store.Collection{ID: "one too many"}, len(all)), store.ErrTooMany)
	mustBe(t, d.CreateCollection(t.Context(), store.Collection{ID: "a"}, len(all)), store.ErrExists)
	if again, err := d.Collections(t.Context()); err != nil || len(again) != len(all) {
		t.Errorf("there are %d collections, and were %d: %v", len(again), len(all), err)
	}
	m := newModel(t, d, "m")
	if all, err := other.Collections(t.Context()); err != nil || !reflect.DeepEqual(all, []store.Collection{a, {ID: "c", World: store.UsualRights}}) {
		t.Fatalf("collections %+v, %v", all, err)
	}
	mustBe(t, d.RemoveCollection(t.Context(), "c"), store.ErrNotEmpty)
	deleteModel(t, d, m.Key)
	for _, id := range []string{"c", "a"} {
		must(t, d.RemoveCollection(t.Context(), id))
		mustBe(t, d.RemoveCollection(t.Context(), id), store.ErrNotFound)
	}
	// What comes under the name later has none of the old rights.
	must(t, d.CreateCollection(t.Context(), store.Collection{ID: "a"}, 0))
	if got, err := d.Collection(t.Context(), "a"); err != nil || !reflect.DeepEqual(got, store.Collection{ID: "a"}) {
		t.Fatalf("made again %+v, %v", got, err)
	}
}
