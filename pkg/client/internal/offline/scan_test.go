package offline

import (
	"container/heap"
	"math/rand/v2"
	"slices"
	"sort"
	"strconv"
	"testing"
)

// TestOldestFirst leaves the oldest of many tasks for later, as a sorted list of
// all would.
func TestOldestFirst(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 0))
		bound := 1 + rng.IntN(20)
		all := make([]*task, rng.IntN(60))
		var h oldestFirst
		for i := range all {
			all[i] = &task{kind: taskKind(rng.IntN(2)), model: strconv.Itoa(rng.IntN(20)), instance: strconv.Itoa(i), millis: rng.Int64N(10)}
			if heap.Push(&h, all[i]); h.Len() > bound {
				heap.Pop(&h)
			}
		}
		sort.Sort(sort.Reverse(&h))
		slices.SortFunc(all, newestFirst)
		if want := all[:min(bound, len(all))]; !slices.Equal([]*task(h), want) {
			t.Fatalf("seed %d: of %d tasks %d remain, which are not the newest", seed, len(all), len(h))
		}
		for i, task := range h[min(1, len(h)):] {
			if before := h[i]; before.millis < task.millis {
				t.Fatalf("seed %d: a task of %d comes before one of %d", seed, before.millis, task.millis)
			}
		}
	}
}
