package client

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
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
	m := modelOf(d.models.set.ByResource(resource))
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

// unsendable closes a model whose edits can never be sent. Whoever hears of the error
// can still read the model with them; then it is closed.
func (m *Model) unsendable(err *Error) {
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
			if !m.d.offline.Kept(m.replica) {
				m.d.models.set.Pardon(m.replica.ID) // with the edits; opened again it has other ones under these numbers
			}
			m.replica.GiveBack()
			m.finishClose(ModelEvent{Kind: ModelClosed, Reason: protocol.ReasonInvalidOperation, Message: message})
		})
	})
}

// accused refuses what the server closes connections for, in its place. There is no
// connection any more, and the requests of the last one wait.
func (d *Domain) accused(c *session.Connection, p session.Parcel, e *protocol.Error) {
	what := ""
	switch m := p.Message.(type) {
	case *protocol.OperationSubmission:
		if r := p.About.(*replica.Replica); r != nil {
			what = "edits of the model " + r.ID
			instance := m.Instance
			if instance == "" {
				instance = d.session.Options.Instance
			}
			d.models.set.Condemn(r.ID, replica.Condemned{Instance: instance, First: m.First, Count: len(m.Operations), Err: session.ServerError(e)})
		}
	case *protocol.CreateRequest:
		if m.Created == 0 { // asked for now, and not again
			c.Answer(p.Request, e)
			return
		}
		what = "the new model " + m.ModelID
		d.models.set.Condemn(m.ModelID, replica.Condemned{Creation: m.Created, Err: session.ServerError(e)})
	case *protocol.PresenceSetState:
		d.presence.Forbid(session.ServerError(e))
	case *protocol.ActivityUpdateState:
		d.activities.Forbid(m.Resource, e.Message)
	case *protocol.ChatPublishRequest, *protocol.PresenceChangeRequest, *protocol.ActivityJoinRequest:
		c.Answer(p.Request, e) // before it fails because the connection was lost, and sent again
	case *protocol.ShareReference, *protocol.SetReference:
		d.refuseMessage(c, 0, 0, m, e)
	}
	if what != "" {
		d.emit(DomainEvent{Kind: DomainError, Message: what + " cannot be sent: " + e.Message})
	}
}

// cut returns an edit that is too large as operations that can be sent, and nil for
// one that fits. It checks all that could keep one of several from being applied but
// what the first one would meet too.
func (m *Model) cut(op *ot.Op) ([]ot.Op, *Error) {
	if err := m.checkKeys(op); err != nil {
		return nil, err
	}
	limit := m.d.session.OperationLimit()
	if m.replica.Control.InBatch() {
		if m.replica.Control.BatchFits(op, limit) {
			return nil, nil
		}
		return nil, session.TooLarge(&protocol.Excess{What: "a batch", Unit: "bytes", Size: m.replica.Control.BatchBytes() + ot.Size(op), Limit: limit},
			"; complete the batch and go on in another one")
	}
	size := ot.Size(op)
	if size <= limit {
		return nil, nil
	}
	parts, ok := ot.Cut(*op, limit)
	if !ok {
		return nil, session.TooLarge(&protocol.Excess{What: "an edit", Unit: "bytes", Size: size, Limit: limit}, "")
	}
	if errors.Is(m.doc.Fits(op), document.ErrDepth) {
		return nil, errDepth()
	}
	return parts, nil
}

func (m *Model) checkKeys(op *ot.Op) *Error {
	limits := &m.d.session.Limits
	if x := limits.PropertyKey(op.Key); x != nil || op.Value == nil {
		return session.TooLarge(x, "")
	}
	return session.TooLarge(limits.Keys(op.Value), "")
}

func errDepth() *Error {
	return session.ClientError(protocol.CodeUnsupportedType, "the value is nested too deeply: a model has at most %d levels", ot.MaxDepth)
}
