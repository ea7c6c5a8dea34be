// Package local is a client's handle on the store of its device: which one is in
// use, whose records it holds, which other clients use it, and what waits to be
// written. What the records mean is the package layout; who keeps what in them are
// the rooms above.
//
//	opening     nothing is stored yet; what is to be waits, see [Store.WhenReady]
//	ready       records are read and written
//	stand-in    the store was lost, is in use elsewhere, or cannot be opened: one in
//	            memory takes its place until it comes back, and nothing counts as saved
//	returning   it is back, and what it holds is not all loaded: see [Store.WhenLoaded]
//	broken      it was lost and there is no stand-in: nothing is stored any more
package local

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Options say how a client works on without a connection.
type Options struct {
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
	// Locks say which clients on the same store are alive. Without, those that
	// were there before this one count as dead, and later ones as alive.
	Locks Locks
	// Tab names the tab of the browser, or the program, over its restarts: steps to be
	// undone that were kept come back to the one that has left them.
	Tab string
	// SaveDelay is how long edits are gathered before they are stored; 0 means
	// 100 ms. While somebody goes on writing for long it is 25 times as long.
	SaveDelay time.Duration
	// SnapshotInterval is after how many acknowledged operations a model's
	// snapshot is renewed; 0 means 100.
	SnapshotInterval int
}

// Owner is what is above a store. Its methods are called under the session's lock.
type Owner interface {
	// StateChanged learns that the state of the store has changed, and why.
	StateChanged(why error)
	// Failed learns that a transaction could not be made; it is tried again.
	Failed(err error)
	// Gone has to go on without the store that is in use, with a stand-in or none.
	Gone(why error)
	// Judge finds out anew where everything is safe.
	Judge()
	// Flush hands to the writer what was gathered for it.
	Flush()
}

// Store is the store in use. A nil store is one that nothing is kept in. But for
// [Store.Locked], methods are called under the session's lock.
type Store struct {
	Options Options
	session *session.Session
	owner   Owner

	Records   storage.Store
	Writer    *storage.Writer
	Ready     bool
	Broken    error // the store has vanished or belongs to newer code, and nothing is saved
	StandIn   bool  // the store is one in memory, in the place of one that could not be had
	Returning bool  // it could be opened again, and not all it holds is loaded yet
	State     storage.State
	waiting   []func() // for the store to be ready, or loaded

	Before   map[string]bool // without locks: instances that were there before us
	Instance string          // what the names of new queues begin with
	Own      map[string]bool // all that instance has been
	unwatch  func()          // ends the watch of the locks of others

	changes  []changeSet // wait for the store, see Apply
	applying bool

	Adopting bool     // messages of dead clients are being read
	dropped  [][]byte // meanwhile: keys of messages that were sent or discarded
	Unread   bool     // there are some, or those of live ones, that were not read yet
}

// New returns a store that is to be opened.
func New(s *session.Session, options Options, owner Owner) *Store {
	if options.SaveDelay == 0 {
		options.SaveDelay = 100 * time.Millisecond
	}
	if options.SnapshotInterval == 0 {
		options.SnapshotInterval = 100
	}
	return &Store{Options: options, session: s, owner: owner, Own: map[string]bool{}, Before: map[string]bool{}}
}

// Locked runs f under the session's lock, from a callback of the store or the
// locks, and sees to it that what f has to send is sent.
func (o *Store) Locked(f func()) {
	o.session.Lock()
	defer o.session.Unlock()
	if o.session.Disposed {
		return
	}
	f()
	o.session.Schedule()
}

// WhenReady calls f once the store can be used.
func (o *Store) WhenReady(f func()) {
	if o.Ready {
		f()
	} else {
		o.waiting = append(o.waiting, f)
	}
}

// WhenLoaded calls f once it is known who and which chats are in the store.
func (o *Store) WhenLoaded(f func()) {
	if o.Returning {
		o.waiting = append(o.waiting, f)
	} else {
		o.WhenReady(f)
	}
}

// Loaded calls what has waited.
func (o *Store) Loaded() {
	o.Returning = false
	waiting := o.waiting
	o.waiting = nil
	for _, f := range waiting {
		f()
	}
}

// Use makes records those that everything goes to from now on.
func (o *Store) Use(records storage.Store) {
	var w *storage.Writer
	w = storage.NewWriter(records, storage.WriterOptions{
		Failed: func(err error) {
			o.Locked(func() {
				if o.Writer == w {
					o.Trouble(err)
				}
			})
		},
		After: func(pause time.Duration, f func()) { o.session.Host.AfterFunc(pause, f) },
	})
	o.Records, o.Writer = records, w
}

// Changed takes in that the state of the store has changed, and why.
func (o *Store) Changed(state storage.State, why error) {
	gone := state == storage.StateLost || state == storage.StateBlocked
	if o.State == state || o.StandIn && !gone {
		return
	}
	o.State = state
	if gone && o.Ready && !o.StandIn {
		o.owner.Gone(why)
	}
	o.owner.StateChanged(why)
}

// Trouble notes that a transaction could not be made, or, with nil, that writing
// works again. The writer keeps what it could not write.
func (o *Store) Trouble(err error) {
	if err == nil {
		o.Changed(o.Records.State(), nil)
		return
	}
	if state := o.Records.State(); state != o.State {
		o.Changed(state, err)
		return
	}
	o.owner.Failed(err)
}

// Judge finds out anew where everything is safe.
func (o *Store) Judge() { o.owner.Judge() }

// Usable reports whether something is kept at present.
func (o *Store) Usable() bool { return o != nil && o.Ready && o.Broken == nil }

// Keeps reports whether chat messages and states are kept until the server has
// them.
func (o *Store) Keeps() bool { return o != nil && o.Broken == nil && !o.Foreign() }

// Answers reports whether requests are answered from the store: there is no
// connection.
func (o *Store) Answers() bool {
	return o.Keeps() && o.session.State != session.StateConnected
}

// Persistent reports whether what was stored survives this program.
func (o *Store) Persistent() bool {
	return o.Broken == nil && !o.StandIn && o.State != storage.StateMemory
}

// Known reports whether it is known what the store holds. Else it may be something
// that the server does not have.
func (o *Store) Known() bool {
	return o.Ready && !o.Returning && !(o.StandIn && o.State == storage.StateBlocked)
}

// Foreign reports whether another user has signed in than the one whose records
// the store holds.
func (o *Store) Foreign() bool {
	self := o.session.Self
	return o.Options.Username != "" && self.Known && self.User.UserID != protocol.UserID{Username: o.Options.Username}
}

// Missing is the error of a request for what is not stored.
func (o *Store) Missing(doing string) *session.Error {
	if o.StandIn {
		return session.ClientError(protocol.CodeOffline, "cannot %s while not connected: the offline store cannot be opened at present; connect, or try again later", doing)
	}
	return session.ClientError(protocol.CodeOffline, "cannot %s while not connected: it is not in the offline store; connect first", doing)
}

// Error is the error of a request that the store has failed.
func Error(doing string, err error) *session.Error {
	return session.ClientError(protocol.CodeOffline, "cannot %s from the offline store: %v", doing, err)
}
