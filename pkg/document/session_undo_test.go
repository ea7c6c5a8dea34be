package document_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/document/undo"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// TestProveUndoSessions is TestProveSessions with clients who undo and do again,
// between all the rest.
func TestProveUndoSessions(t *testing.T) {
	want := 2000
	if *prove == "full" {
		want = 50_000
	}
	taken, redone := 0, 0
	for seed := firstSeed(); taken < want; seed++ {
		w := session{seed: seed, clients: 3, steps: 600, undo: true}.mustRun(t)
		taken += w.undone
		redone += w.redone
	}
	if redone < taken/20 {
		t.Errorf("%d of %d steps were done again", redone, taken)
	}
	fmt.Printf("figure prove.undo.steps %d steps\n", taken+redone)
}

// TestUndoAll has one client edit, without and with a connection, undo all of it, which
// leaves the document of the beginning with all ids, and do all of it again.
func TestUndoAll(t *testing.T) {
	first := firstSeed()
	for seed := first; seed < first+60; seed++ {
		if err := undoAll(seed); err != nil {
			t.Fatalf("-seed=%d: %v", seed, err)
		}
	}
}

func undoAll(seed uint64) error {
	w := smallWorld(sessionWorld())
	w.rng = rand.New(rand.NewPCG(seed, 7))
	r := w.replicas[0]
	connected := func() error {
		if w.rng.IntN(3) > 0 {
			return nil
		}
		return w.settle()
	}
	for range w.rng.IntN(80) {
		r.undo.Stop()
		edit := w.edit
		if w.rng.IntN(6) == 0 {
			edit = w.batch
		}
		if err := edit(r); err != nil {
			return err
		}
		if err := connected(); err != nil {
			return err
		}
	}
	end := r.doc.Value()
	for _, redo := range []bool{false, true, false} {
		for r.undo.Can(redo) {
			if err := r.take(redo); err != nil {
				return err
			}
			if err := connected(); err != nil {
				return err
			}
		}
		want := sessionWorld()
		if redo {
			want = end
		}
		if err := w.settle(); err != nil {
			return err
		}
		if got := r.doc.Value(); !sameDocument(got, want) {
			return fmt.Errorf("all taken back (or, %v, done again) there is\n%s, not\n%s", redo, document.JSON(got), document.JSON(want))
		}
	}
	return nil
}

// TestUndoFails: what is left of a step when an edit fails stays, and what was taken back
// in part is gone.
func TestUndoFails(t *testing.T) {
	w := smallWorld(sessionWorld())
	r := w.replicas[0]
	edits := []ot.Op{{Kind: ot.NumberSet, ID: "n", Number: 3}, insertion(0, "u"), {Kind: ot.NumberSet, ID: "n", Number: 3}}
	for i, op := range edits {
		if err := r.do(op); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			r.undo.Stop()
		}
	}
	if err := r.others(ot.Op{Kind: ot.NumberDelta, ID: "n", Number: 1}); err != nil {
		t.Fatal(err)
	}
	full := errors.New("full")
	// The newer number is taken back by two edits, to 3 and then by what was added, the text by one, the
	// older number by two.
	for _, try := range []struct {
		room                   int
		done, full, undo, redo bool
		number                 float64
		text                   string
	}{
		{0, false, true, true, false, 4, "u0123456789"},
		{1, true, true, true, true, 1, "u0123456789"},
		{0, false, true, true, true, 1, "u0123456789"},
		{1, true, false, true, true, 1, "0123456789"},
		{1, true, true, false, true, -2, "0123456789"},
	} {
		left := try.room
		r.taking = true
		done, err := r.undo.Take(false, func(op ot.Op) error {
			if left--; left < 0 {
				return full
			}
			return r.do(op)
		})
		r.taking = false
		if done != try.done || (err == full) != try.full {
			t.Errorf("%+v: %v, %v", try, done, err)
		}
		number, text := r.doc.Lookup("n").Number(), r.doc.Lookup("t").Buffer().Text().String()
		if r.undo.Can(false) != try.undo || r.undo.Can(true) != try.redo || number != try.number || text != try.text {
			t.Errorf("%+v: can undo %v, redo %v, number %v, text %s", try, r.undo.Can(false), r.undo.Can(true), number, text)
		}
	}
}

// TestUndoFailsOfWhatGoes: a text of which an edit could not be taken back is removed, edited before
// that, and comes back; what was done in it earlier is still taken back where it is.
func TestUndoFailsOfWhatGoes(t *testing.T) {
	r := smallWorld(sessionWorld()).replicas[0]
	try := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, op := range []ot.Op{insertion(5, "a"), {Kind: ot.NumberSet, ID: "n", Number: 3}, insertion(0, "b")} {
		r.undo.Stop()
		try(r.do(op))
	}
	full := errors.New("full")
	if _, err := r.undo.Take(false, func(ot.Op) error { return full }); err != full {
		t.Fatal(err)
	}
	try(r.others(insertion(0, "zz")))
	try(r.others(ot.Op{Kind: ot.ObjectRemoveProperty, ID: r.doc.Root().ID(), Key: "t"}))
	try(r.take(false)) // of the text there is nothing, so it is the number
	if n := r.doc.Lookup("n").Number(); n == 3 {
		t.Fatalf("the number is %v", n)
	}
	back := str("t", "zzb01234a56789")
	try(r.others(ot.Op{Kind: ot.ObjectAddProperty, ID: r.doc.Root().ID(), Key: "t", Value: &back, Bool: true}))
	try(r.take(false))
	if got := r.doc.Lookup("t").Buffer().Text().String(); got != "zzb0123456789" {
		t.Errorf("the text is %s", got)
	}
}

// TestUndoBounds: what is kept stays within its bounds, and nothing is kept of what is
// forgotten.
func TestUndoBounds(t *testing.T) {
	w := smallWorld(sessionWorld())
	r := w.replicas[0]
	forgotten := 0
	r.undo.Notify = func(_ *undo.Step, e undo.Event) {
		if e == undo.Dropped {
			forgotten++
		}
	}
	r.undo.MaxSteps, r.undo.MaxBytes = 50, 20_000
	w.rng = rand.New(rand.NewPCG(1, 2))
	for i := range 2000 {
		r.undo.Stop()
		if err := w.edit(r); err != nil {
			t.Fatal(err)
		}
		if err := w.edit(w.replicas[1]); err != nil {
			t.Fatal(err)
		}
		if i%7 == 0 {
			if err := w.settle(); err != nil {
				t.Fatal(err)
			}
		}
		if bytes := r.undo.Bytes(); bytes > 20_000 {
			t.Fatalf("after %d edits the steps take %d bytes", i, bytes)
		}
	}
	if forgotten == 0 {
		t.Error("no step was forgotten")
	}
	r.undo.Clear()
	if r.undo.Bytes() != 0 || r.undo.Can(false) || r.undo.Can(true) {
		t.Errorf("cleared, the steps take %d bytes", r.undo.Bytes())
	}
}

// BenchmarkUndo undoes the newest of 100,000 steps when as many edits of somebody else
// have come between and after them, at places all over a text.
func BenchmarkUndo(b *testing.B) {
	r := &replica{doc: mustNew(stringWorld(6)), client: concurrency.NewClient(0, 0)}
	r.undoes()
	r.undo.MaxSteps = 1 << 30
	rng := rand.New(rand.NewPCG(1, 2))
	text := r.doc.Lookup("t")
	for range 100_000 {
		r.undo.Stop()
		if err := r.splice(text, insertion(rng.IntN(text.Len()+1), "x")); err != nil {
			b.Fatal(err)
		}
		if err := r.others(insertion(rng.IntN(text.Len()+1), "y")); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(r.undo.Bytes()), "bytes")
	b.ResetTimer()
	slowest := time.Duration(0)
	for range b.N {
		start := time.Now()
		if err := r.take(false); err != nil {
			b.Fatal(err)
		}
		slowest = max(slowest, time.Since(start))
	}
	b.ReportMetric(float64(slowest.Nanoseconds()), "ns/slowest")
}

func insertion(at int, text string) ot.Op {
	return ot.Op{Kind: ot.StringSplice, ID: "t", Index: at, Text: ot.MustText(text)}
}

// TestDroppedStepsLetGo removes an element, and does not keep it when the step is dropped while
// the server has not heard of any of it.
func TestDroppedStepsLetGo(t *testing.T) {
	r := &replica{instance: 1, doc: mustNew(treeWorld()), client: concurrency.NewClient(0, 0)}
	r.undoes()
	removed := weak.Make(r.doc.Lookup("a0"))
	do := func(op ot.Op) {
		t.Helper()
		if err := r.do(op); err != nil {
			t.Fatal(err)
		}
		r.undo.Stop()
	}
	do(ot.Op{Kind: ot.ArrayRemove, ID: "a"})
	runtime.GC()
	if removed.Value() == nil {
		t.Fatal("nothing is kept that an undo could bring back")
	}
	r.undo.MaxSteps = 1
	do(ot.Op{Kind: ot.NumberDelta, ID: "n", Number: 1})
	runtime.GC()
	if removed.Value() != nil {
		t.Error("what was removed is kept, and no undo brings it back")
	}
	runtime.KeepAlive(r)
}
