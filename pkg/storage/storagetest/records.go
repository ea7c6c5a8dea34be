package storagetest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

func order(t *testing.T, open Opener) {
	s := open(t, Options{})
	MustApply(t, s, put("b", "2"), put("", "0"), put("a", "1"), put("ab", "12"), put("B", "upper"))
	expect(t, s, nil, nil, 0, "=0", "B=upper", "a=1", "ab=12", "b=2")
	MustApply(t, s, put("a", "1b"))
	expect(t, s, nil, nil, 0, "=0", "B=upper", "a=1b", "ab=12", "b=2")
}

func ranges(t *testing.T, open Opener) {
	s := open(t, Options{})
	MustApply(t, s, put("a", "1"), put("b", "2"), put("c", "3"), put("d", "4"))
	expect(t, s, b("b"), b("d"), 0, "b=2", "c=3")
	expect(t, s, b("b"), nil, 0, "b=2", "c=3", "d=4")
	expect(t, s, nil, b("b"), 0, "a=1")
	expect(t, s, b("aa"), b("cc"), 0, "b=2", "c=3")
	expect(t, s, nil, nil, 2, "a=1", "b=2")
	expect(t, s, storage.After(b("b")), nil, 1, "c=3")
	expect(t, s, b("a"), b("d"), 9, "a=1", "b=2", "c=3")
	expect(t, s, b("b"), b("b"), 0)
	expect(t, s, b("d"), b("a"), 0)
	expect(t, s, b("x"), nil, 0)
	expect(t, s, nil, b(""), 0)
}

func binaryKeys(t *testing.T, open Opener) {
	s := open(t, Options{})
	keys := [][]byte{{}, {0}, {0, 0}, {0, 1}, {0, 0xFF}, {1}, {0x7F}, {0x80}, {0xFE, 0xFF}, {0xFF}, {0xFF, 0}, {0xFF, 0xFF}}
	var changes []storage.Change
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(len(keys)) {
		changes = append(changes, storage.Put(keys[i], keys[i]))
	}
	MustApply(t, s, changes...)
	records, err := Range(t, s, nil, nil, 0)
	if err != nil || len(records) != len(keys) {
		t.Fatalf("%d records, %v; want %d", len(records), err, len(keys))
	}
	for i, r := range records {
		if !bytes.Equal(r.Key, keys[i]) || !bytes.Equal(r.Value, keys[i]) {
			t.Errorf("record %d is %x=%x, want %x", i, r.Key, r.Value, keys[i])
		}
	}
	records, _ = Range(t, s, []byte{0}, storage.PrefixEnd([]byte{0}), 0)
	if len(records) != 4 {
		t.Errorf("%d records begin with a zero byte, want 4", len(records))
	}
	MustApply(t, s, storage.DeleteRange([]byte{0xFF}, storage.PrefixEnd([]byte{0xFF})))
	if records, _ = Range(t, s, []byte{0xFE}, nil, 0); len(records) != 1 {
		t.Errorf("%d records are left from FE, want 1", len(records))
	}
}

func values(t *testing.T, open Opener) {
	s := open(t, Options{})
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	MustApply(t, s, storage.Put(b("all"), all), storage.Put(b("empty"), []byte{}), storage.Put(b("nil"), nil))
	records, err := Range(t, s, nil, nil, 0)
	if err != nil || len(records) != 3 {
		t.Fatalf("%d records, %v; want 3", len(records), err)
	}
	if !bytes.Equal(records[0].Value, all) || len(records[1].Value) != 0 || len(records[2].Value) != 0 {
		t.Errorf("values came back as %x, %x, %x", records[0].Value, records[1].Value, records[2].Value)
	}
	records[0].Value[0] = 99 // what a reader got is its own
	if again, _ := Range(t, s, nil, nil, 1); len(again) != 1 || again[0].Value[0] != 0 {
		t.Error("changing a value that was read changed the store")
	}
}

func sequence(t *testing.T, open Opener) {
	s := open(t, Options{})
	MustApply(t, s, put("a", "1"), put("b", "1"), put("c", "1"), put("d", "1"))
	MustApply(t, s, put("a", "2"), storage.DeleteRange(b("a"), b("c")), put("b", "3"),
		storage.Delete(b("d")), storage.Delete(b("absent")), put("e", "1"), storage.Delete(b("e")), put("f", "1"), put("f", "2"),
		storage.DeleteRange(b("f"), b("b"))) // an empty range
	expect(t, s, nil, nil, 0, "b=3", "c=1", "f=2")
	MustApply(t, s, storage.DeleteRange(b("c"), nil))
	expect(t, s, nil, nil, 0, "b=3")
	MustApply(t, s)
	MustApply(t, s, storage.DeleteRange(nil, nil))
	expect(t, s, nil, nil, 0)
}

func largeValues(t *testing.T, open Opener) {
	s := open(t, Options{})
	large := make([]byte, 1<<20)
	rand.NewChaCha8([32]byte{1}).Read(large)
	MustApply(t, s, storage.Put(b("a"), large), put("b", "small"), storage.Put(b("c"), large[:1<<19]))
	records, err := Range(t, s, nil, nil, 0)
	if err != nil || len(records) != 3 {
		t.Fatalf("%d records, %v; want 3", len(records), err)
	}
	if !bytes.Equal(records[0].Value, large) || string(records[1].Value) != "small" || !bytes.Equal(records[2].Value, large[:1<<19]) {
		t.Error("a large value came back changed")
	}
	// A check of a large value compares all of it.
	other := bytes.Clone(large)
	other[len(other)-1]++
	if err := Apply(t, s, storage.Check(b("a"), other), put("b", "changed")); !errors.Is(err, storage.ErrConflict) {
		t.Errorf("a check that differs in its last byte: %v", err)
	}
	MustApply(t, s, storage.Check(b("a"), large), storage.Put(b("a"), nil))
}

// lengths writes values of every length in two stretches, which may share buffers.
func lengths(t *testing.T, open Opener) {
	s := open(t, Options{})
	all := make([]byte, 5000)
	rand.NewChaCha8([32]byte{2}).Read(all)
	var changes []storage.Change
	var values [][]byte
	for n := range all {
		if n < 300 || n > 4000 && n < 4200 {
			values = append(values, all[len(all)-n:])
			changes = append(changes, storage.Put(fmt.Appendf(nil, "%04d", n), all[len(all)-n:]))
		}
	}
	MustApply(t, s, changes...)
	records, err := Range(t, s, nil, nil, 0)
	if err != nil || len(records) != len(values) {
		t.Fatalf("%d records, %v; want %d", len(records), err, len(values))
	}
	for i, r := range records {
		if string(r.Key) != string(changes[i].Key) || !bytes.Equal(r.Value, values[i]) {
			t.Errorf("the value of %d bytes came back under %q as %d bytes, or changed", len(values[i]), r.Key, len(r.Value))
		}
	}
}

func manyRecords(t *testing.T, open Opener) {
	s := open(t, Options{})
	const n = 10000
	var changes []storage.Change
	for i := range n {
		changes = append(changes, put(fmt.Sprintf("%05d", i*7919%n), fmt.Sprintf("value %d", i*7919%n)))
	}
	MustApply(t, s, changes...)
	seen := 0
	for from := []byte(nil); ; {
		page, err := Range(t, s, from, nil, 777)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			if string(r.Key) != fmt.Sprintf("%05d", seen) || string(r.Value) != fmt.Sprintf("value %d", seen) {
				t.Fatalf("record %d is %s=%s", seen, r.Key, r.Value)
			}
			seen++
		}
		if len(page) < 777 {
			break
		}
		from = storage.After(page[len(page)-1].Key)
	}
	if seen != n {
		t.Errorf("%d records, want %d", seen, n)
	}
}

// random compares a store with a map over random transactions.
func random(t *testing.T, open Opener) {
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 0))
	s := open(t, Options{})
	model := map[string]string{}
	key := func() string { return string([]byte{"\x00ab\xff"[r.IntN(4)], "\x00ab\xff"[r.IntN(4)]}[:1+r.IntN(2)]) }
	var script []string
	for range 60 {
		next := map[string]string{}
		for k, v := range model {
			next[k] = v
		}
		conflict := false
		var changes []storage.Change
		for range 1 + r.IntN(5) {
			switch k := key(); r.IntN(5) {
			case 0, 1:
				v := fmt.Sprint(r.IntN(3))
				changes = append(changes, put(k, v))
				next[k] = v
			case 2:
				changes = append(changes, storage.Delete(b(k)))
				delete(next, k)
			case 3:
				to := key()
				changes = append(changes, storage.DeleteRange(b(k), b(to)))
				for have := range next {
					if have >= k && have < to {
						delete(next, have)
					}
				}
			case 4: // checks see the state before the transaction, wherever they are
				v, there := model[k]
				if r.IntN(4) == 0 {
					v, there, conflict = "other", true, true
				}
				if there {
					changes = append(changes, storage.Check(b(k), b(v)))
				} else {
					changes = append(changes, storage.CheckAbsent(b(k)))
				}
			}
		}
		script = append(script, fmt.Sprintf("%+v", changes))
		err := Apply(t, s, changes...)
		if conflict != errors.Is(err, storage.ErrConflict) || !conflict && err != nil {
			t.Fatalf("seed %d: conflict %v, got %v after %s", seed, conflict, err, script)
		}
		if !conflict {
			model = next
		}
		records, err := Range(t, s, nil, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for k := range model {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		same := len(records) == len(keys)
		for i := 0; same && i < len(keys); i++ {
			same = string(records[i].Key) == keys[i] && string(records[i].Value) == model[keys[i]]
		}
		if !same {
			t.Fatalf("seed %d: the store has %q, want %q, after %s", seed, records, model, script)
		}
	}
}
