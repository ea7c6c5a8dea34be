package nodes

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/bus"
	"github.com/convergence-wasm/convergence/pkg/server/internal/ordering"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

const (
	// beatEvery is how often a node says that it lives.
	beatEvery = 500 * time.Millisecond
	// lookEvery is how often a node looks which others live. Who was at a node that has died is
	// gone everywhere after store.LiveFor, this, and what it takes to say so: within 10 s.
	lookEvery = time.Second
	// givesUpAfter is when a node that could not say so serves nobody any more: before the others
	// take it for dead, by any clock that runs at about the right speed.
	givesUpAfter = (store.LiveFor - 2000) * time.Millisecond
	// answerWithin is how long a node waits for the one that leads.
	answerWithin = time.Second
)

// Taker takes what was passed on to this node, of one domain. It does not wait.
type Taker interface {
	Passed(id string, model int64, p ordering.Passed, answer func(ordering.Answer))
}

// Nodes is this node among the others. Make it with [Join].
type Nodes struct {
	store   store.Nodes
	bus     bus.Bus
	id      string
	addr    string
	release string
	log     *slog.Logger
	stop    func() // listening

	mu     sync.Mutex
	takers map[store.DomainName]Taker
	out    atomic.Bool
	living atomic.Int64 // nodes, with this one
}

// Join makes this server one of several. addr says where it is reached.
func Join(ctx context.Context, s store.Nodes, b bus.Bus, addr, release string, log *slog.Logger) (*Nodes, error) {
	id, err := s.Join(ctx, addr, release)
	if err != nil {
		return nil, err
	}
	n := &Nodes{store: s, bus: b, id: id, addr: addr, release: release, log: log.With("node", id), takers: make(map[store.DomainName]Taker)}
	n.stop, err = b.Listen(bus.Subject("n", id), bus.Listener{Heard: n.heard})
	if err != nil {
		return nil, fmt.Errorf("listening to other nodes: %w", err)
	}
	passing := n.stop
	counting, err := b.Listen(begun, bus.Listener{Heard: func(bus.Message) { n.count(context.Background()) }})
	if err == nil {
		n.stop = func() { passing(); counting() }
		err = b.Publish(begun, []byte(id))
	}
	if err != nil {
		log.Warn("other nodes are not told that this one has begun; they see it in a few seconds", "error", err)
	}
	n.count(ctx)
	return n, nil
}

// begun is where nodes say that they have begun.
var begun = bus.Subject("begun")

// count looks how many nodes live.
func (n *Nodes) count(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	if all, err := n.store.Nodes(ctx); err == nil { // else it is known in a few seconds
		n.living.Store(int64(len(all)))
	}
}

// ID names the node; another one with each start.
func (n *Nodes) ID() string { return n.id }

// Traffic returns what has gone over the bus so far.
func (n *Nodes) Traffic() bus.Traffic { return n.bus.Traffic() }

// Out reports whether the node has to serve nobody, because others may take it for dead.
func (n *Nodes) Out() bool { return n.out.Load() }

// Run says that the node lives until ctx ends, and then that it ends. load returns how many
// sessions and models it has. When it could not say so for too long, left is called, which must end
// all that others may take over; after it the node joins again as soon as it can. live is
// called every second with the nodes that live.
func (n *Nodes) Run(ctx context.Context, load func() (sessions, models int), left func(), live func(ids []string)) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	said, failing, round := time.Now(), false, 0
	for {
		select {
		case <-ctx.Done():
			n.end()
			return
		case <-tick.C:
		}
		began := time.Now()
		err := n.beat(ctx, load)
		switch {
		case err == nil:
			said, failing = began, false
			if n.out.Swap(false) {
				n.log.Info("this node serves again")
			}
		case ctx.Err() != nil:
			continue
		default:
			if !failing {
				n.log.Warn("this node cannot say in the database that it lives", "error", err)
			}
			failing = true
		}
		if gone := errors.Is(err, store.ErrNotFound); (gone || time.Since(said) > givesUpAfter) && !n.out.Swap(true) {
			n.log.Error("this node serves nobody until it can say again that it lives", "taken for dead", gone)
			left()
		}
		if round++; err == nil && round%int(lookEvery/beatEvery) == 0 {
			n.look(ctx, live)
		}
	}
}

// look looks which nodes live.
func (n *Nodes) look(ctx context.Context, live func(ids []string)) {
	dead, err := n.store.Bury(ctx)
	if err == nil && len(dead) > 0 {
		n.log.Warn("nodes have died", "nodes", dead)
	}
	all, err := n.store.Nodes(ctx)
	if err != nil {
		return // the next time
	}
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	n.living.Store(int64(len(ids)))
	live(ids)
}

func (n *Nodes) beat(ctx context.Context, load func() (int, int)) error {
	if n.out.Load() {
		_, err := n.store.Join(ctx, n.addr, n.release)
		return err
	}
	sessions, models := load()
	return n.store.Beat(ctx, sessions, models)
}

func (n *Nodes) end() {
	n.stop()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := n.store.Depart(ctx); err != nil {
		n.log.Warn("this node cannot say in the database that it ends", "error", err)
	}
}

// heard takes what another node passes on.
func (n *Nodes) heard(m bus.Message) {
	p, err := decodePassing(m.Data)
	if err != nil {
		n.log.Error("a message of another node cannot be read", "error", err)
		return
	}
	var once sync.Once
	answer := func(a ordering.Answer) {
		once.Do(func() {
			data, err := encodeAnswer(&a)
			if err == nil && len(data) > bus.MostBytes {
				a.Runs = nil // which are in the store
				data, err = encodeAnswer(&a)
			}
			if err == nil {
				err = m.Answer(data)
			}
			if err != nil {
				n.log.Debug("another node cannot be answered", "error", err)
			}
		})
	}
	n.mu.Lock()
	to := n.takers[p.domain]
	n.mu.Unlock()
	if to == nil || n.Out() {
		answer(ordering.Answer{})
		return
	}
	go to.Passed(p.id, p.model, p.passed, answer) // which may wait for the model
}
