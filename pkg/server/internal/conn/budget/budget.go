// Package budget counts the memory that connections take. A [Pool] is an amount of
// bytes that all of them share, and what each takes of it is a [Share]. Who can wait
// waits for room; who cannot, such as whoever sends to many, takes what it needs, and
// then those whose shares are the largest have to go.
//
// Users count as one, however many connections they have.
package budget

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrFull is returned when there was no room for too long and nobody else takes more.
var ErrFull = errors.New("the server has no memory left for this")

// Patience is how long somebody waits for room before the one with the largest share
// has to go.
const Patience = time.Second

// Pool is bytes that are shared. Make one with [New].
type Pool struct {
	total int64

	mu      sync.Mutex
	used    int64
	shares  map[*Share]bool
	waiting []*claim // in the order in which they came
}

// Used returns how many bytes are taken, and how many there are.
func (p *Pool) Used() (used, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.used, p.total
}

// Share is what one connection takes of a pool. Make one with [Pool.Open].
type Share struct {
	pool  *Pool
	evict func()

	// Guarded by the mutex of the pool.
	owner  string
	most   int64 // for which it waits at most; 0: no bound but that of the pool
	used   int64
	going  bool // has been told to go
	closed bool // takes nothing any more
}

// claim is somebody who waits for room.
type claim struct {
	share   *Share
	n       int64
	granted chan struct{}
}

// New returns a pool of bytes.
func New(total int64) *Pool {
	return &Pool{total: total, shares: make(map[*Share]bool)}
}

// Open returns a share that holds nothing. evict is called, once and under no lock,
// when what it holds has to be given up; nil for one that does not have to.
func (p *Pool) Open(evict func()) *Share {
	s := &Share{pool: p, evict: evict}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shares[s] = true
	return s
}

// Own says whose share it is. Shares of nobody count each for itself.
func (s *Share) Own(owner string) {
	s.pool.mu.Lock()
	defer s.pool.mu.Unlock()
	s.owner = owner
}

// Limit bounds what [Share.Wait] takes: a single claim that is larger is let in alone.
func (s *Share) Limit(most int) {
	s.pool.mu.Lock()
	defer s.pool.mu.Unlock()
	s.most = int64(most)
}

// fits reports whether the share may take n more bytes.
func (s *Share) fits(n int64) bool { return s.most == 0 || s.used == 0 || s.used+n <= s.most }

// Take takes n bytes, whether there is room or not. The caller calls [Pool.Settle]
// afterwards, holding no lock.
func (s *Share) Take(n int) {
	p := s.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	s.take(int64(n))
}

func (s *Share) take(n int64) {
	if !s.closed {
		s.used += n
		s.pool.used += n
	}
}

// Give gives n bytes back.
func (s *Share) Give(n int) {
	if n == 0 {
		return
	}
	p := s.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	s.give(int64(n))
}

func (s *Share) give(n int64) {
	n = min(n, s.used)
	s.used -= n
	s.pool.used -= n
	s.going = s.going && s.used > 0
	s.pool.grant()
}

// Try takes n bytes if there is room, or will be when who takes more has gone, who is told to.
// It reports false when the share's owner takes most, or when those who are going still hold
// as much as there is.
func (s *Share) Try(n int) bool {
	p := s.pool
	for {
		p.mu.Lock()
		if p.used+int64(n) > 2*p.total {
			p.mu.Unlock()
			return false
		}
		room := p.used+int64(n) <= p.total || p.staying()+int64(n) <= p.total
		if room {
			s.take(int64(n))
		}
		p.mu.Unlock()
		if room {
			return true
		}
		if !p.relieve(&claim{share: s, n: int64(n)}) {
			return false
		}
	}
}

// Set makes the share hold n bytes. The caller calls [Pool.Settle] afterwards.
func (s *Share) Set(n int) {
	p := s.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	if more := int64(n) - s.used; more > 0 {
		s.take(more)
	} else {
		s.give(-more)
	}
}

// Close gives everything back, and what is taken afterwards does not count.
func (s *Share) Close() {
	p := s.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.shares, s)
	s.closed = true
	s.give(s.used)
}

// Wait takes n bytes when there is room, or what the share does not hold of the whole
// pool if n is more than that, and returns how many were taken: at least one. Whoever
// holds least is let in first. It fails with the error of ctx, or with [ErrFull]; who
// waits for its own limit does so for as long as that takes.
func (s *Share) Wait(ctx context.Context, n int) (int, error) {
	p := s.pool
	c := &claim{share: s, granted: make(chan struct{})}
	p.mu.Lock()
	c.n = max(1, min(int64(n), p.total-s.used))
	p.waiting = append(p.waiting, c)
	p.grant()
	p.mu.Unlock()
	timer := time.NewTimer(Patience)
	defer timer.Stop()
	for {
		select {
		case <-c.granted:
			return int(c.n), nil
		case <-ctx.Done():
			return 0, p.withdraw(c, ctx.Err())
		case <-timer.C:
			if !p.ownLimit(c) && !p.relieve(c) {
				return 0, p.withdraw(c, ErrFull)
			}
			timer.Reset(Patience)
		}
	}
}

// withdraw takes back a claim, and what it was granted meanwhile.
func (p *Pool) withdraw(c *claim, err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, other := range p.waiting {
		if other == c {
			p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
			p.grant()
			return err
		}
	}
	c.share.give(c.n)
	return err
}

// grant lets in those for whom there is room, the mutex being held.
func (p *Pool) grant() {
	for len(p.waiting) > 0 {
		var all sums
		if len(p.waiting) > 1 {
			all = p.sums()
		}
		first := -1
		for i, c := range p.waiting {
			if c.share.fits(c.n) && (first < 0 || all.of(c.share) < all.of(p.waiting[first].share)) {
				first = i
			}
		}
		if first < 0 {
			return
		}
		c := p.waiting[first]
		if p.used+c.n > p.total {
			return
		}
		p.waiting = append(p.waiting[:first], p.waiting[first+1:]...)
		c.share.take(c.n)
		close(c.granted)
	}
}

// ownLimit reports whether it is its own limit that a claim waits for.
func (p *Pool) ownLimit(c *claim) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !c.share.fits(c.n)
}

// relieve tells the largest share to go for the sake of somebody who waits. It reports
// false when that one would take more.
func (p *Pool) relieve(c *claim) bool {
	victim := p.costliest(c)
	if victim == nil {
		return false
	}
	victim.evict()
	return true
}

// Settle tells the largest shares to go until what is left without them fits. They take
// their time to give back what they hold.
func (p *Pool) Settle() {
	for p.over() {
		victim := p.costliest(nil)
		if victim == nil {
			return
		}
		victim.evict()
	}
}

// over reports whether those who stay hold more than there is.
func (p *Pool) over() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.used > p.total && p.staying() > p.total
}

// staying is what those hold who have not been told to go, the mutex being held.
func (p *Pool) staying() int64 {
	staying := p.used
	for s := range p.shares {
		if s.going {
			staying -= s.used
		}
	}
	return staying
}

// costliest returns the largest share of the owner who has most, which is to be told
// to go; nil when nobody is left who could, or nobody takes more than a claim would.
func (p *Pool) costliest(than *claim) *Share {
	p.mu.Lock()
	defer p.mu.Unlock()
	sums := p.sums()
	var found *Share
	for s := range p.shares {
		if s.evict == nil || s.going || s.used == 0 {
			continue
		}
		if found == nil || sums.of(s) > sums.of(found) || sums.of(s) == sums.of(found) && s.used > found.used {
			found = s
		}
	}
	if found != nil && than != nil && (found == than.share || sums.of(found) <= sums.of(than.share)+than.n) {
		return nil
	}
	if found != nil {
		found.going = true
	}
	return found
}

// sums is what owners hold with all their shares.
type sums map[string]int64

func (p *Pool) sums() sums {
	all := make(sums)
	for s := range p.shares {
		if s.owner != "" {
			all[s.owner] += s.used
		}
	}
	return all
}

func (all sums) of(s *Share) int64 {
	if s.owner == "" {
		return s.used
	}
	return all[s.owner]
}
