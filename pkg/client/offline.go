package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/offline"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/steps"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// OfflineOptions say how a domain works on without a connection.
type OfflineOptions = local.Options

// InstanceLocks are locks that end with the program that holds them.
type InstanceLocks = local.Locks

// SaveState says where edits are safe.
type SaveState = local.SaveState

// The answers, from the worst to the best.
const (
	Unsaved       = local.Unsaved
	SavedOnDevice = local.SavedOnDevice
	SavedOnServer = local.SavedOnServer
)

// OfflineModel is what is known of a model in the store.
type OfflineModel = offline.Model

// RefusedModel is what the server has refused to take of a model.
type RefusedModel = offline.RefusedModel

// OfflineSink is a [Sink] that also hears of the offline support.
type OfflineSink interface {
	OfflineEvent(d *Domain, e OfflineEvent)
}

// InitializeOffline keeps models in a store from now on, so that they can be
// opened and edited without a connection. It works once; done is called when the
// store is ready. Requests for models wait for that.
func (d *Domain) InitializeOffline(options OfflineOptions, done func(*Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	switch {
	case d.session.Disposed:
		done(session.UsageError(protocol.CodeDisposed, "the domain has been disposed: make a new one"))
		return
	case d.offline != nil:
		done(session.UsageError(protocol.CodeInvalidArgument, "the offline support is initialised already"))
		return
	}
	o := offline.New(d.session, d.models.set, options, (*keeper)(d), (*services)(d))
	d.offline, d.presence.Store, d.chats.Store, d.people.Store = o, o.Store, o.Store, o.Store
	o.SetHidden(d.pageHidden, false)
	o.Open(func() { done(nil) })
}

// StorageChanged notifies the domain that the state of its store has changed, and
// why. It is what the store's observer has to call.
func (d *Domain) StorageChanged(state storage.State, why error) {
	d.session.Lock()
	defer d.session.Unlock()
	if o := d.offline; o != nil && !d.session.Disposed {
		o.Changed(state, why)
		d.session.Schedule()
	}
}

// StorageState returns the state of the offline store, 0 when there is none, and
// how many bytes wait to be written to it.
func (d *Domain) StorageState() (state storage.State, waiting int) {
	d.session.Lock()
	defer d.session.Unlock()
	if o := d.offline; o != nil && o.Writer != nil {
		return o.State, o.Waiting()
	}
	return 0, 0
}

// FlushOffline stores what was edited without waiting for more.
func (d *Domain) FlushOffline() {
	d.session.Lock()
	defer d.session.Unlock()
	if d.offline != nil {
		d.offline.Save()
	}
}

// SetHidden says whether the page is hidden, in which timers are late and which
// may end without another word, and whether it ends now unless it is shown again. What was
// edited is stored at once then.
func (d *Domain) SetHidden(hidden, ends bool) {
	d.session.Lock()
	defer d.session.Unlock()
	d.pageHidden = hidden
	if d.offline != nil {
		d.offline.SetHidden(hidden, ends)
	}
}

// SaveState returns where the edits of the model are safe.
func (m *Model) SaveState() SaveState {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	return m.d.offline.StateOf(m.replica)
}

// SaveState returns where the edits of all models are safe, of those that were
// closed too.
func (d *Domain) SaveState() SaveState {
	d.session.Lock()
	defer d.session.Unlock()
	if d.offline != nil {
		return d.offline.SaveState()
	}
	worst := SavedOnServer
	for _, r := range d.models.set.Open {
		worst = min(worst, d.offline.StateOf(r))
	}
	return worst
}

// IsLocal reports whether the server does not know the model yet.
func (m *Model) IsLocal() bool {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	return m.replica.Local
}

// withStore calls then once the store can be used, or fail if there is none.
func (d *Domain) withStore(fail func(*Error), then func(*offline.Models)) {
	d.session.Lock()
	defer d.session.Unlock()
	o := d.offline
	if o == nil {
		fail(session.ClientError(protocol.CodeNotSupported, "there is no offline store: call initializeOffline first, or set offline.storage in the options"))
		return
	}
	o.WhenReady(func() { then(o) })
}

// OfflineModels lists the models that the store knows.
func (d *Domain) OfflineModels(done func([]OfflineModel, *Error)) {
	d.withStore(func(err *Error) { done(nil, err) }, func(o *offline.Models) { o.List(done) })
}

// SubscribeOffline keeps copies of models in the store, which are brought up to
// date at every connection. With on false the copies are given up, together
// with those edits of them that the server has refused.
func (d *Domain) SubscribeOffline(ids []string, on bool, done func(*Error)) {
	ids = slices.Clone(ids)
	d.withStore(done, func(o *offline.Models) { o.Subscribe(ids, on, done) })
}

// IsSynchronising reports whether what is stored is being brought to the server.
func (d *Domain) IsSynchronising() bool {
	d.session.Lock()
	defer d.session.Unlock()
	return d.offline != nil && d.offline.Synchronising()
}

// RefusedModels lists what the server has refused and nobody has discarded, also
// before this program began.
func (d *Domain) RefusedModels(done func([]RefusedModel, *Error)) {
	d.withStore(func(err *Error) { done(nil, err) }, func(o *offline.Models) { o.Refused(done) })
}

// DiscardRefused gives up what [Domain.RefusedModels] has listed, with the edits
// that wait to be sent again.
func (d *Domain) DiscardRefused(id string, number uint64, done func(*Error)) {
	d.withStore(done, func(o *offline.Models) { o.Discard(id, number, done) })
}

// keeper is a domain as the store of its models sees it, see [offline.Owner].
type keeper Domain

func (k *keeper) domain() *Domain { return (*Domain)(k) }

func (k *keeper) Event(e offline.Event) {
	if s, ok := k.sink.(OfflineSink); ok {
		s.OfflineEvent(k.domain(), e)
	}
}

func (k *keeper) Error(e session.Event)        { k.domain().emit(e) }
func (k *keeper) Opening(id string) bool       { return k.models.opening[id] != nil }
func (k *keeper) DataWanted(autoCreate uint32) { k.sink.DataWanted(k.domain(), autoCreate) }

func (k *keeper) Model(doc *document.Document, prefix string) *replica.Replica {
	return newModel(k.domain(), doc, IDSource{Prefix: prefix}).replica
}

func (k *keeper) Steps(r *replica.Replica) *steps.Kept {
	if h, ok := offline.HolderOf(r).(*holder); ok {
		return &h.kept
	}
	return &steps.Kept{}
}

func (k *keeper) TakeUp(r *replica.Replica, kept steps.Kept) {
	offline.HolderOf(r).(*holder).model().takeUp(kept)
}

func (k *keeper) OpenOnline(id string, autoCreate uint32, done func(*replica.Replica, *Error)) {
	k.domain().openOnline(id, autoCreate, func(m *Model, err *Error) {
		if m == nil {
			done(nil, err)
			return
		}
		done(m.replica, err)
	})
}

// services are what else a domain keeps in the store, see [offline.Services].
type services Domain

func (s *services) Pretend() { s.people.Pretend() }

func (s *services) Load(k layout.Known) {
	switch {
	case k.User != nil:
		s.people.Load(*k.User)
	case k.Chat != nil:
		s.chats.Load(*k.Chat)
	case k.Span != nil:
		s.chats.LoadSpan(k.ID, *k.Span)
	}
}

func (s *services) Keep() {
	s.people.Keep()
	s.chats.Keep()
}

func (s *services) Lost() {
	s.people.Lost()
	s.chats.Lost()
}

func (s *services) Restore() {
	s.chats.Restore()
	s.presence.Restore()
}

func (s *services) Refresh() { s.chats.Refresh() }

func (s *services) Adopt(alive func(string) bool) {
	s.presence.Adopt(alive)
	s.chats.Adopt(alive)
}

func (s *services) SaveState() SaveState { return min(s.chats.SaveState(), s.presence.SaveState()) }
