package document_test

import (
	"fmt"
	"maps"
	"runtime"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// TestProveUndo undoes every operation of every kind with every operation of somebody
// else before or after: none may fail. So it does with every two of them before, between
// and after, in smaller worlds. Of these some do, all where an edit and its undo are both
// on their way when they meet the others', or where somebody else has replaced an entry
// that was moved. Those of the large square, by what was undone:
//
//   - 70, a deletion of text. The first of the others has inserted at an end of it. Which
//     side of what came back the insertion is on is forgotten then, so that the second,
//     which deletes or inserts there, is not made up for.
//   - 24, a removal from an array, where the first has inserted or moved an entry beside
//     what was removed, for the same reason.
//   - 22, a move in an array. What has replaced the entry stays where that was moved to, and
//     beside it an insertion may come to the other side.
//
// The number must be exactly that: where it is more something has broken, and where it is
// less the number here is to be lowered.
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
	size, known := 1, map[ot.Kind]int{ot.StringSplice: 8, ot.ArrayRemove: 4, ot.ArrayMove: 1}
	if *prove == "full" {
		size, known = 2, map[ot.Kind]int{ot.StringSplice: 70, ot.ArrayRemove: 24, ot.ArrayMove: 22}
	}
	count, failures = proveUndo(t, func(take func(undoCase)) {
		for n := 0; n <= size; n++ {
			undoCases(stringWorld(n), 1, 2, take)
			undoCases(arrayWorld(n), 0, 2, take)
			undoCases(objectWorld(n), 0, 2, take)
		}
		undoCases(scalarWorld(), 0, 2, take)
	})
	fmt.Printf("figure prove.undo.triples %d triples\nfigure prove.undo.triples.divergences %d triples\n", count, len(failures))
	found := make(map[ot.Kind]int)
	for _, f := range failures {
		found[f.own]++
	}
	if !maps.Equal(found, known) {
		for _, f := range failures {
			t.Log(f.text)
		}
		t.Errorf("of %d triples fail, by what was undone, %v; %v are known", count, found, known)
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
