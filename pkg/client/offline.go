package client

import (
	"strconv"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// OfflineOptions say how a domain works on without a connection.
type OfflineOptions = local.Options

// InstanceLocks are locks that end with the program that holds them.
type InstanceLocks = local.Locks

// markPatience is how long sending waits for the store at most.
const markPatience = time.Second

// offline keeps the models of a domain in a store. All of it is used under the
// domain's lock; the store's callbacks take it.
type offline struct {
	*local.Store
	d    *Domain
	sink OfflineSink // nil when the sink of the domain is none

	pause    time.Duration  // before a store is opened again
	opens    map[string]int // how often each model was opened
	prefixes int            // given out for element ids

	dirty    []*saving
	leaving  []*saving // closed, with edits that are not stored yet
	timer    session.Timer
	atTurn   bool          // saveAll is called when the turn ends
	gathered int           // edits since the last save
	prompt   time.Duration // see wait
	savedAt  time.Time
	saved    SaveState
	remain   bool // closed models have something for the server, as far as is known
	passing  bool // some of it ends with this program
	// postponed: some of it waits for a model that is being opened or synchronised.
	postponed bool

	subscribed map[string]bool // what this program has asked for

	round   *round
	data    map[uint32]func(*protocol.Creation, *Error) // wait for ModelData
	refused map[string]*refusal                         // models, since this connection began
	failed  map[string]*failure                         // of the last attempt at a model, since this connection began
	kept    map[string][]uint64                         // numbers of the refusals that the store has of a model
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
	o := &offline{
		d: d, saved: SavedOnServer, opens: map[string]int{},
		data: map[uint32]func(*protocol.Creation, *Error){}, refused: map[string]*refusal{}, failed: map[string]*failure{},
		kept: map[string][]uint64{}, subscribed: map[string]bool{},
	}
	o.Store = local.New(d.session, options, (*keeper)(o))
	o.sink, _ = d.sink.(OfflineSink)
	d.offline, d.presence.Store, d.chats.Store, d.people.Store = o, o.Store, o.Store, o.Store
	o.WhenReady(func() { done(nil) })
	o.Live(d.session.Options.Instance)
	o.Watch(func() { o.adoptMessages(); o.refresh() })
	d.people.Pretend()
	options.Open(func(s storage.Store, why error) { o.Locked(func() { o.opened(s, why) }) })
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

// usable reports whether models are kept at present.
func (o *offline) usable() bool { return o != nil && o.Usable() }

// StorageState returns the state of the offline store, 0 when there is none, and
// how many bytes wait to be written to it.
func (d *Domain) StorageState() (state storage.State, waiting int) {
	d.session.Lock()
	defer d.session.Unlock()
	if o := d.offline; o != nil && o.Writer != nil {
		waiting, _ = o.Writer.Waiting()
		return o.State, waiting
	}
	return 0, 0
}

// close stores what is left and ends the use of the store.
func (o *offline) close() {
	if o.Ready {
		session.Stop(&o.timer)
		if o.Broken == nil {
			o.saveAll()
		}
	}
	o.Close()
}

// keeper is the offline support as its store sees it, see [local.Owner].
type keeper offline

func (k *keeper) offline() *offline { return (*offline)(k) }

func (k *keeper) StateChanged(why error) {
	k.offline().emit(OfflineEvent{Name: StorageChanged, Storage: k.State, Err: why})
}

func (k *keeper) Failed(err error) {
	k.offline().emit(OfflineEvent{Name: StorageFailed, Storage: k.State, Err: err})
}

func (k *keeper) Gone(why error) { k.offline().standIn(why) }
func (k *keeper) Judge()         { k.offline().judge() }
func (k *keeper) Flush()         { k.offline().saveAll() }

// nextQueue returns the name of the queue of a model that is being opened. Each
// opening has its own, with its own sequence numbers: what an earlier one left
// may still have to be sent, and its numbers must not be overtaken.
func (o *offline) nextQueue(model string) string {
	o.opens[model]++
	if n := o.opens[model]; n > 1 {
		return o.Instance + "." + strconv.Itoa(n)
	}
	return o.Instance
}

// prefix returns a new prefix for element ids, which no other client ever uses.
func (o *offline) prefix() string {
	o.prefixes++
	source := IDSource{Prefix: "~" + o.d.session.Options.Instance, next: uint64(o.prefixes)}
	return source.Next()
}
