package models

import (
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
	"github.com/convergence-wasm/convergence/pkg/server/internal/ordering"
	"github.com/convergence-wasm/convergence/pkg/server/internal/peers"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// sequencer is the one goroutine that owns a model: whether it exists, its
// document, who has it open and the order of its operations. Everything that
// concerns the model goes through its queue, in order.
//
// It keeps the document ahead of the store only while a group is being
// committed, and answers and notifies others only between groups.
type sequencer struct {
	models *Models
	id     string
	owner  string // for whose sake it was made
	log    *slog.Logger

	queue   chan command
	idle    chan struct{} // signalled when nobody holds it any more
	ended   chan struct{} // closed when the goroutine has ended
	holders int           // guarded by models.mu

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
	opened     bool                    // by anybody
	lastHandle uint64
	prefix     uint64 // next to be given out
	prefixes   int    // how many are left of those reserved
	group      group
	replica    *ordering.Replica // nil when this is the only server
	answers    chan answered     // to what was passed on
	refusals   []ordering.Refusal
	peers      []*member         // of other nodes
	touched    map[*member]bool  // of this node, of whom others have to be told
	told       map[string]uint64 // the last number of what each node has told
	unlisten   func()
	snapshot   snapshotState
	unpruned   int       // operations since the order was last pruned
	waiting    []opener  // for the model to be created
	asking     *member   // who is being asked for its data
	lostAt     time.Time // when the last member was lost rather than closed

	key       atomic.Int64  // of the model, when other nodes may have it too
	leads     atomic.Bool   // whether this node appends for others
	memory    *budget.Share // for the document
	committed atomic.Int64  // the version that is durable; read by replays
}

// command is something to be done by a sequencer: a submission or a message
// about a reference, which may wait for others to be committed together, or
// anything else, which finds everything before it committed.
type command struct {
	member     *member
	submission *protocol.OperationSubmission
	reference  protocol.Message
	news       *news   // of another node
	passed     *passed // by another node
	peers      *peers.News
	live       []string // nodes
	do         func()
	weight     int // bytes, about
	queued     int // of its client's, to be given back
}

func newSequencer(s *Models, id, owner string) *sequencer {
	q := &sequencer{
		models: s, id: id, owner: owner, log: s.log.With("model", id),
		queue:     make(chan command, s.options.Queue),
		idle:      make(chan struct{}, 1),
		ended:     make(chan struct{}),
		answers:   make(chan answered),
		sequences: make(map[string]uint64),
	}
	q.memory = s.options.Documents.Open(q.costly)
	q.memory.Own(owner)
	return q
}

// costly closes the model because it takes memory that others need.
func (q *sequencer) costly() {
	q.models.hold(q)
	go q.post(command{do: func() {
		defer q.models.release(q)
		if q.exists && !q.broken {
			q.log.Warn("closing the costliest model")
			q.fail(protocol.ReasonServerError, "the server has no memory left for a model of this size")
		}
	}})
}

// post queues a command and blocks while the queue is full. The caller holds
// the sequencer, or has it open through a member.
func (q *sequencer) post(c command) {
	select {
	case q.queue <- c:
	case <-q.ended: // the server stops
	}
}

// How many operations, and bytes of them, are committed together. Others commit in
// between.
const (
	maxGroup      = 16 << 10
	maxGroupBytes = 256 << 10
)

func (q *sequencer) run() {
	defer close(q.ended)
	defer q.memory.Close()
	defer q.endListening()
	q.listen()
	if err := q.loadInLane(); err != nil && !errors.Is(err, store.ErrNotFound) {
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
		case a := <-q.answers:
			if err := q.answered(a); err != nil {
				q.broke("operations of another node cannot be applied", err)
			}
			q.gather()
		case <-q.idle:
			timer.Reset(q.unloadDelay())
		case <-timer.C:
			q.flush()
			if q.unload() {
				return
			}
		case <-q.models.options.Life.Done():
			q.gather()
			q.flush()
			q.shutDown()
			return
		}
	}
}

// gather handles what is waiting and commits it together. What another node is to commit may go on
// waiting: more is handled meanwhile.
func (q *sequencer) gather() {
	for q.group.operations+len(q.group.notices) < maxGroup && q.group.bytes < maxGroupBytes {
		select {
		case c := <-q.queue:
			q.handle(c)
			continue
		default:
		}
		break
	}
	if q.replica != nil {
		q.flushShared(q.group.operations >= maxGroup || q.group.bytes >= maxGroupBytes)
	} else {
		q.flush()
	}
	q.tellPeers()
	q.maintain()
}

func (q *sequencer) handle(c command) {
	if c.queued > 0 {
		defer c.member.client.queued.Give(c.queued)
	}
	if c.member != nil {
		q.group.bytes += c.weight
	}
	if c.submission != nil {
		q.submit(c.member, c.submission)
		return
	}
	if c.reference != nil {
		if q.replica != nil {
			if q.replica.WaitsFor(c.member.handle) { // it is relative to that
				q.flush()
			} else { // what was said before it is told by itself
				q.tellShared()
			}
		}
		q.refer(c.member, c.reference)
		return
	}
	if c.news != nil || c.passed != nil || c.peers != nil || c.live != nil {
		q.ofOthers(c)
		return
	}
	q.flush()
	c.do()
}

// absent returns the error for who asks for the model while it cannot be had, nil when
// it can.
func (q *sequencer) absent() *protocol.Error {
	switch {
	case q.broken:
		return &protocol.Error{Code: protocol.CodeModelClosing,
			Message: fmt.Sprintf("model %q has just been closed because of an error; try again", q.id)}
	case !q.exists:
		return &protocol.Error{Code: protocol.CodeModelNotFound, Message: fmt.Sprintf("model %q does not exist", q.id)}
	}
	return nil
}

// unloadDelay is how long a sequencer without holders stays.
func (q *sequencer) unloadDelay() time.Duration {
	o := &q.models.options
	switch {
	case q.broken || !q.exists:
		return 0
	case q.replica != nil && !q.holds():
		return o.UnloadAfter
	case q.model.Ephemeral && !q.lostAt.IsZero():
		return max(0, o.EphemeralGrace-time.Since(q.lostAt))
	case q.model.Ephemeral || !q.opened:
		return 0
	}
	return o.UnloadAfter
}

// unload ends the sequencer if nobody holds it.
func (q *sequencer) unload() bool {
	if q.models.held(q) {
		return false
	}
	// An ephemeral model is deleted while the sequencer is still listed, so
	// that whoever opens it now waits and finds it gone. Somebody may have
	// come back just now, in which case the command waits in the queue.
	if q.exists && !q.broken && q.model.Ephemeral && len(q.queue) == 0 {
		if q.replica == nil {
			q.delete("")
		} else if q.holds() {
			q.letGo()
		}
	}
	if q.exists && !q.broken {
		q.saveSnapshot(true)
	}
	q.yield()
	if !q.models.retire(q) {
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
	q.yield()
	q.snapshot.saving.Wait()
}
