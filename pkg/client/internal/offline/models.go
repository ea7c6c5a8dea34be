// Package offline keeps the models of a client in a store, so that they can be opened
// and edited without a connection, and brings what is stored to the server: journals
// write, rounds synchronise. Its [Owner] is the client. Which store is in use, and its
// states, are the package local; what the records mean is the package layout.
//
// The pending operations of one model that one client has made, or taken over, are a
// queue. State, event → next state:
//
//	empty      an edit is stored → marked: who looks for queues finds it
//	marked     the server is about to be sent something of it → sent, once the store
//	           knows that: such a queue is not merged with others any more
//	           its client has died, and another one opens the model → part of the
//	           queue of that one, in one transaction
//	           its client has died, and there is a connection → claimed by a round
//	sent       all is acknowledged → empty
//	claimed    a round sends it, under the names of before → empty
//	           another client was faster → left to that
//	           the server refuses → stays, with a record of the refusal, or is set
//	           aside when its model has gone for good
//	all of these  another client has taken it over while its own seemed dead → the
//	           guard of the next write fails, and what is pending goes into a queue of
//	           a new name, see two_tabs.go
package offline

import (
	"strconv"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Models keeps the models of a client in a store. Nil keeps nothing. All of it is used
// under the session's lock; the store's callbacks take it.
type Models struct {
	*local.Store
	session  *session.Session
	set      *replica.Set
	owner    Owner
	services Services

	pause    time.Duration  // before a store is opened again
	opens    map[string]int // how often each model was opened
	prefixes int            // given out for element ids

	dirty      []*journal
	leaving    []*journal // closed, with edits that are not stored yet
	timer      session.Timer
	atTurn     bool          // saveAll is called when the turn ends
	pageHidden bool          // see SetHidden
	pageEnds   bool          // see SetHidden
	gathered   int           // edits since the last save
	prompt     time.Duration // see wait
	savedAt    time.Time
	saved      local.SaveState
	remain     bool // closed models have something for the server, as far as is known
	passing    bool // some of it ends with this program
	// postponed: some of it waits for a model that is being opened or synchronised.
	postponed bool

	subscribed map[string]bool // what this program has asked for

	round   *round
	data    map[uint32]func(*protocol.Creation, *session.Error) // wait for Data
	refused map[string]*replica.Refusal                         // models, since this connection began
	failed  map[string]*replica.Failure                         // of the last attempt at a model, since this connection began
	kept    map[string][]uint64                                 // numbers of the refusals that the store has of a model
}

// New returns what keeps the models of a set in a store that is still to be opened,
// see [Models.Open].
func New(s *session.Session, set *replica.Set, options local.Options, owner Owner, services Services) *Models {
	o := &Models{
		session: s, set: set, owner: owner, services: services, saved: local.SavedOnServer, opens: map[string]int{},
		data: map[uint32]func(*protocol.Creation, *session.Error){}, refused: map[string]*replica.Refusal{}, failed: map[string]*replica.Failure{},
		kept: map[string][]uint64{}, subscribed: map[string]bool{},
	}
	o.Store = local.New(s, options, (*keeper)(o))
	return o
}

// Open opens the store; done is called when it is ready.
func (o *Models) Open(done func()) {
	o.WhenReady(done)
	o.Live(o.session.Options.Instance)
	o.Watch(func() { o.adoptMessages(); o.refresh() })
	o.services.Pretend()
	o.Options.Open(func(s storage.Store, why error) { o.Locked(func() { o.opened(s, why) }) })
}

// usable reports whether models are kept at present.
func (o *Models) usable() bool { return o != nil && o.Usable() }

// Waiting returns how many bytes wait to be written.
func (o *Models) Waiting() int {
	if o.Writer == nil {
		return 0
	}
	waiting, _ := o.Writer.Waiting()
	return waiting
}

// End stores what is left and ends the use of the store.
func (o *Models) End() {
	if o.Ready {
		session.Stop(&o.timer)
		if o.Broken == nil {
			o.saveAll()
		}
	}
	o.Close()
}

// keeper is the offline support as its store sees it, see [local.Owner].
type keeper Models

func (k *keeper) models() *Models { return (*Models)(k) }

func (k *keeper) StateChanged(why error) {
	k.models().emit(Event{Name: StorageChanged, Storage: k.State, Err: why})
}

func (k *keeper) Failed(err error) {
	k.models().emit(Event{Name: StorageFailed, Storage: k.State, Err: err})
	k.models().sendUntold()
}

func (k *keeper) Gone(why error) { k.models().standIn(why) }
func (k *keeper) Judge()         { k.models().judge() }
func (k *keeper) Flush()         { k.models().saveAll() }

// nextQueue returns the name of the queue of a model that is being opened. Each
// opening has its own, with its own sequence numbers: what an earlier one left
// may still have to be sent, and its numbers must not be overtaken.
func (o *Models) nextQueue(model string) string {
	o.opens[model]++
	if n := o.opens[model]; n > 1 {
		return o.Instance + "." + strconv.Itoa(n)
	}
	return o.Instance
}

// prefix returns a new prefix for element ids, which no other client ever uses.
func (o *Models) prefix() string {
	o.prefixes++
	return "~" + o.session.Options.Instance + ":" + strconv.Itoa(o.prefixes)
}
