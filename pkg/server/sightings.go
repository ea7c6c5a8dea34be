package server

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// sightings gathers what becomes known of sessions, so that thousands that come back at
// once do not wait for the disk one by one. What is lost when the server is killed does no
// harm: a token that was used stays good until it would have ended anyway, and the next
// server ends all sessions.
type sightings struct {
	store store.Sessions
	log   *slog.Logger
	some  chan struct{} // holds one when there is something to write

	mu   sync.Mutex
	next store.Sightings
}

// sightingsEvery is how long sightings are gathered.
const sightingsEvery = 50 * time.Millisecond

func newSightings(s store.Sessions, log *slog.Logger) *sightings {
	return &sightings{store: s, log: log, some: make(chan struct{}, 1)}
}

func (s *sightings) replaced(token []byte) {
	s.note(func(next *store.Sightings) { next.Replaced = append(next.Replaced, token) })
}

func (s *sightings) ended(session string) {
	s.note(func(next *store.Sightings) { next.Ended = append(next.Ended, session) })
}

func (s *sightings) note(change func(next *store.Sightings)) {
	s.mu.Lock()
	change(&s.next)
	s.mu.Unlock()
	select {
	case s.some <- struct{}{}:
	default:
	}
}

// run writes sightings until life ends, and then what is left.
func (s *sightings) run(life context.Context) {
	for {
		select {
		case <-life.Done():
			s.write()
			return
		case <-s.some:
			s.write()
		}
		select {
		case <-life.Done():
		case <-time.After(sightingsEvery):
		}
	}
}

func (s *sightings) write() {
	s.mu.Lock()
	next := s.next
	s.next = store.Sightings{}
	s.mu.Unlock()
	if len(next.Replaced)+len(next.Ended) == 0 {
		return
	}
	next.Millis = time.Now().UnixMilli()
	if err := s.store.Sighted(context.Background(), next); err != nil {
		s.log.Error("what became of sessions cannot be recorded", "error", err)
	}
}
