//go:build js && wasm

package main

import (
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/mem"
)

// scriptStore is a store that the application brings. What it is asked to do goes
// out as frames and is answered by a call each, in order.
type scriptStore struct {
	number  int
	queue   storage.Queue
	observe storage.Observer
	state   storage.State
	calm    storage.State // when nothing is wrong
	ended   bool
}

// What a store is asked for.
const (
	storeOpen  = 0
	storeApply = 1
	storeRange = 2
	storeClose = 3
)

// storeRequests are waiting for their answers.
var (
	storeRequests = map[int]func(a *arguments, err error){}
	lastRequest   int
)

// storeErrors are the codes that answers have.
var storeErrors = map[string]error{
	"conflict": storage.ErrConflict, "quota": storage.ErrQuota, "lost": storage.ErrLost, "blocked": storage.ErrBlocked,
	"version": storage.ErrVersion, "unavailable": storage.ErrUnavailable, "abort": storage.ErrAbort,
}

// askStore begins a frame [18, store, request, what, ...] with so many items
// behind these.
func askStore(store, what, items int, answer func(a *arguments, err error)) *writer {
	lastRequest++
	storeRequests[lastRequest] = answer
	askTurn()
	w := frames
	w.array(4 + items)
	w.int(frameStoreRequest)
	w.int(store)
	w.int(lastRequest)
	w.int(what)
	return w
}

// storeAnswered takes [request, code or nil, message, ...].
func storeAnswered(a *arguments) {
	request := a.int("request")
	answer := storeRequests[request]
	if answer == nil {
		bad("no store was asked for %d", request)
	}
	delete(storeRequests, request)
	if a.peekNil("code") {
		_ = a.string("message")
		answer(a, nil)
		return
	}
	code, message := a.string("code"), a.string("message")
	err := storeErrors[code]
	if err == nil {
		err = storage.ErrAbort
	}
	answer(a, fmt.Errorf("the application's store: %s: %w", message, err))
}

// openScriptStore opens the store of the application.
func openScriptStore(d *client.Domain, number int, username string) func(ready func(storage.Store, error)) {
	return func(ready func(storage.Store, error)) {
		w := askStore(number, storeOpen, 3, func(a *arguments, err error) {
			s := &scriptStore{number: number, queue: storage.Queue{Kick: kick}, observe: d.StorageChanged}
			if err == nil {
				s.calm = storage.StateBestEffort
				switch a.string("state") {
				case "durable":
					s.calm = storage.StateDurable
				case "memory":
					s.calm = storage.StateMemory
				}
				s.state = s.calm
				prepareStore(s, nil, nil, func(why error) {
					if why != nil && !errors.Is(why, storage.ErrCorrupt) {
						s.Close(nil)
						ready((&mem.Database{}).Open(mem.Options{Kick: kick}), why)
						return
					}
					ready(s, why)
				})
				return
			}
			ready((&mem.Database{}).Open(mem.Options{Kick: kick}), err)
		})
		w.string(d.Namespace())
		w.string(d.ID())
		w.string(username)
	}
}

// refused has fail called soon when the store is closed.
func (s *scriptStore) refused(fail func(error)) bool {
	if s.ended {
		s.queue.Do(func() { fail(storage.ErrClosed) })
	}
	return s.ended
}

// Apply implements storage.Store.
func (s *scriptStore) Apply(changes []storage.Change, done func(error)) {
	if done == nil {
		done = func(error) {}
	}
	if s.refused(done) {
		return
	}
	w := askStore(s.number, storeApply, 1, func(_ *arguments, err error) {
		s.judge(err)
		done(err)
	})
	w.array(3 * len(changes))
	for i := range changes {
		c := &changes[i]
		w.int(int(c.Kind))
		w.data(append([]byte{}, c.Key...))
		if c.Kind == storage.KindDeleteRange {
			w.data(c.To)
		} else {
			w.data(c.Value)
		}
	}
}

// judge draws conclusions for the state from how a call has ended.
func (s *scriptStore) judge(err error) {
	state := s.state
	switch {
	case errors.Is(err, storage.ErrQuota):
		state = storage.StateFull
	case errors.Is(err, storage.ErrLost):
		state = storage.StateLost
	case errors.Is(err, storage.ErrVersion), errors.Is(err, storage.ErrBlocked):
		state = storage.StateBlocked
	case err == nil && s.state == storage.StateFull:
		state = s.calm
	}
	if state != s.state {
		s.state = state
		s.observe(state, err)
	}
}

// Range implements storage.Store.
func (s *scriptStore) Range(from, to []byte, limit int, done func([]storage.Record, error)) {
	if s.refused(func(err error) { done(nil, err) }) {
		return
	}
	w := askStore(s.number, storeRange, 3, func(a *arguments, err error) {
		if err != nil {
			s.judge(err)
			done(nil, err)
			return
		}
		records := make([]storage.Record, a.list("records")/2)
		for i := range records {
			records[i] = storage.Record{Key: a.data("key"), Value: a.data("value")}
		}
		done(records, nil)
	})
	w.data(append([]byte{}, from...))
	w.data(to)
	w.int(limit)
}

// State implements storage.Store.
func (s *scriptStore) State() storage.State { return s.state }

// Close implements storage.Store.
func (s *scriptStore) Close(done func(error)) {
	if done == nil {
		done = func(error) {}
	}
	if s.refused(done) {
		return
	}
	s.ended = true
	askStore(s.number, storeClose, 0, func(_ *arguments, err error) { done(err) })
}

// Destroy implements storage.Store. It is for the application to do.
func (s *scriptStore) Destroy(done func(error)) {
	s.queue.Do(func() { done(storage.ErrUnavailable) })
}
