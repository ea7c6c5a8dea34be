package conn

import "sync"

// Addresses counts the connections that come from one address. Make one with
// [NewAddresses].
type Addresses struct {
	most int

	mu   sync.Mutex
	open map[string]crowd // of those from which there are any
}

// crowd are the connections of one address.
type crowd struct {
	open int
	full bool // whether one was too many since there were fewer than may be
}

// NewAddresses returns a count that lets most connections of each address in.
func NewAddresses(most int) *Addresses { return &Addresses{most: most, open: make(map[string]crowd)} }

// Verdict is what becomes of a connection that comes from somewhere.
type Verdict uint8

// The verdicts.
const (
	LetIn  Verdict = iota
	First          // one too many, and the first since there was room
	Tell           // one too many, who is told why
	Refuse         // one too many while told others are, who should cost as little as can be
)

// toldAtOnce is how many of an address are told at once why they are refused: who does not
// listen is waited for.
const toldAtOnce = 8

// Enter counts a connection, whatever becomes of it, until leave is called.
func (a *Addresses) Enter(address string) (v Verdict, leave func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.open[address]
	c.open++
	switch {
	case c.open > a.most+toldAtOnce:
		v = Refuse
	case c.open > a.most && !c.full:
		v, c.full = First, true
	case c.open > a.most:
		v = Tell
	}
	a.open[address] = c
	return v, func() { a.leave(address) }
}

func (a *Addresses) leave(address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.open[address]
	if c.open--; c.open == 0 {
		delete(a.open, address)
		return
	}
	c.full = c.full && c.open >= a.most
	a.open[address] = c
}
