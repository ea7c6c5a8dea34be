// Package lanes keeps work of one kind, such as queries, from taking all of the server.
// A [Lane] has a few places. Those who wait for one are let in by what they have used
// lately: who used least comes first, so that one user who asks a thousand times keeps
// nobody waiting for longer than one of the thousand takes.
package lanes

import (
	"context"
	"sync"
	"time"
)

// Lane is a number of places. Make one with [New].
type Lane struct {
	mu      sync.Mutex
	free    int
	waiting []*place
	used    map[string]time.Duration // lately
	since   time.Time                // when that was begun anew
}

type place struct {
	owner string
	let   chan struct{}
}

// lately is how long it is remembered how much somebody used.
const lately = 10 * time.Second

// New returns a lane that so many use at the same time.
func New(places int) *Lane {
	return &Lane{free: places, used: make(map[string]time.Duration), since: time.Now()}
}

// Enter returns when there is a place, which leave gives back, or with the error of
// ctx.
func (l *Lane) Enter(ctx context.Context, owner string) (leave func(), err error) {
	p := &place{owner, make(chan struct{})}
	l.mu.Lock()
	l.waiting = append(l.waiting, p)
	l.next()
	l.mu.Unlock()
	select {
	case <-p.let:
	case <-ctx.Done():
		l.mu.Lock()
		defer l.mu.Unlock()
		for i, other := range l.waiting {
			if other == p {
				l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
				return nil, ctx.Err()
			}
		}
		l.free++ // it was let in at the same moment
		l.next()
		return nil, ctx.Err()
	}
	start := time.Now()
	return func() { l.leave(owner, time.Since(start)) }, nil
}

func (l *Lane) leave(owner string, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.since) > lately {
		clear(l.used)
		l.since = time.Now()
	}
	l.used[owner] += took
	l.free++
	l.next()
}

// next lets in those for whom there is a place, the mutex being held.
func (l *Lane) next() {
	for l.free > 0 && len(l.waiting) > 0 {
		first := 0
		for i, p := range l.waiting {
			if l.used[p.owner] < l.used[l.waiting[first].owner] {
				first = i
			}
		}
		p := l.waiting[first]
		l.waiting = append(l.waiting[:first], l.waiting[first+1:]...)
		l.free--
		close(p.let)
	}
}
