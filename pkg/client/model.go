package client

import (
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/steps"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Model is an open model: its [replica.Replica], the document, and who listens.
type Model struct {
	Tree
	Tag uint32 // free for the owner of the sink

	replica *replica.Replica
	ids     IDSource

	turn      uint // of the session, in which it was edited last
	dirty     bool // modified has been emitted and committed has not
	emitLocal bool

	undo      []*UndoManager
	origin    string // of edits made now, see SetOrigin
	batched   string // of those in the batch
	kept      steps.Kept
	undoing   *UndoManager // which takes back a step
	making    bool         // what was lost of somebody else's edit is made up for
	restoring bool         // the model is made as it was
	pairing   *UndoManager // which knows of
	unpaired  []ot.Op      // the edits of the operation that comes in, see undo.Stacks.Unpaired
	turned    int64        // when the turn of the newest edit began, milliseconds

	whenClosed   []func(*Error)
	participants []*Participant // sessions that have it open, this one included
	resyncing    []*Participant // sessions that are on the way to have it open again

	listening  uint32       // mask of ModelEventKind
	references []*Reference // local ones and those of others
	withdrawn  []*Reference // disposed of here while the server knew them
}

// newModel returns an open model with a replica that is to be told what it is about.
func newModel(d *Domain, doc *document.Document, ids IDSource) *Model {
	m := &Model{Tree: Tree{d: d, doc: doc}, ids: ids, replica: d.models.set.New()}
	m.model = m
	m.replica.Holder = (*holder)(m)
	return m
}

// openedModel returns the model that the server has opened, with its document.
func openedModel(d *Domain, a *protocol.OpenResponse, doc *document.Document) *Model {
	m := newModel(d, doc, IDSource{Prefix: a.ValueIDPrefix})
	r := m.replica
	r.ID, r.Collection, r.Created, r.Modified, r.Permissions = a.ModelID, a.Collection, a.Created, a.Modified, a.Permissions
	r.Control = concurrency.NewClient(a.Version, a.LastSequence)
	for _, s := range a.Sessions {
		m.participants = append(m.participants, d.session.Identities.Session(s))
	}
	return m
}

// ID returns the model id.
func (m *Model) ID() string { return m.replica.ID }

// Collection returns the id of the collection that the model is in.
func (m *Model) Collection() string { return m.replica.Collection }

// Created returns the creation time in milliseconds since 1970.
func (m *Model) Created() int64 { return m.replica.Created }

// Status is a snapshot of where a model stands.
type Status struct {
	Version      int64  // last version of the server that is part of the state
	Sequence     uint64 // number of the newest operation made here; edits that were composed share one
	Modified     int64  // time of the last change that is known from the server, milliseconds
	Permissions  protocol.Permissions
	Open         bool
	Closing      bool
	Committed    bool // the server has acknowledged all edits
	BatchStarted bool
	BatchSize    int
	EmitLocal    bool
}

// Status returns where the model stands.
func (m *Model) Status() Status {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	return Status{
		Version: m.replica.Control.Version(), Sequence: m.replica.Control.LastSequence(), Modified: m.replica.Modified, Permissions: m.replica.Permissions,
		Open: !m.closed, Closing: m.replica.Closing, Committed: m.replica.Control.Committed(),
		BatchStarted: m.replica.Control.InBatch(), BatchSize: m.replica.Control.BatchSize(), EmitLocal: m.emitLocal,
	}
}

// SetEmitLocal says whether edits made here are emitted like those of
// others.
func (m *Model) SetEmitLocal(on bool) {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	m.emitLocal = on
}

// Collaborators returns the sessions that have the model open, this one
// included.
func (m *Model) Collaborators() []*Participant {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	return append([]*Participant(nil), m.participants...)
}

// Resyncing returns the sessions that are synchronising after they had lost
// their connection.
func (m *Model) Resyncing() []*Participant {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	return append([]*Participant(nil), m.resyncing...)
}

func (m *Model) joined(session string) {
	p := m.d.session.Identities.Session(session)
	for _, q := range m.participants {
		if q == p {
			return
		}
	}
	m.participants = append(m.participants, p)
	m.emit(ModelEvent{Kind: ModelCollaboratorOpened, Participant: p})
}

func (m *Model) left(session string) {
	for i, p := range m.participants {
		if p.SessionID == session {
			m.participants = append(m.participants[:i:i], m.participants[i+1:]...)
			m.dropReferences(p)
			m.emit(ModelEvent{Kind: ModelCollaboratorClosed, Participant: p})
			return
		}
	}
}

// Close closes the model after the server has acknowledged everything. Without
// a connection it closes at once. While the model is resynchronised done is
// called at once, and the model is closed when that has ended.
func (m *Model) Close(done func(*Error)) {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	switch {
	case m.closed:
		done(session.UsageError(protocol.CodeAlreadyClosed, "the model %q is closed already", m.replica.ID))
		return
	case m.replica.Closing:
		done(session.UsageError(protocol.CodeAlreadyClosing, "the model %q is closing already: whenClosed tells when it is closed", m.replica.ID))
		return
	}
	m.replica.Closing = true
	if m.replica.Syncing() {
		done(nil)
		return
	}
	m.whenClosed = append(m.whenClosed, done)
	m.replica.Leave()
}

// finishClose ends the life of the model here: elements are detached, waiting
// callbacks are called, then the event is emitted.
func (m *Model) finishClose(ended ModelEvent) {
	if m.closed {
		return
	}
	m.replica.End()
	m.detachAll()
	for len(m.references) > 0 {
		m.references[0].end()
	}
	m.withdrawn = nil
	m.d.offline.Resume()
	waiting := m.whenClosed
	m.whenClosed = nil
	for _, done := range waiting {
		done(nil)
	}
	m.emit(ended)
}

// fail closes the model because client and server no longer agree about it.
func (m *Model) fail(err error) {
	message := "the model had to be closed: " + err.Error() + "; open it again"
	m.emit(ModelEvent{Kind: ModelError, Message: message})
	m.d.emit(DomainEvent{Kind: DomainError, Message: message})
	if !m.closed {
		m.replica.GiveBack()
		m.finishClose(ModelEvent{Kind: ModelClosed, Message: message})
	}
}

// emit emits an event if somebody listens to it, and always when
// the model ends or fails.
//
//go:noinline
func (m *Model) emit(e ModelEvent) {
	m.logEvent(e)
	if m.listening&e.Kind.Bit() != 0 || e.Kind == ModelClosed || e.Kind == ModelDeleted || e.Kind == ModelError {
		m.d.sink.ModelEvent(m, e)
	}
}

// Listen says which model events the sink wants; the mask has the bits of
// [ModelEventKind].
func (m *Model) Listen(mask uint32) {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	m.listening = mask
}

// modelEvents says what the events of a model are. They are logged here, because
// the sink hears only of those that are listened to; all others it can log
// itself.
var modelEvents = [...]string{
	ModelClosed: ": closed ", ModelDeleted: ": deleted ", ModelVersionChanged: ": version ", ModelModified: ": modified", ModelCommitted: ": committed",
	ModelOffline: ": offline", ModelOnline: ": online", ModelReconnecting: ": asks to resynchronise", ModelResyncStarted: ": resynchronises",
	ModelResyncCompleted: ": is resynchronised", ModelResyncError: ": could not be resynchronised: ",
	ModelRemoteResyncStarted: ": another session resynchronises", ModelRemoteResyncCompleted: ": another session is resynchronised",
	ModelCollaboratorOpened: ": another session has opened it", ModelCollaboratorClosed: ": another session has closed it",
	ModelReference: ": reference", ModelPermissionsChanged: ": permissions changed", ModelError: ": error: ", ModelEdited: ": edited",
}

// hears reports whether anybody hears of an event that comes with every edit or
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
	case ModelModified, ModelCommitted, ModelEdited:
		level = session.LogTrace
	case ModelResyncError:
		level = session.LogWarn
	}
	m.d.session.Log(session.LogModels, level, m.replica.ID, modelEvents[e.Kind], more)
}
