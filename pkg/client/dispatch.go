package client

import (
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
	case *protocol.OperationAck:
		d.toModel(m.Resource, func(t *Model) error { return t.acknowledged(m) })
	case *protocol.RemoteOperation:
		d.toModel(m.Resource, func(t *Model) error { return t.remote(m) })
	case *protocol.RemoteOpened:
		d.toModel(m.Resource, func(t *Model) error { t.joined(m.SessionID); return nil })
	case *protocol.RemoteClosed:
		d.toModel(m.Resource, func(t *Model) error { t.left(m.SessionID); return nil })
	case *protocol.ForceClose:
		d.toModel(m.Resource, func(t *Model) error { t.forced(m); return nil })
	case *protocol.ResyncServerDone:
		d.toModel(m.Resource, func(t *Model) error { t.resynced(m); return nil })
	case *protocol.ReferenceShared:
		d.toModel(m.Resource, func(t *Model) error { t.referenceShared(&m.SharedReference); return nil })
	case *protocol.ReferenceSet:
		d.toModel(m.Resource, func(t *Model) error { t.referenceSet(&m.SharedReference); return nil })
	case *protocol.ReferenceCleared:
		d.toModel(m.Resource, func(t *Model) error { t.referenceCleared(m.SessionID, m.ReferenceName); return nil })
	case *protocol.ReferenceUnshared:
		d.toModel(m.Resource, func(t *Model) error { t.referenceUnshared(m.SessionID, m.ReferenceName); return nil })
	case *protocol.PermissionsChanged:
		d.toModel(m.Resource, func(t *Model) error { t.permissionsChanged(m.Permissions); return nil })
	case *protocol.RemoteResyncStarted:
		d.toModel(m.Resource, func(t *Model) error { t.remoteResync(m.SessionID, true); return nil })
	case *protocol.RemoteResyncDone:
		d.toModel(m.Resource, func(t *Model) error { t.remoteResync(m.SessionID, false); return nil })
	default:
		if d.presence.Handle(c, e.Message) || d.activities.Handle(e.Message) || d.chats.Handle(e.Message) {
			return
		}
		if e.Request != 0 {
			c.Send(0, e.Request, &protocol.Error{Code: protocol.CodeNotSupported, Message: "this client does not know the request"})
		}
	}
}

// toModel runs f for the open model behind a resource number. An error of f
// means that client and server no longer agree about that model: it is closed.
func (d *Domain) toModel(resource uint32, f func(*Model) error) {
	m := d.models.resources[resource]
	if m == nil {
		return
	}
	if err := f(m); err != nil {
		m.fail(err)
	}
}
