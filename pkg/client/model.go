package client

import (
	"github.com/convergence-wasm/convergence/internal/shrinking"
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Model is an open model.
type Model struct {
	Tree
	Tag uint32 // free for the owner of the sink

	id          string
	collection  string
	created     int64 // milliseconds
	modified    int64 // milliseconds
	permissions protocol.Permissions
	control     *concurrency.Client
	ids         IDSource

	resource   uint32 // meaningful while attached is true
	attached   bool   // the server knows that we have it open
	sent       sent   // of its operations, on this connection
	syncing    *resync
	retry      backoff // of synchronising, when the server cannot
	queued     bool    // in models.unsent or models.bulky
	bulky      bool    // it had more than the connection took
	unsendable bool    // some of its edits, so that it is closed
	turn       uint    // of the domain, in which it was edited last
	dirty      bool    // modified has been emitted and committed has not
	emitLocal  bool
	closing    bool
	leaving    bool // ... and the server is asked to when everything has been sent

	whenClosed   []func(*Error)
	participants []*Participant // sessions that have it open, this one included
	resyncing    []*Participant // sessions that are on the way to have it open again

	saving   *saving             // nil when the model is not kept in a store
	queue    string              // name of its operations to the server; empty: that of the connection
	taken    []taken             // operations of the queue that another client has made
	withheld uint64              // number up to which another client has the operations, and sends them
	local    bool                // the server does not know it yet
	creation *layout.Creation    // with local
	hidden   *task               // it is not open and has no document: see offline_push.go
	later    []layout.PendingRun // with hidden: to be restored as the versions are reached

	listening  uint32       // mask of ModelEventKind
	references []*Reference // local ones and those of others
	withdrawn  []*Reference // disposed of here while the server knew them
}

func newModel(d *Domain, r *protocol.OpenResponse) (*Model, error) {
	doc, err := document.New(r.Data)
	if err != nil {
		return nil, err
	}
	m := &Model{
		Tree: Tree{d: d, doc: doc}, id: r.ModelID, collection: r.Collection, created: r.Created, modified: r.Modified,
		permissions: r.Permissions,
		control:     concurrency.NewClient(r.Version, r.LastSequence),
		ids:         IDSource{Prefix: r.ValueIDPrefix}, resource: r.Resource, attached: true,
	}
	m.model = m
	for _, s := range r.Sessions {
		m.participants = append(m.participants, d.session.Identities.Session(s))
	}
	for i := range r.References {
		m.referenceShared(&r.References[i])
	}
	return m, nil
}

// ID returns the model id.
func (m *Model) ID() string { return m.id }

// Collection returns the id of the collection that the model is in.
func (m *Model) Collection() string { return m.collection }

// Created returns the creation time in milliseconds since 1970.
func (m *Model) Created() int64 { return m.created }

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
		Version: m.control.Version(), Sequence: m.control.LastSequence(), Modified: m.modified, Permissions: m.permissions,
		Open: !m.closed, Closing: m.closing, Committed: m.control.Committed(),
		BatchStarted: m.control.InBatch(), BatchSize: m.control.BatchSize(), EmitLocal: m.emitLocal,
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
		done(session.UsageError(protocol.CodeAlreadyClosed, "the model %q is closed already", m.id))
		return
	case m.closing:
		done(session.UsageError(protocol.CodeAlreadyClosing, "the model %q is closing already: whenClosed tells when it is closed", m.id))
		return
	}
	m.closing = true
	if m.syncing != nil {
		done(nil)
		return
	}
	m.whenClosed = append(m.whenClosed, done)
	m.askToClose()
}

func (m *Model) askToClose() {
	if !m.attached {
		m.finishClose(ModelEvent{Kind: ModelClosed, Local: true})
		return
	}
	m.d.models.flush(m.d)
	if m.queued { // the connection cannot take all of it yet
		m.leaving = true
		return
	}
	m.requestClose()
}

// requestClose asks the server to close the model, when it has been sent everything.
func (m *Model) requestClose() {
	m.leaving = false
	m.d.session.RequestNow(&protocol.CloseRequest{Resource: m.resource}, "close a model", func(protocol.Message, *Error) {
		// Whatever the answer is, the server has handled what was sent before.
		m.finishClose(ModelEvent{Kind: ModelClosed, Local: true})
	})
}

// finishClose ends the life of the model here: elements are detached, waiting
// callbacks are called, then the event is emitted.
func (m *Model) finishClose(ended ModelEvent) {
	if m.closed {
		return
	}
	if m.hidden != nil {
		m.hiddenEnded(judgeClosing(ended.Reason, ended.Message))
		return
	}
	if m.saving != nil {
		m.saving.closed()
	}
	m.closing = false
	if m.d.models.open[m.id] == m {
		shrinking.Delete(&m.d.models.open, &m.d.models.room.open, m.id)
	}
	if m.attached && m.d.models.resources[m.resource] == m {
		shrinking.Delete(&m.d.models.resources, &m.d.models.room.resources, m.resource)
	}
	m.attached, m.syncing = false, nil
	m.retry.stop()
	m.detachAll()
	for len(m.references) > 0 {
		m.references[0].end()
	}
	m.withdrawn = nil
	m.d.offline.resume()
	waiting := m.whenClosed
	m.whenClosed = nil
	for _, done := range waiting {
		done(nil)
	}
	m.emit(ended)
}

// forced closes the model because the server has.
func (m *Model) forced(f *protocol.ForceClose) {
	if f.Reason == protocol.ReasonServerError && m.hidden == nil {
		m.lostByServer(f.Message)
		return
	}
	m.finishClose(ModelEvent{Kind: ModelClosed, Reason: f.Reason, Message: f.Message})
	if f.Reason == protocol.ReasonDeleted {
		m.emit(ModelEvent{Kind: ModelDeleted, Message: f.Message})
	}
}

// fail closes the model because client and server no longer agree about it.
func (m *Model) fail(err error) {
	if m.hidden != nil {
		m.hiddenEnded(nil, &failure{session.ClientError(protocol.CodeInternal, "the model cannot be synchronised: %v", err)})
		return
	}
	message := "the model had to be closed: " + err.Error() + "; open it again"
	m.emit(ModelEvent{Kind: ModelError, Message: message})
	m.d.emit(DomainEvent{Kind: DomainError, Message: message})
	if m.closed {
		return
	}
	if m.attached && m.d.session.Conn != nil {
		m.d.session.RequestNow(&protocol.CloseRequest{Resource: m.resource}, "close a model", func(protocol.Message, *Error) {})
	}
	m.finishClose(ModelEvent{Kind: ModelClosed, Message: message})
}

// emit emits an event if somebody listens to it, and always when
// the model ends or fails.
func (m *Model) emit(e ModelEvent) {
	if m.hidden != nil {
		return
	}
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
