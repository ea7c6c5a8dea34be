package models

import (
	"errors"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// flush makes the group durable, then acknowledges it and sends it to the others.
func (q *sequencer) flush() {
	if q.replica != nil {
		q.flushShared(true)
		return
	}
	runs, notices := q.group.runs, q.group.notices
	q.group = group{}
	if len(runs) == 0 {
		q.sendNotices(notices)
		return
	}
	if q.broken {
		return
	}
	ctx, span := q.models.options.Tracer.Commit()
	defer span.End() // for a group that cannot be committed
	millis := time.Now().UnixMilli()
	appended, err := q.toAppend(runs, millis)
	if err != nil {
		q.brokeIn(ctx, "operations cannot be encoded", err)
		return
	}
	bytes, stored := 0, bytesOf(appended.Entries)
	for i := range appended.Entries {
		bytes += len(appended.Entries[i].Operations)
	}
	span.Text("convergence.model", q.id)
	span.Number("convergence.bytes", int(stored))
	span.Number("convergence.operations", int(q.order.Version()-runs[0].version))
	if err := q.models.committer.Append(appended); err != nil {
		q.brokeIn(ctx, "operations cannot be stored", err)
		return
	}
	span.End() // what follows is not the commit any more
	q.models.options.Quota.Grow(q.model.Maker, stored)
	q.model.Version, q.model.Modified = q.order.Version(), millis
	q.committed.Store(q.model.Version)
	q.snapshot.tail += bytes
	q.memory.Take(2 * bytes)
	q.models.options.Documents.Settle()
	for i := range runs {
		r := &runs[i]
		each := len(appended.Entries[i].Operations)/len(r.ops) + 64
		q.unpruned += len(r.ops)
		q.models.options.Counts.Acknowledged(len(r.ops))
		for len(notices) > 0 && notices[0].version < r.version+int64(len(r.ops)) {
			if at := int(notices[0].version - r.version); at > 0 {
				q.deliver(r.before(at), millis, each)
				r.cut(at)
			}
			q.sendNotices(notices[:1])
			notices = notices[1:]
		}
		q.deliver(r, millis, each)
	}
	q.sendNotices(notices)
}

// toAppend returns what the store is to append.
func (q *sequencer) toAppend(runs []run, millis int64) (store.Append, error) {
	appended := store.Append{Model: q.model.Key, Version: runs[0].version, Entries: make([]store.Entry, len(runs))}
	for i := range runs {
		r := &runs[i]
		operations, err := protocol.AppendOperations(nil, r.ops)
		inverses, err2 := protocol.AppendOperations(nil, r.inverses)
		if err := errors.Join(err, err2); err != nil {
			return appended, err
		}
		appended.Entries[i] = store.Entry{
			Version: r.version, Count: len(r.ops), Session: r.by.Session,
			Instance: r.instance, First: r.first, Millis: millis, Operations: operations, Inverses: inverses,
		}
	}
	return appended, nil
}

// bytesOf is how many bytes entries add to the log.
func bytesOf(entries []store.Entry) (n int64) {
	for i := range entries {
		n += int64(entries[i].Bytes())
	}
	return n
}

// sendNotices sends notices to those who have the model open, their authors excepted.
func (q *sequencer) sendNotices(notices []notice) {
	for _, n := range notices {
		q.broadcast(n.author, n.message)
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
	author := []people.Identity{r.by}
	cost := each * len(r.ops)
	for _, m := range q.members {
		switch {
		case m == r.author:
			if m.state != stateReplaying {
				m.client.Send(conn.Out{Message: &protocol.OperationAck{
					Resource: m.resource, First: r.first, Count: len(r.ops), Version: r.version, Millis: millis}})
			}
		case m.state == stateOpen || m.state == stateResyncing:
			remote := &protocol.RemoteOperation{
				Resource: m.resource, SessionID: author[0].Session, Version: r.version, Millis: millis, Operations: r.ops,
			}
			if m.state == stateResyncing || m.client.Instance == r.instance || m.client.User() == author[0].User.UserID {
				// It may be the client's own, sent on a connection that it has lost, or
				// one that it shares a store with and may have to distinguish from those that
				// are still to be sent.
				remote.Instance, remote.First = r.instance, r.first
			}
			m.client.SendMentioning(nil, author, conn.Out{Message: remote, Cost: cost})
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
