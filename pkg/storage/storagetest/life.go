package storagetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

func reopen(t *testing.T, open Opener) {
	s := open(t, Options{})
	MustApply(t, s, put("a", "1"), put("b", "1"))
	if err := Close(t, s); err != nil {
		t.Fatal(err)
	}
	s = open(t, Options{})
	expect(t, s, nil, nil, 0, "a=1", "b=1")
	// Neither does a store that is never closed keep anything back.
	MustApply(t, s, put("c", "1"))
	expect(t, open(t, Options{}), nil, nil, 0, "a=1", "b=1", "c=1")
}

func closeInTheMiddle(t *testing.T, open Opener) {
	s := open(t, Options{})
	var mu sync.Mutex
	var heard []string
	note := func(what string, err error) {
		mu.Lock()
		heard = append(heard, fmt.Sprintf("%s %v", what, errors.Is(err, storage.ErrClosed)))
		mu.Unlock()
	}
	for i := range 3 {
		s.Apply([]storage.Change{put(fmt.Sprint(i), "1")}, func(err error) { note("before", err) })
	}
	s.Close(func(err error) { note("close", err) })
	s.Apply([]storage.Change{put("late", "1")}, func(err error) { note("write", err) })
	s.Range(nil, nil, 0, func(_ []storage.Record, err error) { note("read", err) })
	if err := Close(t, s); !errors.Is(err, storage.ErrClosed) {
		t.Errorf("closed twice: %v", err)
	}
	mu.Lock()
	defer mu.Unlock()
	want := "[before false before false before false close false write true read true]"
	if got := fmt.Sprint(heard); got != want {
		t.Errorf("heard whether closed:\n got %s\nwant %s", got, want)
	}
	expect(t, open(t, Options{}), nil, nil, 0, "0=1", "1=1", "2=1")
}

func destroy(t *testing.T, open Opener) {
	states := make(chan storage.State, 8)
	other := open(t, Options{Observe: func(s storage.State, _ error) { states <- s }})
	s := open(t, Options{})
	MustApply(t, s, put("a", "1"))
	expect(t, other, nil, nil, 0, "a=1")
	if err := Destroy(t, s); err != nil {
		t.Fatalf("Destroy: %v", err)
	}
	if err := Apply(t, s, put("b", "1")); !errors.Is(err, storage.ErrClosed) {
		t.Errorf("written after Destroy: %v", err)
	}
	if err := Apply(t, other, put("b", "1")); !errors.Is(err, storage.ErrLost) {
		t.Errorf("written after another store was destroyed: %v", err)
	}
	if _, err := Range(t, other, nil, nil, 0); !errors.Is(err, storage.ErrLost) {
		t.Errorf("read after another store was destroyed: %v", err)
	}
	if other.State() != storage.StateLost {
		t.Errorf("the state is %v, want lost", other.State())
	}
	select {
	case state := <-states:
		if state != storage.StateLost {
			t.Errorf("told of %v, want lost", state)
		}
	case <-time.After(patience):
		t.Error("nobody was told of the loss")
	}
	if err := Close(t, other); err != nil {
		t.Errorf("close a lost store: %v", err)
	}
	expect(t, open(t, Options{}), nil, nil, 0)
}

func deadline(t *testing.T, open Opener, stall func(*testing.T, Opener) func()) {
	s := open(t, Options{Timeout: 300 * time.Millisecond})
	MustApply(t, s, put("a", "1"))
	release := stall(t, open)
	begin := time.Now()
	if err := Apply(t, s, put("a", "2"), put("b", "2")); !errors.Is(err, storage.ErrTimeout) {
		t.Errorf("a write that cannot run: %v", err)
	}
	if _, err := Range(t, s, nil, nil, 0); !errors.Is(err, storage.ErrTimeout) {
		t.Errorf("a read that cannot run: %v", err)
	}
	if err := Apply(t, s, storage.Check(b("a"), b("1")), put("a", "2")); !errors.Is(err, storage.ErrTimeout) {
		t.Errorf("a check that cannot run: %v", err)
	}
	if took := time.Since(begin); took < 880*time.Millisecond || took > 5*time.Second {
		t.Errorf("three deadlines of 300 ms took %v", took)
	}
	release()
	// What has timed out was given up: nothing of it happens later.
	expect(t, s, nil, nil, 0, "a=1")
	MustApply(t, s, put("a", "3"))
}

func quota(t *testing.T, open Opener, fill func(*testing.T, Opener)) {
	var mu sync.Mutex
	var told []string
	s := open(t, Options{Observe: func(s storage.State, err error) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, fmt.Sprint(s, " ", errors.Is(err, storage.ErrQuota)))
	}})
	before := s.State()
	MustApply(t, s, put("a", "1"))
	fill(t, open)
	if err := Apply(t, s, put("a", "2"), storage.Put(b("b"), make([]byte, 1000))); !errors.Is(err, storage.ErrQuota) {
		t.Errorf("a write without room: %v", err)
	}
	if s.State() != storage.StateFull {
		t.Errorf("the state is %v, want full", s.State())
	}
	expect(t, s, b("a"), b("c"), 0, "a=1")
	MustApply(t, s, storage.Delete(b("a")))
	mu.Lock()
	defer mu.Unlock()
	if want := fmt.Sprint([]string{"full true", before.String() + " false"}); fmt.Sprint(told) != want {
		t.Errorf("told of %q, want %q", told, want)
	}
}

// prepareStore shows that a lost store and an empty one differ.
func prepareStore(t *testing.T, open Opener) {
	flag := &memoryFlag{}
	made := 0
	o := storage.PrepareOptions{Flag: flag, Now: func() int64 { return 5 }, NewID: func() string { made++; return fmt.Sprint("store ", made) }}
	ready := func(s storage.Store, o storage.PrepareOptions) (schema storage.Schema, err error) {
		err = wait(t, "Prepare", func(done func(error)) {
			storage.Prepare(s, o, func(found storage.Schema, err error) { schema = found; done(err) })
		})
		return schema, err
	}
	s := open(t, Options{})
	if schema, err := ready(s, o); err != nil || schema.ID != "store 1" || schema.Version != storage.SchemaVersion || flag.id != "store 1" {
		t.Fatalf("a new store: %+v, %v, flag %q", schema, err, flag.id)
	}
	MustApply(t, s, storage.Put(b("some key"), b("1")))
	if schema, err := ready(open(t, Options{}), o); err != nil || schema.ID != "store 1" || made != 1 {
		t.Fatalf("the same store again: %+v, %v", schema, err)
	}
	flag.id = "" // for instance because it was cleared: harmless
	if _, err := ready(open(t, Options{}), o); err != nil || flag.id != "store 1" {
		t.Fatalf("without the flag: %v, flag %q", err, flag.id)
	}
	if err := Destroy(t, s); err != nil {
		t.Fatal(err)
	}
	s = open(t, Options{})
	if _, err := ready(s, o); !errors.Is(err, storage.ErrLost) {
		t.Fatalf("a store that has vanished: %v", err)
	}
	expect(t, s, nil, nil, 0)
	o.AcceptLoss = true
	if schema, err := ready(s, o); err != nil || schema.ID != "store 2" || flag.id != "store 2" {
		t.Fatalf("beginning anew: %+v, %v, flag %q", schema, err, flag.id)
	}
	o.AcceptLoss = false
	if _, err := ready(s, o); err != nil {
		t.Errorf("after beginning anew: %v", err)
	}
}

type memoryFlag struct{ id string }

func (f *memoryFlag) Get() string   { return f.id }
func (f *memoryFlag) Set(id string) { f.id = id }
