package document_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/document/undo"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

var sessionSeed = flag.Uint64("seed", 0, "seed of the random sessions; 0 takes one from the clock")

// session is one random run of clients against a server, given by its seed. A
// failure prints one that can be pasted into TestSessionCases.
type session struct {
	seed           uint64
	clients, steps int
	undo           bool // the clients take back what they do
}

// TestSessionCases runs what has failed once.
func TestSessionCases(t *testing.T) {
	for _, c := range []session{
		{seed: 1, clients: 2, steps: 400},
		{seed: 2, clients: 6, steps: 400},
		{seed: 77778, clients: 3, steps: 176, undo: true},
		{seed: 1795748375978976481, clients: 3, steps: 573, undo: true},
		{seed: 1795748405254567663, clients: 3, steps: 207, undo: true},
		{seed: 1795748405254567695, clients: 3, steps: 566, undo: true},
		{seed: 1795749169912998088, clients: 3, steps: 456, undo: true},
		{seed: 1795750336187061439, clients: 3, steps: 176, undo: true},
		{seed: 1795787531719889305, clients: 5, steps: 1178, undo: true},
		{seed: 1795789754263846589, clients: 2, steps: 388, undo: true},
	} {
		if _, err := c.run(); err != nil {
			t.Errorf("%#v: %v", c, err)
		}
	}
}

// TestProveSessions runs 2 to 6 clients on the real state machines and
// documents, with every kind of operation, batches, delays, lost connections,
// resends and restarts: all replicas end equal and every operation is applied
// exactly once.
func TestProveSessions(t *testing.T) {
	want := 4000
	if *prove == "full" {
		want = 100_000
	}
	done, absorbed := 0, 0
	kinds := make(map[ot.Kind]int)
	for seed := firstSeed(); done < want; seed++ {
		w := session{seed: seed, clients: 2 + int(seed%5), steps: 1500}.mustRun(t)
		done += len(w.log)
		absorbed += w.other.absorbed
		for _, e := range w.log {
			kinds[e.op.Kind]++
		}
	}
	for k := ot.StringSplice; k <= ot.Compound; k++ {
		if kinds[k] == 0 {
			t.Errorf("no %v in %d operations", k, done)
		}
	}
	if absorbed < done/500 {
		t.Errorf("%d of %d operations were edits of what had gone", absorbed, done)
	}
	fmt.Printf("figure sessions.operations %d operations\n", done)
}

// firstSeed returns the seed of the first of some random sessions, and prints it.
func firstSeed() uint64 {
	seed := *sessionSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	fmt.Printf("sessions start at -seed=%d\n", seed)
	return seed
}

// mustRun runs the session. A failure prints a smaller one.
func (c session) mustRun(t *testing.T) *world {
	t.Helper()
	w, err := c.run()
	if err != nil {
		c, err = c.shrink(err)
		t.Fatalf("paste into TestSessionCases:\n\t{seed: %d, clients: %d, steps: %d, undo: %v},\n%v", c.seed, c.clients, c.steps, c.undo, err)
	}
	return w
}

// shrink looks for the fewest steps and clients that still fail.
func (c session) shrink(err error) (session, error) {
	for clients := 2; clients < c.clients; clients++ {
		if _, e := (session{c.seed, clients, c.steps, c.undo}).run(); e != nil {
			c.clients, err = clients, e
			break
		}
	}
	for low := 1; low < c.steps; low++ {
		if _, e := (session{c.seed, c.clients, low, c.undo}).run(); e != nil {
			c.steps, err = low, e
			break
		}
	}
	return c, err
}

// entry is a committed operation with its identity.
type entry struct {
	instance int
	sequence uint64
	op       ot.Op
}

// submission is an operation on its way to the server.
type submission struct {
	sequence uint64
	version  int64
	op       ot.Op
	ref      *sessionReference // instead of an operation
}

// delivery is an entry or a reference on its way to a client.
type delivery struct {
	version int64
	entry
	ref   *sessionReference // instead of an operation
	value ot.Reference
}

// connection is one life of a socket; on the server it is the client handle.
type connection struct {
	replica *replica
	up      []submission
	down    []delivery
	closed  bool // the client is gone; what is under way up may still arrive
}

type replica struct {
	instance int
	doc      *document.Document
	client   *concurrency.Client
	conn     *connection
	resync   int64 // nothing may be sent below this version
	ids      int
	cursor   int // in the text that all write into

	undo    *undo.Stacks // nil for one who takes nothing back
	taking  bool         // a step is being taken back
	outside bool         // what is done is not to be taken back
}

type world struct {
	rng      *rand.Rand
	doc      *document.Document
	server   *concurrency.Server[*connection]
	other    *absorbsFirst // beside it, where nothing comes back; else nil
	log      []entry
	accepted map[int]uint64
	conns    []*connection
	replicas []*replica
	shared   []*sessionReference
	undone   int
	redone   int
}

func (c session) run() (w *world, err error) {
	w = &world{rng: rand.New(rand.NewPCG(c.seed, 7)), doc: mustNew(sessionWorld()), accepted: make(map[int]uint64)}
	w.server = concurrency.NewServer[*connection](0, func(from, to int64) ([]ot.Op, error) {
		var ops []ot.Op
		for _, e := range w.log[from:to] {
			ops = append(ops, e.op)
		}
		return ops, nil
	})
	if !c.undo {
		w.other = &absorbsFirst{Server: concurrency.NewServer[*connection](0, nil)}
	}
	for i := range c.clients {
		r := &replica{instance: i + 1, doc: mustNew(sessionWorld()), client: concurrency.NewClient(0, 0)}
		if c.undo {
			r.undoes()
		}
		w.replicas = append(w.replicas, r)
		w.connect(r)
	}
	calm := w.rng.IntN(2) == 0 // some sessions come to rest and compare now and then
	for range c.steps {
		if err := w.step(); err != nil {
			return w, err
		}
		if calm && w.rng.IntN(40) == 0 {
			if err := w.settle(); err != nil {
				return w, err
			}
		}
	}
	return w, w.settle()
}

func (w *world) step() error {
	r := w.replicas[w.rng.IntN(len(w.replicas))]
	switch n := w.rng.IntN(100); {
	case n < 12 && r.undo != nil:
		return w.takeBack(r)
	case n < 40:
		return w.edit(r)
	case n < 44:
		return w.batch(r)
	case n < 56:
		w.flush(r, w.rng.IntN(3)*50)
	case n < 72:
		return w.receive(w.conns[w.rng.IntN(len(w.conns))])
	case n < 92:
		return w.deliver(r)
	case n < 94:
		return w.disconnect(r)
	case n < 97:
		if r.conn == nil {
			w.connect(r)
		}
	case n < 98:
		w.server.Prune(w.rng.IntN(20))
	default:
		w.shareReference(r)
	}
	return nil
}

// takeBack undoes a step or a few, or does them again.
func (w *world) takeBack(r *replica) error {
	redo := w.rng.IntN(3) == 0 && r.undo.Can(true)
	for range 1 + w.rng.IntN(3) {
		if !r.undo.Can(redo) {
			break
		}
		if err := r.take(redo); err != nil {
			return fmt.Errorf("client %d takes back (redo: %v): %w", r.instance, redo, err)
		}
		if w.undone++; redo {
			w.redone++
		}
	}
	return nil
}

// settle lets everything arrive and compares.
func (w *world) settle() error {
	for quiet, round := false, 0; !quiet; round++ {
		if round > 100 {
			return errors.New("operations stay unacknowledged")
		}
		quiet = true
		for _, r := range w.replicas {
			if r.conn == nil {
				w.connect(r)
			}
			for len(r.conn.down) > 0 {
				if err := w.deliver(r); err != nil {
					return err
				}
			}
			w.flush(r, 0)
		}
		for _, c := range w.conns {
			for len(c.up) > 0 {
				quiet = false
				if err := w.receive(c); err != nil {
					return err
				}
			}
		}
		for _, r := range w.replicas {
			quiet = quiet && len(r.conn.down) == 0 && r.client.Committed()
		}
	}
	want := w.doc.Value()
	for _, r := range w.replicas {
		if r.client.Version() != w.server.Version() {
			return fmt.Errorf("client %d is at version %d, the server at %d", r.instance, r.client.Version(), w.server.Version())
		}
		if got := r.doc.Value(); !ot.IdenticalValue(got, want) {
			return fmt.Errorf("client %d has\n%s\nthe server\n%s", r.instance, document.JSON(got), document.JSON(want))
		}
		if err := document.CheckOrder(r.doc, true); err != nil {
			return fmt.Errorf("client %d: %w", r.instance, err)
		}
		if got, want := r.doc.NodeCount(), w.doc.NodeCount(); got != want {
			return fmt.Errorf("client %d counts %d elements, the server %d", r.instance, got, want)
		}
		next := uint64(1)
		for _, e := range w.log {
			if e.instance != r.instance {
				continue
			}
			if e.sequence != next {
				return fmt.Errorf("client %d: operation %d was committed where %d was due", r.instance, e.sequence, next)
			}
			next++
		}
		if next != r.client.LastSequence()+1 {
			return fmt.Errorf("client %d made %d operations, %d were committed", r.instance, r.client.LastSequence(), next-1)
		}
	}
	return w.compareReferences()
}

func (w *world) batch(r *replica) error {
	if err := r.client.StartBatch(); err != nil {
		return err
	}
	for range 1 + w.rng.IntN(4) {
		if err := w.edit(r); err != nil {
			return err
		}
		if w.rng.IntN(3) == 0 {
			if err := w.deliver(r); err != nil {
				return err
			}
		}
	}
	if r.client.BatchSize() == 0 {
		return r.client.CancelBatch()
	}
	return r.client.CompleteBatch()
}
