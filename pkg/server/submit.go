package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// group is what has been applied and is not durable yet, and what is to be told
// of references in between.
type group struct {
	runs       []run
	operations int
	notices    []notice // by version
}

// run is operations of one session with consecutive sequences and versions: one
// entry of the log, one acknowledgement, one message to each other member.
type run struct {
	author   *member
	instance string
	first    uint64
	version  int64
	ops      []ot.Op
	inverses []ot.Op
}

// maxRun bounds the operations of one log entry, which is read as a whole.
const maxRun = 1024

// submit orders and applies the operations of one message. They become durable
// with the next flush.
func (q *sequencer) submit(m *member, s *protocol.OperationSubmission) {
	if m.state == stateGone || m.state == stateNew {
		return // closed while the message was on its way
	}
	if !m.rights.Can(protocol.PermissionWrite) {
		q.evict(m, protocol.ReasonUnauthorized, "you may not change this model")
		return
	}
	instance := m.connection.Instance
	if s.Instance != "" && s.Instance != instance {
		instance = s.Instance
		err := q.domain.claim(instance, m.connection.User())
		if errors.Is(err, store.ErrInstance) {
			q.evict(m, protocol.ReasonUnauthorized, "the operations belong to a client of another user")
			return
		}
		if err != nil {
			q.broke("client instance cannot be recorded", err)
			return
		}
	}
	if s.First == 0 || len(s.Operations) == 0 {
		q.evict(m, protocol.ReasonInvalidOperation, "a submission needs operations, and sequences count from 1")
		return
	}
	last, err := q.lastSequence(instance)
	if err != nil {
		q.broke("last sequence cannot be read", err)
		return
	}
	first, ops := s.First, s.Operations
	if first <= last {
		again := min(last-first+1, uint64(len(ops)))
		if !q.acknowledgeAgain(m, instance, first, s.Version, ops[:again]) {
			return
		}
		first, ops = first+again, ops[again:]
	}
	for i := range ops {
		if err := q.place(m, instance, first+uint64(i), s.Version, ops[i]); err != nil {
			q.evict(m, protocol.ReasonInvalidOperation, fmt.Sprintf("operation %d: %v", first+uint64(i), err))
			return
		}
	}
}

// place transforms and applies one operation and adds it to the group. After
// an error nothing has changed.
func (q *sequencer) place(m *member, instance string, sequence uint64, version int64, op ot.Op) error {
	if err := ot.Validate(op); err != nil {
		return err
	}
	placed, err := q.order.Submit(m.handle, version, q.doc.Absorb(op))
	if err != nil {
		return err
	}
	inverse, err := q.doc.ApplyInverse(placed.Op)
	if err != nil {
		return err
	}
	if err := q.order.Commit(placed); err != nil {
		// Not reached: nothing comes between. The document is ahead now.
		q.broke("operation cannot be committed", err)
		return err
	}
	q.moveReferences(&placed.Op)
	q.sequences[instance] = sequence
	g := &q.group
	g.operations++
	if n := len(g.runs); n > 0 {
		r := &g.runs[n-1]
		if r.author == m && r.instance == instance && r.first+uint64(len(r.ops)) == sequence && len(r.ops) < maxRun {
			r.ops = append(r.ops, placed.Op)
			r.inverses = append(r.inverses, inverse)
			return nil
		}
	}
	g.runs = append(g.runs, run{
		author: m, instance: instance, first: sequence, version: placed.Version,
		ops: []ot.Op{placed.Op}, inverses: []ot.Op{inverse},
	})
	return nil
}

// lastSequence returns the last sequence accepted from an instance, that of the
// present group included.
func (q *sequencer) lastSequence(instance string) (uint64, error) {
	if last, ok := q.sequences[instance]; ok {
		return last, nil
	}
	last, err := q.domain.store.LastSequence(context.Background(), q.model.Key, instance)
	if err != nil {
		return 0, err
	}
	if len(q.sequences) >= cached && q.group.operations == 0 {
		clear(q.sequences)
	}
	q.sequences[instance] = last
	return last, nil
}

// acknowledgeAgain acknowledges operations that were accepted before. It
// reports false when that ended the member.
func (q *sequencer) acknowledgeAgain(m *member, instance string, first uint64, version int64, ops []ot.Op) bool {
	q.flush() // they may be in the group
	for len(ops) > 0 && m.state != stateGone {
		e, err := q.domain.store.Accepted(context.Background(), q.model.Key, instance, first)
		if errors.Is(err, store.ErrNotFound) {
			q.evict(m, protocol.ReasonUnexpectedVersion, fmt.Sprintf("operation %d is older than the last one accepted and not known", first))
			return false
		}
		if err != nil {
			q.broke("accepted operation cannot be read", err)
			return false
		}
		skip := first - e.First
		n := min(len(ops), e.Count-int(skip))
		placed := e.Version + int64(skip)
		for i := 0; i < n && e.Session != m.connection.Identity.Session; i++ {
			if placed+int64(i) < version {
				continue // it has seen this one
			}
			// Another connection brought it; what follows builds on it.
			if err := q.order.Again(m.handle, version, ops[i], placed+int64(i)); err != nil {
				q.evict(m, protocol.ReasonInvalidOperation, fmt.Sprintf("operation %d, sent again: %v", first+uint64(i), err))
				return false
			}
		}
		m.connection.Send(conn.Out{Message: &protocol.OperationAck{
			Resource: m.resource, First: first, Count: n, Version: placed, Millis: e.Millis,
		}})
		first, ops = first+uint64(n), ops[n:]
	}
	return m.state != stateGone
}

// flush makes the group durable, then acknowledges it and tells the others.
func (q *sequencer) flush() {
	runs, notices := q.group.runs, q.group.notices
	q.group = group{}
	if len(runs) == 0 {
		q.tell(notices)
		return
	}
	if q.broken {
		return
	}
	millis := time.Now().UnixMilli()
	appended := store.Append{Model: q.model.Key, Version: runs[0].version, Entries: make([]store.Entry, len(runs))}
	bytes := 0
	for i := range runs {
		r := &runs[i]
		operations, err := protocol.AppendOperations(nil, r.ops)
		inverses, err2 := protocol.AppendOperations(nil, r.inverses)
		if err := errors.Join(err, err2); err != nil {
			q.broke("operations cannot be encoded", err)
			return
		}
		bytes += len(operations)
		appended.Entries[i] = store.Entry{
			Version: r.version, Count: len(r.ops), Session: r.author.connection.Identity.Session,
			Instance: r.instance, First: r.first, Millis: millis, Operations: operations, Inverses: inverses,
		}
	}
	if err := q.domain.committer.append(appended); err != nil {
		q.broke("operations cannot be stored", err)
		return
	}
	q.model.Version, q.model.Modified = q.order.Version(), millis
	q.committed.Store(q.model.Version)
	q.snapshot.tail += bytes
	for i := range runs {
		r := &runs[i]
		each := len(appended.Entries[i].Operations)/len(r.ops) + 64
		q.unpruned += len(r.ops)
		for len(notices) > 0 && notices[0].version < r.version+int64(len(r.ops)) {
			if at := int(notices[0].version - r.version); at > 0 {
				q.deliver(r.before(at), millis, each)
				r.cut(at)
			}
			q.tell(notices[:1])
			notices = notices[1:]
		}
		q.deliver(r, millis, each)
	}
	q.tell(notices)
}

// tell sends notices to those who have the model open, their authors excepted.
func (q *sequencer) tell(notices []notice) {
	for _, n := range notices {
		q.tellOthers(n.author, n.message)
	}
}

// before returns the first n operations of a run, for delivering them.
func (r *run) before(n int) *run {
	part := *r
	part.ops = r.ops[:n]
	return &part
}

// cut takes the first n operations off, which have been delivered.
func (r *run) cut(n int) {
	r.ops, r.first, r.version = r.ops[n:], r.first+uint64(n), r.version+int64(n)
}

// deliver acknowledges a durable run and sends it to the other members; each is
// the bytes per operation.
func (q *sequencer) deliver(r *run, millis int64, each int) {
	author := []people.Identity{r.author.connection.Identity}
	cost := each * len(r.ops)
	for _, m := range q.members {
		switch {
		case m == r.author:
			if m.state != stateReplaying {
				m.connection.Send(conn.Out{Message: &protocol.OperationAck{
					Resource: m.resource, First: r.first, Count: len(r.ops), Version: r.version, Millis: millis}})
			}
		case m.state == stateOpen || m.state == stateResyncing:
			remote := &protocol.RemoteOperation{
				Resource: m.resource, SessionID: author[0].Session, Version: r.version, Millis: millis, Operations: r.ops,
			}
			if m.state == stateResyncing || m.connection.Instance == r.instance || m.connection.User() == author[0].User.UserID {
				// It may be the client's own, sent on a connection that it has lost, or
				// one that it shares a store with and may have to tell from those that
				// are still to be sent.
				remote.Instance, remote.First = r.instance, r.first
			}
			m.connection.SendAbout(author, conn.Out{Message: remote, Cost: cost})
		}
	}
}

// kept is how many operations stay in memory for clients that lag; older ones
// are read from the log.
const kept = 1024

// maintain does what need not be done at once.
func (q *sequencer) maintain() {
	if !q.exists || q.broken {
		return
	}
	if q.unpruned >= kept {
		q.order.Prune(kept)
		q.unpruned = 0
	}
	q.saveSnapshot(false)
}
