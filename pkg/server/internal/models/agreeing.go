package models

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modellog"
	"github.com/convergence-wasm/convergence/pkg/server/internal/ordering"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// How a sequencer does what package ordering says when several nodes have one store. Its
// operations wait until they are stored, so the document is never ahead between groups.

// newReplica returns nil when this is the only server.
func (q *sequencer) newReplica() *ordering.Replica {
	if q.models.options.Nodes == nil {
		return nil
	}
	q.key.Store(q.model.Key)
	r := ordering.New(q.models.options.Nodes.ID(), q.doc, q.order, func(instance string) (uint64, error) {
		return q.models.store.LastSequence(context.Background(), q.model.Key, instance)
	})
	r.Moved = func(op *ot.Op) {
		q.doc = r.Document()
		q.moveReferences(op)
	}
	return r
}

// queueShared adds operations of a member to those that wait.
func (q *sequencer) queueShared(m *member, instance string, first uint64, version int64, ops []ot.Op) {
	q.group.operations += len(ops)
	q.replica.Submit(&ordering.Submission{Member: m.handle, Session: m.client.Identity.Session, Instance: instance, First: first, Version: version, Ops: ops})
}

// lastShared is lastSequence; what the store has of it is known here then.
func (q *sequencer) lastShared(instance string) (uint64, error) {
	if _, err := q.replica.LastSequence(instance); err != nil {
		return 0, err
	}
	if q.replica.IsBehind() && !q.advance(false) {
		return 0, &Refused{q.absent()}
	}
	return q.replica.LastSequence(instance)
}

// catchUp reads what other nodes have stored. It reports false when the model cannot be had any
// more.
func (q *sequencer) catchUp() bool {
	if q.replica == nil {
		return true
	}
	q.replica.Behind()
	return q.agree()
}

// editShared is the end of edit.
func (q *sequencer) editShared(m *member, first uint64, version int64, op ot.Op) error {
	q.queueShared(m, m.client.Instance, first, version, []ot.Op{op})
	if !q.agree() {
		return &Refused{q.absent()}
	}
	at := slices.IndexFunc(q.refusals, func(x ordering.Refusal) bool { return x.Of.Member == m.handle })
	if at < 0 {
		return nil
	}
	reason := q.refusals[at].Reason
	q.refusals = slices.Delete(q.refusals, at, at+1)
	return refused(protocol.CodeInvalidOperation, reason)
}

// mostInVain is how many times in a row something is tried without anybody's operations
// having been stored.
const mostInVain = 20

// agree does what is to be done until nothing waits. It reports false when the model cannot be had
// any more.
func (q *sequencer) agree() bool { return q.advance(true) }

// advance does what is to be done until nothing waits or, unless all is to be stored, until only
// answers of the node that leads are waited for. It reports false when the model cannot be had any
// more.
func (q *sequencer) advance(all bool) bool {
	vain := 0
	for q.exists && !q.broken {
		version := q.replica.Version()
		next, err := q.replica.Next()
		if err != nil {
			q.broke("operations cannot be ordered", err)
			break
		}
		q.refusals = append(q.refusals, q.replica.Refused()...) // by this, or by what was done before
		if next.Do == ordering.Nothing {
			q.group.operations, q.group.bytes = 0, 0
			break
		}
		if next.Do == ordering.Await && !all {
			break
		}
		q.do(next)
		if q.replica == nil {
			break
		}
		q.order, q.doc = q.replica.Order(), q.replica.Document()
		q.leads.Store(q.replica.Leads())
		switch vain++; {
		case q.replica.Version() != version:
			vain = 0
		case next.Do == ordering.Pass || next.Do == ordering.Await: // what comes of it is to be seen
			vain--
		case vain > mostInVain:
			q.broke("operations cannot be stored", errors.New("other nodes do not answer, and the store takes nothing"))
		}
	}
	q.endRefused()
	if !q.exists || q.broken {
		q.group.operations, q.group.bytes = 0, 0
		return false
	}
	return true
}

// endRefused closes the model for those whose operations were refused.
func (q *sequencer) endRefused() {
	refused := q.refusals
	q.refusals = nil
	for _, x := range refused {
		at := slices.IndexFunc(q.members, func(m *member) bool { return m.handle == x.Of.Member })
		switch {
		case at >= 0:
			q.evict(q.members[at], protocol.ReasonInvalidOperation, x.Reason)
		case q.order != nil && q.order.Has(x.Of.Member):
			q.refusals = append(q.refusals, x) // of an act, which looks for it; others have gone
		}
	}
}

func (q *sequencer) do(next ordering.Step) {
	nodes := q.models.options.Nodes
	var err error
	switch next.Do {
	case ordering.Ask:
		leader, err := nodes.Lead(q.model.Key)
		if err != nil {
			q.log.Warn("it cannot be found out which node leads the model", "error", err)
		}
		q.replica.Led(leader)
	case ordering.Append:
		err = q.appendShared(next)
	case ordering.Pass:
		q.pass(next)
	case ordering.Await:
		err = q.answered(<-q.answers)
	case ordering.Read:
		q.models.options.Counts.ReadOthers()
		err = q.read(next)
	}
	if err != nil {
		q.broke("operations cannot be stored or read", err)
	}
}

// read brings the replica up to what is stored.
func (q *sequencer) read(next ordering.Step) error {
	ctx := context.Background()
	model, _, err := q.models.store.Model(ctx, q.id)
	if errors.Is(err, store.ErrNotFound) || err == nil && model.Key != q.model.Key {
		q.vanish()
		return nil
	}
	if err != nil {
		return err
	}
	q.model.Oldest, q.model.OldestTime = model.Oldest, model.OldestTime // which another node may have compacted
	var runs []ordering.Run
	if model.Version > next.Version {
		err = modellog.Read(ctx, q.models.store, model.Key, next.Version, model.Version, func(e store.Entry, ops []ot.Op) error {
			runs = append(runs, ordering.Run{Version: e.Version, Session: e.Session, Instance: e.Instance, First: e.First, Millis: e.Millis, Ops: ops})
			return nil
		})
		if err != nil {
			return err
		}
	}
	var learned []ordering.Run
	if next.Reload {
		loaded, err := modellog.Load(ctx, q.models.store, &model, func([]byte) error { return nil })
		if err != nil {
			return err
		}
		q.doc = loaded.Document
		for _, all := range q.references {
			for _, r := range all {
				if r.owner != nil {
					if r.owner = q.doc.Lookup(r.name.Element); r.owner == nil {
						q.dispose(r)
					}
				}
			}
		}
		learned, err = q.replica.Reload(loaded.Document, runs)
		if err != nil {
			return err
		}
	} else {
		if learned, err = q.replica.Learn(runs); err != nil {
			return err
		}
		q.replica.CaughtUp()
	}
	q.learned(learned)
	return nil
}

// vanish ends a model that was deleted at another node.
func (q *sequencer) vanish() {
	q.replica.Deny()
	q.leads.Store(false)
	q.models.holdsNot(q.model.Key)
	q.exists, q.broken, q.doc, q.order, q.replica = false, true, nil, nil, nil
	q.key.Store(0)
	q.models.disown(q)
	q.memory.Set(0)
	q.closeAll(protocol.ReasonDeleted, "the model was deleted")
}

// runsOf returns what is stored as runs that can be delivered.
func (q *sequencer) runsOf(stored []ordering.Run) []run {
	runs := make([]run, len(stored))
	for i, s := range stored {
		runs[i] = run{by: people.Identity{Session: s.Session}, instance: s.Instance, first: s.First, version: s.Version, ops: s.Ops, inverses: s.Inverses}
		if s.Of != nil {
			for _, m := range q.members {
				if m.handle == s.Of.Member {
					runs[i].author, runs[i].by = m, m.client.Identity
				}
			}
		}
		if runs[i].author == nil {
			if who, err := q.models.options.Directory.Identify(s.Session); err == nil {
				runs[i].by = who
			} else if !errors.Is(err, store.ErrNotFound) {
				q.log.Error("the author of an operation cannot be looked up", "session", s.Session, "error", err)
			}
		}
	}
	return runs
}

// appendShared has operations of this node and others stored.
func (q *sequencer) appendShared(next ordering.Step) error {
	ctx, span := q.models.options.Tracer.Commit()
	defer span.End()
	millis := time.Now().UnixMilli()
	for i := range next.Runs {
		next.Runs[i].Millis = millis
	}
	appended, err := q.toAppend(q.runsOf(next.Runs), millis)
	if err != nil {
		return err
	}
	span.Text("convergence.model", q.id)
	err = q.models.committer.Append(appended)
	if errors.Is(err, store.ErrVersion) || errors.Is(err, store.ErrSequence) {
		q.replica.Appended(false) // somebody else was first
		return nil
	}
	if err != nil {
		q.log.ErrorContext(ctx, "operations cannot be stored", "error", err)
		return err
	}
	span.End()
	stored := q.replica.Appended(true)
	q.models.options.Nodes.Publish(q.id, q.model.Key, stored)
	q.models.options.Quota.Grow(q.model.Maker, bytesOf(appended.Entries))
	q.learned(stored)
	return nil
}

// flushShared is flush; what was passed on to another node is waited for only when all is to be
// stored.
func (q *sequencer) flushShared(all bool) {
	q.tellShared() // now: while somebody edits without a pause, more comes during each wait
	q.advance(all)
	q.sendNotices(q.takeNotices())
}

// tellShared tells here and at other nodes what was said about references and members.
func (q *sequencer) tellShared() {
	q.sendNotices(q.takeNotices())
	q.tellPeers()
}

// takeNotices returns what waits to be said about references.
func (q *sequencer) takeNotices() []notice {
	notices := q.group.notices
	q.group.notices = nil
	return notices
}

// learned delivers what is stored, by this node or others.
func (q *sequencer) learned(stored []ordering.Run) {
	if len(stored) == 0 {
		return
	}
	q.sendNotices(q.takeNotices()) // which are relative to a version before
	runs := q.runsOf(stored)
	last := &stored[len(stored)-1]
	q.order, q.doc = q.replica.Order(), q.replica.Document()
	q.model.Version, q.model.Modified = last.Version+int64(len(last.Ops)), last.Millis
	q.committed.Store(q.model.Version)
	for i := range runs {
		r := &runs[i]
		bytes := 0
		for j := range r.ops {
			bytes += ot.Size(&r.ops[j])
		}
		q.snapshot.tail += bytes
		q.memory.Take(2 * bytes)
		q.unpruned += len(r.ops)
		if r.author != nil {
			q.models.options.Counts.Acknowledged(len(r.ops))
		}
		q.deliver(r, stored[i].Millis, bytes/len(r.ops)+64)
	}
	q.models.options.Documents.Settle()
}
