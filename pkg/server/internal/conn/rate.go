package conn

import (
	"sync"
	"time"
)

// Rates bound how many bytes a second are read of each user, however many connections
// that user has, and of each connection that nobody has signed in on. Who sends more is
// read more slowly, which the network tells the sender. Make them with [NewRates].
type Rates struct {
	shares Shares
	mu     sync.Mutex
	users  map[string]*rate // of those who are connected
}

// How many bytes a second are read, and how many at once after a pause. Messages cost
// something too, whatever their size.
const (
	userRate      = 4 << 20
	userBurst     = 16 << 20
	strangerRate  = 32 << 10
	strangerBurst = 256 << 10
	messageCost   = 256
)

// NewRates returns rates of which nothing is used. What users do is counted against shares.
func NewRates(shares Shares) *Rates {
	return &Rates{shares: shares.WithDefaults(), users: make(map[string]*rate)}
}

// rate is what one user or stranger may still send, and how fast that grows again.
type rate struct {
	perSecond, burst float64
	debt             float64 // how much may be owed at most; 0: any amount
	connections      int     // guarded by the mutex of Rates

	owner string // of a user, else empty
	work  *rate  // of a user, nanoseconds; see [Turns]
	// counts are how many of each kind a user may do, see [Shares]; nil of strangers.
	counts [kinds]*rate

	mu   sync.Mutex
	left float64
	at   time.Time // when left was that

	promised time.Time // when the last of those who were told to may ask again
}

func newRate(perSecond, burst float64) *rate {
	return &rate{perSecond: perSecond, burst: burst, left: burst, at: time.Now()}
}

// enter returns the rate of a user, which leave gives back.
func (r *Rates) enter(owner string) *rate {
	r.mu.Lock()
	defer r.mu.Unlock()
	of := r.users[owner]
	if of == nil {
		of = newRate(userRate, userBurst)
		of.owner, of.work = owner, newRate(float64(workRate), float64(workBurst))
		of.work.debt = float64(workDebt)
		of.counts = r.shares.rates()
		r.users[owner] = of
	}
	of.connections++
	return of
}

func (r *Rates) leave(owner string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if of := r.users[owner]; of != nil {
		if of.connections--; of.connections == 0 {
			delete(r.users, owner)
		}
	}
}

// take uses n bytes and returns how long to wait for that.
func (r *rate) take(n int) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	r.left = min(r.burst, r.left+now.Sub(r.at).Seconds()*r.perSecond) - float64(n)
	r.at = now
	if r.debt > 0 {
		r.left = max(r.left, -r.debt)
	}
	if r.left >= 0 {
		return 0
	}
	return time.Duration(-r.left / r.perSecond * float64(time.Second))
}
