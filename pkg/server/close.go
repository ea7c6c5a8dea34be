package server

import (
	"context"
	"strconv"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
)

// close ends a member at its client's request.
func (q *sequencer) close(m *member, request uint32) {
	if m.state == stateGone {
		m.connection.Refuse(request, protocol.CodeModelNotOpen, "model %q is not open", q.id)
		return
	}
	q.remove(m)
	m.connection.Answer(request, &protocol.CloseResponse{})
}

// lost ends a member whose connection has ended; asked says that the client
// closed it.
func (q *sequencer) lost(m *member, asked bool) {
	for i, o := range q.waiting {
		if o.member == m {
			q.waiting = append(q.waiting[:i], q.waiting[i+1:]...)
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
	q.log.Info("closing the model for a client", "session", m.connection.Identity.Session, "reason", message)
	q.remove(m)
	m.connection.Send(conn.Out{Message: &protocol.ForceClose{Resource: m.resource, Reason: reason, Message: message}})
}

// remove takes a member out and tells the others.
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
		q.tellOthers(m, func(resource uint32) protocol.Message {
			return &protocol.RemoteClosed{Resource: resource, SessionID: m.connection.Identity.Session}
		})
	case stateReplaying, stateResyncing:
		q.tellOthers(m, func(resource uint32) protocol.Message {
			return &protocol.RemoteResyncDone{Resource: resource, SessionID: m.connection.Identity.Session}
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
	m.connection.detach(m)
	q.domain.release(q)
}

// closeAll closes the model for everybody.
func (q *sequencer) closeAll(reason protocol.CloseReason, message string) {
	members := q.members
	q.members = nil
	clear(q.references)
	for _, m := range members {
		q.drop(m)
		m.connection.Send(conn.Out{Message: &protocol.ForceClose{Resource: m.resource, Reason: reason, Message: message}})
	}
}

// broke is called when the model in memory can no longer be trusted.
func (q *sequencer) broke(what string, err error) {
	if q.broken {
		return
	}
	q.log.Error(what, "error", err)
	q.fail(protocol.ReasonServerError, "the server could not store or order an operation")
}

// fail gives up: everybody has to resynchronise, which reads what is durable.
// Whatever was not acknowledged is lost here and sent again by its clients.
func (q *sequencer) fail(reason protocol.CloseReason, message string) {
	q.broken = true
	q.group = group{}
	q.domain.disown(q)
	q.closeAll(reason, message)
	waiting := q.waiting
	q.waiting = nil
	for _, o := range waiting {
		q.open(o) // is refused
	}
}

// createFor answers a request to make the model without opening it.
func (q *sequencer) createFor(c *connection, request uint32, r *protocol.CreateRequest) {
	if q.broken {
		c.Refuse(request, protocol.CodeModelClosing, "model %q has just been closed because of an error; try again", q.id)
		return
	}
	if !q.exists {
		creation := r.Creation
		creation.Ephemeral = false // nobody has it open
		created := r.Created
		if created == 0 {
			created = time.Now().UnixMilli()
		}
		code, err := q.create(c, created, &creation)
		if err == nil {
			c.Answer(request, &protocol.CreateResponse{ModelID: q.id})
			waiting := q.waiting
			q.waiting = nil
			for _, o := range waiting {
				q.open(o)
			}
			return
		}
		if code != protocol.CodeModelAlreadyExists {
			c.Refuse(request, code, "model %q could not be created: %v", q.id, err)
			return
		}
	}
	rights, err := q.rights(c)
	if err != nil {
		c.Failed(request, "rights cannot be read", err)
		return
	}
	details := map[string]protocol.JSON{"id": q.id}
	if rights.Can(protocol.PermissionRead) { // when it was made is for readers
		details["fingerprint"] = strconv.FormatInt(q.model.Created, 10)
	}
	c.Answer(request, &protocol.Error{
		Code: protocol.CodeModelAlreadyExists, Message: "model " + strconv.Quote(q.id) + " exists already", Details: details})
}

// deleteFor answers a request to delete the model.
func (q *sequencer) deleteFor(c *connection, request uint32) {
	var rights protocol.Permissions
	if q.exists && !q.broken {
		var err error
		if rights, err = q.rights(c); err != nil {
			c.Failed(request, "rights cannot be read", err)
			return
		}
	}
	switch {
	case q.broken:
		c.Refuse(request, protocol.CodeModelClosing, "model %q has just been closed because of an error; try again", q.id)
	case !q.exists:
		c.Refuse(request, protocol.CodeModelNotFound, "model %q does not exist", q.id)
	case !rights.Can(protocol.PermissionRemove):
		c.Refuse(request, protocol.CodeUnauthorized, "you may not delete model %q", q.id)
	case !q.delete():
		c.Refuse(request, protocol.CodeUnknown, "model %q could not be deleted by the server; try again later", q.id)
	default:
		c.Answer(request, &protocol.DeleteResponse{})
	}
}

// delete removes the model from the store, then closes it for everybody.
func (q *sequencer) delete() bool {
	if err := q.domain.store.DeleteModel(context.Background(), q.model.Key); err != nil {
		q.log.Error("model cannot be deleted", "error", err)
		return false
	}
	q.exists, q.doc, q.order = false, nil, nil
	q.closeAll(protocol.ReasonDeleted, "the model was deleted")
	return true
}

// deleteIfEphemeral deletes a model that nobody has open and that is not meant
// to outlive its clients.
func (q *sequencer) deleteIfEphemeral() {
	if q.exists && !q.broken && q.model.Ephemeral && len(q.members) == 0 && q.lingering() == 0 {
		q.delete()
	}
}
