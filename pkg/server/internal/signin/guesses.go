package signin

import (
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
	wrong int       // with those that are being tried
	until time.Time // when the next may be tried
	last  time.Time
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

// Try counts a guess, or returns how long it has to wait. A guess that is let in is
// wrong until [Guesses.Right] or [Guesses.Untried] is called, so that many at once are
// counted too.
func (g *Guesses) Try(w Who) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	g.makeRoom(now)
	keys := w.keys()
	for key := range keys {
		c := g.counted[key]
		if c != nil && now.Sub(c.last) >= forgottenIn {
			delete(g.counted, key)
		} else if c != nil && now.Before(c.until) {
			return c.until.Sub(now)
		}
	}
	for key, free := range keys {
		c := g.counted[key]
		if c == nil {
			c = &count{}
			g.counted[key] = c
		}
		c.wrong++
		c.last = now
		if over := c.wrong - free; over >= 0 {
			c.until = now.Add(min(longestWait, firstWait<<min(over, 20)))
		}
	}
	return 0
}

// Right takes back what [Guesses.Try] counted, and forgets what was guessed at the user
// from where the password was right. What the address guessed at others stays.
func (g *Guesses) Right(w Who) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for key, free := range w.keys() {
		if free == freeOfUser {
			delete(g.counted, key)
		} else {
			g.takeBack(key, free)
		}
	}
}

// Untried takes back what [Guesses.Try] counted: the password was not looked at.
func (g *Guesses) Untried(w Who) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for key, free := range w.keys() {
		g.takeBack(key, free)
	}
}

func (g *Guesses) takeBack(key string, free int) {
	if c := g.counted[key]; c != nil {
		if c.wrong--; c.wrong < free {
			c.until = time.Time{}
		}
	}
}

// makeRoom forgets what is old when there is much, and else some.
func (g *Guesses) makeRoom(now time.Time) {
	if len(g.counted) < maxCounted {
		return
	}
	for key, c := range g.counted {
		if now.Sub(c.last) >= forgottenIn {
			delete(g.counted, key)
		}
	}
	for key := range g.counted { // in no order that a guesser knows
		if len(g.counted) <= maxCounted*9/10 {
			return
		}
		delete(g.counted, key)
	}
}
