package storage_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// What has a guard is gathered with everything else. When a guard fails, only
// what came with it is refused.
func TestWriterGuards(t *testing.T) {
	s := &scripted{}
	w := storage.NewWriter(s, storage.WriterOptions{Failed: func(err error) { t.Errorf("failed with %v", err) }})
	var heard []string
	add := func(what string, changes ...storage.Change) {
		w.Add(changes, func(err error) { heard = append(heard, fmt.Sprint(what, " ", err)) })
	}
	mine, others := storage.Guard([]byte("mine"), []byte("1")), storage.Guard([]byte("others"), nil)
	add("sent", put("z", "1")...) // what follows waits for it
	add("plain", put("a", "1")...)
	add("first", mine, put("b", "1")[0], put("mine", "2")[0])
	add("other", others, put("c", "1")[0])
	add("second", storage.Guard([]byte("mine"), []byte("2")), put("b", "2")[0])
	add("more", put("d", "1")...)
	s.end(nil)
	expect(t, "gathered", s.told(), "z=1 | a=1 d=1 ?mine b=2 mine=2 ?others c=1")
	if len(s.applied) != 2 {
		t.Fatalf("%d transactions", len(s.applied))
	}
	add("meanwhile", put("a", "2")...)
	for _, err := range []error{storage.ErrConflict, nil, storage.ErrConflict, nil, nil} {
		s.end(err)
	}
	var apart []string
	for _, changes := range s.applied[2:] {
		apart = append(apart, show(changes))
	}
	expect(t, "apart", strings.Join(apart, " | "), "a=1 d=1 | ?mine b=2 mine=2 | ?others c=1 | a=2")
	expect(t, "told", heard, []string{"sent <nil>", "plain <nil>", "more <nil>",
		"first " + storage.ErrConflict.Error(), "second " + storage.ErrConflict.Error(), "other <nil>", "meanwhile <nil>"})
	if bytes, err := w.Waiting(); bytes != 0 || err != nil {
		t.Errorf("%d bytes wait, %v", bytes, err)
	}
}

// A callback without changes waits for everything that was added before it,
// although changes without a guard may go out before others.
func TestWriterCallbackAlone(t *testing.T) {
	s := &scripted{}
	w := storage.NewWriter(s, storage.WriterOptions{})
	var heard []string
	add := func(what string, changes ...storage.Change) {
		w.Add(changes, func(err error) { heard = append(heard, fmt.Sprint(what, " ", err)) })
	}
	add("sent", put("a", "1")...)
	add("plain", put("b", "1")...)
	add("guarded", storage.Guard([]byte("mine"), []byte("1")), put("c", "1")[0])
	add("all")
	add("more", put("b", "2")...)
	s.end(nil)
	expect(t, "sent", s.told(), "a=1 | b=1 ?mine c=1 b=2")
	s.end(storage.ErrConflict)
	s.end(nil)
	expect(t, "told before the guarded one", heard, []string{"sent <nil>", "plain <nil>"})
	s.end(storage.ErrConflict)
	s.end(nil)
	expect(t, "told", heard, []string{"sent <nil>", "plain <nil>", "guarded " + storage.ErrConflict.Error(), "all <nil>", "more <nil>"})
}

// What is added while the writer is held goes behind what waits with a guard, of which it may be a
// newer form without one.
func TestWriterHeld(t *testing.T) {
	s := &scripted{}
	w := storage.NewWriter(s, storage.WriterOptions{})
	w.Add(put("sent", "1"), nil)
	w.Add(put("plain", "1"), nil)
	w.Add(append([]storage.Change{storage.Guard([]byte("mine"), nil)}, put("a", "old")...), nil)
	w.Hold(true)
	w.Add(put("a", "new"), nil)
	w.Add(put("b", "1"), nil)
	s.end(nil)
	expect(t, "held", s.told(), "sent=1")
	w.Hold(false)
	expect(t, "let go", s.told(), "sent=1 | plain=1 ?mine a=old a=new b=1")
}
