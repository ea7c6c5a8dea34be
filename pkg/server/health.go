package server

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
	"github.com/convergence-wasm/convergence/pkg/server/internal/metrics"
	"github.com/convergence-wasm/convergence/pkg/server/rest"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// health is what the server last found when it tried its stores. Trying writes, so it is
// not done for every question.
type health struct {
	mu    sync.Mutex
	tried time.Time
	wrong []string // what is wrong, empty when all is well
}

// healthEvery is how long what was found is told again.
const healthEvery = 2 * time.Second

// storesWrong tries to read and to write the stores, and returns what is wrong. Strangers
// ask: the errors themselves are in the log.
func (s *Server) storesWrong(ctx context.Context) []string {
	h := &s.health
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Since(h.tried) < healthEvery {
		return h.wrong
	}
	h.wrong = nil
	if err := s.system.Check(ctx); err != nil {
		s.log.Error("the store of the server fails", "error", err)
		h.wrong = append(h.wrong, "the store of the server cannot be read and written")
	}
	domains := s.openDomains()
	if _, one := s.system.(store.Changes); one {
		domains = nil // which are in the database that was just tried
	}
	for _, d := range domains {
		if err := d.store.Check(ctx); err != nil {
			d.log.Error("the store of the domain fails", "error", err)
			h.wrong = append(h.wrong, "the store of a domain cannot be read and written")
		}
	}
	if n := s.options.Nodes; n != nil && n.Out() {
		h.wrong = append(h.wrong, "this node cannot reach the others through the database")
	}
	h.tried = time.Now()
	return h.wrong
}

func (s *Server) openDomains() []*domain {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*domain, 0, len(s.domains))
	for _, d := range s.domains {
		all = append(all, d)
	}
	return all
}

// serveHealth says whether the server works: a server that does not is to be looked at.
func (s *Server) serveHealth(w http.ResponseWriter, r *http.Request) { s.tellHealth(w, r, false) }

// serveReady says whether the server takes connections: one that does not gets none, and so does
// one that hands its own over to others.
func (s *Server) serveReady(w http.ResponseWriter, r *http.Request) { s.tellHealth(w, r, true) }

func (s *Server) tellHealth(w http.ResponseWriter, r *http.Request, ready bool) {
	told := struct {
		Status  string   `json:"status"`
		Version string   `json:"version"`
		Wrong   []string `json:"wrong,omitempty"`
	}{Status: "ok", Version: s.options.Version}
	code := http.StatusOK
	if s.stopping() {
		told.Status, code = "stopping", http.StatusServiceUnavailable
	} else if ready && s.isDraining() {
		told.Status, code = "draining", http.StatusServiceUnavailable
	} else if told.Wrong = s.storesWrong(context.WithoutCancel(r.Context())); len(told.Wrong) > 0 {
		told.Status, code = "failing", http.StatusServiceUnavailable
	} else if ready {
		told.Status = "ready"
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(told)
}

// Metrics returns what answers a scrape of Prometheus. It is not among what [Server.Handler]
// answers, because it tells which domains there are and how busy they are: whoever serves
// it says to whom. Addresses do not say that, behind a proxy everybody comes from this
// machine.
func (s *Server) Metrics() http.Handler { return s.metrics.Handler() }

// state is what the server has at this moment. It takes no longer with many connections.
func (s *Server) state() metrics.State {
	var now metrics.State
	s.mu.Lock()
	now.Connections = len(s.connections)
	s.mu.Unlock()
	for _, d := range s.openDomains() {
		now.Domains = append(now.Domains, metrics.DomainState{Counts: d.counts, Sessions: int(d.sessions.Load()), Models: d.models.Loaded(), Leads: d.models.Leads()})
	}
	if r, ok := s.system.(store.RoundTrips); ok {
		now.RoundTrips = new(r.RoundTrips())
	}
	if n := s.options.Nodes; n != nil {
		now.Node = &metrics.Node{ID: n.ID(), Bus: n.Traffic()}
	}
	now.Memory = s.memory()
	return now
}

// memory is what is taken of each part of the memory that is shared out.
func (s *Server) memory() (all []metrics.MemoryPart) {
	for _, part := range []struct {
		name string
		pool *budget.Pool
	}{
		{"strangers", s.connection.Strangers}, {"incoming", s.connection.Incoming}, {"outgoing", s.connection.Outgoing}, {"held", s.connection.Held}, {"spare", s.connection.Spare},
		{"queued", s.queued}, {"documents", s.documents},
	} {
		used, total := part.pool.Used()
		all = append(all, metrics.MemoryPart{Name: part.name, Used: used, Total: total})
	}
	return all
}

// mostOpen bounds how many domains an administrator is told of at a time.
const mostOpen = 100

// traffic is the same for administrators.
func (s *Server) traffic() rest.Traffic {
	sum := s.metrics.Totals()
	out := rest.Traffic{Operations: sum.Operations, Commits: rest.Commits{Count: sum.Commits, Seconds: sum.CommitSeconds, Buckets: []rest.CommitBucket{}}, Open: []rest.OpenDomain{}}
	for _, b := range sum.Buckets {
		out.Commits.Buckets = append(out.Commits.Buckets, rest.CommitBucket(b))
	}
	for _, p := range s.memory() {
		out.Memory.Used += p.Used
		out.Memory.Limit += p.Total
	}
	for _, d := range s.openDomains() {
		out.Open = append(out.Open, rest.OpenDomain{Domain: d.name.String(), Sessions: int(d.sessions.Load()), Models: d.models.Loaded()})
	}
	slices.SortFunc(out.Open, func(a, b rest.OpenDomain) int {
		return cmp.Or(cmp.Compare(b.Sessions, a.Sessions), cmp.Compare(b.Models, a.Models), cmp.Compare(a.Domain, b.Domain))
	})
	out.Open = out.Open[:min(len(out.Open), mostOpen)]
	return out
}

// countsOf returns what counts for a domain, when it is open. Others are not told apart:
// a stranger may ask for any name.
func (s *Server) countsOf(name store.DomainName) *metrics.Domain {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.domains[name]; d != nil {
		return d.counts
	}
	return s.metrics.Others()
}
