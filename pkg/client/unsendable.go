package client

import "github.com/convergence-wasm/convergence/pkg/protocol"

// refuseMessage refuses, in the place of the server, a message other than edits
// that is too large to be sent, or that the server closes connections for.
func (c *connection) refuseMessage(request, response uint32, m protocol.Message, e *protocol.Error) {
	d := c.d
	switch m := m.(type) {
	case *protocol.PresenceSetState:
		e.Details = map[string]protocol.JSON{"service": "presence"}
		d.then(func() { d.stateRefused(e) })
	case *protocol.ActivityUpdateState:
		if a := d.activities.resources[m.Resource]; a != nil {
			e.Details = map[string]protocol.JSON{"activityType": a.name.Type, "activityId": a.name.ID}
			d.then(func() { d.stateRefused(e) })
		}
	case *protocol.ShareReference:
		c.referenceRefused(m.Resource, m.ReferenceName, e)
	case *protocol.SetReference:
		c.referenceRefused(m.Resource, m.ReferenceName, e)
	}
	switch {
	case request != 0:
		d.then(func() { c.answer(request, e) })
	case response != 0:
		c.send(0, response, e)
	}
}

// referenceRefused takes a reference back that others cannot be told.
func (c *connection) referenceRefused(resource uint32, name protocol.ReferenceName, e *protocol.Error) {
	m := c.d.models.resources[resource]
	if m == nil {
		return
	}
	for _, r := range m.references {
		if r.local && r.name() == name {
			r.shared, r.known, r.changed = false, false, false
		}
	}
	c.d.then(func() {
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
		m.d.then(func() { m.hiddenEnded(&refusal{err: err}, nil) })
		return
	}
	m.d.then(func() {
		if m.closed {
			return
		}
		message := "edits cannot be sent, and the model has to be closed: " + err.Message
		m.emit(ModelEvent{Kind: ModelError, Message: message})
		m.d.emit(DomainEvent{Kind: DomainError, Message: message})
		m.d.then(func() {
			if m.closed {
				return
			}
			if m.saving == nil {
				delete(m.d.condemned, m.id) // with the edits; opened again it has other ones under these numbers
			}
			if m.attached && m.d.conn != nil {
				m.d.requestNow(&protocol.CloseRequest{Resource: m.resource}, "close a model", func(protocol.Message, *Error) {})
			}
			m.finishClose(ModelEvent{Kind: ModelClosed, Reason: protocol.ReasonInvalidOperation, Message: message})
		})
	})
}
