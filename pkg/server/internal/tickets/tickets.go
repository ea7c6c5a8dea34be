// Package tickets keeps secrets that let somebody in once, and soon. They are in memory:
// whoever comes after the server has been started again asks for another one.
//
// The package refuses to know what they are for.
package tickets

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"sync"
	"time"
)

// most bounds how many are kept: with more, those that end first go.
const most = 10_000

// Tickets are secrets that stand for values. Make them with [New].
type Tickets[T any] struct {
	prefix string
	life   time.Duration
	now    func() time.Time

	mu   sync.Mutex
	held map[[sha256.Size]byte]ticket[T] // by the hash, so that memory does not show them
}

type ticket[T any] struct {
	is    T
	until time.Time
}

// New returns tickets whose secrets begin with a prefix and are good for a time.
func New[T any](prefix string, life time.Duration, now func() time.Time) *Tickets[T] {
	return &Tickets[T]{prefix: prefix, life: life, now: now, held: make(map[[sha256.Size]byte]ticket[T])}
}

// Give returns a new secret that stands for a value, and until when it is good.
func (t *Tickets[T]) Give(is T) (secret string, until time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	var first [sha256.Size]byte
	for hash, held := range t.held {
		if !now.Before(held.until) {
			delete(t.held, hash)
		} else if until.IsZero() || held.until.Before(until) {
			first, until = hash, held.until
		}
	}
	if len(t.held) >= most {
		delete(t.held, first)
	}
	secret, until = t.prefix+rand.Text(), now.Add(t.life)
	t.held[sha256.Sum256([]byte(secret))] = ticket[T]{is, until}
	return secret, until
}

// Names reports whether a text looks like one of these secrets.
func (t *Tickets[T]) Names(secret string) bool { return strings.HasPrefix(secret, t.prefix) }

// Take returns what a secret stands for, which is not good any more after that.
func (t *Tickets[T]) Take(secret string) (is T, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	hash := sha256.Sum256([]byte(secret))
	held, ok := t.held[hash]
	delete(t.held, hash)
	if !ok || !t.now().Before(held.until) {
		return is, false
	}
	return held.is, true
}
