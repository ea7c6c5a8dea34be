package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// dispatch hands one message of the server to whom it concerns. Messages about
// resources that this client has given up are dropped.
func (d *Domain) dispatch(c *session.Connection, e protocol.Envelope) {
	switch m := e.Message.(type) {
	case *protocol.Error:
		if d.stateRefused(m) {
			return
		}
		d.emit(DomainEvent{Kind: DomainError, Code: m.Code, Message: m.Message})
	case *protocol.IdentityUpdate:
		d.people.Heard(m.Users)
	case *protocol.AutoCreateRequest:
		d.models.dataWanted[m.AutoCreate] = &dataRequest{c, e.Request}
		d.sink.DataWanted(d, m.AutoCreate)
	case *protocol.OpenData:
		d.models.arrived(m)
	case *protocol.OperationAck:
		d.toReplica(m.Resource, func(r *replica.Replica) error { return r.Acknowledged(m) })
	case *protocol.RemoteOperation:
		d.toReplica(m.Resource, func(r *replica.Replica) error { return r.Remote(m) })
	case *protocol.RemoteOpened:
		d.toModel(m.Resource, func(t *Model) { t.joined(m.SessionID) })
	case *protocol.RemoteClosed:
		d.toModel(m.Resource, func(t *Model) { t.left(m.SessionID) })
	case *protocol.ForceClose:
		d.toReplica(m.Resource, func(r *replica.Replica) error { r.Forced(m); return nil })
	case *protocol.ResyncServerDone:
		d.toReplica(m.Resource, func(r *replica.Replica) error { r.Resynced(m); return nil })
	case *protocol.ReferenceShared:
		d.toModel(m.Resource, func(t *Model) { t.referenceShared(&m.SharedReference) })
	case *protocol.ReferenceSet:
		d.toModel(m.Resource, func(t *Model) { t.referenceSet(&m.SharedReference) })
	case *protocol.ReferenceCleared:
		d.toModel(m.Resource, func(t *Model) { t.referenceCleared(m.SessionID, m.ReferenceName) })
	case *protocol.ReferenceUnshared:
		d.toModel(m.Resource, func(t *Model) { t.referenceUnshared(m.SessionID, m.ReferenceName) })
	case *protocol.PermissionsChanged:
		d.toReplica(m.Resource, func(r *replica.Replica) error { r.SetPermissions(m.Permissions); return nil })
	case *protocol.RemoteResyncStarted:
		d.toModel(m.Resource, func(t *Model) { t.remoteResync(m.SessionID, true) })
	case *protocol.RemoteResyncDone:
		d.toModel(m.Resource, func(t *Model) { t.remoteResync(m.SessionID, false) })
	default:
		if d.presence.Handle(c, e.Message) || d.activities.Handle(e.Message) || d.chats.Handle(e.Message) {
			return
		}
		if e.Request != 0 {
			c.Send(0, e.Request, &protocol.Error{Code: protocol.CodeNotSupported, Message: "this client does not know the request"})
		}
	}
}

// toReplica runs f for the replica behind a resource number. An error of f
// means that client and server no longer agree about that model: it is closed.
func (d *Domain) toReplica(resource uint32, f func(*replica.Replica) error) {
	r := d.models.set.ByResource(resource)
	if r == nil {
		return
	}
	if err := f(r); err != nil {
		r.Fail(err)
	}
}

// toModel runs f for the open model behind a resource number.
func (d *Domain) toModel(resource uint32, f func(*Model)) {
	if m := modelOf(d.models.set.ByResource(resource)); m != nil {
		f(m)
	}
}
