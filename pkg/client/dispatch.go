package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Dispatch implements [session.Owner]: it hands one message of the server to whom it
// concerns. Messages about resources that this client has given up are dropped.
func (o *owner) Dispatch(c *session.Connection, e protocol.Envelope) {
	d := o.domain()
	replicas := d.models.set
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
		if r := replicas.ByResource(m.Resource); r != nil {
			r.Acknowledged(m)
		}
	case *protocol.RemoteOperation:
		if r := replicas.ByResource(m.Resource); r != nil {
			r.Remote(m)
		}
	case *protocol.RemoteOpened:
		if t := d.modelBehind(m.Resource); t != nil {
			t.joined(m.SessionID)
		}
	case *protocol.RemoteClosed:
		if t := d.modelBehind(m.Resource); t != nil {
			t.left(m.SessionID)
		}
	case *protocol.ForceClose:
		if r := replicas.ByResource(m.Resource); r != nil {
			r.Forced(m)
		}
	case *protocol.ResyncServerDone:
		if r := replicas.ByResource(m.Resource); r != nil {
			r.Resynced(m)
		}
	case *protocol.ReferenceShared:
		if t := d.modelBehind(m.Resource); t != nil {
			t.referenceShared(&m.SharedReference)
		}
	case *protocol.ReferenceSet:
		if t := d.modelBehind(m.Resource); t != nil {
			t.referenceSet(&m.SharedReference)
		}
	case *protocol.ReferenceCleared:
		if t := d.modelBehind(m.Resource); t != nil {
			t.referenceCleared(m.SessionID, m.ReferenceName)
		}
	case *protocol.ReferenceUnshared:
		if t := d.modelBehind(m.Resource); t != nil {
			t.referenceUnshared(m.SessionID, m.ReferenceName)
		}
	case *protocol.PermissionsChanged:
		if r := replicas.ByResource(m.Resource); r != nil {
			r.SetPermissions(m.Permissions)
		}
	case *protocol.RemoteResyncStarted:
		if t := d.modelBehind(m.Resource); t != nil {
			t.remoteResync(m.SessionID, true)
		}
	case *protocol.RemoteResyncDone:
		if t := d.modelBehind(m.Resource); t != nil {
			t.remoteResync(m.SessionID, false)
		}
	default:
		if d.presence.Handle(c, e.Message) || d.activities.Handle(e.Message) || d.chats.Handle(e.Message) {
			return
		}
		if e.Request != 0 {
			c.Send(0, e.Request, &protocol.Error{Code: protocol.CodeNotSupported, Message: "this client does not know the request"})
		}
	}
}

// modelBehind returns the open model behind a resource number, or nil.
//
//go:noinline
func (d *Domain) modelBehind(resource uint32) *Model {
	return modelOf(d.models.set.ByResource(resource))
}
