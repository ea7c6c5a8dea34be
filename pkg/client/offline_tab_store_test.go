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

// callFault is what becomes of a call of a store, nil for what ought to.
type callFault struct {
	err    error
	made   bool // the changes are made all the same
	silent bool // there is no answer
}

// storeCall is a call of a store: of Apply with changes, else of Range.
type storeCall struct {
	number   int // from 1
	changes  []storage.Change
	from, to []byte
}

// setFaults has fault decide on every call from now on, which are counted anew.
func (x *tab) setFaults(fault func(storeCall) *callFault) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.calls, x.fault = 0, fault
}

func (x *tab) faultOf(c storeCall) *callFault {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.calls++
	if c.number = x.calls; x.fault == nil {
		return nil
	}
	return x.fault(c)
}

// called returns how many calls there were.
func (x *tab) called() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.calls
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
	if f := s.tab.faultOf(storeCall{changes: changes}); f != nil {
		end := func(error) {
			if !f.silent {
				answer(f.err)
			}
		}
		if f.made {
			s.Store.Apply(changes, end)
		} else {
			s.Store.Range(nil, []byte{}, 1, func([]storage.Record, error) { end(nil) }) // in its turn
		}
		return
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
	fault := s.tab.faultOf(storeCall{from: from, to: to})
	if fault != nil && fault.silent {
		return
	}
	s.Store.Range(from, to, limit, func(r []storage.Record, err error) {
		if fault != nil {
			r, err = nil, fault.err
		}
		x := s.tab
		x.mu.Lock()
		held := x.heldFrom != nil && storage.In(from, x.heldFrom, x.heldTo)
		if held {
			x.reads = append(x.reads, func() {
				if !x.isDead() {
					done(r, err)
				}
			})
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
