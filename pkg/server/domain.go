package server

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/activities"
	"github.com/convergence-wasm/convergence/pkg/server/internal/chats"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/presence"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// domain is one domain with its models that are open.
type domain struct {
	server    *Server
	name      store.DomainName
	store     store.Domain
	log       *slog.Logger
	committer *committer
	stop      chan struct{} // closed when the server stops
	models    sync.WaitGroup

	started       time.Time
	settingRights sync.Mutex // held while rights are looked up and changed

	profiles   *people.Profiles
	presence   *presence.Presence
	activities *activities.Activities
	giving     *roles.Giving
	chats      *chats.Chats

	savingDocuments chan struct{} // holds one while documents are saved

	mu         sync.Mutex
	stopped    bool
	sequencers map[string]*sequencer
	people     map[string]protocol.User   // by session id; a cache
	owners     map[string]protocol.UserID // by instance id; a cache
}

// newDomain serves a domain whose last changes of rights and profiles were the
// ones with these numbers.
func newDomain(s *Server, name store.DomainName, st store.Domain, rights, profiles int64) *domain {
	d := &domain{
		server: s, name: name, store: st, log: s.log.With("domain", name.String()),
		committer:       newCommitter(st),
		started:         time.Now(),
		profiles:        people.NewProfiles(st, name),
		stop:            make(chan struct{}),
		savingDocuments: make(chan struct{}, 1),
		sequencers:      make(map[string]*sequencer),
		people:          make(map[string]protocol.User),
		owners:          make(map[string]protocol.UserID),
	}
	d.presence = presence.New(presence.Options{
		Limits: &s.options.Limits, MaxSubscriptions: s.options.MaxSubscriptions, Claim: d.claim, Profiles: d.profiles,
	})
	d.giving = &roles.Giving{Profiles: d.profiles, MaxEntries: s.options.MaxEntries}
	d.activities = activities.New(st, d.log, activities.Options{
		Limits: &s.options.Limits, EphemeralGrace: s.options.EphemeralGrace, Stop: d.stop, Giving: d.giving,
	})
	d.chats = chats.New(st, d.log, chats.Options{
		Stop: d.stop, Presence: d.presence, Profiles: d.profiles, Giving: d.giving, Claim: d.claim,
	})
	d.models.Go(d.activities.Sweep)
	d.models.Go(d.chats.Run)
	d.models.Go(d.sweepEphemeral)
	d.models.Go(func() { d.watchRights(rights) })
	d.models.Go(func() { d.watchProfiles(profiles) })
	return d
}

// acquire returns the sequencer of a model, which stays until it is released.
func (d *domain) acquire(id string) *sequencer {
	d.mu.Lock()
	defer d.mu.Unlock()
	q := d.sequencers[id]
	if q == nil {
		q = newSequencer(d, id)
		if d.stopped {
			close(q.ended) // what is posted to it is dropped
			return q
		}
		d.sequencers[id] = q
		d.models.Go(q.run)
	}
	q.holders++
	return q
}

// hold keeps a sequencer that the caller's goroutine runs, or has open.
func (d *domain) hold(q *sequencer) {
	d.mu.Lock()
	q.holders++
	d.mu.Unlock()
}

// release gives back what acquire or hold gave.
func (d *domain) release(q *sequencer) {
	d.mu.Lock()
	q.holders--
	idle := q.holders == 0
	d.mu.Unlock()
	if idle {
		select {
		case q.idle <- struct{}{}:
		default:
		}
	}
}

// retire removes a sequencer that nobody holds; it reports whether that is so.
func (d *domain) retire(q *sequencer) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if q.holders > 0 {
		return false
	}
	d.unlist(q)
	return true
}

// disown lets the next acquire make a new sequencer for the model.
func (d *domain) disown(q *sequencer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.unlist(q)
}

func (d *domain) unlist(q *sequencer) {
	if d.sequencers[q.id] == q {
		delete(d.sequencers, q.id)
	}
}

// stopModels commits what has arrived and ends all sequencers.
func (d *domain) stopModels() {
	d.mu.Lock()
	d.stopped = true
	d.mu.Unlock()
	close(d.stop)
	d.models.Wait()
}

func (d *domain) close() error {
	d.committer.close()
	return d.store.Close()
}

// cached bounds the caches of a domain, entries.
const cached = 20_000

// remember caches who is behind a session and an instance.
func (d *domain) remember(who people.Identity, instance string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.people) >= cached {
		clear(d.people)
	}
	if len(d.owners) >= cached {
		clear(d.owners)
	}
	d.people[who.Session] = who.User
	d.owners[instance] = who.User.UserID
}

// identify returns who is behind a session of any age.
func (d *domain) identify(session string) (people.Identity, error) {
	d.mu.Lock()
	user, ok := d.people[session]
	d.mu.Unlock()
	if ok {
		return people.Identity{Session: session, User: user}, nil
	}
	s, err := d.store.Session(context.Background(), session)
	if err != nil {
		return people.Identity{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.people[session] = s.User
	return people.Identity{Session: session, User: s.User}, nil
}

// claim makes an instance belong to a user; see [store.Sessions].
func (d *domain) claim(instance string, user protocol.UserID) error {
	d.mu.Lock()
	owner, ok := d.owners[instance]
	d.mu.Unlock()
	if ok && owner == user {
		return nil
	}
	if err := d.store.ClaimInstance(context.Background(), instance, user); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.owners[instance] = user
	return nil
}

// sweepEphemeral deletes the ephemeral models that an earlier run of the server
// left behind and nobody has come back to.
func (d *domain) sweepEphemeral() {
	select {
	case <-d.stop:
		return
	case <-time.After(d.server.options.EphemeralGrace):
	}
	ids, err := d.store.EphemeralModels(context.Background())
	if err != nil {
		d.log.Error("ephemeral models cannot be listed", "error", err)
		return
	}
	for _, id := range ids {
		q := d.acquire(id)
		q.post(command{do: func() { q.deleteIfEphemeral(); d.release(q) }})
	}
}
