package conn

import "time"

// Share is how many things of a kind a user may do each second, and how many at once after
// a pause.
type Share struct{ PerSecond, Burst int }

// Shares are how much of each kind a user may do, on all connections together. What is zero
// is the default, which nobody meets who works with the server, or brings back what was done
// without a connection.
type Shares struct {
	Requests   Share // that are answered; 1000, 50,000
	Operations Share // 20,000, 1,000,000
	Models     Share // that are made; 200, 20,000
	References Share // that are shared, changed or withdrawn; 1000, 20,000
}

// WithDefaults returns the shares with the defaults for what is zero.
func (s Shares) WithDefaults() Shares {
	for share, usual := range map[*Share]Share{
		&s.Requests: {1000, 50_000}, &s.Operations: {20_000, 1_000_000}, &s.Models: {200, 20_000}, &s.References: {1000, 20_000},
	} {
		if *share == (Share{}) {
			*share = usual
		}
	}
	return s
}

// Kind is what is counted of a user.
type Kind uint8

// The kinds.
const (
	Requests Kind = iota
	Operations
	Models
	References
	kinds
)

// shareDebt is for how many seconds somebody waits at most.
const shareDebt = 10

// rates returns a rate for each kind.
func (s *Shares) rates() (all [kinds]*rate) {
	for kind, share := range map[Kind]Share{Requests: s.Requests, Operations: s.Operations, Models: s.Models, References: s.References} {
		r := newRate(float64(share.PerSecond), float64(share.Burst))
		r.debt = shareDebt * r.perSecond
		all[kind] = r
	}
	return all
}

// May counts one thing that the user wants, for the handler of a message. If the user's share
// is used up it returns after how long there is some again, and counts nothing.
func (c *Conn) May(kind Kind) time.Duration {
	if of := c.counted(kind); of != nil {
		return of.ask()
	}
	return 0
}

// Spend counts n things that the user has done, for the handler of a message. If the share is
// used up the next message waits.
func (c *Conn) Spend(kind Kind, n int) {
	if of := c.counted(kind); of != nil {
		c.pause = max(c.pause, of.take(n))
	}
}

// counted returns the rate of a kind, nil for a connection that is nobody's.
func (c *Conn) counted(kind Kind) *rate {
	if c.wire == nil {
		return nil
	}
	return c.wire.rate.Load().counts[kind]
}

// ask takes one if there is one. Else it returns when to ask again: each of those who are told
// to wait has a moment of its own, so that they come back as fast as there is something again.
func (r *rate) ask() time.Duration {
	wait := r.take(0)
	if wait == 0 {
		r.take(1)
		return 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	if first := now.Add(wait); r.promised.Before(first) {
		r.promised = first
	}
	r.promised = r.promised.Add(time.Duration(float64(time.Second) / r.perSecond))
	if latest := now.Add(shareDebt * time.Second); r.promised.After(latest) {
		r.promised = latest
	}
	return r.promised.Sub(now)
}
