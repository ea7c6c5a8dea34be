package activities

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/lanes"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Options are the habits and limits of activities.
type Options struct {
	Limits         *protocol.Limits
	EphemeralGrace time.Duration   // for lost sessions to come back
	Life           context.Context // ends when the domain closes
	Giving         *roles.Giving
	Authorize      roles.Ask
	MaxActivities  int
	Together       *Together // nil for the only server
}

// Activities are the activities of a domain that somebody is in. That they
// exist and who may do what is in the store; who takes part is in memory only
// and ends with the sessions.
//
// Lock order: an activity, then activities.
type Activities struct {
	store   store.Domain
	log     *slog.Logger
	options Options
	writes  *lanes.Lane // to the store

	mu           sync.Mutex
	open         map[protocol.ActivityName]*activity
	lastResource uint32
	// What a connection has joined, by resource. Nil stands for what it is not in
	// any more without having left: its messages crossed the news.
	joined map[*people.Session]map[uint32]*participant

	tellings atomic.Uint64 // counts what other servers were told
}

// maxActivities bounds the activities that a connection is in at once.
const maxActivities = 1000

// New returns the activities of a domain.
func New(s store.Domain, log *slog.Logger, o Options) *Activities {
	return &Activities{store: s, log: log, options: o, writes: lanes.New(1), open: make(map[protocol.ActivityName]*activity), joined: make(map[*people.Session]map[uint32]*participant)}
}

// activity is one activity, in memory while somebody is in it or asks for it.
type activity struct {
	all      *Activities
	name     protocol.ActivityName
	resource uint32 // the same for all, so that messages are encoded once
	holders  int    // guarded by the lock of all

	mu           sync.Mutex
	loaded       bool
	exists       bool
	info         store.Activity
	participants []*participant
	lostAt       time.Time // when a session went without a word

	// Of several servers only.
	met           chan struct{} // closed when it is known who is in it at other servers
	unlisten      func()
	answered      map[string]bool // which servers have said so, nil when that is not waited for any more
	peers         []*participant  // at other servers
	heard         map[string]uint64
	key, revision int64
	held          bool // whether the store knows that this server has it open
}

// participant is a session in an activity.
type participant struct {
	activity *activity
	session  *people.Session
	lurks    bool
	rights   roles.Set
	state    states.Values
	node     string // the other server that it is at
	weight   int    // of the state and the participant, held by the session
}

// participantBytes is about what a participant takes without a state.
const participantBytes = 400

// with runs do on an activity while it is locked and says what the store says.
// It returns the error of looking it up.
func (s *Activities) with(ctx context.Context, name protocol.ActivityName, do func(*activity)) error {
	s.mu.Lock()
	a := s.open[name]
	if a == nil {
		s.lastResource++
		a = &activity{all: s, name: name, resource: s.lastResource}
		s.open[name] = a
		if s.options.Together != nil {
			a.met = make(chan struct{})
			go a.meet()
		}
	}
	a.holders++
	s.mu.Unlock()
	defer s.release(a)
	if a.met != nil {
		<-a.met
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.loaded || a.met != nil && !a.exists { // another server may have made it
		if err := a.load(ctx); err != nil {
			return err
		}
	}
	do(a)
	return nil
}

func (s *Activities) release(a *activity) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.holders--; a.holders == 0 {
		delete(s.open, a.name)
		if a.unlisten != nil {
			go a.unlisten() // which waits for what is being heard
		}
	}
}

func (a *activity) load(ctx context.Context) error {
	if t := a.all.options.Together; t != nil { // first, so that a change of later is read again
		var err error
		if a.key, a.revision, err = t.Store.ActivityRevision(ctx, a.name); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	info, err := a.all.store.Activity(ctx, a.name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	a.loaded, a.exists, a.info = true, err == nil, info
	return nil
}

// find returns what a connection has joined as a resource; known reports
// whether it ever did.
func (s *Activities) find(c *people.Session, resource uint32) (p *participant, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, known = s.joined[c][resource]
	return p, known
}

// LeaveAll ends everything that a connection has joined; asked says that its
// client closed it.
func (s *Activities) LeaveAll(c *people.Session, asked bool) {
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

// Sweep removes the ephemeral activities that an earlier run of the only server left
// behind and nobody has come back to. Of several see EndUnheld.
func (s *Activities) Sweep() {
	select {
	case <-s.options.Life.Done():
		return
	case <-time.After(s.options.EphemeralGrace):
	}
	names, err := s.store.EphemeralActivities(context.Background())
	if err != nil {
		s.log.Error("ephemeral activities cannot be listed", "error", err)
	}
	for _, name := range names {
		s.endIfEmpty(name)
	}
}

// endIfEmpty removes an ephemeral activity that nobody is in.
func (s *Activities) endIfEmpty(name protocol.ActivityName) {
	select {
	case <-s.options.Life.Done():
		return // the next run does it
	default:
	}
	err := s.with(context.Background(), name, func(a *activity) { a.endIfEmpty() })
	if err != nil {
		s.log.Error("ephemeral activity cannot be looked up", "error", err)
	}
}

// endIfEmpty removes an ephemeral activity when the last session has left. One
// that was only lost may come back for a while.
func (a *activity) endIfEmpty() {
	if !a.exists || !a.info.Ephemeral || len(a.participants) > 0 {
		return
	}
	s := a.all
	if left := s.options.EphemeralGrace - time.Since(a.lostAt); left > 0 && !a.lostAt.IsZero() {
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
	removed := true
	err := s.write(context.Background(), "", func() (err error) {
		if t := s.options.Together; t != nil {
			removed, err = t.Store.ReleaseActivity(context.Background(), a.name)
			return err
		}
		return s.store.DeleteActivity(context.Background(), a.name)
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		s.log.Error("ephemeral activity cannot be removed", "error", err)
		return
	}
	a.exists, a.held = !removed, false
}

// write has the store changed, when it is the owner's turn: those who write much keep
// nobody else from it, nor the operations of models.
func (s *Activities) write(ctx context.Context, owner string, change func() error) error {
	leave, err := s.writes.Enter(ctx, owner)
	if err != nil {
		return err
	}
	defer leave()
	return change()
}

// mayBeInMore reports whether a session is in fewer activities than it may be.
func (s *Activities) mayBeInMore(c *people.Session) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	mine := s.joined[c]
	if len(mine) >= maxActivities {
		for resource, p := range mine {
			if p == nil {
				delete(mine, resource)
			}
		}
	}
	return len(mine) < maxActivities
}

// add puts a participant in.
func (a *activity) add(p *participant) {
	s := a.all
	s.mu.Lock()
	defer s.mu.Unlock()
	mine := s.joined[p.session]
	if mine == nil {
		mine = make(map[uint32]*participant)
		s.joined[p.session] = mine
	}
	mine[a.resource] = p
	a.holders++
	a.participants = append(a.participants, p)
	a.lostAt = time.Time{}
	a.tell(p, false)
}

// has reports whether a connection is in the activity.
func (a *activity) has(c *people.Session) bool {
	return slices.ContainsFunc(a.participants, func(p *participant) bool { return p.session == c })
}

// remove takes a participant out and notifies the others; crossing says that its
// client does not know yet.
func (a *activity) remove(p *participant, crossing bool) {
	// In place, so that nothing of it stays with an activity that is kept for who was lost.
	a.participants = slices.DeleteFunc(a.participants, func(other *participant) bool { return other == p })
	p.session.Hold(-p.weight)
	s := a.all
	s.mu.Lock()
	if mine := s.joined[p.session]; mine == nil {
	} else if crossing {
		mine[a.resource] = nil
	} else {
		delete(mine, a.resource)
	}
	s.mu.Unlock()
	a.tellGone(p)
	a.notifyLeft(p)
	a.endIfEmpty()
	s.release(a)
}

// sessions returns the sessions that a viewer sees, with its own state and, with
// others, theirs.
func (a *activity) sessions(viewer *people.Session, others bool) (all []protocol.ActivityState, who []people.Identity) {
	everybody := a.everybody()
	if len(a.peers) > 0 { // in the order of their connecting, at all servers
		slices.SortFunc(everybody, func(p, q *participant) int {
			x, y := p.session.Identity.Session, q.session.Identity.Session
			return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y))
		})
	}
	all = make([]protocol.ActivityState, 0, len(everybody))
	for _, p := range everybody {
		if p.lurks {
			continue
		}
		s := protocol.ActivityState{SessionID: p.session.Identity.Session, State: states.Values{}}
		if others || p.session == viewer {
			s.State = p.state
		}
		all = append(all, s)
		who = append(who, p.session.Identity)
	}
	return all, who
}
