package idb_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/idb"
	"github.com/convergence-wasm/convergence/pkg/storage/storagetest"
)

// TestFigures compares the store with plain IndexedDB calls from JavaScript, in
// turns, in the same page: records written in one transaction, and records read
// by one range. It prints records per second, and the median of ours by
// JavaScript's in each round.
func TestFigures(t *testing.T) {
	const records, size = 2000, 100
	rounds := 9
	if testing.Short() {
		rounds = 5
	}
	s := open(t, idb.Options{Name: databaseName(t)})
	w := storage.NewWriter(s, storage.WriterOptions{})
	plain := databaseName(t)
	script(t, `
		const r = indexedDB.open(args[0], 1);
		r.onupgradeneeded = () => r.result.createObjectStore("records");
		const db = await new Promise((yes) => { r.onsuccess = () => yes(r.result); });
		const bytes = new TextEncoder();
		globalThis.plain = {
			put(records, size, round) {
				const begin = performance.now();
				return new Promise((yes, no) => {
					const tx = db.transaction("records", "readwrite", { durability: "strict" });
					const store = tx.objectStore("records");
					for (let i = 0; i < records; i++) store.put(new Uint8Array(size).fill(round), bytes.encode("key " + String(i).padStart(6, "0")));
					tx.oncomplete = () => yes(performance.now() - begin);
					tx.onabort = no;
				});
			},
			get(records) {
				const begin = performance.now();
				return new Promise((yes, no) => {
					const store = db.transaction("records", "readonly").objectStore("records");
					const range = IDBKeyRange.bound(bytes.encode("key "), bytes.encode("key:"), false, true);
					let keys;
					store.getAllKeys(range).onsuccess = (e) => { keys = e.target.result; };
					store.getAll(range).onsuccess = (e) => {
						if (keys.length !== records || e.target.result.length !== records) no(new Error("records are missing"));
						yes(performance.now() - begin);
					};
				});
			},
			close() { db.close(); },
		};`, plain)
	var puts, gets []float64
	var speeds [4][]float64 // records per second: written, by JavaScript, read, by JavaScript
	for round := range rounds {
		theirs := script(t, `return globalThis.plain.put(...args);`, records, size, round).Float()
		begin := time.Now()
		value := make([]byte, size)
		for i := range value {
			value[i] = byte(round)
		}
		saved := make(chan error, 1)
		changes := make([]storage.Change, records)
		for i := range changes {
			changes[i] = storage.Put(key(i), value)
		}
		w.Add(changes, func(err error) { saved <- err })
		if err := <-saved; err != nil {
			t.Fatal(err)
		}
		ours := float64(time.Since(begin).Microseconds()) / 1000
		puts = append(puts, theirs/ours)

		theirGet := script(t, `return globalThis.plain.get(...args);`, records).Float()
		begin = time.Now()
		found, err := storagetest.Range(t, s, []byte("key "), []byte("key:"), 0)
		if err != nil || len(found) != records || len(found[0].Value) != size {
			t.Fatalf("%d records, %v", len(found), err)
		}
		ourGet := float64(time.Since(begin).Microseconds()) / 1000
		gets = append(gets, theirGet/ourGet)
		for i, ms := range [...]float64{ours, theirs, ourGet, theirGet} {
			speeds[i] = append(speeds[i], records/ms*1000)
		}
		t.Logf("round %d, ms: put %.1f, JS %.1f; get %.1f, JS %.1f", round, ours, theirs, ourGet, theirGet)
	}
	script(t, `globalThis.plain.close();`)
	for i, name := range [...]string{"put", "put_js", "get", "get_js"} {
		slices.Sort(speeds[i])
		fmt.Printf("figure idb.%s.per_second %.0f records\n", name, speeds[i][len(speeds[i])/2])
	}
	for _, f := range []struct {
		name   string
		ratios []float64
		least  float64 // not the aim: what shows that something has gone wrong
	}{{"idb.put_ratio", puts, 0.4}, {"idb.get_ratio", gets, 0.1}} {
		slices.Sort(f.ratios)
		middle := f.ratios[len(f.ratios)/2]
		fmt.Printf("figure %s %.2f x\n", f.name, middle)
		if middle < f.least {
			t.Errorf("%s is %.2f, expected at least %.2f", f.name, middle, f.least)
		}
	}
}
