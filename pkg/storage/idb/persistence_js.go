package idb

import (
	"context"
	"syscall/js"
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// promptly is how long opening a store waits for a browser that knows by itself
// whether it keeps the data. One that asks the user answers later, or never.
const promptly = 50 * time.Millisecond

// question is the promise of the browser to answer, while it asks the user: it is
// not to ask once more for every store.
var question js.Value

// learn sets the calm state of a store that has just been opened. An answer that
// comes late changes the state.
func (s *store) learn(answer <-chan storage.State) {
	s.calm = storage.StateBestEffort
	select {
	case s.calm = <-answer:
	case <-time.After(promptly):
		go func() {
			state := <-answer
			s.queue.Do(func() { s.learnt(state) })
		}()
	}
}

// learnt takes note of an answer that has come late.
func (s *store) learnt(calm storage.State) {
	s.mu.Lock()
	before := s.calm
	s.calm = calm
	tell := !s.ended && s.state == before
	s.mu.Unlock()
	if tell {
		s.become(calm, nil)
	}
}

// persistence says whether the browser has promised to keep the data. It may wait
// for as long as the page lives.
func persistence(ask bool) storage.State {
	state := storage.StateBestEffort // also in insecure contexts and old browsers
	_ = attempt("", func() (err error) {
		manager, answer := global("navigator", "storage"), question
		if !ask {
			answer, err = call(manager, "persisted")
		} else {
			if !question.Truthy() {
				answer, err = call(manager, "persist")
				question = answer
			}
			defer func() { question = js.Undefined() }()
		}
		if err != nil {
			return err
		}
		if kept, ok := settled(context.Background(), answer); ok && kept.Truthy() {
			state = storage.StateDurable
		}
		return nil
	})
	return state
}
