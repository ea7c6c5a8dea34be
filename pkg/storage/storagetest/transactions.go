package storagetest

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

func atomicity(t *testing.T, open Opener) {
	s := open(t, Options{})
	MustApply(t, s, put("a", "1"), put("b", "1"))
	conflicts := [][]storage.Change{
		{storage.Check(b("a"), b("2"))},
		{storage.CheckAbsent(b("a"))},
		{storage.Check(b("absent"), b(""))},
		{storage.Check(b("a"), b("1")), storage.Check(b("b"), b("2"))},
		{storage.Check(b("a"), nil)}, // an empty value, not absence
	}
	for i, c := range conflicts {
		// The check stands behind what it forbids.
		changes := append([]storage.Change{put("a", "9"), storage.DeleteRange(b("b"), nil), put("z", "9")}, c...)
		if err := Apply(t, s, changes...); !errors.Is(err, storage.ErrConflict) {
			t.Errorf("conflict %d: %v", i, err)
		}
		expect(t, s, nil, nil, 0, "a=1", "b=1")
	}
	MustApply(t, s, put("c", "1")) // a conflict has no consequences
	expect(t, s, b("c"), nil, 0, "c=1")
}

func checks(t *testing.T, open Opener) {
	s := open(t, Options{})
	MustApply(t, s, storage.CheckAbsent(b("a")), put("a", "1"))
	MustApply(t, s, storage.Check(b("a"), b("1")), put("a", ""))
	MustApply(t, s, storage.Check(b("a"), nil), storage.CheckAbsent(b("b")), storage.Delete(b("a")))
	MustApply(t, s, storage.CheckAbsent(b("a")))
	// Checks see the state before the transaction.
	MustApply(t, s, put("a", "1"), storage.CheckAbsent(b("a")))
	expect(t, s, nil, nil, 0, "a=1")
}

func callbacks(t *testing.T, open Opener) {
	s := open(t, Options{})
	var mu sync.Mutex // as the client's: held in calls, taken in callbacks
	var heard []string
	all := make(chan struct{})
	note := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		if heard = append(heard, what); len(heard) == 5 {
			close(all)
		}
	}
	mu.Lock()
	s.Apply([]storage.Change{put("a", "1")}, func(err error) {
		note(fmt.Sprint("put ", err))
		s.Range(nil, nil, 0, func(r []storage.Record, err error) { note(fmt.Sprint("nested ", len(r))) })
	})
	s.Range(nil, nil, 0, func(r []storage.Record, err error) { note(fmt.Sprint("read ", len(r))) })
	s.Apply([]storage.Change{storage.CheckAbsent([]byte("a"))}, func(err error) { note(fmt.Sprint("conflict ", errors.Is(err, storage.ErrConflict))) })
	s.Apply([]storage.Change{storage.Delete([]byte("a"))}, nil)
	s.Apply([]storage.Change{put("b", "1")}, func(err error) { note(fmt.Sprint("put ", err)) })
	if len(heard) != 0 {
		t.Errorf("called back from within a call: %q", heard)
	}
	mu.Unlock()
	select {
	case <-all:
	case <-time.After(patience):
		mu.Lock()
		defer mu.Unlock()
		t.Fatalf("only heard %q", heard)
	}
	want := []string{"put <nil>", "read 1", "conflict true", "put <nil>", "nested 1"}
	for i := range want {
		if heard[i] != want[i] {
			t.Fatalf("heard %q, want %q", heard, want)
		}
	}
}

// long makes transactions that take a store some time: they are all or none too.
func long(t *testing.T, open Opener) {
	s := open(t, Options{})
	changes := []storage.Change{storage.CheckAbsent([]byte("key"))}
	for i := range 3000 {
		changes = append(changes, put(fmt.Sprintf("%05d", i), "value"))
		if i == 1500 {
			changes = append(changes, storage.DeleteRange([]byte("00000"), []byte("01000")))
		}
	}
	MustApply(t, s, changes...)
	if records, err := Range(t, s, nil, nil, 0); err != nil || len(records) != 2000 {
		t.Fatalf("%d records, %v; want 2000", len(records), err)
	}
	MustApply(t, s, storage.DeleteRange(nil, nil), put("key", "there"))
	if err := Apply(t, s, changes...); !errors.Is(err, storage.ErrConflict) {
		t.Errorf("the outcome is %v, want a conflict", err)
	}
	expect(t, s, nil, nil, 0, "key=there")
}

// reads asks for many ranges between changes without waiting: each sees the
// changes before it and no others.
func reads(t *testing.T, open Opener) {
	s := open(t, Options{})
	const rounds, each = 20, 5
	type result struct {
		round, found, all int
		err               error
	}
	results := make(chan result, rounds*each)
	for round := range rounds {
		for i := range each {
			from, to, all := []byte(nil), []byte(nil), round
			switch i {
			case 1:
				from = []byte("x") // nothing is there
				all = 0
			case 2:
				from, to, all = []byte("k"), []byte("a"), 0 // nothing can be there
			}
			s.Range(from, to, 0, func(r []storage.Record, err error) { results <- result{round, len(r), all, err} })
		}
		s.Apply([]storage.Change{put(fmt.Sprintf("k%02d", round), "")}, nil)
	}
	for i := range rounds * each {
		select {
		case r := <-results:
			if r.err != nil || r.found != r.all || r.round != i/each {
				t.Fatalf("read %d: %d records in round %d, %v; want %d in round %d", i, r.found, r.round, r.err, r.all, i/each)
			}
		case <-time.After(patience):
			t.Fatalf("%d reads were answered", i)
		}
	}
}

// concurrent counts up in one record from several goroutines and stores, by
// compare-and-set.
func concurrent(t *testing.T, open Opener) {
	const workers, rounds = 4, 10
	stores := []storage.Store{open(t, Options{}), open(t, Options{})}
	MustApply(t, stores[0], put("n", "0"))
	result := make(chan error, workers)
	for w := range workers {
		s := stores[w%len(stores)]
		go func() {
			for done := 0; done < rounds; {
				answer := make(chan error, 1)
				s.Range(b("n"), nil, 1, func(r []storage.Record, err error) {
					if err != nil || len(r) != 1 {
						answer <- fmt.Errorf("read: %d records, %v", len(r), err)
						return
					}
					n, _ := strconv.Atoi(string(r[0].Value))
					s.Apply([]storage.Change{storage.Check(b("n"), r[0].Value), put("n", strconv.Itoa(n+1))}, func(err error) { answer <- err })
				})
				switch err := <-answer; {
				case err == nil:
					done++
				case !errors.Is(err, storage.ErrConflict):
					result <- err
					return
				}
			}
			result <- nil
		}()
	}
	for range workers {
		if err := <-result; err != nil {
			t.Error(err)
		}
	}
	expect(t, stores[0], nil, nil, 0, fmt.Sprintf("n=%d", workers*rounds))
}

func twoStores(t *testing.T, open Opener) {
	one, two := open(t, Options{}), open(t, Options{})
	MustApply(t, one, put("a", "1"))
	expect(t, two, nil, nil, 0, "a=1")
	MustApply(t, two, put("a", "2"))
	expect(t, one, nil, nil, 0, "a=2")
	if err := Close(t, one); err != nil {
		t.Fatal(err)
	}
	MustApply(t, two, put("b", "1"))
}

func abort(t *testing.T, open Opener, next func(*testing.T)) {
	s := open(t, Options{})
	MustApply(t, s, put("a", "1"))
	next(t)
	if err := Apply(t, s, put("a", "2"), put("b", "2")); !errors.Is(err, storage.ErrAbort) {
		t.Errorf("an aborted transaction: %v", err)
	}
	expect(t, s, nil, nil, 0, "a=1")
	MustApply(t, s, put("a", "3"))
}
