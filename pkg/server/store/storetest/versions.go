package storetest

import (
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// testNamedVersions names versions of two models, takes names away, and removes a model with
// its own.
func testNamedVersions(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	ctx := t.Context()
	m, second := newModel(t, d, "m"), newModel(t, d, "second")
	must(t, d.ClaimInstance(ctx, "instance", alice.UserID))
	mustAppend(t, d, m.Key, entry(1, 4, "instance", 1)) // version 5
	name := func(key, version int64, name string) (protocol.NamedVersion, error) {
		return other.NameVersion(ctx, key, protocol.NamedVersion{Name: name, Version: version, Millis: 7, By: bob.UserID}, 4)
	}
	want := func(key int64, all ...protocol.NamedVersion) {
		t.Helper()
		if got, err := d.NamedVersions(ctx, key); err != nil || !reflect.DeepEqual(got, all) {
			t.Fatalf("named are %+v, %v; want %+v", got, err, all)
		}
	}
	of := func(version int64, name string) protocol.NamedVersion {
		return protocol.NamedVersion{Name: name, Version: version, Millis: 7, By: bob.UserID}
	}
	want(m.Key)
	if v, err := name(m.Key, 0, "newest"); err != nil || v != of(5, "newest") {
		t.Fatalf("the newest version became %+v, %v", v, err)
	}
	for version, called := range map[int64]string{1: odd, 5: "also newest", 3: "middle"} {
		if v, err := name(m.Key, version, called); err != nil || v != of(version, called) {
			t.Fatalf("version %d became %+v, %v", version, v, err)
		}
	}
	all := []protocol.NamedVersion{of(1, odd), of(3, "middle"), of(5, "also newest"), of(5, "newest")}
	want(m.Key, all...)
	_, err := name(m.Key, 2, "one too many")
	mustBe(t, err, store.ErrTooMany)
	_, err = name(second.Key, 2, "of a version that there is not")
	mustBe(t, err, store.ErrVersion)
	_, err = name(second.Key, -1, "of none")
	mustBe(t, err, store.ErrVersion)
	_, err = name(second.Key+100, 1, "of no model")
	mustBe(t, err, store.ErrVersion)
	_, err = name(second.Key, 1, "middle") // of another model
	must(t, err)
	must(t, d.RemoveVersionName(ctx, m.Key, odd))
	mustBe(t, d.RemoveVersionName(ctx, m.Key, odd), store.ErrNotFound)
	_, err = name(m.Key, 4, "middle")
	mustBe(t, err, store.ErrExists)
	want(m.Key, all[1:]...)
	used := func() (n int64) {
		all, err := d.Used(ctx)
		must(t, err)
		for i := range all {
			n += all[i].Storage()
		}
		return n
	}
	before := used()
	if freed := deleteModel(t, d, m.Key); used() != before-freed || freed < 3*store.NamedVersionBytes {
		t.Errorf("of %d bytes deleting it has freed %d, and %d are used", before, freed, used())
	}
	want(m.Key)
	want(second.Key, of(1, "middle"))
}
