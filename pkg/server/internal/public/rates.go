package public

import (
	"sync"
	"time"
)

const (
	// burst is how many requests an address may make at once: a class may share one.
	burst = 60
	// every is the time after which it may make another one.
	every = 500 * time.Millisecond
	// mostDevices is of how many addresses is known what they have asked.
	mostDevices = 10_000
)

// rates bound how often each address asks.
type rates struct {
	now func() time.Time
	mu  sync.Mutex
	// full is when an address has its whole burst again; who is not there has it.
	full map[string]time.Time
}

func newRates(now func() time.Time) *rates { return &rates{now: now, full: make(map[string]time.Time)} }

// take notes a request, or returns for how long to wait before the next one.
func (r *rates) take(device string) (wait time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if len(r.full) >= mostDevices {
		for d, full := range r.full {
			if !full.After(now) {
				delete(r.full, d)
			}
		}
		if len(r.full) >= mostDevices { // so many ask at once that the lane bounds them
			clear(r.full)
		}
	}
	full := r.full[device]
	if full.Before(now) {
		full = now
	}
	full = full.Add(every)
	if wait = full.Sub(now) - burst*every; wait > 0 {
		return wait
	}
	r.full[device] = full
	return 0
}
