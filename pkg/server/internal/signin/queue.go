package signin

import (
	"context"
	"errors"
	"sync"
)

// ErrFull is returned when too many wait.
var ErrFull = errors.New("too many are signing in")

// Bounds of those who wait.
const (
	maxWaiting    = 1000
	maxPerAddress = 100
	maxPerUser    = freeOfUser // of an address
)

// Queue runs what is handed to it, a few at a time. Make one with [NewQueue].
type Queue struct {
	mu        sync.Mutex
	free      int // how many more may run
	waiting   int
	turns     []string             // addresses with somebody who waits, the next first
	addresses map[string][]*ticket // those who wait, by address, in order
}

// ticket is the place of somebody who waits.
type ticket struct {
	user string
	turn chan struct{} // closed when it has come
}

// NewQueue returns a queue that runs n at a time.
func NewQueue(n int) *Queue { return &Queue{free: n, addresses: make(map[string][]*ticket)} }

// Do runs f when its turn comes. It fails, without running f, with ErrFull or when
// ctx ends before.
func (q *Queue) Do(ctx context.Context, address, user string, f func()) error {
	if err := q.enter(ctx, address, user); err != nil {
		return err
	}
	defer q.leave()
	if err := ctx.Err(); err != nil { // who has gone while it waited
		return err
	}
	f()
	return nil
}

func (q *Queue) enter(ctx context.Context, address, user string) error {
	q.mu.Lock()
	if q.free > 0 {
		q.free--
		q.mu.Unlock()
		return nil
	}
	own := 0
	for _, t := range q.addresses[address] {
		if t.user == user {
			own++
		}
	}
	if q.waiting >= maxWaiting || len(q.addresses[address]) >= maxPerAddress || own >= maxPerUser {
		q.mu.Unlock()
		return ErrFull
	}
	t := &ticket{user, make(chan struct{})}
	if len(q.addresses[address]) == 0 {
		q.turns = append(q.turns, address)
	}
	q.addresses[address] = append(q.addresses[address], t)
	q.waiting++
	q.mu.Unlock()
	select {
	case <-t.turn:
		return nil
	case <-ctx.Done():
	}
	if !q.remove(address, t) {
		q.leave() // the turn came at the same time
	}
	return ctx.Err()
}

// leave gives the turn to the next address.
func (q *Queue) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.turns) == 0 {
		q.free++
		return
	}
	address := q.turns[0]
	list := q.addresses[address]
	q.turns = q.turns[1:]
	if len(list) > 1 {
		q.addresses[address] = list[1:]
		q.turns = append(q.turns, address)
	} else {
		delete(q.addresses, address)
	}
	q.waiting--
	close(list[0].turn)
}

// remove takes back a place. It reports false when the turn has come.
func (q *Queue) remove(address string, t *ticket) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	list := q.addresses[address]
	for i := range list {
		if list[i] != t {
			continue
		}
		q.waiting--
		if len(list) > 1 {
			q.addresses[address] = append(list[:i:i], list[i+1:]...)
			return true
		}
		delete(q.addresses, address)
		for j, a := range q.turns {
			if a == address {
				q.turns = append(q.turns[:j], q.turns[j+1:]...)
				break
			}
		}
		return true
	}
	return false
}
