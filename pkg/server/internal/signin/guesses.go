package signin

import (
	"context"
	"sync"
	"time"
)

// How many wrong passwords are free, and how long the waits after them are: the first
// second doubles with each.
const (
	freeOfUser    = 5
	freeOfAddress = 30 // behind which there may be many users
	firstWait     = time.Second
	longestWait   = 15 * time.Minute
	forgottenIn   = time.Hour // after the last one
	maxCounted    = 100_000   // users and addresses
)

// Who guesses.
type Who struct {
	User    string // with the domain
	Address string
	Known   bool // whether the user's password was right at this address before
}

// Guesses counts wrong passwords. Make one with [NewGuesses].
type Guesses struct {
	mu      sync.Mutex
	now     func() time.Time
	counted map[string]*count
}

// count is what one user or address has guessed.
type count struct {
	wrong   int
	trying  int           // passwords that are being looked at
	settled chan struct{} // closed when one of them has been; nil when nobody waits for that
	until   time.Time     // when the next may be tried
	last    time.Time     // when the last wrong one was
}

// NewGuesses returns guesses that have not begun.
func NewGuesses(now func() time.Time) *Guesses {
	return &Guesses{now: now, counted: make(map[string]*count)}
}

// keys are under which names somebody is counted, with what is free.
func (w Who) keys() map[string]int {
	if w.Known {
		return map[string]int{"device " + w.Address + " " + w.User: freeOfUser}
	}
	return map[string]int{"user " + w.User: freeOfUser, "address " + w.Address: freeOfAddress}
}

// Try takes a place for a guess, or returns how long it has to wait. There are as many
// places at a time as wrong passwords are free, so that many at once are counted too: who
// finds them taken waits for one, or for the end of ctx, which is the error then. [Guesses.Right],
// [Guesses.Wrong] or [Guesses.Untried] gives the place back.
func (g *Guesses) Try(ctx context.Context, w Who) (wait time.Duration, err error) {
	for {
		wait, full := g.try(w)
		if full == nil {
			return wait, nil
		}
		select {
		case <-full:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// try is Try that returns what to wait for when all places are taken.
func (g *Guesses) try(w Who) (wait time.Duration, full <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	g.makeRoom(now)
	keys := w.keys()
	for key, free := range keys {
		c := g.counted[key]
		if c == nil {
			continue
		}
		if c.wrong > 0 && now.Sub(c.last) >= forgottenIn {
			c.wrong, c.until = 0, time.Time{}
		}
		if now.Before(c.until) {
			return c.until.Sub(now), nil
		}
		if c.trying >= max(1, free-c.wrong) {
			if c.settled == nil {
				c.settled = make(chan struct{})
			}
			full = c.settled
		}
	}
	if full != nil {
		return 0, full
	}
	for key := range keys {
		if g.counted[key] == nil {
			g.counted[key] = &count{}
		}
		g.counted[key].trying++
	}
	return 0, nil
}

// Right says that the password was right, which forgets what was guessed at the user
// from where it was. What the address guessed at others stays.
func (g *Guesses) Right(w Who) {
	g.settle(w, func(c *count, free int) {
		if free == freeOfUser {
			c.wrong, c.until = 0, time.Time{}
		}
	})
}

// Wrong says that the password was wrong.
func (g *Guesses) Wrong(w Who) {
	g.settle(w, func(c *count, free int) {
		c.wrong++
		c.last = g.now()
		if over := c.wrong - free; over >= 0 {
			c.until = c.last.Add(min(longestWait, firstWait<<min(over, 20)))
		}
	})
}

// Untried says that the password was not looked at.
func (g *Guesses) Untried(w Who) { g.settle(w, func(*count, int) {}) }

// settle gives back the place of a guess.
func (g *Guesses) settle(w Who, as func(c *count, free int)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for key, free := range w.keys() {
		c := g.counted[key]
		c.trying--
		as(c, free)
		if c.settled != nil {
			close(c.settled)
			c.settled = nil
		}
		if c.trying == 0 && c.wrong == 0 {
			delete(g.counted, key)
		}
	}
}

// makeRoom forgets what is old when there is much, and else some.
func (g *Guesses) makeRoom(now time.Time) {
	if len(g.counted) < maxCounted {
		return
	}
	for key, c := range g.counted {
		if c.trying == 0 && now.Sub(c.last) >= forgottenIn {
			delete(g.counted, key)
		}
	}
	for key, c := range g.counted { // in no order that a guesser knows
		if len(g.counted) <= maxCounted*9/10 {
			return
		}
		if c.trying == 0 {
			delete(g.counted, key)
		}
	}
}
