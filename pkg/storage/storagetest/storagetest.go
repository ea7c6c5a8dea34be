// Package storagetest is what every implementation of storage.Store has to pass.
package storagetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Opener opens a store on the database that belongs to a test: the same one at
// each call. It fails the test when it cannot. Databases are removed by the
// implementation's own cleanup, and stores may be left open.
type Opener func(t *testing.T, o Options) storage.Store

// Options say how a store is to be opened.
type Options struct {
	Observe storage.Observer
	Timeout time.Duration // 0: the implementation's own
}

// Hooks are what a suite needs besides a store. Cases whose hook is nil are
// skipped, because the implementation cannot get into such a state.
type Hooks struct {
	// New makes a database and returns how to open it.
	New func(t *testing.T) Opener
	// Stall keeps the transactions of a test's stores from running until release
	// is called.
	Stall func(t *testing.T, open Opener) (release func())
	// Abort makes the platform abort the next write.
	Abort func(t *testing.T)
	// Fill makes the next write fail for lack of room.
	Fill func(t *testing.T, open Opener)
}

// Run runs the suite.
func Run(t *testing.T, h Hooks) {
	cases := []struct {
		name string
		run  func(*testing.T, Opener)
		skip bool // the hook that it needs is missing
	}{
		{name: "order", run: order},
		{name: "ranges", run: ranges},
		{name: "binary keys", run: binaryKeys},
		{name: "values", run: values},
		{name: "changes happen in order", run: sequence},
		{name: "a failing check changes nothing", run: atomicity},
		{name: "checks", run: checks},
		{name: "callbacks come later and in order", run: callbacks},
		{name: "long transactions", run: long},
		{name: "reads between changes", run: reads},
		{name: "concurrent appliers", run: concurrent},
		{name: "two stores", run: twoStores},
		{name: "reopen", run: reopen},
		{name: "close in the middle", run: closeInTheMiddle},
		{name: "destroy", run: destroy},
		{name: "large values", run: largeValues},
		{name: "values of many lengths", run: lengths},
		{name: "many records", run: manyRecords},
		{name: "random changes", run: random},
		{name: "prepare", run: prepareStore},
		{name: "deadline", run: func(t *testing.T, open Opener) { deadline(t, open, h.Stall) }, skip: h.Stall == nil},
		{name: "abort", run: func(t *testing.T, open Opener) { abort(t, open, h.Abort) }, skip: h.Abort == nil},
		{name: "quota", run: func(t *testing.T, open Opener) { quota(t, open, h.Fill) }, skip: h.Fill == nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.skip {
				t.Skipf("the harness of this store has no way to bring it into the state %q", c.name)
			}
			c.run(t, h.New(t))
		})
	}
}

// patience is how long a test waits for a callback before it fails.
const patience = 20 * time.Second

// Apply applies changes and waits for the outcome.
func Apply(t *testing.T, s storage.Store, changes ...storage.Change) error {
	t.Helper()
	return wait(t, "Apply", func(done func(error)) { s.Apply(changes, done) })
}

// MustApply is Apply that has to succeed.
func MustApply(t *testing.T, s storage.Store, changes ...storage.Change) {
	t.Helper()
	if err := Apply(t, s, changes...); err != nil {
		t.Fatalf("Apply: %v", err)
	}
}

// Close closes a store and waits.
func Close(t *testing.T, s storage.Store) error {
	t.Helper()
	return wait(t, "Close", s.Close)
}

// Destroy destroys a store and waits.
func Destroy(t *testing.T, s storage.Store) error {
	t.Helper()
	return wait(t, "Destroy", s.Destroy)
}

// Range reads records and waits for them.
func Range(t *testing.T, s storage.Store, from, to []byte, limit int) ([]storage.Record, error) {
	t.Helper()
	var records []storage.Record
	err := wait(t, "Range", func(done func(error)) {
		s.Range(from, to, limit, func(r []storage.Record, err error) {
			records = r
			done(err)
		})
	})
	return records, err
}

func wait(t *testing.T, what string, f func(done func(error))) error {
	t.Helper()
	result := make(chan error, 2)
	f(func(err error) { result <- err })
	select {
	case err := <-result:
		return err
	case <-time.After(patience):
		t.Fatalf("%s has not called back after %v", what, patience)
		return nil
	}
}

// expect compares what a range holds with key=value texts.
func expect(t *testing.T, s storage.Store, from, to []byte, limit int, want ...string) {
	t.Helper()
	records, err := Range(t, s, from, to, limit)
	if err != nil {
		t.Fatalf("Range(%q, %q, %d): %v", from, to, limit, err)
	}
	var got []string
	for _, r := range records {
		got = append(got, fmt.Sprintf("%s=%s", r.Key, r.Value))
	}
	if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("Range(%q, %q, %d)\n got %q\nwant %q", from, to, limit, got, want)
	}
}

func put(key, value string) storage.Change { return storage.Put([]byte(key), []byte(value)) }

func b(s string) []byte { return []byte(s) }
