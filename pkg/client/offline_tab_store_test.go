package client_test

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/mem"
)

// tabStore is a store that counts, fails when told to, and falls silent with its
// tab. It claims to be durable.
type tabStore struct {
	storage.Store
	tab *tab
}

func (s *tabStore) State() storage.State { return storage.StateBestEffort }

func (s *tabStore) Apply(changes []storage.Change, done func(error)) {
	if s.tab.isDead() {
		return
	}
	s.tab.browser.mu.Lock()
	s.tab.browser.transactions++
	fail := s.tab.browser.fail
	s.tab.browser.mu.Unlock()
	if fail != nil {
		go done(fail)
		return
	}
	answer := func(err error) {
		if !s.tab.isDead() && done != nil {
			done(err)
		}
	}
	s.tab.mu.Lock()
	defer s.tab.mu.Unlock()
	if s.tab.held {
		changes = slices.Clone(changes)
		s.tab.late = append(s.tab.late, func() { s.tab.browser.db.Open(mem.Options{}).Apply(changes, answer) })
		return
	}
	s.Store.Apply(changes, answer)
}

func (s *tabStore) Range(from, to []byte, limit int, done func([]storage.Record, error)) {
	s.Store.Range(from, to, limit, func(r []storage.Record, err error) {
		x := s.tab
		x.mu.Lock()
		held := x.heldFrom != nil && storage.In(from, x.heldFrom, x.heldTo)
		if held {
			x.reads = append(x.reads, func() { done(r, err) })
		}
		dead := x.dead
		x.mu.Unlock()
		if !dead && !held {
			done(r, err)
		}
	})
}

// holdReads has what is read from a range be told when releaseReads is called.
func (x *tab) holdReads(from, to []byte) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.heldFrom, x.heldTo = from, to
}

func (x *tab) heldReads() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.reads)
}

// releaseReads returns how many reads have waited.
func (x *tab) releaseReads() int {
	x.mu.Lock()
	reads := x.reads
	x.heldFrom, x.reads = nil, nil
	x.mu.Unlock()
	for _, f := range reads {
		f()
	}
	return len(reads)
}

func (x *tab) isDead() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.dead
}

// schedule runs what the store does, as long as the tab lives.
func (x *tab) schedule(f func()) {
	x.queue.Do(func() {
		x.gate.Lock()
		defer x.gate.Unlock()
		if !x.isDead() {
			f()
		}
	})
}

// hold has what the tab writes from now on arrive when release is called, even
// if it is dead by then.
func (x *tab) hold() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.held = true
}

func (x *tab) release() {
	x.mu.Lock()
	late := x.late
	x.held, x.late = false, nil
	x.mu.Unlock()
	for _, f := range late {
		f()
	}
}
