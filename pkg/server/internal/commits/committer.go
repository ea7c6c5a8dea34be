// Package commits writes what the models of a domain have ordered, many of them in one
// transaction. It refuses to know what the operations are.
package commits

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Committer writes the groups of all models of a domain. What arrives while it
// writes goes into the next transaction together: making a transaction durable
// is what costs, and many models can share it.
type Committer struct {
	store   store.Domain
	waiting chan commit
	last    atomic.Uint64 // number of a commit
	ended   chan struct{}
	took    func(time.Duration) // is told how long each transaction took
}

type commit struct {
	appended store.Append
	size     int        // bytes
	number   uint64     // in the order of coming
	done     chan error // takes one value without blocking
}

// How many groups, and bytes of them, share a transaction: who writes little does not
// wait for all that others write.
const (
	maxShared      = 256
	maxSharedBytes = 1 << 20
)

func sizeOf(a *store.Append) (n int) {
	for i := range a.Entries {
		n += len(a.Entries[i].Operations) + len(a.Entries[i].Inverses)
	}
	return n
}

// New returns a committer of what a store has. took is called with how long each
// transaction took.
func New(s store.Domain, took func(time.Duration)) *Committer {
	c := &Committer{store: s, took: took, waiting: make(chan commit, maxShared), ended: make(chan struct{})}
	go c.run()
	return c
}

// Append returns when a group is durable or has been refused.
func (c *Committer) Append(a store.Append) error {
	done := make(chan error, 1)
	c.waiting <- commit{a, sizeOf(&a), c.last.Add(1), done}
	return <-done
}

// Close ends the committer once nobody appends any more.
func (c *Committer) Close() {
	close(c.waiting)
	<-c.ended
}

func (c *Committer) run() {
	defer close(c.ended)
	var pending, group []commit
	var appends []store.Append
	for open := true; open || len(pending) > 0; {
		if pending, open = c.collect(pending, open); len(pending) == 0 {
			continue
		}
		group, pending = choose(group[:0], pending)
		appends = appends[:0]
		for i := range group {
			appends = append(appends, group[i].appended)
		}
		began := time.Now()
		errs := c.store.Append(context.Background(), appends)
		c.took(time.Since(began))
		for i, err := range errs {
			group[i].done <- err
		}
		clear(group)
		clear(appends)
	}
}

// collect adds what has arrived to what is pending, and waits when that is nothing. It
// reports false when nothing will come any more.
func (c *Committer) collect(pending []commit, open bool) ([]commit, bool) {
	if len(pending) == 0 && open {
		next, ok := <-c.waiting
		if !ok {
			return pending, false
		}
		pending = append(pending, next)
	}
	for open && len(pending) < maxShared {
		select {
		case next, ok := <-c.waiting:
			if !ok {
				return pending, false
			}
			pending = append(pending, next)
			continue
		default:
		}
		break
	}
	return pending, open
}

// choose takes from what is pending what goes into the next transaction: what has
// waited longest, so that everything comes, and then the smallest.
func choose(group, pending []commit) (chosen, left []commit) {
	bytes := pending[0].size
	group = append(group, pending[0])
	rest := pending[1:]
	slices.SortStableFunc(rest, func(a, b commit) int { return a.size - b.size })
	n := 0
	for n < len(rest) && bytes+rest[n].size <= maxSharedBytes {
		bytes += rest[n].size
		n++
	}
	group = append(group, rest[:n]...)
	left = slices.Clone(rest[n:])
	slices.SortFunc(left, func(a, b commit) int { return cmp.Compare(a.number, b.number) })
	return group, left
}
