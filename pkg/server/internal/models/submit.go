package models

import (
	"context"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// group is what has been applied and is not durable yet, and what is to be sent
// of references in between.
type group struct {
	runs       []run
	operations int
	notices    []notice // by version
	bytes      int      // of the messages it came from
}

// run is operations of one session with consecutive sequences and versions: one
// entry of the log, one acknowledgement, one message to each other member.
type run struct {
	author   *member         // nil when it is not a client of this server
	by       people.Identity // of the author
	instance string
	first    uint64
	version  int64
	ops      []ot.Op
	inverses []ot.Op
}

// submitted is where the next submission of a member goes on, see
// [protocol.OperationSubmission].
type submitted struct {
	instance string
	next     uint64
	version  int64
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
	q.models.options.Counts.Submitted(len(s.Operations))
	if s.First == 0 && m.submitted.next != 0 {
		s.First, s.Instance = m.submitted.next, m.submitted.instance
		s.Version += m.submitted.version
	}
	m.submitted = submitted{s.Instance, s.First + uint64(len(s.Operations)), s.Version}
	instance := m.client.Instance
	if s.Instance != "" && s.Instance != instance {
		instance = s.Instance
		err := q.models.options.Directory.Claim(instance, m.client.User())
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
	if m.state == stateGone {
		return // the model was deleted at another node
	}
	first, ops := s.First, s.Operations
	if first <= last {
		again := min(last-first+1, uint64(len(ops)))
		if !q.acknowledgeAgain(m, instance, first, s.Version, ops[:again]) {
			return
		}
		first, ops = first+again, ops[again:]
	}
	if x := q.models.options.Quota.Full(q.model.Maker); x != nil && len(ops) > 0 {
		// The client keeps its edits and comes back with them, as after any trouble of the server's.
		q.evict(m, protocol.ReasonServerError, x.Error())
		return
	}
	if q.replica != nil {
		q.queueShared(m, instance, first, s.Version, ops)
		return
	}
	for i := range ops {
		if err := q.apply(m, instance, first+uint64(i), s.Version, ops[i]); err != nil {
			q.evict(m, blame(err), fmt.Sprintf("operation %d: %v", first+uint64(i), err))
			return
		}
	}
}

// blame is the reason for which a model is closed for who has sent an operation with an error.
// What was made at a version that is not kept any more, while the client had it open, is no
// fault of the operation: the client hears more when it resynchronises.
func blame(err error) protocol.CloseReason {
	if errors.Is(err, store.ErrForgotten) {
		return protocol.ReasonServerError
	}
	return protocol.ReasonInvalidOperation
}

// apply transforms and applies one operation and adds it to the group. After
// an error nothing has changed.
func (q *sequencer) apply(m *member, instance string, sequence uint64, version int64, op ot.Op) error {
	if err := ot.Validate(op); err != nil {
		return err
	}
	placed, err := q.order.Submit(m.handle, version, op)
	if err != nil {
		return err
	}
	placed.Op = q.doc.Absorb(placed.Op)
	inverse, err := q.doc.ApplyInverse(placed.Op)
	if err != nil {
		return err
	}
	if err := q.order.Commit(placed); err != nil {
		// Not reached: nothing comes between. The document is ahead now.
		q.broke("operation cannot be committed", err)
		return err
	}
	if placed.Transformed() {
		q.models.options.Counts.Transformed()
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
		author: m, by: m.client.Identity, instance: instance, first: sequence, version: placed.Version,
		ops: []ot.Op{placed.Op}, inverses: []ot.Op{inverse},
	})
	return nil
}

// maxInstances bounds the cache of last sequences.
const maxInstances = 20_000

// lastSequence returns the last sequence accepted from an instance, that of the
// present group included.
func (q *sequencer) lastSequence(instance string) (uint64, error) {
	if q.replica != nil {
		return q.lastShared(instance)
	}
	if last, ok := q.sequences[instance]; ok {
		return last, nil
	}
	last, err := q.models.store.LastSequence(context.Background(), q.model.Key, instance)
	if err != nil {
		return 0, err
	}
	if len(q.sequences) >= maxInstances && q.group.operations == 0 {
		clear(q.sequences)
	}
	q.sequences[instance] = last
	return last, nil
}
