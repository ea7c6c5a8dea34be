package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// entry returns count operations at a version; their bytes differ.
func entry(version int64, count int, instance string, first uint64) store.Entry {
	return store.Entry{Version: version, Count: count, Session: "s", Instance: instance, First: first, Millis: 1000 + version,
		Operations: fmt.Appendf(nil, "ops%04d", version), Inverses: fmt.Appendf(nil, "inv%04d", version)}
}

func mustAppend(t *testing.T, d store.Domain, key int64, entries ...store.Entry) {
	t.Helper()
	must(t, d.Append(t.Context(), []store.Append{{Model: key, Version: entries[0].Version, Entries: entries}})[0])
}

func testAppend(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	must(t, d.ClaimInstance(t.Context(), "i1", alice.UserID))
	must(t, d.ClaimInstance(t.Context(), "i2", bob.UserID))
	m1, m2 := newModel(t, d, "m1"), newModel(t, d, "m2")
	errs := d.Append(t.Context(), []store.Append{
		{Model: m1.Key, Version: 1, Entries: []store.Entry{entry(1, 2, "i1", 1), entry(3, 1, "i2", 1), entry(4, 1, "i1", 3)}},
		{Model: m2.Key, Version: 1, Entries: []store.Entry{entry(1, 1, "i1", 1)}},
	})
	must(t, errors.Join(errs...))
	for id, version := range map[string]int64{"m1": 5, "m2": 2} {
		if m, _, err := other.Model(t.Context(), id); err != nil || m.Version != version {
			t.Fatalf("another process sees %+v, %v", m, err)
		}
	}
	all, err := other.Entries(t.Context(), m1.Key, 1, 5, 1000)
	must(t, err)
	want := []store.Entry{entry(1, 2, "i1", 1), entry(3, 1, "i2", 1), entry(4, 1, "i1", 3)}
	for i := range want {
		want[i].Inverses = nil
	}
	if !reflect.DeepEqual(all, want) {
		t.Fatalf("entries %+v", all)
	}
	all, err = d.History(t.Context(), m1.Key, 3, 5, 1000)
	if err != nil || !reflect.DeepEqual(all, []store.Entry{entry(3, 1, "i2", 1), entry(4, 1, "i1", 3)}) {
		t.Fatalf("history %+v, %v", all, err)
	}
	all, err = d.History(t.Context(), m1.Key, 1, 5, 15) // fourteen bytes each
	if err != nil || len(all) != 2 {
		t.Fatalf("%d entries in a page, %v", len(all), err)
	}
}

func testVersionAt(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	must(t, d.ClaimInstance(t.Context(), "i1", alice.UserID))
	m := newModel(t, d, "m")
	mustAppend(t, d, m.Key, entry(1, 3, "i1", 1), entry(4, 2, "i1", 4)) // at 1001 and 1004
	for millis, want := range map[int64]int64{1000: 0, 1001: 4, 1003: 4, 1004: 6, 9999: 6} {
		version, err := d.VersionAt(t.Context(), m.Key, millis)
		if want == 0 {
			mustBe(t, err, store.ErrNotFound)
		} else if err != nil || version != want {
			t.Errorf("at %d: version %d, %v, want %d", millis, version, err, want)
		}
	}
	_, err := d.VersionAt(t.Context(), m.Key+1, 9999)
	mustBe(t, err, store.ErrNotFound)
}

func testAppendConflicts(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	must(t, d.ClaimInstance(t.Context(), "i1", alice.UserID))
	m1, m2, m3 := newModel(t, d, "m1"), newModel(t, d, "m2"), newModel(t, d, "m3")
	mustAppend(t, d, m1.Key, entry(1, 2, "i1", 5))
	mustAppend(t, d, m2.Key, entry(1, 2, "i1", 5))
	errs := d.Append(t.Context(), []store.Append{
		{Model: m1.Key, Version: 2, Entries: []store.Entry{entry(2, 1, "i1", 7)}},                       // not its version
		{Model: m2.Key, Version: 3, Entries: []store.Entry{entry(3, 1, "i1", 7), entry(4, 1, "i1", 6)}}, // 6 was accepted
		{Model: m3.Key, Version: 1, Entries: []store.Entry{entry(1, 1, "i1", 1)}},
	})
	mustBe(t, errs[0], store.ErrVersion)
	mustBe(t, errs[1], store.ErrSequence)
	must(t, errs[2])
	for id, version := range map[string]int64{"m1": 3, "m2": 3, "m3": 2} {
		if m, _, err := d.Model(t.Context(), id); err != nil || m.Version != version {
			t.Fatalf("model %+v, %v, want version %d", m, err, version)
		}
	}
	if last, _ := d.LastSequence(t.Context(), m2.Key, "i1"); last != 6 {
		t.Fatalf("last sequence %d after a refused append", last)
	}
	for _, again := range []uint64{5, 6} { // the first and the last that were accepted
		errs := d.Append(t.Context(), []store.Append{{Model: m2.Key, Version: 3, Entries: []store.Entry{entry(3, 1, "i1", again)}}})
		mustBe(t, errs[0], store.ErrSequence)
	}
	gap := []store.Append{{Model: m3.Key, Version: 2, Entries: []store.Entry{entry(2, 1, "i1", 2), entry(4, 1, "i1", 3)}}}
	if d.Append(t.Context(), gap)[0] == nil {
		t.Fatal("versions with a gap were accepted")
	}
}

// testAppendRace lets two processes append to one model: each version is taken
// once.
func testAppendRace(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	m := newModel(t, d, "m")
	var wg sync.WaitGroup
	var mu sync.Mutex
	taken := map[int64]int{}
	for i, d := range []store.Domain{d, other} {
		instance := fmt.Sprint("i", i)
		must(t, d.ClaimInstance(t.Context(), instance, alice.UserID))
		wg.Go(func() {
			for version := int64(1); version <= 20; version++ {
				err := d.Append(t.Context(), []store.Append{{Model: m.Key, Version: version, Entries: []store.Entry{entry(version, 1, instance, uint64(version))}}})[0]
				if err == nil {
					mu.Lock()
					taken[version]++
					mu.Unlock()
				} else if !errors.Is(err, store.ErrVersion) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for version := int64(1); version <= 20; version++ {
		if taken[version] != 1 {
			t.Errorf("version %d was taken %d times", version, taken[version])
		}
	}
}

func testEntries(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	must(t, d.ClaimInstance(t.Context(), "i1", alice.UserID))
	m := newModel(t, d, "m")
	newModel(t, d, "next")
	mustAppend(t, d, m.Key, entry(1, 10, "i1", 1), entry(11, 1, "i1", 11), entry(12, 8, "i1", 12))
	for _, c := range []struct {
		from, to int64
		limit    int
		want     []int64
	}{
		{1, 20, 1000, []int64{1, 11, 12}},
		{1, 20, 8, []int64{1, 11}}, // seven bytes each
		{1, 20, 0, []int64{1}},
		{5, 6, 1000, []int64{1}},
		{10, 12, 1000, []int64{1, 11}},
		{11, 12, 1000, []int64{11}},
		{19, 40, 1000, []int64{12}},
		{20, 40, 1000, nil},
		{5, 5, 1000, nil},
	} {
		all, err := d.Entries(t.Context(), m.Key, c.from, c.to, c.limit)
		must(t, err)
		var got []int64
		for _, e := range all {
			got = append(got, e.Version)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("entries %d to %d, %d bytes: %v, want %v", c.from, c.to, c.limit, got, c.want)
		}
	}
}

func testIdentity(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	must(t, d.ClaimInstance(t.Context(), "i1", alice.UserID))
	must(t, d.ClaimInstance(t.Context(), "i2", alice.UserID))
	m := newModel(t, d, "m")
	mustAppend(t, d, m.Key, entry(1, 3, "i1", 1), entry(4, 2, "i2", 1), entry(6, 2, "i1", 10))
	for _, c := range []struct {
		instance string
		sequence uint64
		want     int64 // version of the entry; 0: not accepted
	}{{"i1", 1, 1}, {"i1", 3, 1}, {"i1", 4, 0}, {"i1", 10, 6}, {"i1", 11, 6}, {"i1", 12, 0}, {"i2", 2, 4}, {"i3", 1, 0}} {
		e, err := d.Accepted(t.Context(), m.Key, c.instance, c.sequence)
		if c.want == 0 {
			mustBe(t, err, store.ErrNotFound)
		} else if err != nil || e.Version != c.want || e.Session != "s" || e.Millis != 1000+c.want {
			t.Errorf("%s %d: %+v, %v", c.instance, c.sequence, e, err)
		}
	}
	for instance, want := range map[string]uint64{"i1": 11, "i2": 2, "i3": 0} {
		if last, err := d.LastSequence(t.Context(), m.Key, instance); err != nil || last != want {
			t.Errorf("last sequence of %s: %d, %v, want %d", instance, last, err, want)
		}
	}
}
