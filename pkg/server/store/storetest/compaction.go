package storetest

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// aged returns the keys of all models that can be compacted.
func aged(t *testing.T, d store.Domain, since int64) (keys []int64) {
	t.Helper()
	for after := int64(0); ; {
		last, found, err := d.Aged(t.Context(), after, 1, since)
		must(t, err)
		for _, m := range found {
			keys = append(keys, m.Key)
			if m.ID != "m" && m.ID != "other" || m.Maker != alice.UserID {
				t.Errorf("aged: %+v", m)
			}
		}
		if after = last; last == 0 {
			return keys
		}
	}
}

// testCompact gives up what is behind the snapshot and old enough, and keeps the rest and all
// identities.
func testCompact(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	for _, i := range []string{"i1", "i2"} {
		must(t, d.ClaimInstance(t.Context(), i, alice.UserID))
	}
	newMade := func(id string) store.Model {
		newModel(t, d, "ignored by "+id) // a key in between
		m, err := d.CreateModel(t.Context(), store.Model{ID: id, Collection: "c", Maker: alice.UserID}, []byte("data"))
		must(t, err)
		return m
	}
	m, another := newMade("m"), newMade("other")
	all := []store.Entry{entry(1, 3, "i1", 1), entry(4, 2, "i1", 4), entry(6, 1, "i2", 9), entry(7, 2, "i1", 6), entry(9, 1, "i1", 20), entry(10, 1, "i1", 21)}
	mustAppend(t, d, m.Key, all...)
	mustAppend(t, d, another.Key, entry(1, 3, "i1", 1))
	if found := aged(t, d, math.MaxInt64); found != nil {
		t.Errorf("aged without a snapshot: %v", found)
	}
	if c, err := d.Compact(t.Context(), m.Key, math.MaxInt64, math.MaxInt64); err != nil || c != (store.Compacted{Oldest: 1}) {
		t.Errorf("compacted without a snapshot: %+v, %v", c, err)
	}
	saveSnapshot(t, d, m.Key, 10, []byte("state")) // the last entry lies after it
	saveSnapshot(t, d, another.Key, 4, []byte("state"))
	if found := aged(t, d, 1001); found != nil { // when the first one was made
		t.Errorf("aged too early: %v", found)
	}
	if found := aged(t, d, 1002); !reflect.DeepEqual(found, []int64{m.Key, another.Key}) {
		t.Errorf("aged: %v", found)
	}
	used := func() int64 {
		u, err := other.Used(t.Context())
		must(t, err)
		var log int64
		for i := range u {
			log += u[i].Log
		}
		return log
	}
	before := used()
	step := func(below, since int64, want store.Compacted, heads ...store.Entry) {
		t.Helper()
		c, err := d.Compact(t.Context(), m.Key, below, since)
		if err != nil || c != want {
			t.Fatalf("compacted %+v, %v; want %+v", c, err, want)
		}
		if before -= want.Bytes; used() != before {
			t.Errorf("the log has %d bytes, want %d", used(), before)
		}
		found, err := other.Identities(t.Context(), m.Key, 1, 10)
		must(t, err)
		for i := range heads {
			heads[i].Operations, heads[i].Inverses = nil, nil
		}
		if !reflect.DeepEqual(found, heads) {
			t.Errorf("identities %+v, want %+v", found, heads)
		}
		now, _, err := other.Model(t.Context(), "m")
		if err != nil || now.Oldest != want.Oldest || now.Version != 11 {
			t.Errorf("the model is %+v, %v", now, err)
		}
	}
	// Of a version with a name nothing goes that leads back to it.
	for _, v := range []int64{5, 4} {
		_, err := d.NameVersion(t.Context(), m.Key, protocol.NamedVersion{Name: fmt.Sprint("v", v), Version: v}, 10)
		must(t, err)
		before += store.NamedVersionBytes
	}
	first := entry(1, 3, "i1", 1)
	step(math.MaxInt64, 1006, store.Compacted{Oldest: 4, OldestTime: 1001, Operations: 3, Bytes: 14}, first)
	if found := aged(t, d, math.MaxInt64); !reflect.DeepEqual(found, []int64{another.Key}) {
		t.Errorf("aged while a version has a name: %v", found)
	}
	must(t, d.RemoveVersionName(t.Context(), m.Key, "v4"))
	before -= store.NamedVersionBytes
	step(math.MaxInt64, 1006, store.Compacted{Oldest: 4}, first) // 5 is in the midst of an entry
	_, err := d.NameVersion(t.Context(), m.Key, protocol.NamedVersion{Name: "before", Version: 3}, 10)
	mustBe(t, err, store.ErrForgotten)
	must(t, d.RemoveVersionName(t.Context(), m.Key, "v5"))
	before -= store.NamedVersionBytes
	joined := entry(1, 5, "i1", 1)
	joined.Millis = 1004
	step(math.MaxInt64, 1006, store.Compacted{Oldest: 6, OldestTime: 1004, Operations: 2, Bytes: 14}, joined)
	step(8, math.MaxInt64, store.Compacted{Oldest: 7, OldestTime: 1006, Operations: 1, Bytes: 14}, joined, entry(6, 1, "i2", 9)) // the next one would end at 9
	third := entry(7, 2, "i1", 6)
	step(9, math.MaxInt64, store.Compacted{Oldest: 9, OldestTime: 1007, Operations: 2, Bytes: 14}, joined, entry(6, 1, "i2", 9), third)
	fourth := entry(9, 1, "i1", 20) // its sequence does not follow
	step(math.MaxInt64, math.MaxInt64, store.Compacted{Oldest: 10, OldestTime: 1009, Operations: 1, Bytes: 14}, joined, entry(6, 1, "i2", 9), third, fourth)
	// The model is as it was at nine entries' end, which the snapshot has: the rest stays.
	if c, err := d.Compact(t.Context(), m.Key, math.MaxInt64, math.MaxInt64); err != nil || c.Operations != 0 || c.Oldest != 10 {
		t.Errorf("compacted past the snapshot: %+v, %v", c, err)
	}
	if found := aged(t, d, math.MaxInt64); !reflect.DeepEqual(found, []int64{another.Key}) {
		t.Errorf("aged in the end: %v", found)
	}
	if listed, err := d.ModelsAfter(t.Context(), "c", "lzz", 1); err != nil || len(listed) != 1 || listed[0].Oldest != 10 || listed[0].OldestTime != 1009 {
		t.Errorf("listed %+v, %v", listed, err)
	}

	for _, from := range []int64{1, 4, 9} {
		_, err := d.Entries(t.Context(), m.Key, from, 11, 1000)
		mustBe(t, err, store.ErrForgotten)
		_, err = other.History(t.Context(), m.Key, from, 11, 1)
		mustBe(t, err, store.ErrForgotten)
	}
	if kept, err := other.History(t.Context(), m.Key, 10, 11, 1000); err != nil || !reflect.DeepEqual(kept, all[5:]) {
		t.Errorf("kept %+v, %v", kept, err)
	}
	// Whoever sends something again is told which version it had.
	for _, c := range []struct {
		instance string
		sequence uint64
		version  int64
	}{{"i1", 1, 1}, {"i1", 5, 5}, {"i2", 9, 6}, {"i1", 6, 7}, {"i1", 7, 8}, {"i1", 20, 9}, {"i1", 21, 10}} {
		e, err := other.Accepted(t.Context(), m.Key, c.instance, c.sequence)
		if err != nil || e.Version+int64(c.sequence-e.First) != c.version || e.Session != "s" {
			t.Errorf("%s %d: %+v, %v", c.instance, c.sequence, e, err)
		}
	}
	_, err = d.Accepted(t.Context(), m.Key, "i1", 8)
	mustBe(t, err, store.ErrNotFound)
	mustBe(t, d.Append(t.Context(), []store.Append{{Model: m.Key, Version: 11, Entries: []store.Entry{entry(11, 1, "i1", 5)}}})[0], store.ErrSequence)
	mustAppend(t, d, m.Key, entry(11, 1, "i2", 10))

	deleteModel(t, d, m.Key)
	if c, err := d.Compact(t.Context(), m.Key, math.MaxInt64, math.MaxInt64); err != nil || c != (store.Compacted{}) {
		t.Errorf("compacted a model that was deleted: %+v, %v", c, err)
	}
}

// testCompactPortions compacts a long log, a portion at a time, as which it is right after
// each of them.
func testCompactPortions(t *testing.T, open func() store.System) {
	d := openDomain(t, open)
	for i := range 2 {
		must(t, d.ClaimInstance(t.Context(), fmt.Sprint("i", i), alice.UserID))
	}
	m := newModel(t, d, "m")
	const count = 1200
	var all []store.Entry
	for v := int64(1); v <= count; v++ {
		e := entry(v, 1, fmt.Sprint("i", v%2), uint64((v+1)/2)) // by turns, so that nothing is joined
		if v == 3 {
			e.Operations = make([]byte, 2<<20)
		}
		all = append(all, e)
	}
	mustAppend(t, d, m.Key, all...)
	saveSnapshot(t, d, m.Key, count+1, []byte("state"))
	var oldest []int64
	for more := true; more; {
		c, err := d.Compact(t.Context(), m.Key, math.MaxInt64, math.MaxInt64)
		must(t, err)
		oldest, more = append(oldest, c.Oldest), c.More
		found, err := d.Identities(t.Context(), m.Key, 1, count)
		must(t, err)
		if len(found) != int(c.Oldest-1) || found[len(found)-1].Version != c.Oldest-1 {
			t.Fatalf("%d identities up to version %d", len(found), c.Oldest)
		}
		if c.Oldest <= count {
			if rest, err := d.Entries(t.Context(), m.Key, c.Oldest, count+1, 1); err != nil || rest[0].Version != c.Oldest {
				t.Fatalf("from %d on: %+v, %v", c.Oldest, rest, err)
			}
		}
	}
	if want := []int64{4, 504, 1004, count + 1}; !reflect.DeepEqual(oldest, want) {
		t.Errorf("portions end at %v, want %v", oldest, want)
	}
}
