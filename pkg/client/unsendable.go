package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// refuseMessage refuses, in the place of the server, a message other than edits
// that is too large to be sent, or that the server closes connections for.
func (d *Domain) refuseMessage(c *session.Connection, request, response uint32, m protocol.Message, e *protocol.Error) {
	switch m := m.(type) {
	case *protocol.PresenceSetState:
		e.Details = map[string]protocol.JSON{"service": "presence"}
		d.session.Then(func() { d.stateRefused(e) })
	case *protocol.ActivityUpdateState:
		if e.Details = d.activities.Details(m.Resource); e.Details != nil {
			d.session.Then(func() { d.stateRefused(e) })
		}
	case *protocol.ShareReference:
		d.referenceRefused(m.Resource, m.ReferenceName, e)
	case *protocol.SetReference:
		d.referenceRefused(m.Resource, m.ReferenceName, e)
	}
	switch {
	case request != 0:
		d.session.Then(func() { c.Answer(request, e) })
	case response != 0:
		c.Send(0, response, e)
	}
}

// referenceRefused takes a reference back that cannot be sent.
func (d *Domain) referenceRefused(resource uint32, name protocol.ReferenceName, e *protocol.Error) {
	m := d.models.resources[resource]
	if m == nil {
		return
	}
	for _, r := range m.references {
		if r.local && r.name() == name {
			r.shared, r.known, r.changed = false, false, false
		}
	}
	d.session.Then(func() {
		if !m.closed {
			m.emit(ModelEvent{Kind: ModelError, Message: "a reference cannot be shared: " + e.Message})
		}
	})
}

// refuse refuses edits of the model, in the place of the server. Whoever hears of
// the error can still read the model with them; then it is closed.
func (m *Model) refuse(err *Error) {
	if m.unsendable {
		return
	}
	m.unsendable = true
	if m.hidden != nil {
		m.d.session.Then(func() { m.hiddenEnded(&refusal{err: err}, nil) })
		return
	}
	m.d.session.Then(func() {
		if m.closed {
			return
		}
		message := "edits cannot be sent, and the model has to be closed: " + err.Message
		m.emit(ModelEvent{Kind: ModelError, Message: message})
		m.d.emit(DomainEvent{Kind: DomainError, Message: message})
		m.d.session.Then(func() {
			if m.closed {
				return
			}
			if m.saving == nil {
				delete(m.d.condemned, m.id) // with the edits; opened again it has other ones under these numbers
			}
			if m.attached && m.d.session.Conn != nil {
				m.d.session.RequestNow(&protocol.CloseRequest{Resource: m.resource}, "close a model", func(protocol.Message, *Error) {})
			}
			m.finishClose(ModelEvent{Kind: ModelClosed, Reason: protocol.ReasonInvalidOperation, Message: message})
		})
	})
}
