package modeldata

import (
	"slices"
	"sort"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// list takes out the entries that are not wanted, moves as few of the others as there can
// be, and puts in those that are missing.
func (d *differ) list(now, want *ot.Value) {
	if same(now, want) {
		return
	}
	wanted := make(map[string]int, len(want.Items))
	for i := range want.Items {
		wanted[want.Items[i].ID] = i
	}
	for i := range slices.Backward(now.Items) {
		if _, stays := wanted[now.Items[i].ID]; !stays {
			d.add(ot.Op{Kind: ot.ArrayRemove, ID: now.ID, Index: i})
		}
	}
	var kept []int // places in want of those that stay, in the order in which they are now
	place := make(map[int]int)
	for i := range now.Items {
		if to, stays := wanted[now.Items[i].ID]; stays {
			place[to] = len(kept)
			kept = append(kept, to)
			d.element(&now.Items[i], &want.Items[to])
		}
	}
	unmoved := longestIncreasing(kept)
	// The list is what has been placed, in order, and between it those that wait to be
	// moved. What is placed next goes behind all that was passed, up to kept[passed].
	waiting := newCounts(len(kept))  // 1 for each that has not been placed
	before := make([]int, len(kept)) // how many were placed when it was passed
	passed := 0
	for i := range want.Items {
		at := i + waiting.below(passed)
		k, stays := place[i]
		switch {
		case !stays:
			d.put(ot.Op{Kind: ot.ArrayInsert, ID: now.ID, Index: at}, &want.Items[i])
		case unmoved[k]:
			for ; passed < k; passed++ {
				before[passed] = i
			}
			passed++
			waiting.take(k)
		default:
			from := i + waiting.below(k)
			if k < passed {
				from = before[k] + waiting.below(k)
			}
			if from < at {
				at--
			}
			if from != at {
				d.add(ot.Op{Kind: ot.ArrayMove, ID: now.ID, Index: from, To: at})
			}
			waiting.take(k)
		}
	}
}

// longestIncreasing marks the members of a longest increasing subsequence: C. Schensted,
// Longest Increasing and Decreasing Subsequences, 1961.
func longestIncreasing(list []int) []bool {
	var ends []int                     // of the best sequence of each length, its last member
	previous := make([]int, len(list)) // in the best sequence that ends there
	for i, n := range list {
		length := sort.Search(len(ends), func(l int) bool { return list[ends[l]] >= n })
		previous[i] = -1
		if length > 0 {
			previous[i] = ends[length-1]
		}
		if length == len(ends) {
			ends = append(ends, i)
		} else {
			ends[length] = i
		}
	}
	marks := make([]bool, len(list))
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = previous[i] {
			marks[i] = true
		}
	}
	return marks
}

// counts are ones that are taken away one by one, and the sums of those before a place: P. M.
// Fenwick, A New Data Structure for Cumulative Frequency Tables, 1994.
type counts []int

func newCounts(n int) counts {
	c := make(counts, n+1)
	for i := 1; i <= n; i++ {
		c[i] = i & -i
	}
	return c
}

func (c counts) take(i int) {
	for i++; i < len(c); i += i & -i {
		c[i]--
	}
}

func (c counts) below(i int) (n int) {
	for ; i > 0; i -= i & -i {
		n += c[i]
	}
	return n
}
