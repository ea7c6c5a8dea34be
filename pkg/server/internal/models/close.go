package models

import (
	"context"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
)

// close ends a member at its client's request.
func (q *sequencer) close(m *member, request uint32) {
	if m.state == stateGone {
		m.client.Refuse(request, protocol.CodeModelNotOpen, "model %q is not open", q.id)
		return
	}
	q.remove(m)
	m.client.Answer(request, &protocol.CloseResponse{})
}

// lost ends a member whose connection has ended; asked says that the client
// closed it.
func (q *sequencer) lost(m *member, asked bool) {
	for i, o := range q.waiting {
		if o.member == m {
			q.waiting = append(q.waiting[:i], q.waiting[i+1:]...)
			o.answered("gone")
			break
		}
	}
	if m.state != stateGone && m.state != stateNew && !asked {
		q.lostAt = time.Now()
	}
	q.remove(m)
}

// evict closes the model for one member that did what it may not, once what it
// did before is acknowledged.
func (q *sequencer) evict(m *member, reason protocol.CloseReason, message string) {
	q.flush()
	if m.state == stateGone {
		return
	}
	q.log.Info("closing the model for a client", "session", m.client.Identity.Session, "reason", message)
	q.remove(m)
	m.client.Send(conn.Out{Message: &protocol.ForceClose{Resource: m.resource, Reason: reason, Message: message}})
}

// remove takes a member out and notifies the others.
func (q *sequencer) remove(m *member) {
	was := m.state
	for i, other := range q.members {
		if other == m {
			q.members = append(q.members[:i], q.members[i+1:]...)
			q.order.Close(m.handle)
			break
		}
	}
	q.disposeAll(m)
	q.drop(m)
	switch was {
	case stateOpen:
		q.broadcast(m, func(resource uint32) protocol.Message {
			return &protocol.RemoteClosed{Resource: resource, SessionID: m.client.Identity.Session}
		})
	case stateReplaying, stateResyncing:
		q.broadcast(m, func(resource uint32) protocol.Message {
			return &protocol.RemoteResyncDone{Resource: resource, SessionID: m.client.Identity.Session}
		})
	}
}

// drop ends a member and gives back what it holds.
func (q *sequencer) drop(m *member) {
	m.state = stateGone
	if m.released {
		return
	}
	m.released = true
	m.leaving.Lock()
	m.left = true
	m.leaving.Unlock()
	m.client.detach(m)
	q.models.release(q)
}

// closeAll closes the model for everybody.
func (q *sequencer) closeAll(reason protocol.CloseReason, message string) {
	members := q.members
	q.members = nil
	clear(q.references)
	for _, m := range members {
		q.drop(m)
		m.client.Send(conn.Out{Message: &protocol.ForceClose{Resource: m.resource, Reason: reason, Message: message}})
	}
}

// broke is called when the model in memory can no longer be trusted.
func (q *sequencer) broke(what string, err error) {
	q.brokeIn(context.Background(), what, err)
}

// brokeIn is broke for what may have a span.
func (q *sequencer) brokeIn(ctx context.Context, what string, err error) {
	if q.broken {
		return
	}
	q.log.ErrorContext(ctx, what, "error", err)
	tracing.Of(ctx).Fail(what)
	q.fail(protocol.ReasonServerError, "the server could not store or order an operation")
}

// fail gives up: everybody has to resynchronise, which reads what is durable.
// Whatever was not acknowledged is lost here and sent again by its clients.
func (q *sequencer) fail(reason protocol.CloseReason, message string) {
	q.broken = true
	q.group = group{}
	q.models.disown(q)
	q.closeAll(reason, message)
	q.openWaiting() // is refused
}
