package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// sequencer is the one goroutine that owns a model: whether it exists, its
// document, who has it open and the order of its operations. Everything that
// concerns the model goes through its queue, in order.
//
// It keeps the document ahead of the store only while a group is being
// committed, and answers and tells others only between groups.
type sequencer struct {
	domain *domain
	id     string
	log    *slog.Logger

	queue   chan command
	idle    chan struct{} // told when nobody holds it any more
	ended   chan struct{} // closed when the goroutine has ended
	holders int           // guarded by domain.mu

	// All below belongs to the goroutine.
	exists     bool
	broken     bool // memory and store disagree; to be replaced by a new sequencer
	model      store.Model
	collection store.Collection
	doc        *document.Document
	order      *concurrency.Server[uint64]
	sequences  map[string]uint64 // last accepted, by instance; a cache
	members    []*member
	references map[string][]*reference // by the id of the element that owns them
	lastHandle uint64
	prefix     uint64 // next to be given out
	prefixes   int    // how many are left of those reserved
	group      group
	snapshot   snapshotState
	unpruned   int       // operations since the order was last pruned
	waiting    []opener  // for the model to be created
	asking     *member   // who is being asked for its data
	lostAt     time.Time // when the last member was lost rather than closed

	committed atomic.Int64 // the version that is durable; read by replays
}

// command is something to be done by a sequencer: a submission or a message
// about a reference, which may wait for others to be committed together, or
// anything else, which finds everything before it committed.
type command struct {
	member     *member
	submission *protocol.OperationSubmission
	reference  protocol.Message
	do         func()
}

func newSequencer(d *domain, id string) *sequencer {
	return &sequencer{
		domain: d, id: id, log: d.log.With("model", id),
		queue:     make(chan command, d.server.options.ModelQueue),
		idle:      make(chan struct{}, 1),
		ended:     make(chan struct{}),
		sequences: make(map[string]uint64),
	}
}

// post queues a command and blocks while the queue is full. The caller holds
// the sequencer, or has it open through a member.
func (q *sequencer) post(c command) {
	select {
	case q.queue <- c:
	case <-q.ended: // the server stops
	}
}

// maxGroup bounds the operations that are committed together.
const maxGroup = 16 << 10

func (q *sequencer) run() {
	defer close(q.ended)
	if err := q.load(); err != nil && !errors.Is(err, store.ErrNotFound) {
		q.log.Error("model cannot be loaded", "error", err)
		q.fail(protocol.ReasonServerError, "the model could not be loaded")
	}
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	for {
		select {
		case c := <-q.queue:
			q.handle(c)
			q.gather()
		case <-q.idle:
			timer.Reset(q.lingering())
		case <-timer.C:
			if q.retired() {
				return
			}
		case <-q.domain.stop:
			q.gather()
			q.shutDown()
			return
		}
	}
}

// gather handles what is waiting and commits it together.
func (q *sequencer) gather() {
	for q.group.operations+len(q.group.notices) < maxGroup {
		select {
		case c := <-q.queue:
			q.handle(c)
			continue
		default:
		}
		break
	}
	q.flush()
	q.maintain()
}

func (q *sequencer) handle(c command) {
	if c.submission != nil {
		q.submit(c.member, c.submission)
		return
	}
	if c.reference != nil {
		q.refer(c.member, c.reference)
		return
	}
	q.flush()
	c.do()
}

// lingering is how long a sequencer without holders stays.
func (q *sequencer) lingering() time.Duration {
	o := &q.domain.server.options
	switch {
	case q.broken || !q.exists:
		return 0
	case q.model.Ephemeral && !q.lostAt.IsZero():
		return max(0, o.EphemeralGrace-time.Since(q.lostAt))
	case q.model.Ephemeral:
		return 0
	}
	return o.UnloadAfter
}

// retired ends the sequencer if nobody holds it.
func (q *sequencer) retired() bool {
	q.domain.mu.Lock()
	held := q.holders > 0
	q.domain.mu.Unlock()
	if held {
		return false
	}
	// An ephemeral model is deleted while the sequencer is still listed, so
	// that whoever opens it now waits and finds it gone. Somebody may have
	// come back just now, in which case the command waits in the queue.
	if q.exists && !q.broken && q.model.Ephemeral && len(q.queue) == 0 {
		q.delete()
	}
	if q.exists && !q.broken {
		q.saveSnapshot(true)
	}
	if !q.domain.retire(q) {
		return false
	}
	q.snapshot.saving.Wait()
	return true
}

// shutDown leaves everything durable when the server stops.
func (q *sequencer) shutDown() {
	for _, m := range q.members {
		m.state = stateGone
	}
	q.members = nil
	if q.exists && !q.broken {
		q.saveSnapshot(true)
	}
	q.snapshot.saving.Wait()
}

// load reads the model: one snapshot and the operations after it.
func (q *sequencer) load() error {
	ctx := context.Background()
	q.exists = false
	model, collection, err := q.domain.store.Model(ctx, q.id)
	if err != nil {
		return err
	}
	doc, from, size, tail, err := loadDocument(ctx, q.domain.store, &model)
	if err != nil {
		return err
	}
	q.begin(model, collection, doc)
	q.snapshot.begin(from, size, tail)
	if model.Ephemeral { // its clients may be about to come back
		q.lostAt = q.domain.started
	}
	return nil
}

// loadDocument builds the document of a model. It tells the version and size of
// the snapshot that it began with and how many bytes of operations came after.
func loadDocument(ctx context.Context, st store.Domain, model *store.Model) (doc *document.Document, from int64, size, tail int, err error) {
	from, data, err := st.Snapshot(ctx, model.Key)
	if err != nil {
		return nil, 0, 0, 0, err
	}
	root, err := protocol.DecodeValue(data)
	if err != nil {
		return nil, 0, 0, 0, fmt.Errorf("decoding the snapshot: %w", err)
	}
	if doc, err = document.New(root); err != nil {
		return nil, 0, 0, 0, fmt.Errorf("building the document: %w", err)
	}
	err = readLog(ctx, st, model.Key, from, model.Version, func(e store.Entry, ops []ot.Op) error {
		tail += len(e.Operations)
		for i := range ops {
			if err := doc.Apply(ops[i], nil); err != nil {
				return fmt.Errorf("applying version %d: %w", e.Version+int64(i), err)
			}
		}
		return nil
	})
	return doc, from, len(data), tail, err
}

// begin makes the sequencer serve a model.
func (q *sequencer) begin(model store.Model, collection store.Collection, doc *document.Document) {
	q.exists, q.model, q.collection, q.doc = true, model, collection, doc
	q.order = concurrency.NewServer[uint64](model.Version, func(from, to int64) ([]ot.Op, error) {
		var all []ot.Op
		err := readLog(context.Background(), q.domain.store, model.Key, from, to, func(_ store.Entry, ops []ot.Op) error {
			all = append(all, ops...)
			return nil
		})
		return all, err
	})
	clear(q.sequences)
	q.references = make(map[string][]*reference)
	q.prefixes, q.unpruned = 0, 0
	q.committed.Store(model.Version)
}

// readLog visits the operations with context versions from to to, exclusive,
// in order. The entry is cut to what lies within.
func readLog(ctx context.Context, st store.Domain, key, from, to int64, visit func(store.Entry, []ot.Op) error) error {
	for from < to {
		entries, err := st.Entries(ctx, key, from, to, 1<<20)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			return fmt.Errorf("the log of model %d has no version %d", key, from)
		}
		for _, e := range entries {
			ops, err := decodeEntry(&e, from, to)
			if err != nil {
				return err
			}
			if e.Version != from {
				return fmt.Errorf("the log of model %d has no version %d", key, from)
			}
			if err := visit(e, ops); err != nil {
				return err
			}
			from += int64(len(ops))
		}
	}
	return nil
}

// decodeEntry returns the operations of an entry within [from, to) and adjusts
// the entry's head to them.
func decodeEntry(e *store.Entry, from, to int64) ([]ot.Op, error) {
	ops, err := protocol.DecodeOperations(e.Operations)
	if err == nil && len(ops) != e.Count {
		err = fmt.Errorf("%d operations instead of %d", len(ops), e.Count)
	}
	if err != nil {
		return nil, fmt.Errorf("decoding version %d: %w", e.Version, err)
	}
	if skip := from - e.Version; skip > 0 {
		ops = ops[min(skip, int64(len(ops))):]
		e.Version += skip
		e.First += uint64(skip)
	}
	if over := e.Version + int64(len(ops)) - to; over > 0 {
		ops = ops[:int64(len(ops))-over]
	}
	e.Count = len(ops)
	return ops, nil
}
