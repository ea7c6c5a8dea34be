package server

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// activities are the activities of a domain that somebody is in. That they
// exist and who may do what is in the store; who takes part is known here only
// and ends with the sessions.
//
// Lock order: an activity, then activities.
type activities struct {
	domain *domain

	mu           sync.Mutex
	open         map[protocol.ActivityName]*activity
	lastResource uint32
	// What a connection has joined, by resource. Nil stands for what it is not in
	// any more without having left: its messages crossed the news.
	joined map[*connection]map[uint32]*participant
}

// maxActivities bounds the activities that a connection is in at once.
const maxActivities = 1000

func newActivities(d *domain) *activities {
	return &activities{domain: d, open: make(map[protocol.ActivityName]*activity), joined: make(map[*connection]map[uint32]*participant)}
}

// activity is one activity, in memory while somebody is in it or asks for it.
type activity struct {
	all      *activities
	name     protocol.ActivityName
	resource uint32 // the same for all, so that messages are encoded once
	holders  int    // guarded by the lock of all

	mu           sync.Mutex
	loaded       bool
	exists       bool
	info         store.Activity
	participants []*participant
	lostAt       time.Time // when a session went without a word
}

// participant is a session in an activity.
type participant struct {
	activity   *activity
	connection *connection
	lurks      bool
	rights     roleSet
	state      states.Values
}

// with runs do on an activity while it is locked and says what the store says.
// It returns the error of looking it up.
func (s *activities) with(ctx context.Context, name protocol.ActivityName, do func(*activity)) error {
	s.mu.Lock()
	a := s.open[name]
	if a == nil {
		s.lastResource++
		a = &activity{all: s, name: name, resource: s.lastResource}
		s.open[name] = a
	}
	a.holders++
	s.mu.Unlock()
	defer s.release(a)
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.loaded {
		if err := a.load(ctx); err != nil {
			return err
		}
	}
	do(a)
	return nil
}

func (s *activities) release(a *activity) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.holders--; a.holders == 0 {
		delete(s.open, a.name)
	}
}

func (a *activity) load(ctx context.Context) error {
	info, err := a.all.domain.store.Activity(ctx, a.name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	a.loaded, a.exists, a.info = true, err == nil, info
	return nil
}

// find returns what a connection has joined as a resource; known reports
// whether it ever did.
func (s *activities) find(c *connection, resource uint32) (p *participant, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, known = s.joined[c][resource]
	return p, known
}

// leaveAll ends everything that a connection has joined; asked says that its
// client closed it.
func (s *activities) leaveAll(c *connection, asked bool) {
	s.mu.Lock()
	mine := s.joined[c]
	delete(s.joined, c)
	s.mu.Unlock()
	for _, p := range mine {
		if p != nil {
			p.activity.mu.Lock()
			if !asked {
				p.activity.lostAt = time.Now()
			}
			if p.in() {
				p.activity.remove(p, false)
			}
			p.activity.mu.Unlock()
		}
	}
}

// sweep removes the ephemeral activities that an earlier run of the server left
// behind and nobody has come back to.
func (s *activities) sweep() {
	select {
	case <-s.domain.stop:
		return
	case <-time.After(s.domain.server.options.EphemeralGrace):
	}
	names, err := s.domain.store.EphemeralActivities(context.Background())
	if err != nil {
		s.domain.log.Error("ephemeral activities cannot be listed", "error", err)
	}
	for _, name := range names {
		s.endIfEmpty(name)
	}
}

// endIfEmpty removes an ephemeral activity that nobody is in.
func (s *activities) endIfEmpty(name protocol.ActivityName) {
	select {
	case <-s.domain.stop:
		return // the next run does it
	default:
	}
	err := s.with(context.Background(), name, func(a *activity) { a.endIfEmpty() })
	if err != nil {
		s.domain.log.Error("ephemeral activity cannot be looked up", "error", err)
	}
}

// endIfEmpty removes an ephemeral activity when the last session has left. One
// that was only lost may come back for a while.
func (a *activity) endIfEmpty() {
	if !a.exists || !a.info.Ephemeral || len(a.participants) > 0 {
		return
	}
	d := a.all.domain
	if left := d.server.options.EphemeralGrace - time.Since(a.lostAt); left > 0 && !a.lostAt.IsZero() {
		name := a.name
		a.all.mu.Lock()
		a.holders++ // it stays in memory with lostAt until then
		a.all.mu.Unlock()
		time.AfterFunc(left, func() {
			a.all.endIfEmpty(name)
			a.all.release(a)
		})
		return
	}
	if err := d.store.DeleteActivity(context.Background(), a.name); err != nil && !errors.Is(err, store.ErrNotFound) {
		d.log.Error("ephemeral activity cannot be removed", "error", err)
		return
	}
	a.exists = false
}

// add puts a participant in. It reports false when the connection is in too
// many activities.
func (a *activity) add(p *participant) bool {
	s := a.all
	s.mu.Lock()
	defer s.mu.Unlock()
	mine := s.joined[p.connection]
	if mine == nil {
		mine = make(map[uint32]*participant)
		s.joined[p.connection] = mine
	}
	if len(mine) >= maxActivities {
		for resource, p := range mine {
			if p == nil {
				delete(mine, resource)
			}
		}
		if len(mine) >= maxActivities {
			return false
		}
	}
	mine[a.resource] = p
	a.holders++
	a.participants = append(a.participants, p)
	a.lostAt = time.Time{}
	return true
}

// has reports whether a connection is in the activity.
func (a *activity) has(c *connection) bool {
	return slices.ContainsFunc(a.participants, func(p *participant) bool { return p.connection == c })
}

// remove takes a participant out and tells the others; crossing says that its
// client does not know yet.
func (a *activity) remove(p *participant, crossing bool) {
	for i, other := range a.participants {
		if other == p {
			a.participants = append(a.participants[:i:i], a.participants[i+1:]...)
			break
		}
	}
	s := a.all
	s.mu.Lock()
	if mine := s.joined[p.connection]; mine == nil {
	} else if crossing {
		mine[a.resource] = nil
	} else {
		delete(mine, a.resource)
	}
	s.mu.Unlock()
	if !p.lurks {
		left := &protocol.ActivitySessionLeft{Resource: a.resource, SessionID: p.connection.Identity.Session}
		for _, other := range a.participants {
			other.connection.Send(conn.Out{Message: left})
		}
	}
	a.endIfEmpty()
	s.release(a)
}

// sessions returns the sessions that a viewer sees, with its own state and, with
// others, theirs.
func (a *activity) sessions(viewer *connection, others bool) (all []protocol.ActivityState, who []people.Identity) {
	all = make([]protocol.ActivityState, 0, len(a.participants))
	for _, p := range a.participants {
		if p.lurks {
			continue
		}
		s := protocol.ActivityState{SessionID: p.connection.Identity.Session, State: states.Values{}}
		if others || p.connection == viewer {
			s.State = p.state
		}
		all = append(all, s)
		who = append(who, p.connection.Identity)
	}
	return all, who
}
