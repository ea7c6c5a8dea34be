package client

import (
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// modelEvents says what the events of a model are. They are logged here, because
// the sink hears only of those that are listened to; all others it can log
// itself.
var modelEvents = [...]string{
	ModelClosed: ": closed ", ModelDeleted: ": deleted ", ModelVersionChanged: ": version ", ModelModified: ": modified", ModelCommitted: ": committed",
	ModelOffline: ": offline", ModelOnline: ": online", ModelReconnecting: ": asks to resynchronise", ModelResyncStarted: ": resynchronises",
	ModelResyncCompleted: ": is resynchronised", ModelResyncError: ": could not be resynchronised: ",
	ModelRemoteResyncStarted: ": another session resynchronises", ModelRemoteResyncCompleted: ": another session is resynchronised",
	ModelCollaboratorOpened: ": another session has opened it", ModelCollaboratorClosed: ": another session has closed it",
	ModelReference: ": reference", ModelPermissionsChanged: ": permissions changed", ModelError: ": error: ",
}

// hears reports whether anybody is told of an event that comes with every edit or
// operation, before it is built.
func (m *Model) hears(k ModelEventKind) bool {
	return m.listening&k.Bit() != 0 || m.d.session.Options.Log.Wants(session.LogModels, session.LogTrace)
}

// logEvent logs an event of the model.
func (m *Model) logEvent(e ModelEvent) {
	level, more := session.LogDebug, e.Message
	switch e.Kind {
	case ModelVersionChanged:
		level, more = session.LogTrace, strconv.FormatInt(e.Version, 10)
	case ModelModified, ModelCommitted:
		level = session.LogTrace
	case ModelResyncError:
		level = session.LogWarn
	}
	m.d.session.Log(session.LogModels, level, m.id, modelEvents[e.Kind], more)
}

// logSubmission logs operations on their way to the server.
func (m *Model) logSubmission(s *protocol.OperationSubmission) {
	if m.d.session.Options.Log.Wants(session.LogModels, session.LogTrace) {
		m.d.session.Log(session.LogModels, session.LogTrace, m.id, ": sends operations from number ", strconv.FormatUint(s.First, 10), " on")
	}
}
