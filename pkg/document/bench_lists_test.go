package document_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// benchLists prints what edits of a list of 10,000 and of 1,000,000 entries cost
// and how many times as much the longer one takes, while nothing is collected and
// while the collector runs all the time. Values are there before, so that what is
// measured is the edit.
func benchLists() {
	short, long := newList(10_000), newList(1_000_000)
	for _, collecting := range []bool{false, true} {
		suffix := ""
		if collecting {
			suffix = ".gc"
		}
		var stop atomic.Bool
		done := make(chan bool)
		go func() {
			for collecting && !stop.Load() {
				runtime.GC()
			}
			close(done)
		}()
		for _, edit := range []struct {
			name string
			op   func(l *list, i int) (first, second ot.Op)
		}{
			{"insert", (*list).insertRemove}, {"move", (*list).move},
		} {
			a, b := short.time(edit.op), long.time(edit.op)
			fmt.Printf("figure ot.list10k.%s%s.ns %.1f ns\nfigure ot.list1m.%s%s.ns %.1f ns\nfigure ot.list.%s%s.ratio %.1f times\n",
				edit.name, suffix, a, edit.name, suffix, b, edit.name, suffix, b/a)
		}
		a, b := short.paths(), long.paths()
		fmt.Printf("figure ot.list10k.path%s.ns %.1f ns\nfigure ot.list1m.path%s.ns %.1f ns\nfigure ot.list.path%s.ratio %.1f times\n", suffix, a, suffix, b, suffix, b/a)
		stop.Store(true)
		<-done
	}
}

// list is a document that has an array with many numbers.
type list struct {
	d     *document.Document
	n     *document.Node
	size  int
	rng   *rand.Rand
	value ot.Value
}

func newList(size int) *list {
	v := ot.Value{ID: "l", Kind: ot.KindArray, Items: make([]ot.Value, size)}
	for i := range v.Items {
		v.Items[i] = num(strconv.Itoa(i), float64(i))
	}
	d := mustNew(object("root", member("l", v)))
	return &list{d, d.Lookup("l"), size, rand.New(rand.NewPCG(1, 2)), num("new", 1)}
}

func (l *list) insertRemove(int) (first, second ot.Op) {
	at := l.rng.IntN(l.size)
	return ot.Op{Kind: ot.ArrayInsert, ID: "l", Index: at, Value: &l.value}, ot.Op{Kind: ot.ArrayRemove, ID: "l", Index: at}
}

func (l *list) move(int) (first, second ot.Op) {
	a, b := l.rng.IntN(l.size), l.rng.IntN(l.size)
	return ot.Op{Kind: ot.ArrayMove, ID: "l", Index: a, To: b}, ot.Op{Kind: ot.ArrayMove, ID: "l", Index: b, To: a}
}

// time returns the nanoseconds of two edits.
func (l *list) time(edit func(*list, int) (first, second ot.Op)) float64 {
	const edits = 100_000
	shortest := time.Duration(1 << 62)
	for range 5 {
		start := time.Now()
		for i := range edits {
			first, second := edit(l, i)
			_ = l.d.Apply(first, nil)
			_ = l.d.Apply(second, nil)
		}
		shortest = min(shortest, time.Since(start))
	}
	return float64(shortest.Nanoseconds()) / edits
}

// paths times the path of an entry at a random place.
func (l *list) paths() float64 {
	const looks = 100_000
	return best(looks, func() func() {
		return func() {
			for range looks {
				_ = l.n.At(l.rng.IntN(l.size)).Path()
			}
		}
	})
}
