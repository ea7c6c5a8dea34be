package client

import (
	"fmt"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// holder is a model as its replica sees it, see [replica.Holder].
type holder Model

func (h *holder) model() *Model { return (*Model)(h) }

// modelOf returns the open model that a replica is that of, nil for one that is only
// synchronised.
//
//go:noinline
func modelOf(r *replica.Replica) *Model {
	if r == nil {
		return nil
	}
	if h, ok := r.Holder.(*holder); ok {
		return h.model()
	}
	return nil
}

func (h *holder) Stays() bool           { return true }
func (h *holder) Event(e ModelEvent)    { h.model().emit(e) }
func (h *holder) Value() ot.Value       { return h.doc.Value() }
func (h *holder) Ended(e ModelEvent)    { h.model().finishClose(e) }
func (h *holder) Failed(err error)      { h.model().fail(err) }
func (h *holder) Unsendable(err *Error) { h.model().unsendable(err) }
func (h *holder) Sent()                 { h.model().sendReferences() }

func (h *holder) Coming(op ot.Op) { h.model().coming(op) }

func (h *holder) Apply(op ot.Op, by *Participant, came *ot.Op) error {
	m := h.model()
	if len(m.undo) > 0 {
		m.arriving(op)
	}
	o := h.watch(by)
	if err := h.doc.Apply(op, o); err != nil {
		return err
	}
	m.agreed(&op, came, o)
	if m.unpaired != nil {
		m.makeUp(op)
	}
	m.versionChanged(nil)
	return nil
}

func (h *holder) Acknowledge(op ot.Op, committed bool) {
	h.doc.Acknowledge(&op, committed)
	h.model().settled(&op, committed)
}

func (h *holder) Accepted(by *Participant) error {
	m := h.model()
	if m.dirty && m.replica.Control.Committed() {
		m.dirty = false
		m.settleReferences()
		if m.hears(ModelCommitted) {
			m.emit(ModelEvent{Kind: ModelCommitted})
		}
	}
	m.versionChanged(by)
	return nil
}

// versionChanged emits that, with the session under which an edit of this client was taken.
func (m *Model) versionChanged(by *Participant) {
	if !m.hears(ModelVersionChanged) {
		return
	}
	m.emit(ModelEvent{Kind: ModelVersionChanged, Version: m.replica.Control.Version(), Participant: by})
}

// Detached forgets who else has the model open: a new connection brings that anew.
func (h *holder) Detached() {
	m := h.model()
	m.dropReferences(nil)
	m.withdrawn = nil
	for _, r := range m.references {
		r.known = false // to be shared again under the next session
		r.unpin()
	}
	for _, p := range m.participants {
		m.emit(ModelEvent{Kind: ModelCollaboratorClosed, Participant: p})
	}
	m.participants, m.resyncing = nil, nil
	m.emit(ModelEvent{Kind: ModelOffline})
	if m.replica.Closing {
		m.finishClose(ModelEvent{Kind: ModelClosed, Local: true})
	}
}

func (h *holder) Synchronised(a *protocol.ResyncServerDone) {
	m := h.model()
	m.d.offline.EnrolLater(m.replica)
	m.d.offline.Resume()
	m.emit(ModelEvent{Kind: ModelResyncCompleted})
	m.participants = nil
	for _, s := range a.Sessions {
		m.joined(s)
	}
	for i := range a.References {
		m.referenceShared(&a.References[i])
	}
	if m.replica.Closing {
		m.replica.Leave()
		return
	}
	m.emit(ModelEvent{Kind: ModelOnline})
	m.replica.Enqueue()
}

// NotSynchronised handles a server that does not let us have the model back. A
// lost connection is not a failure: the next one tries again.
func (h *holder) NotSynchronised(answer protocol.Message, err *Error) {
	m := h.model()
	err = session.Unexpected(answer, err)
	switch err.Code {
	case protocol.CodeConnectionFailed, protocol.CodeOffline:
		return
	case protocol.CodeUnknown, protocol.CodeModelClosing: // the server's trouble
		m.replica.ResyncLater(err.Message)
		return
	}
	m.emit(ModelEvent{Kind: ModelResyncError, Message: err.Message})
	ended := ModelEvent{Kind: ModelClosed, Message: err.Message}
	switch err.Code {
	case protocol.CodeModelNotFound:
		ended.Reason = protocol.ReasonDeleted
	case protocol.CodeUnauthorized:
		ended.Reason = protocol.ReasonUnauthorized
	}
	m.finishClose(ended)
	if ended.Reason == protocol.ReasonDeleted {
		m.emit(ModelEvent{Kind: ModelDeleted, Message: err.Message})
	}
}

func (h *holder) Replaced() {
	h.model().fail(fmt.Errorf("it was deleted and another one was created under the same id"))
}

// remoteResync notes that another session begins or ends to synchronise.
func (m *Model) remoteResync(session string, begins bool) {
	p := m.d.session.Identities.Session(session)
	m.resyncing = slices.DeleteFunc(m.resyncing, func(q *Participant) bool { return q == p })
	kind := ModelRemoteResyncCompleted
	if begins {
		kind = ModelRemoteResyncStarted
		m.resyncing = append(m.resyncing, p)
	}
	m.emit(ModelEvent{Kind: kind, Participant: p})
}
