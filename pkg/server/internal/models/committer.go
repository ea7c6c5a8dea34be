package models

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// committer writes the groups of all models of a domain. What arrives while it
// writes goes into the next transaction together: making a transaction durable
// is what costs, and many models can share it.
type committer struct {
	store   store.Domain
	waiting chan commit
	ended   chan struct{}
}

type commit struct {
	appended store.Append
	done     chan error // takes one value without blocking
}

// How many groups, and bytes of them, share a transaction: who writes little does not
// wait for all that others write.
const (
	maxShared      = 256
	maxSharedBytes = 2 << 20
)

func (c *commit) bytes() (n int) {
	for i := range c.appended.Entries {
		n += len(c.appended.Entries[i].Operations) + len(c.appended.Entries[i].Inverses)
	}
	return n
}

func newCommitter(s store.Domain) *committer {
	c := &committer{store: s, waiting: make(chan commit, maxShared), ended: make(chan struct{})}
	go c.run()
	return c
}

// append returns when a group is durable or has been refused.
func (c *committer) append(a store.Append) error {
	done := make(chan error, 1)
	c.waiting <- commit{a, done}
	return <-done
}

// close ends the committer once nobody appends any more.
func (c *committer) close() {
	close(c.waiting)
	<-c.ended
}

func (c *committer) run() {
	defer close(c.ended)
	var group []commit
	var appends []store.Append
	for first := range c.waiting {
		group = append(group[:0], first)
		appends = append(appends[:0], first.appended)
		bytes := first.bytes()
	gather:
		for len(group) < maxShared && bytes < maxSharedBytes {
			select {
			case next, ok := <-c.waiting:
				if !ok {
					break gather
				}
				group = append(group, next)
				bytes += next.bytes()
				appends = append(appends, next.appended)
			default:
				break gather
			}
		}
		for i, err := range c.store.Append(context.Background(), appends) {
			group[i].done <- err
		}
		clear(group)
		clear(appends)
	}
}
