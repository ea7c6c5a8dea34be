package client

import (
	"fmt"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// resync is the state of a model between the return of the connection and the
// moment when it is up to date again.
type resync struct {
	answered bool
	target   int64 // version that the server had when it answered
	done     bool  // the replay is over: what was not acknowledged can be sent
	sentDone bool  // ... and has been, with the message that says so
}

// wentOffline ends what the model did with a connection that is gone.
func (m *Model) wentOffline() {
	m.attached, m.syncing = false, nil
	m.retry.stop()
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
	if m.closing {
		m.finishClose(ModelEvent{Kind: ModelClosed, Local: true})
	}
}

// resync asks the server for what happened since the model's version. While it
// lasts, edits are applied here and wait.
func (m *Model) resync() {
	m.emit(ModelEvent{Kind: ModelReconnecting})
	s := &resync{}
	m.syncing = s
	request := &protocol.ResyncRequest{ModelID: m.id, Version: m.control.Version()}
	// However long an overloaded server takes: giving up would close the model
	// with all that has not been sent. A dead one is the heartbeat's business.
	m.d.session.RequestWithin(0, request, "resynchronise a model", func(answer protocol.Message, err *Error) {
		if m.syncing != s {
			return
		}
		r, ok := answer.(*protocol.ResyncResponse)
		if !ok {
			m.syncing = nil
			if m.hidden == nil {
				m.resyncFailed(session.Unexpected(answer, err))
			} else {
				m.hiddenEnded(judge(answer, err))
			}
			return
		}
		m.resource, m.attached = r.Resource, true
		m.d.models.resources[r.Resource] = m
		s.answered, s.target = true, r.Version
		m.emit(ModelEvent{Kind: ModelResyncStarted})
		m.permissionsChanged(r.Permissions)
		if m.hidden != nil && m.created == 0 {
			m.created = r.Created
		}
		if r.Created != m.created {
			if m.hidden != nil {
				m.hiddenEnded(anotherModel(m.id), nil)
				return
			}
			m.fail(fmt.Errorf("it was deleted and another one was created under the same id"))
			return
		}
		m.caughtUp()
	})
}

// resyncFailed handles a server that does not let us have the model back. A
// lost connection is not a failure: the next one tries again.
func (m *Model) resyncFailed(err *Error) {
	switch err.Code {
	case protocol.CodeConnectionFailed, protocol.CodeOffline:
		return
	case protocol.CodeUnknown, protocol.CodeModelClosing: // the server's trouble
		m.resyncLater(err.Message)
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

// caughtUp checks whether the replay has reached the server's version. If so,
// what was not acknowledged is sent again under its old identity.
func (m *Model) caughtUp() {
	s := m.syncing
	if s == nil || !s.answered || s.done || m.control.Version() < s.target {
		return
	}
	if len(m.later) > 0 {
		m.fail(fmt.Errorf("the server is at version %d and operations were made at version %d", s.target, m.later[0].Version))
		return
	}
	if m.saving != nil && !m.saving.maySend(m.caughtUp) {
		return
	}
	s.done = true
	m.control.Resend()
	m.enqueue()
}

// sendResyncDone says to the server that everything has been resent.
func (m *Model) sendResyncDone() {
	if s := m.syncing; s != nil && !s.sentDone {
		s.sentDone = true
		m.d.session.Conn.Send(0, 0, &protocol.ResyncClientDone{Resource: m.resource, Open: m.hidden == nil})
	}
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

// resynced ends the resynchronisation.
func (m *Model) resynced(r *protocol.ResyncServerDone) {
	if m.syncing == nil {
		return
	}
	m.syncing = nil
	if m.control.Committed() {
		m.retry.reset() // else only when the server has stored what is pending
	}
	if m.hidden != nil {
		m.hiddenDone()
		return
	}
	if m.d.offline != nil {
		m.d.offline.enrolLater(m)
		m.d.offline.resume()
	}
	m.emit(ModelEvent{Kind: ModelResyncCompleted})
	m.participants = nil
	for _, s := range r.Sessions {
		m.joined(s)
	}
	for i := range r.References {
		m.referenceShared(&r.References[i])
	}
	if m.closing {
		m.askToClose()
		return
	}
	m.emit(ModelEvent{Kind: ModelOnline})
	m.enqueue()
}
