package idb

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// run has job called on the queue, or fail when the store was closed by an
// earlier call. last makes this the call that closes it.
func (s *store) run(last bool, job func(), fail func(error)) {
	s.mu.Lock()
	ended := s.ended
	s.ended = ended || last
	s.reading = nil // what is read from now on comes after this
	s.mu.Unlock()
	s.queue.Do(func() {
		s.turn.pause()
		if ended {
			fail(storage.ErrClosed)
		} else {
			job()
		}
	})
}

// with calls f with a connection, and once more with a new one when that has
// turned out to be closed. What was cut off because the page was put aside is
// repeated: nobody needs to hear of it.
func (s *store) with(f func(c *connection) error) error {
	for repeated := false; ; {
		mark := s.aside.mark()
		var c *connection
		err := attempt("use the store", func() (err error) {
			if c, err = s.connection(); err == nil {
				err = f(c)
			}
			return err
		})
		if s.aside.since(mark) && undone(c, err) {
			s.aside.wait()
			continue
		}
		if err != errStale {
			return err
		}
		c.close()
		s.mu.Lock()
		if s.conn == c {
			s.conn = nil
		}
		s.mu.Unlock()
		if repeated {
			return fmt.Errorf("use database %q: %w: %w", s.o.Name, storage.ErrAbort, err)
		}
		repeated = true
	}
}

// undone reports whether a transaction is known to have done nothing, and may be
// made again. Time passes while a page is put aside, so it may also seem to have
// taken too long.
func undone(c *connection, err error) bool {
	return errors.Is(err, storage.ErrAbort) || errors.Is(err, storage.ErrTimeout) && c != nil && !c.closed
}

// Apply implements [storage.Store].
func (s *store) Apply(changes []storage.Change, done func(error)) {
	if done == nil {
		done = func(error) {}
	}
	s.run(false, func() {
		err := s.with(func(c *connection) error { return c.write(&s.o, &s.turn, &s.aside, changes) })
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

// read is one call of Range.
type read struct {
	from, to []byte
	limit    int
	done     func([]storage.Record, error)
}

// reading is calls of Range that share a transaction, which costs more than
// reading a few records: those that came one after the other while something
// else was going on.
type reading struct {
	begun bool
	reads []read
}

// maxReads bounds how many.
const maxReads = 32

// Range implements [storage.Store].
func (s *store) Range(from, to []byte, limit int, done func([]storage.Record, error)) {
	this := read{from, to, limit, done}
	s.mu.Lock()
	if r := s.reading; r != nil && !r.begun && len(r.reads) < maxReads {
		r.reads = append(r.reads, this)
		s.mu.Unlock()
		return
	}
	s.mu.Unlock()
	r := &reading{reads: []read{this}}
	s.run(false, func() { s.read(r) }, func(err error) { r.finish(s, nil, err) })
	s.mu.Lock()
	if !s.ended {
		s.reading = r
	}
	s.mu.Unlock()
}

func (s *store) read(r *reading) {
	s.mu.Lock()
	r.begun = true
	s.mu.Unlock()
	var lists []js.Value
	err := s.with(func(c *connection) (err error) {
		lists, err = c.read(&s.o, r.reads)
		s.turn.begin()
		return err
	})
	if errors.Is(err, storage.ErrLost) {
		s.judge(err)
	}
	r.finish(s, lists, err)
}

// finish hands over what was read, one after the other, so that not all of it is
// in Go's memory at once.
func (r *reading) finish(s *store, lists []js.Value, failed error) {
	for i := range r.reads {
		var records []storage.Record
		err := failed
		if failed == nil {
			err = attempt("read records", func() (err error) {
				records, err = s.records(lists[i])
				return err
			})
			lists[i] = js.Undefined()
		}
		if len(records) > 0 && string(records[0].Key) == string(storage.SchemaKey()) {
			s.recognise(records[0].Value)
		}
		r.reads[i].done(records, err)
		s.turn.pause()
	}
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
		done(attempt("close the store", func() error {
			s.aside.listeners.release()
			if c != nil {
				c.close()
			}
			return last()
		}))
	}, done)
}
