package idb

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// store is an opened database. Everything that waits runs on its queue; the
// watcher methods run within the browser's events and only take notes.
type store struct {
	o       Options
	queue   storage.Queue
	id      string // of the Schema, once seen; this and the next two are only for the queue
	turn    turn
	scratch [maxArray]byte
	aside   aside

	mu      sync.Mutex
	ended   bool     // Close or Destroy was called
	reading *reading // takes more of them, unless it has begun
	conn    *connection
	fatal   error         // the store cannot be used any more
	calm    storage.State // when nothing is wrong
	state   storage.State
}

// Open opens a database, which is made when it does not exist. done gets the
// store or an error; [storage.ErrUnavailable] means to go on with package mem,
// [storage.ErrVersion] that newer code was here.
func Open(o Options, done func(storage.Store, error)) {
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Version == 0 {
		o.Version = storage.SchemaVersion
	}
	s := &store{o: o}
	// A queue that was idle has kept nobody from anything: waiting for a timer would
	// cost a hidden page a second.
	s.queue = storage.Queue{Kick: o.Kick, Begin: s.turn.begin}
	s.queue.Do(func() {
		if err := attempt("open the store", s.open); err != nil {
			s.aside.listeners.release()
			done(nil, err)
			return
		}
		done(s, nil)
	})
}

func (s *store) open() error {
	answer := make(chan storage.State, 1)
	go func() { answer <- persistence(s.o.Persist) }()
	s.aside.listen()
	mend(&s.o)
	ctx, cancel := context.WithTimeout(context.Background(), s.o.Timeout)
	defer cancel()
	c, err := connect(ctx, &s.o, true, s, s.blocked)
	if err != nil {
		return err
	}
	s.learn(answer)
	s.mu.Lock()
	s.conn = c
	blocked := s.state == storage.StateBlocked
	if s.fatal == nil { // else something has happened already
		s.state = s.calm
	}
	s.mu.Unlock()
	if blocked {
		s.tell(s.calm, nil)
	}
	return nil
}

// connection returns a connection that is open, as far as is known. One that the
// browser has cut is replaced, if the database is still the same.
func (s *store) connection() (*connection, error) {
	s.mu.Lock()
	c, err := s.conn, s.fatal
	s.mu.Unlock()
	if err != nil || c != nil && !c.closed {
		return c, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.o.Timeout)
	defer cancel()
	if c, err = connect(ctx, &s.o, false, s, s.blocked); err == nil && s.id != "" {
		if found, lookErr := s.look(c); lookErr != nil || found != s.id {
			c.close()
			err = lookErr
			if err == nil {
				err = fmt.Errorf("open database %q again: %w", s.o.Name, storage.ErrLost)
			}
		}
	}
	switch {
	case errors.Is(err, storage.ErrLost):
		s.end(storage.StateLost, err)
	case errors.Is(err, storage.ErrVersion):
		s.end(storage.StateBlocked, err)
	case err == nil:
		s.mu.Lock()
		s.conn = c
		s.mu.Unlock()
		s.become(s.calm, nil)
	}
	return c, err
}

// look returns the id in the marker of the database, "" when there is none.
func (s *store) look(c *connection) (string, error) {
	lists, err := c.read(&s.o, []read{{from: storage.SchemaKey(), to: storage.After(storage.SchemaKey()), limit: 1}})
	if err != nil {
		return "", err
	}
	records, err := s.records(lists[0])
	if err != nil || len(records) == 0 {
		return "", err
	}
	schema, err := storage.DecodeSchema(records[0].Value)
	return schema.ID, err
}

// released implements watcher.
func (s *store) released(c *connection, deletion bool) {
	state, err := storage.StateBlocked, fmt.Errorf("database %q: %w", s.o.Name, storage.ErrVersion)
	if deletion {
		state, err = storage.StateLost, fmt.Errorf("database %q was deleted: %w", s.o.Name, storage.ErrLost)
	}
	s.mu.Lock()
	s.conn, s.fatal = nil, err
	s.mu.Unlock()
	s.queue.Do(func() { s.become(state, err) })
}

// cut implements watcher.
func (s *store) cut(c *connection) {
	s.mu.Lock()
	if s.conn == c {
		s.conn = nil
	}
	ended := s.ended
	s.mu.Unlock()
	if !ended {
		// To know soon whether it is lost.
		s.queue.Do(func() { _ = s.with(func(*connection) error { return nil }) })
	}
}

// blocked notes that another connection does not let us open the database.
func (s *store) blocked() {
	err := fmt.Errorf("database %q: %w", s.o.Name, storage.ErrBlocked)
	s.mu.Lock()
	s.state = storage.StateBlocked
	s.mu.Unlock()
	go s.tell(storage.StateBlocked, err) // the queue is waiting
}

// end makes all operations fail from now on.
func (s *store) end(state storage.State, err error) {
	s.mu.Lock()
	s.fatal = err
	s.mu.Unlock()
	s.become(state, err)
}

func (s *store) become(state storage.State, why error) {
	s.mu.Lock()
	changed := s.state != state
	s.state = state
	s.mu.Unlock()
	if changed {
		s.tell(state, why)
	}
}

func (s *store) tell(state storage.State, why error) {
	if s.o.Observe != nil {
		s.o.Observe(state, why)
	}
}
