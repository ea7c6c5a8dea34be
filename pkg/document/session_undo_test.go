package document_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/document/undo"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// TestSessionUndoCases runs what has failed once.
func TestSessionUndoCases(t *testing.T) {
	for _, c := range []session{
		{seed: 77778, clients: 3, steps: 176, undo: true},
		{seed: 1795748375978976481, clients: 3, steps: 573, undo: true},
		{seed: 1795748405254567663, clients: 3, steps: 207, undo: true},
		{seed: 1795748405254567695, clients: 3, steps: 566, undo: true},
		{seed: 1795749169912998088, clients: 3, steps: 456, undo: true},
		{seed: 1795750336187061439, clients: 3, steps: 176, undo: true},
	} {
		if _, err := c.run(); err != nil {
			t.Errorf("%#v: %v", c, err)
		}
	}
}

// TestProveUndoSessions is TestProveSessions with clients who undo and do again,
// between all the rest.
func TestProveUndoSessions(t *testing.T) {
	want := 2000
	if *prove == "full" {
		want = 50_000
	}
	seed := *sessionSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	fmt.Printf("sessions with undo start at -seed=%d\n", seed)
	taken, redone := 0, 0
	for ; taken < want; seed++ {
		c := session{seed: seed, clients: 3, steps: 600, undo: true}
		w, err := c.run()
		if err != nil {
			small, err := c.shrink(err)
			t.Fatalf("paste into TestSessionUndoCases:\n\t{seed: %d, clients: %d, steps: %d, undo: true},\n%v", small.seed, small.clients, small.steps, err)
		}
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
	seed := *sessionSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	for range 60 {
		seed++
		if err := undoAll(seed); err != nil {
			t.Fatalf("-seed=%d: %v", seed-1, err)
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
