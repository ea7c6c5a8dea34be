package conn

import "sync"

// Addresses counts the connections that come from one address. Make one with
// [NewAddresses].
type Addresses struct {
	most int

	mu   sync.Mutex
	open map[string]int
}

// NewAddresses returns a count that lets most connections of each address in.
func NewAddresses(most int) *Addresses { return &Addresses{most: most, open: make(map[string]int)} }

// Verdict is what becomes of a connection that comes from somewhere.
type Verdict uint8

// The verdicts.
const (
	LetIn  Verdict = iota
	First          // one too many, and the first
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
	a.open[address]++
	switch n := a.open[address]; {
	case n > a.most+toldAtOnce:
		v = Refuse
	case n == a.most+1:
		v = First
	case n > a.most:
		v = Tell
	}
	return v, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.open[address]--; a.open[address] == 0 {
			delete(a.open, address)
		}
	}
}
