package models

import (
	"context"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
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
	q.touch(m)
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
	q.members, q.peers = nil, nil
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
	q.key.Store(0)
	if q.replica != nil {
		q.replica.Deny()
	}
	q.models.disown(q)
	q.closeAll(reason, message)
	q.openWaiting() // is refused
}

// deleteFor answers a request to delete the model.
func (q *sequencer) deleteFor(c *people.Session, request uint32) {
	if absent := q.absent(); absent != nil {
		c.Answer(request, absent)
		return
	}
	rights, err := q.rights(c, protocol.PermissionRemove)
	switch {
	case err != nil:
		c.Answer(request, q.unread(context.Background(), err))
	case !rights.Can(protocol.PermissionRemove):
		c.Refuse(request, protocol.CodeUnauthorized, "you may not delete model %q", q.id)
	case !q.delete(c.Owner()):
		c.Refuse(request, protocol.CodeUnknown, "model %q could not be deleted by the server; try again later", q.id)
	default:
		c.Answer(request, &protocol.DeleteResponse{})
	}
}

// delete removes the model from the store, then closes it for everybody.
func (q *sequencer) delete(owner string) bool {
	leave, err := q.models.writes.Enter(context.Background(), owner)
	if err != nil {
		return false
	}
	defer leave()
	freed, err := q.models.store.DeleteModel(context.Background(), q.model.Key)
	if err != nil {
		q.log.Error("model cannot be deleted", "error", err)
		return false
	}
	q.deleted(freed)
	return true
}

// deleted is what follows when the store has deleted the model.
func (q *sequencer) deleted(freed int64) {
	q.models.options.Quota.RemoveModel(q.model.Maker, freed)
	q.models.purgeSoon()
	if q.replica != nil {
		q.yield()
		q.models.holdsNot(q.model.Key)
		q.key.Store(0)
		q.models.options.Nodes.Publish(q.id, q.model.Key, nil)
	}
	q.exists, q.doc, q.order, q.replica = false, nil, nil, nil
	q.memory.Set(0)
	q.closeAll(protocol.ReasonDeleted, "the model was deleted")
}

// deleteIfEphemeral deletes a model that nobody has open and that is not meant
// to outlive its clients.
func (q *sequencer) deleteIfEphemeral() {
	if q.exists && !q.broken && q.model.Ephemeral && len(q.members) == 0 && q.unloadDelay() == 0 {
		q.delete("")
	}
}

// purgeSoon has what is left of deleted models removed.
func (s *Models) purgeSoon() {
	select {
	case s.purging <- struct{}{}:
	default:
	}
}

// purge removes what is left of deleted models, a portion at a time, beside those that
// write: now what an earlier run of the server has left, and then whatever is deleted.
func (s *Models) purge() {
	s.purgeSoon()
	for {
		select {
		case <-s.options.Life.Done():
			return
		case <-s.purging:
		}
		for more := true; more; {
			leave, err := s.writes.Enter(context.Background(), "")
			if err != nil {
				return
			}
			more, err = s.store.Purge(context.Background())
			leave()
			if err != nil {
				s.log.Error("what is left of deleted models cannot be removed", "error", err)
				break
			}
			select {
			case <-s.options.Life.Done():
				return
			default:
			}
		}
	}
}
