package models

import (
	"context"
	"crypto/rand"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/commits"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
	"github.com/convergence-wasm/convergence/pkg/server/internal/lanes"
	"github.com/convergence-wasm/convergence/pkg/server/internal/metrics"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/quota"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Options are the limits and habits of models, and what they need of others. All must
// be set, unless something else is said.
type Options struct {
	Limits    *protocol.Limits
	Life      context.Context // ends when the domain closes
	Counts    *metrics.Domain
	Tracer    *tracing.Tracer // nil without traces
	Profiles  *people.Profiles
	Directory *people.Directory
	Quota     *quota.Quota
	// MayMakeCollection reports whether a user makes a collection by making a model in it.
	MayMakeCollection func(ctx context.Context, user protocol.UserID) (bool, error)
	// Authorize returns what a user may do with a model, or in a collection, of what they may
	// by the rights that are kept. It may be nil.
	Authorize func(ctx context.Context, user protocol.UserID, collection, model string, kept store.Rights) (store.Rights, error)

	MaxOpen          int           // of one session
	MaxEntries       int           // users and groups with rights on a model or collection
	HistoryPage      int           // bytes of operations in one answer, about
	MaxNamedVersions int           // of a model
	AutoCreateAfter  time.Duration // for a client to answer with the data of a model

	Results        int           // of a query without LIMIT
	MaxResults     int           // LIMIT at most
	MaxResultBytes int           // of JSON in one answer
	QueryTime      time.Duration // of one query at most
	MaxCollections int           // of a domain
	MaxAsked       int           // models of a query that Authorize is asked about

	Queue          int           // messages waiting for one model
	Queued         *budget.Pool  // memory for them
	Documents      *budget.Pool  // memory for the models that are loaded
	UnloadAfter    time.Duration // without clients
	EphemeralGrace time.Duration // for lost clients to come back to an ephemeral model
	SnapshotEvery  int           // operations, at least

	Nodes Nodes // nil: this is the only server
}

// Models are the models of a domain. Make them with [New] and serve them with
// [Models.Run].
//
// Lock order: a client, then models. Neither is held while a sequencer is waited for.
type Models struct {
	store     store.Domain
	log       *slog.Logger
	options   Options
	committer *commits.Committer
	started   time.Time
	running   sync.WaitGroup // sequencers, and what acquires them by itself

	// Lanes for what takes long. Who used them least comes first.
	loads  *lanes.Lane // reading models from the store
	writes *lanes.Lane // transactions that are not those of the committer
	past   *lanes.Lane // reading operations again for clients that are far behind
	heavy  *lanes.Lane // queries and history, which take as long as the client wants

	purging         chan struct{} // holds one when something of deleted models may be left
	settingRights   sync.Mutex    // held while rights are looked up and changed
	savingDocuments chan struct{} // holds one while documents are saved
	tellings        atomic.Uint64 // counts what other nodes were told

	mu         sync.Mutex
	stopped    bool
	sequencers map[string]*sequencer // by model id
	holding    map[int64]bool        // ephemeral models that the store keeps because of this node, by key
	unreleased []string              // those of them that this node could not let go

	// Apart from the above, because every operation looks for its client.
	clientsMu sync.RWMutex
	clients   map[*people.Session]*client

	authors authors // without a connection
}

// New returns the models of a domain, none of which is in memory.
func New(s store.Domain, log *slog.Logger, o Options) *Models {
	return &Models{
		store: s, log: log, options: o, committer: commits.New(s, o.Counts.Committed), started: time.Now(),
		savingDocuments: make(chan struct{}, 1), purging: make(chan struct{}, 1),
		loads: lanes.New(6), writes: lanes.New(1), past: lanes.New(1), heavy: lanes.New(max(1, runtime.GOMAXPROCS(0)/2)),
		sequencers: make(map[string]*sequencer),
		holding:    make(map[int64]bool),
		clients:    make(map[*people.Session]*client),
	}
}

// Run serves the models until the server stops. When it returns, what had arrived is
// committed, and no sequencer runs.
func (s *Models) Run() {
	s.running.Go(s.sweepEphemeral)
	s.running.Go(s.purge)
	if s.options.Nodes != nil {
		s.running.Go(s.watchVersions)
	}
	<-s.options.Life.Done()
	s.mu.Lock()
	s.stopped = true
	s.mu.Unlock()
	s.running.Wait()
	s.committer.Close()
}

// acquire returns the sequencer of a model, which stays until it is released. If the
// model has to be loaded, it is for the sake of owner.
func (s *Models) acquire(id, owner string) *sequencer {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.sequencers[id]
	if q == nil {
		q = newSequencer(s, id, owner)
		if s.stopped {
			close(q.ended) // what is posted to it is dropped
			return q
		}
		s.sequencers[id] = q
		s.running.Go(q.run)
	}
	q.holders++
	return q
}

// acquireRunning is acquire for a model that is in memory. It returns nil for others.
func (s *Models) acquireRunning(id string) *sequencer {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.sequencers[id]
	if q != nil {
		q.holders++
	}
	return q
}

// with has the sequencer of a model do something for the sake of somebody who does not
// have it open.
func (s *Models) with(id, owner string, do func(*sequencer)) {
	q := s.acquire(id, owner)
	q.post(command{do: func() {
		defer s.release(q)
		do(q)
	}})
}

// asked is with for a request, in the read loop. A session that has asked for much
// waits.
func (s *Models) asked(c *people.Session, id string, do func(*sequencer)) {
	of := s.clientFor(c)
	of.begin()
	s.with(id, c.Owner(), func(q *sequencer) {
		defer of.end()
		do(q)
	})
}

// hold keeps a sequencer that the caller's goroutine runs, or has open.
func (s *Models) hold(q *sequencer) {
	s.mu.Lock()
	q.holders++
	s.mu.Unlock()
}

// release gives back what acquire, acquireRunning or hold gave.
func (s *Models) release(q *sequencer) {
	s.mu.Lock()
	q.holders--
	idle := q.holders == 0
	s.mu.Unlock()
	if idle {
		select {
		case q.idle <- struct{}{}:
		default:
		}
	}
}

// held reports whether anybody holds a sequencer.
func (s *Models) held(q *sequencer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return q.holders > 0
}

// retire removes a sequencer that nobody holds; it reports whether that is so.
func (s *Models) retire(q *sequencer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q.holders > 0 {
		return false
	}
	s.unlist(q)
	return true
}

// disown lets the next acquire make a new sequencer for the model.
func (s *Models) disown(q *sequencer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unlist(q)
}

func (s *Models) unlist(q *sequencer) {
	if s.sequencers[q.id] == q {
		delete(s.sequencers, q.id)
	}
}

// Loaded returns how many models are in memory.
func (s *Models) Loaded() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sequencers)
}

// Leads returns of how many models this node is the one that appends for all; none where there is
// only one server.
func (s *Models) Leads() (n int) {
	if s.options.Nodes == nil {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range s.sequencers {
		if q.leads.Load() {
			n++
		}
	}
	return n
}

// sweepEphemeral deletes the ephemeral models that an earlier run of the server
// left behind and nobody has come back to.
func (s *Models) sweepEphemeral() {
	select {
	case <-s.options.Life.Done():
		return
	case <-time.After(s.options.EphemeralGrace):
	}
	if s.options.Nodes != nil {
		return // see EndUnheld
	}
	ids, err := s.store.EphemeralModels(context.Background())
	if err != nil {
		s.log.Error("ephemeral models cannot be listed", "error", err)
		return
	}
	for _, id := range ids {
		s.with(id, "", (*sequencer).deleteIfEphemeral)
	}
}

// newModelID returns an id that nobody has: 26 characters, 128 random bits.
func newModelID() string { return rand.Text() }
