package models

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modellog"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// resync lets in a client that holds the model already, at version from. What
// it has missed is sent from the log by a goroutine of its own, at the pace at
// which the client reads; what is committed meanwhile is in the log too. When
// the replay has caught up, the member receives operations like all others, so
// nothing falls between.
func (q *sequencer) resync(m *member, request uint32, from int64) {
	o := opener{member: m, request: request}
	switch {
	case m.state == stateGone:
		return
	case q.absent() != nil, !q.catchUp():
		q.rejectFor(o, q.absent())
		return
	}
	rights, err := q.rights(m.client.Session, protocol.PermissionRead)
	if err != nil {
		q.rejectFor(o, q.unread(context.Background(), err))
		return
	}
	if !rights.Can(protocol.PermissionRead) {
		q.reject(o, protocol.CodeUnauthorized, "you may not read model %q", q.id)
		return
	}
	if max(from, 1) < q.model.Oldest {
		q.rejectFor(o, notKept(&q.model, from))
		return
	}
	q.evictPredecessor(m)
	last, err := q.lastSequence(m.client.Instance)
	if err == nil {
		err = q.keep()
	}
	if err != nil {
		q.log.Error("model cannot be resynchronised", "error", err)
		q.reject(o, protocol.CodeUnknown, "model %q could not be read by the server", q.id)
		return
	}
	if absent := q.absent(); absent != nil { // deleted at another node meanwhile
		q.rejectFor(o, absent)
		return
	}
	if !q.join(m, rights, stateReplaying) {
		return
	}
	m.client.Answer(request, &protocol.ResyncResponse{
		Resource: m.resource, Version: q.model.Version, Permissions: rights, Created: q.model.Created, LastSequence: last,
	})
	q.broadcast(m, func(resource uint32) protocol.Message {
		return &protocol.RemoteResyncStarted{Resource: resource, SessionID: m.client.Identity.Session}
	})
	q.tellPeers() // before it may have caught up
	q.caughtUp(m, min(from, q.model.Version))
}

// evictPredecessor ends the member of the same client that was lost without the
// server having noticed: what it sent and is not applied yet will be sent again.
func (q *sequencer) evictPredecessor(m *member) {
	for _, other := range append([]*member(nil), q.members...) {
		if other.client.Instance == m.client.Instance && other != m {
			q.evict(other, protocol.ReasonUnknown, "the client has connected anew")
		}
	}
}

// replayBytes is how much of the log the sequencer sends by itself, and how
// much a replay reads at once.
const (
	lastBytes   = 16 << 10
	replayBytes = 256 << 10
)

// caughtUp is called when a member has been sent everything before version at.
// If little is left the sequencer sends it and the member is up to date; else
// the replay goes on.
func (q *sequencer) caughtUp(m *member, at int64) {
	if m.state != stateReplaying {
		return
	}
	key, to := q.model.Key, q.model.Version
	if to-at < 1000 {
		for at < to {
			entries, err := q.models.store.Entries(context.Background(), key, at, to, lastBytes)
			if err == nil {
				at, err = q.sendEntries(m, entries, at, to)
			}
			if err != nil {
				q.log.Error("log cannot be replayed", "error", err)
				q.evict(m, protocol.ReasonServerError, "the server could not read the model's log")
				return
			}
		}
		m.state = stateResyncing
		if m.doneAsked {
			q.resyncDone(m, m.openOnDone)
		}
		return
	}
	q.models.hold(q)
	go func() {
		defer q.models.release(q)
		at, err := q.replay(m, key, at)
		q.post(command{do: func() {
			if err != nil {
				q.log.Error("log cannot be replayed", "error", err)
				q.evict(m, protocol.ReasonServerError, "the server could not read the model's log")
				return
			}
			q.caughtUp(m, at)
		}})
	}()
}

// replay sends the log from a version on until it reaches what is committed. It
// runs beside the sequencer.
func (q *sequencer) replay(m *member, key, at int64) (int64, error) {
	for {
		to := q.committed.Load()
		if at >= to || !m.client.WaitForRoom(replayBytes) {
			return at, nil
		}
		select {
		case <-q.ended:
			return at, nil
		default:
		}
		entries, err := q.models.store.Entries(context.Background(), key, at, to, replayBytes)
		if err != nil {
			return at, err
		}
		if len(entries) == 0 { // the model has been deleted meanwhile
			return at, store.ErrNotFound
		}
		if at, err = q.sendEntries(m, entries, at, to); err != nil {
			return at, err
		}
	}
}

// sendEntries sends log entries to a member, with the identity of each
// operation, and returns the version after them.
func (q *sequencer) sendEntries(m *member, entries []store.Entry, from, to int64) (int64, error) {
	for _, e := range entries {
		bytes := len(e.Operations)
		var ops []ot.Op
		ops, err := modellog.Decode(&e, from, to)
		if err != nil {
			return from, err
		}
		author, err := q.models.options.Directory.Identify(e.Session)
		if err != nil {
			return from, err
		}
		if !m.sendAbout(author, conn.Out{Cost: bytes + 64*len(ops), Message: &protocol.RemoteOperation{
			Resource: m.resource, SessionID: e.Session, Version: e.Version, Millis: e.Millis, Operations: ops,
			Instance: e.Instance, First: e.First,
		}}) {
			return to, nil
		}
		from += int64(len(ops))
	}
	return from, nil
}

// sendAbout sends unless the member is over; it reports whether that is so.
func (m *member) sendAbout(about people.Identity, o conn.Out) bool {
	m.leaving.Lock()
	defer m.leaving.Unlock()
	if !m.left {
		m.client.SendMentioning(nil, []people.Identity{about}, o)
	}
	return !m.left
}

// resyncDone is called when the client has caught up.
func (q *sequencer) resyncDone(m *member, open bool) {
	if m.state == stateReplaying { // it reached its goal before the replay reached ours
		m.doneAsked, m.openOnDone = true, open
		return
	}
	if m.state != stateResyncing {
		return
	}
	done := &protocol.ResyncServerDone{Resource: m.resource}
	if !open {
		q.remove(m)
		m.client.Send(conn.Out{Message: done})
		return
	}
	m.state = stateOpen
	q.touch(m)
	session := m.client.Identity.Session
	q.broadcast(m, func(resource uint32) protocol.Message {
		return &protocol.RemoteResyncDone{Resource: resource, SessionID: session}
	})
	q.broadcast(m, func(resource uint32) protocol.Message {
		return &protocol.RemoteOpened{Resource: resource, SessionID: session}
	})
	for _, r := range m.references { // those shared before it was open
		q.broadcast(m, func(resource uint32) protocol.Message {
			return &protocol.ReferenceShared{Resource: resource, Version: q.order.Version(),
				SharedReference: protocol.SharedReference{SessionID: session, ReferenceName: r.name, Values: r.values}}
		})
	}
	done.References, done.Version = q.sharedReferences(m), q.order.Version()
	var everybody []people.Identity
	done.Sessions, done.Resyncing, everybody = q.sessions()
	m.client.SendMentioning(nil, everybody, conn.Out{Message: done})
}
