package storage

import "sync"

// Queue runs functions one after the other on a goroutine of its own, which
// exists only while there is something to run. Stores are made of it: it gives
// them the order of their calls and the promise that no callback comes from
// within a call.
//
// In a browser a goroutine that is started within a wasmexport call does not run
// until somebody resumes Go's scheduler. Kick asks the host for that; it is
// called whenever a goroutine was started, maybe with locks of the caller held,
// and must only take a note. It is nil where goroutines run by themselves.
type Queue struct {
	Kick func()
	// Begin is called on the goroutine when it starts, if it is not nil.
	Begin func()

	mu      sync.Mutex
	jobs    []func()
	running bool
}

// Do has f called after everything that was given to Do before.
func (q *Queue) Do(f func()) {
	q.mu.Lock()
	q.jobs = append(q.jobs, f)
	start := !q.running
	q.running = true
	q.mu.Unlock()
	if !start {
		return
	}
	go q.run()
	if q.Kick != nil {
		q.Kick()
	}
}

func (q *Queue) run() {
	if q.Begin != nil {
		q.Begin()
	}
	for {
		q.mu.Lock()
		if len(q.jobs) == 0 {
			q.jobs = nil
			q.running = false
			q.mu.Unlock()
			return
		}
		f := q.jobs[0]
		q.jobs[0] = nil // the queue may live long; what has run must not
		q.jobs = q.jobs[1:]
		q.mu.Unlock()
		f()
	}
}
