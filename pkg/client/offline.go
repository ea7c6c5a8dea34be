package client

import (
	"strconv"
	"strings"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// OfflineOptions say how a domain works on without a connection.
type OfflineOptions struct {
	// Username is the user whose records the store holds. Another user who signs
	// in is not given them.
	Username string
	// Open opens the store and has ready called, once. It is called at once and
	// must not wait. A store that comes with an error takes the place of one that
	// could not be had, and the error says why.
	// It is called again after the store was lost or another program has taken it
	// over, until a store comes that is not in memory.
	Open func(ready func(storage.Store, error))
	// Memory returns an empty store in memory, which is used until Open gives
	// another one. Nil: nothing is stored meanwhile.
	Memory func() storage.Store
	// Locks tell which clients on the same store are alive. Without, those that
	// were there before this one count as dead, and later ones as alive.
	Locks InstanceLocks
	// SaveDelay is how long edits are gathered before they are stored; 0 means
	// 100 ms. While somebody goes on writing for long it is 25 times as long.
	SaveDelay time.Duration
	// SnapshotInterval is after how many acknowledged operations a model's
	// snapshot is renewed; 0 means 100.
	SnapshotInterval int
}

// markPatience is how long sending waits for the store at most.
const markPatience = time.Second

// InstanceLocks are locks that end with the program that holds them. The methods
// must return at once; done is never called from within Held.
type InstanceLocks interface {
	// Hold takes the lock of this client for as long as it lives.
	Hold(instance string)
	// Release gives the lock of this client back.
	Release(instance string)
	// Watch calls ended, later, whenever another client does not hold its lock any
	// more, until stop is called.
	Watch(ended func()) (stop func())
	// Held tells which clients hold their lock.
	Held(done func(instances map[string]bool))
}

// offline keeps the models of a domain in a store. All of it is used under the
// domain's lock; the store's callbacks take it.
type offline struct {
	d       *Domain
	options OfflineOptions
	sink    OfflineSink // nil when the sink of the domain is none

	store     storage.Store
	writer    *storage.Writer
	ready     bool
	broken    error // the store has vanished or belongs to newer code, and nothing is saved
	refuge    bool  // the store is a stand-in, see offline_refuge.go
	returning bool  // it could be opened again, and not all it holds is loaded yet
	pause     time.Duration
	state     storage.State
	waiting   []func() // for the store to be ready, or loaded

	before   map[string]bool // without locks: instances that were there before us
	instance string          // what the names of new queues begin with
	own      map[string]bool // all that instance has been
	unwatch  func()          // ends being told of the locks of others
	opens    map[string]int  // how often each model was opened
	prefixes int             // given out for element ids

	changes  []changeSet // wait for the store, see apply
	applying bool

	adopting bool                     // messages of dead clients are being read
	dropped  [][]byte                 // meanwhile: keys of messages that were sent or discarded
	unread   bool                     // there are some, or those of live ones, that were not read yet
	users    map[protocol.UserID]bool // who is stored; true: and was mentioned since

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
// opened and edited without a connection. It works once; done is told when the
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
	if options.SaveDelay == 0 {
		options.SaveDelay = 100 * time.Millisecond
	}
	if options.SnapshotInterval == 0 {
		options.SnapshotInterval = 100
	}
	o := &offline{
		d: d, options: options, saved: SavedOnServer, opens: map[string]int{},
		data: map[uint32]func(*protocol.Creation, *Error){}, refused: map[string]*refusal{}, failed: map[string]*failure{},
		kept: map[string][]uint64{}, own: map[string]bool{},
		users: map[protocol.UserID]bool{}, before: map[string]bool{},
		subscribed: map[string]bool{},
	}
	o.sink, _ = d.sink.(OfflineSink)
	d.offline = o
	o.waiting = append(o.waiting, func() { done(nil) })
	o.live(d.session.Options.Instance)
	if options.Locks != nil {
		o.unwatch = options.Locks.Watch(func() { o.locked(func() { o.adoptMessages(); o.refresh() }) })
	}
	o.pretend()
	options.Open(func(s storage.Store, why error) { o.locked(func() { o.opened(s, why) }) })
}

// locked runs f under the domain's lock, from a callback of the store or the
// locks, and sees to it that what f tells is handed on.
func (o *offline) locked(f func()) {
	o.d.session.Lock()
	defer o.d.session.Unlock()
	if o.d.session.Disposed {
		return
	}
	f()
	o.d.session.Schedule()
}

// whenReady calls f once the store can be used.
func (o *offline) whenReady(f func()) {
	if o.ready {
		f()
	} else {
		o.waiting = append(o.waiting, f)
	}
}

// whenLoaded calls f once it is known who and which chats are in the store.
func (o *offline) whenLoaded(f func()) {
	if o.returning {
		o.waiting = append(o.waiting, f)
	} else {
		o.whenReady(f)
	}
}

// loaded calls what has waited.
func (o *offline) loaded() {
	o.returning = false
	waiting := o.waiting
	o.waiting = nil
	for _, f := range waiting {
		f()
	}
}

// StorageChanged tells the domain that the state of its store has changed, and
// why. It is what the store's observer has to call.
func (d *Domain) StorageChanged(state storage.State, why error) {
	d.session.Lock()
	defer d.session.Unlock()
	if o := d.offline; o != nil && !d.session.Disposed {
		o.changed(state, why)
		d.session.Schedule()
	}
}

func (o *offline) changed(state storage.State, why error) {
	gone := state == storage.StateLost || state == storage.StateBlocked
	if o.state == state || o.refuge && !gone {
		return
	}
	o.state = state
	if gone && o.ready && !o.refuge {
		o.takeRefuge(why)
	}
	o.emit(OfflineEvent{Name: StorageChanged, Storage: state, Err: why})
}

// trouble notes that a transaction could not be made, or, with nil, that writing
// works again. The writer keeps what it could not write.
func (o *offline) trouble(err error) {
	if err == nil {
		o.changed(o.store.State(), nil)
		return
	}
	if state := o.store.State(); state != o.state {
		o.changed(state, err)
		return
	}
	o.emit(OfflineEvent{Name: StorageFailed, Storage: o.state, Err: err})
}

// usable reports whether models are kept at present.
func (o *offline) usable() bool { return o != nil && o.ready && o.broken == nil }

// persistent reports whether what was stored survives this program.
func (o *offline) persistent() bool {
	return o.broken == nil && !o.refuge && o.state != storage.StateMemory
}

// StorageState returns the state of the offline store, 0 when there is none, and
// how many bytes wait to be written to it.
func (d *Domain) StorageState() (state storage.State, waiting int) {
	d.session.Lock()
	defer d.session.Unlock()
	if o := d.offline; o != nil && o.writer != nil {
		waiting, _ = o.writer.Waiting()
		return o.state, waiting
	}
	return 0, 0
}

// close stores what is left and ends the use of the store.
func (o *offline) close() {
	if o.unwatch != nil {
		o.unwatch()
	}
	if !o.ready {
		return
	}
	session.Stop(&o.timer)
	if o.broken == nil {
		o.saveAll()
	}
	store := o.store
	if _, failed := o.writer.Waiting(); failed != nil {
		o.writer.Retry()
	}
	o.writer.Add(nil, func(error) {
		store.Close(func(error) {
			for instance := range o.own {
				if o.options.Locks != nil {
					o.options.Locks.Release(instance)
				}
			}
		})
	})
}

// nextQueue returns the name of the queue of a model that is being opened. Each
// opening has its own, with its own sequence numbers: what an earlier one left
// may still have to be sent, and its numbers must not be overtaken.
func (o *offline) nextQueue(model string) string {
	o.opens[model]++
	if n := o.opens[model]; n > 1 {
		return o.instance + "." + strconv.Itoa(n)
	}
	return o.instance
}

// clientOf returns the client that a queue belongs to.
func clientOf(queue string) string {
	instance, _, _ := strings.Cut(queue, ".")
	return instance
}

// alive tells, for every queue, whether it belongs to a running client other
// than this one, and must be left alone.
func (o *offline) alive(done func(alive func(queue string) bool)) {
	if o.options.Locks == nil {
		done(func(queue string) bool { return !o.own[clientOf(queue)] && !o.before[clientOf(queue)] })
		return
	}
	o.options.Locks.Held(func(held map[string]bool) {
		o.locked(func() {
			done(func(queue string) bool { return !o.own[clientOf(queue)] && held[clientOf(queue)] })
		})
	})
}

// prefix returns a new prefix for element ids, which no other client ever uses.
func (o *offline) prefix() string {
	o.prefixes++
	source := IDSource{Prefix: "~" + o.d.session.Options.Instance, next: uint64(o.prefixes)}
	return source.Next()
}
