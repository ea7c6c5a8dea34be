package models

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
)

// opener is an open request that waits for its answer.
type opener struct {
	member     *member
	request    uint32
	autoCreate uint32
	reserved   int             // bytes for the answer
	parts      uint32          // see [protocol.OpenRequest]
	ctx        context.Context // with the span that ends with the answer
}

// answered ends the span of a request, with what came of it.
func (o *opener) answered(result string) {
	span := tracing.Of(o.ctx)
	span.Text("convergence.result", result)
	span.End()
}

// dataPart is how many bytes of a model's data go into a message, for who takes them in
// parts.
const dataPart = 128 << 10

// open lets a client in, or makes it wait until the model has been created.
func (q *sequencer) open(o opener) {
	switch {
	case o.member.state == stateGone:
		o.forgo()
		o.answered("gone")
	case q.broken, !q.catchUp():
		q.rejectFor(o, q.absent())
	case q.exists:
		q.admit(o)
	case o.autoCreate == 0 && q.asking == nil:
		q.reject(o, protocol.CodeModelNotFound, "model %q does not exist", q.id)
	default:
		q.waiting = append(q.waiting, o)
		q.askNext()
	}
}

// openWaiting answers those who wait, once there is an answer for them.
func (q *sequencer) openWaiting() {
	waiting := q.waiting
	q.waiting = nil
	for _, o := range waiting {
		q.open(o)
	}
}

// large is the size from which the state of a model is sent only when there is room
// for it, bytes.
const large = 256 << 10

// size is about how many bytes the state of the model takes on the wire.
func (q *sequencer) size() int { return int(q.snapshot.bytes.Load()) + q.snapshot.tail + 1<<10 }

// reserve opens a large model when there is room for it to wait for the client. Others
// are let in meanwhile.
func (q *sequencer) reserve(o opener) {
	size := q.size()
	q.models.hold(q)
	go func() {
		defer q.models.release(q)
		reserved, err := o.member.client.Reserve(o.member.client.Context(), size)
		q.post(command{do: func() {
			o.reserved = reserved
			switch {
			case err == nil:
				q.open(o)
			case o.member.state != stateGone:
				q.reject(o, protocol.CodeLimitExceeded, "the server has no room to send model %q now; try again later", q.id)
			}
		}})
	}()
}

// forgo gives back what was reserved for an answer that is not given.
func (o *opener) forgo() {
	if o.reserved > 0 {
		o.member.client.Forgo(o.reserved)
		o.reserved = 0
	}
}

// reject answers an open request with an error; the member is over.
func (q *sequencer) reject(o opener, code protocol.Code, format string, args ...any) {
	q.rejectFor(o, &protocol.Error{Code: code, Message: fmt.Sprintf(format, args...)})
}

// rejectFor is reject with an error that says why.
func (q *sequencer) rejectFor(o opener, why *protocol.Error) {
	o.forgo()
	q.drop(o.member)
	o.answered(string(why.Code))
	o.member.client.Answer(o.request, why)
}

// admit answers an open request with the state of the model.
func (q *sequencer) admit(o opener) {
	m := o.member
	rights, err := q.rights(m.client.Session, protocol.PermissionRead)
	if err != nil {
		q.rejectFor(o, q.unread(o.ctx, err))
		return
	}
	if !rights.Can(protocol.PermissionRead) {
		q.reject(o, protocol.CodeUnauthorized, "you may not read model %q", q.id)
		return
	}
	if o.reserved == 0 && q.size() > large {
		q.reserve(o)
		return
	}
	q.evictPredecessor(m)
	prefix, err := q.nextPrefix(m.client.Owner())
	var last uint64
	if err == nil {
		last, err = q.lastSequence(m.client.Instance)
	}
	if err == nil {
		err = q.keep()
	}
	var data protocol.Data
	if absent := q.absent(); absent != nil { // deleted at another node meanwhile
		q.rejectFor(o, absent)
		return
	}
	if err == nil {
		data, err = protocol.AppendTree(nil, q.doc.Root())
	}
	if err != nil {
		q.log.ErrorContext(o.ctx, "model cannot be opened", "error", err)
		tracing.Of(o.ctx).Fail("model cannot be opened")
		q.reject(o, protocol.CodeUnknown, "model %q could not be opened by the server; try again later", q.id)
		return
	}
	if !q.join(m, rights, stateOpen) {
		o.forgo()
		o.answered("gone")
		return
	}
	tracing.Of(o.ctx).Number("convergence.bytes", len(data))
	if o.parts != 0 && len(data) > dataPart {
		o.forgo() // it is what waits that counts
		for part := range slices.Chunk(data, dataPart) {
			m.client.Send(conn.Out{Message: &protocol.OpenData{Parts: o.parts, Size: len(data), Data: part}})
		}
		data = protocol.InParts
	}
	sessions, resyncing, everybody := q.sessions()
	m.client.SendMentioning(nil, everybody, conn.Out{Response: o.request, Reserved: o.reserved, Message: &protocol.OpenResponse{
		Resource: m.resource, ModelID: q.id, Collection: q.model.Collection, ValueIDPrefix: prefix,
		Version: q.model.Version, Created: q.model.Created, Modified: q.model.Modified, Data: data,
		Sessions: sessions, Resyncing: resyncing, Permissions: rights, LastSequence: last,
		References: q.sharedReferences(m),
	}})
	o.answered("ok")
	q.broadcast(m, func(resource uint32) protocol.Message {
		return &protocol.RemoteOpened{Resource: resource, SessionID: m.client.Identity.Session}
	})
}

// join makes a member take part from the present version on. It reports false
// when its connection has ended.
func (q *sequencer) join(m *member, rights protocol.Permissions, state memberState) bool {
	if !m.client.grant(m) {
		return false // its leaving is in the queue
	}
	q.lastHandle++
	m.handle, m.rights, m.state = q.lastHandle, rights, state
	if err := q.order.Open(m.handle, q.order.Version()); err != nil {
		q.broke("client cannot be tracked", err) // not reached: handles are new
		return false
	}
	q.members = append(q.members, m)
	q.touch(m)
	q.opened = true
	q.lostAt = time.Time{}
	return true
}

// sessions returns the sessions that have the model open, those that
// resynchronise, and who they all are.
func (q *sequencer) sessions() (open, resyncing []string, everybody []people.Identity) {
	for _, m := range q.everybody() {
		who := m.client.Identity
		if m.state == stateOpen {
			open = append(open, who.Session)
		} else {
			resyncing = append(resyncing, who.Session)
		}
		everybody = append(everybody, who)
	}
	return open, resyncing, everybody
}

// broadcast sends what a member did to those who have the model open.
func (q *sequencer) broadcast(m *member, message func(resource uint32) protocol.Message) {
	about := []people.Identity{m.client.Identity}
	for _, other := range q.members {
		if other != m && other.state == stateOpen {
			other.client.SendMentioning(nil, about, conn.Out{Message: message(other.resource)})
		}
	}
}

// prefixBlock is how many id prefixes are reserved at once: each reservation
// waits for the disk.
const prefixBlock = 16

func (q *sequencer) nextPrefix(owner string) (string, error) {
	if q.prefixes == 0 {
		leave, err := q.models.writes.Enter(context.Background(), owner)
		if err != nil {
			return "", err
		}
		defer leave()
		first, err := q.models.store.ReservePrefixes(context.Background(), q.model.Key, prefixBlock)
		if err != nil {
			return "", err
		}
		q.prefix, q.prefixes = first, prefixBlock
	}
	prefix := strconv.FormatUint(q.prefix, 36)
	q.prefix++
	q.prefixes--
	return prefix, nil
}
