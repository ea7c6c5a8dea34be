package mem

import (
	"sync"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// store is one opened database. Its methods run what they do by schedule.
type store struct {
	db       *Database
	schedule func(func())
	observe  storage.Observer
	epoch    int

	mu     sync.Mutex
	closed bool // by a call: what was asked for before may still run
	state  storage.State
}

// run has job called later, or fail when the store is closed. last closes it.
func (s *store) run(last bool, job func(), fail func(error)) {
	s.mu.Lock()
	closed := s.closed
	s.closed = closed || last
	s.mu.Unlock()
	s.schedule(func() {
		if closed {
			fail(storage.ErrClosed)
		} else {
			job()
		}
	})
}

// Apply implements [storage.Store].
func (s *store) Apply(changes []storage.Change, done func(error)) {
	finish := func(err error) {
		if done != nil {
			done(err)
		}
	}
	s.run(false, func() {
		err := s.with(func() error { return s.db.apply(changes) })
		switch {
		case err == nil && s.State() == storage.StateFull:
			s.become(storage.StateMemory, nil)
		case err == storage.ErrQuota:
			s.become(storage.StateFull, err)
		}
		finish(err)
	}, finish)
}

// Range implements [storage.Store].
func (s *store) Range(from, to []byte, limit int, done func([]storage.Record, error)) {
	s.run(false, func() {
		var records []storage.Record
		err := s.with(func() error { records = s.db.read(from, to, limit); return nil })
		done(records, err)
	}, func(err error) { done(nil, err) })
}

// with calls f under the lock of the database unless that was destroyed.
func (s *store) with(f func() error) error {
	s.db.mu.Lock()
	var err error = storage.ErrLost
	if s.db.epoch == s.epoch {
		err = f()
	}
	s.db.mu.Unlock()
	if err == storage.ErrLost {
		s.become(storage.StateLost, err)
	}
	return err
}

// State implements [storage.Store].
func (s *store) State() storage.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

func (s *store) become(state storage.State, why error) {
	s.mu.Lock()
	changed := s.state != state
	s.state = state
	s.mu.Unlock()
	if changed && s.observe != nil {
		s.observe(state, why)
	}
}

// Close implements [storage.Store].
func (s *store) Close(done func(error)) {
	s.finish(nil, done)
}

// Destroy implements [storage.Store].
func (s *store) Destroy(done func(error)) {
	s.finish(func() {
		s.db.mu.Lock()
		defer s.db.mu.Unlock()
		if s.db.epoch == s.epoch {
			s.db.records, s.db.size = nil, 0
			s.db.epoch++
		}
	}, done)
}

func (s *store) finish(last func(), done func(error)) {
	if done == nil {
		done = func(error) {}
	}
	s.run(true, func() {
		if last != nil {
			last()
		}
		done(nil)
	}, done)
}
