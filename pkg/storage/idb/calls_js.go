package idb

import (
	"context"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// run has job called on the queue, or fail when the store was closed by an
// earlier call. last makes this the call that closes it.
func (s *store) run(last bool, job func(), fail func(error)) {
	s.mu.Lock()
	ended := s.ended
	s.ended = ended || last
	s.mu.Unlock()
	s.queue.Do(func() {
		if ended {
			fail(storage.ErrClosed)
		} else {
			job()
		}
	})
}

// with calls f with a connection, and once more with a new one when that has
// turned out to be closed.
func (s *store) with(f func(c *connection) error) error {
	for attempt := 0; ; attempt++ {
		c, err := s.connection()
		if err != nil {
			return err
		}
		if err = f(c); err != errStale {
			return err
		}
		c.close()
		s.mu.Lock()
		if s.conn == c {
			s.conn = nil
		}
		s.mu.Unlock()
		if attempt > 0 {
			return fmt.Errorf("use database %q: %w: %w", s.o.Name, storage.ErrAbort, err)
		}
	}
}

// Apply implements [storage.Store].
func (s *store) Apply(changes []storage.Change, done func(error)) {
	if done == nil {
		done = func(error) {}
	}
	s.run(false, func() {
		err := s.with(func(c *connection) error { return c.write(&s.o, changes) })
		s.judge(err)
		if err == nil {
			s.remember(changes)
		}
		done(err)
	}, done)
}

// judge draws conclusions for the state from how a write has ended.
func (s *store) judge(err error) {
	switch {
	case errors.Is(err, storage.ErrQuota):
		s.become(storage.StateFull, err)
	case errors.Is(err, storage.ErrLost):
		s.end(storage.StateLost, err)
	case err == nil && s.State() == storage.StateFull:
		s.become(s.calm, nil)
	}
}

// remember takes down the id of the store, by which it is recognised after the
// browser has cut the connection.
func (s *store) remember(changes []storage.Change) {
	for i := range changes {
		c := &changes[i]
		if (c.Kind == storage.KindPut || c.Kind == storage.KindCheck) && string(c.Key) == string(storage.SchemaKey()) {
			s.recognise(c.Value)
		}
	}
}

func (s *store) recognise(stored []byte) {
	if schema, err := storage.DecodeSchema(stored); err == nil {
		s.id = schema.ID
	}
}

// Range implements [storage.Store].
func (s *store) Range(from, to []byte, limit int, done func([]storage.Record, error)) {
	s.run(false, func() {
		var records []storage.Record
		err := s.with(func(c *connection) (err error) {
			records, err = c.read(&s.o, from, to, limit)
			return err
		})
		if errors.Is(err, storage.ErrLost) {
			s.judge(err)
		}
		if len(records) > 0 && string(records[0].Key) == string(storage.SchemaKey()) {
			s.recognise(records[0].Value)
		}
		done(records, err)
	}, func(err error) { done(nil, err) })
}

// State implements [storage.Store].
func (s *store) State() storage.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

// Close implements [storage.Store].
func (s *store) Close(done func(error)) {
	s.finish(func() error { return nil }, done)
}

// Destroy implements [storage.Store]. When other connections do not let go, it
// fails with [storage.ErrBlocked]; the browser deletes the database as soon as
// they do.
func (s *store) Destroy(done func(error)) {
	s.finish(func() error {
		if s.State() == storage.StateLost {
			return nil // what has this name now, if anything, belongs to somebody else
		}
		ctx, cancel := context.WithTimeout(context.Background(), s.o.Timeout)
		defer cancel()
		return remove(ctx, s.o.Name, s.blocked)
	}, done)
}

func (s *store) finish(last func() error, done func(error)) {
	if done == nil {
		done = func(error) {}
	}
	s.run(true, func() {
		s.mu.Lock()
		c := s.conn
		s.conn = nil
		s.mu.Unlock()
		if c != nil {
			c.close()
		}
		done(last())
	}, done)
}
