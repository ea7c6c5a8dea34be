package document_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// TestProveUndo undoes every operation of every kind with every operation of somebody
// else before or after, and in smaller worlds with every two and every three of them before,
// between and after: what is left is what there would be without the edit.
func TestProveUndo(t *testing.T) {
	b := square()
	count, failures := proveUndo(t, func(take func(undoCase)) {
		for n := 0; n <= b.pairText; n++ {
			undoCases(stringWorld(n), b.pairUnits, 1, take)
		}
		for n := 0; n <= b.pairEntries; n++ {
			undoCases(arrayWorld(n), 0, 1, take)
			undoCases(objectWorld(n), 0, 1, take)
		}
		undoCases(stringWorld(3), 1, 1, take)
		undoCases(arrayWorld(3), 0, 1, take)
		undoCases(scalarWorld(), 0, 1, take)
		undoCases(treeWorld(), 1, 1, take)
	})
	fmt.Printf("figure prove.undo.pairs %d pairs\nfigure prove.undo.divergences %d pairs\n", count, len(failures))
	for _, f := range failures[:min(5, len(failures))] {
		t.Error(f.text)
	}
	size, three := 1, 0
	if *prove == "full" {
		size, three = 2, 1
	}
	count, failures = proveUndo(t, func(take func(undoCase)) {
		for n := 0; n <= size; n++ {
			undoCases(stringWorld(n), 1, 2, take)
			undoCases(arrayWorld(n), 0, 2, take)
			undoCases(objectWorld(n), 0, 2, take)
		}
		undoCases(scalarWorld(), 0, 2, take)
		for n := 0; n <= three; n++ {
			undoCases(stringWorld(n), 1, 3, take)
			undoCases(arrayWorld(n), 0, 3, take)
			undoCases(objectWorld(n), 0, 3, take)
		}
	})
	fmt.Printf("figure prove.undo.sequences %d sequences\nfigure prove.undo.sequences.divergences %d sequences\n", count, len(failures))
	for _, f := range failures[:min(5, len(failures))] {
		t.Error(f.text)
	}
}

// undoFailure is a case that failed, by the kind of what was undone.
type undoFailure struct {
	own  ot.Kind
	text string
}

func proveUndo(t *testing.T, cases func(func(undoCase))) (count int, failures []undoFailure) {
	t.Helper()
	work := make(chan undoCase, 64)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for c := range work {
				if err := c.run(); err != nil {
					mu.Lock()
					failures = append(failures, undoFailure{c.own.Kind, fmt.Sprintf("%v\n%v", c, err)})
					mu.Unlock()
				}
			}
		})
	}
	cases(func(c undoCase) {
		work <- c
		count++
	})
	close(work)
	wg.Wait()
	return count, failures
}
