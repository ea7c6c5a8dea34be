package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
	"github.com/convergence-wasm/convergence/pkg/server/internal/metrics"
	"github.com/convergence-wasm/convergence/pkg/server/internal/signin"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tickets"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
	"github.com/convergence-wasm/convergence/pkg/server/internal/webhooks"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Server serves the domains of one store. Make one with [New], serve its
// [Server.Handler], and end it with [Server.Shutdown].
type Server struct {
	system  store.System
	options Options
	log     *slog.Logger
	tracer  *tracing.Tracer // nil without traces

	connection *conn.Options // of each
	addresses  *conn.Addresses
	queued     *budget.Pool // for what waits for models
	documents  *budget.Pool // for the models that are loaded
	signIns    *signin.Desk
	links      *tickets.Tickets[string]    // to the console, for administrators of the server
	admissions *tickets.Tickets[admission] // of administrators with a client
	health     health
	metrics    *metrics.Metrics
	webhooks   *webhooks.Client
	endOpening context.CancelFunc // of serveWebhooks

	live  []string // nodes, when sessions of others were ended last; of Nodes.Run
	lived time.Time

	mu          sync.Mutex
	domains     map[store.DomainName]*domain
	opening     map[store.DomainName]chan struct{} // closed when it has been opened, or could not be
	connections map[*connection]bool
	requests    map[*http.ResponseController]bool // to the REST API
	draining    bool
	stopped     bool
	gone        sync.WaitGroup // connections, requests to the REST API and serveWebhooks
}

// New returns a server for a store, which stays the caller's to close after
// [Server.Shutdown]. It begins to call the webhooks of the domains.
func New(system store.System, options Options) *Server {
	options = options.withDefaults()
	tracer := tracing.New(options.Tracer, options.Version, options.TraceCommits)
	s := &Server{
		system: system, options: options, log: tracer.Log(options.Log), tracer: tracer, connection: options.connection(),
		addresses: conn.NewAddresses(options.AddressConnections),
		queued:    budget.New(options.Memory / 8), documents: budget.New(options.Memory * 3 / 10),
		// One processor is left for those who are in.
		signIns:     &signin.Desk{Queue: signin.NewQueue(max(1, runtime.NumCPU()-1)), Guesses: signin.NewGuesses(time.Now), Wait: options.SignInWait},
		links:       tickets.New[string]("cvl_", 10*time.Minute, time.Now),
		admissions:  tickets.New[admission]("cvt_", time.Minute, time.Now),
		domains:     make(map[store.DomainName]*domain),
		opening:     make(map[store.DomainName]chan struct{}),
		connections: make(map[*connection]bool),
		requests:    make(map[*http.ResponseController]bool),
	}
	s.metrics = metrics.New(options.Version, options.MetricDomains, s.state)
	s.connection.Closed = s.metrics.Closed
	s.webhooks = webhooks.NewClient("Convergence/"+options.Version, options.WebhookPrivate, options.WebhookTime)
	var ctx context.Context
	ctx, s.endOpening = context.WithCancel(context.Background())
	if of, ok := system.(store.Changes); ok {
		told := make(chan []store.DomainName)
		s.gone.Go(func() { s.watchDomains(ctx, of, told) })
		s.gone.Go(func() { s.serveWebhooks(ctx, told) })
	} else {
		s.gone.Go(func() { s.listWebhooks(ctx) })
	}
	if options.Nodes != nil {
		s.gone.Go(func() { options.Nodes.Run(ctx, s.load, s.leave, s.endSessions) })
	}
	return s
}

// load is how much this server has to do, for the other nodes.
func (s *Server) load() (sessions, models int) {
	for _, d := range s.openDomains() {
		sessions += int(d.sessions.Load())
		models += d.models.Loaded()
	}
	return sessions, models
}

// leave ends all connections, because the other nodes may take this one for dead.
func (s *Server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.connections {
		c.Close(protocol.CloseShutdown, "this server cannot reach its database; another one may")
	}
}

// endSessionsEvery is how often sessions of nodes that do not live any more are looked for though no
// node has gone: what a node had said before may have come late.
const endSessionsEvery = 30 * time.Second

// endSessions ends the sessions of nodes that do not live any more, when one has gone.
func (s *Server) endSessions(live []string) {
	if slices.Equal(live, s.live) && time.Since(s.lived) < endSessionsEvery {
		return
	}
	s.live, s.lived = slices.Clone(live), time.Now()
	for _, d := range s.openDomains() {
		d.models.NodesLive(live)
		d.presence.NodesLive(live)
		d.activities.NodesLive(live)
		if err := d.store.EndAll(d.life, time.Now().UnixMilli()); err != nil && d.life.Err() == nil {
			d.log.Error("sessions of other nodes cannot be ended", "error", err)
			s.live = nil // again the next time
		}
		select {
		case d.tidying <- struct{}{}:
		default:
		}
	}
}

func (s *Server) stopping() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopped
}

func (s *Server) isDraining() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draining
}

// enlist adds a connection, or reports false when the server stops.
func (s *Server) enlist(c *connection) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped || s.options.Nodes != nil && s.options.Nodes.Out() {
		return false
	}
	s.connections[c] = true
	s.gone.Add(1)
	s.metrics.Opened()
	return true
}

func (s *Server) forget(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.connections, c)
	c.leave()
	s.gone.Done()
}

// movingEvery is how often a portion of the connections is moved.
const movingEvery = 100 * time.Millisecond

// Drain hands the clients over to other servers: from now on the server is not ready (/ready), so
// that a proxy gives it no new ones, and after a fifth of the time, at most two seconds, it closes
// connections in portions of about the same size with [protocol.CloseMoved], upon which clients
// connect again at once. Who comes all the same is served, and moved later. It returns when the time
// is over, nobody is left, or ctx ends; then comes [Server.Shutdown].
func (s *Server) Drain(ctx context.Context, over time.Duration) {
	s.mu.Lock()
	s.draining = true
	s.mu.Unlock()
	end := time.Now().Add(over)
	first := time.NewTimer(min(over/5, 2*time.Second))
	defer first.Stop()
	select {
	case <-ctx.Done():
		return
	case <-first.C:
	}
	tick := time.NewTicker(movingEvery)
	defer tick.Stop()
	for {
		ticks := int(time.Until(end)/movingEvery) + 1 // that are left, with this one
		if s.move(ticks) == 0 || ticks <= 1 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// move closes the share of the connections that is due when so many portions are left, and returns how many there were.
func (s *Server) move(portions int) (all int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all = len(s.connections)
	left := (all + portions - 1) / portions
	for c := range s.connections { // in no order
		if left == 0 {
			break
		}
		if !c.Closing() {
			c.Close(protocol.CloseMoved, "this server is being stopped; another one takes over")
			left--
		}
	}
	return all
}

// Shutdown stops the server: what clients have sent so far is committed and
// acknowledged, then every connection is closed with
// [protocol.CloseShutdown], which makes clients come back later. It waits until
// ctx ends for clients that do not read.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	if s.stopped {
		s.mu.Unlock()
		return nil
	}
	s.stopped = true
	domains := make([]*domain, 0, len(s.domains))
	for _, d := range s.domains {
		domains = append(domains, d)
	}
	s.mu.Unlock()
	s.endOpening()

	var errs []error
	for _, d := range domains {
		d.stop()
	}
	s.mu.Lock()
	for c := range s.connections {
		c.Close(protocol.CloseShutdown, "the server is stopping")
	}
	s.endRequests()
	s.mu.Unlock()
	done := make(chan struct{})
	go func() { s.gone.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
		s.mu.Lock()
		for c := range s.connections {
			c.CloseNow()
		}
		s.mu.Unlock()
		select {
		case <-done:
		case <-time.After(conn.CloseTimeout):
			errs = append(errs, errors.New("connections did not end in time"))
		}
	}
	for _, d := range domains {
		if err := d.store.Close(); err != nil {
			errs = append(errs, fmt.Errorf("closing domain %s: %w", d.name, err))
		}
	}
	return errors.Join(errs...)
}
