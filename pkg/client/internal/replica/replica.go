package replica

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Replica is one model as client and server share it. All of it is used under the
// lock of the session.
type Replica struct {
	ID          string
	Collection  string
	Created     int64 // milliseconds
	Modified    int64 // milliseconds
	Permissions protocol.Permissions
	Control     *concurrency.Client
	Local       bool // the server does not know the model yet: the journal has it created

	Holder  Holder
	Journal Journal

	// Queue is the name of our operations to the server; empty: that of the connection.
	Queue string
	// Withheld is the number up to which another client has the operations of the
	// queue, and sends them; 0 for none.
	Withheld uint64
	adopted  []run // operations of the queue that another client has made

	Closing bool // it is closed when everything has been sent
	Closed  bool

	set        *Set
	resource   uint32 // meaningful while attached is true
	attached   bool   // the server knows that we have it open
	sent       sent   // of its operations, on this connection
	syncing    *resync
	retry      backoff // of synchronising, when the server cannot
	queued     bool    // in Set.unsent or Set.bulky
	bulky      bool    // it had more than the connection took
	unsendable bool    // some of its edits, so that it is closed
	leaving    bool    // the server is asked to close it when everything has been sent
}

// New returns a replica that is detached and that no journal keeps. It is to be
// given what it is about, its Control and its Holder.
func (s *Set) New() *Replica { return &Replica{set: s, Journal: Unkept{}} }

// Open makes the replica that of a model which the server has just opened.
func (r *Replica) Open(resource uint32) {
	r.resource, r.attached = resource, true
	r.set.Open[r.ID], r.set.resources[resource] = r, r
}

// Attached reports whether the server has the model open for us.
func (r *Replica) Attached() bool { return r.attached }

// Syncing reports whether the replica is being synchronised.
func (r *Replica) Syncing() bool { return r.syncing != nil }

// Sends reports whether what is done now is sent at the end of the turn.
func (r *Replica) Sends() bool { return r.attached && r.syncing == nil }

// SendsAll reports whether the connection takes what is done now at the end of the turn.
func (r *Replica) SendsAll() bool {
	c := r.session().Conn
	return r.Sends() && r.Withheld == 0 && c != nil && !c.Paused
}

// Resource returns the number under which the server has the model open for us.
func (r *Replica) Resource() uint32 { return r.resource }

func (r *Replica) session() *session.Session { return r.set.session }

// Emit has the holder hear of an event.
//
//go:noinline
func (r *Replica) Emit(e Event) { r.Holder.Event(e) }

// SetPermissions notes what this session may do from now on.
func (r *Replica) SetPermissions(p protocol.Permissions) {
	before := r.Permissions
	if r.Permissions = p; p != before {
		r.Emit(Event{Kind: PermissionsChanged, Permissions: p, Before: before})
	}
}

// Leave has the model closed after the server has had everything. The holder hears of
// the end.
func (r *Replica) Leave() {
	if !r.attached {
		r.Holder.Ended(Event{Kind: Closed, Local: true})
		return
	}
	r.set.Flush()
	if r.queued { // the connection cannot take all of it yet
		r.leaving = true
		return
	}
	r.requestClose()
}

// requestClose asks the server to close the model, when it has been sent everything.
func (r *Replica) requestClose() {
	r.leaving = false
	r.CloseAtServer(func(bool) {
		// Whatever the answer is, the server has handled what was sent before.
		r.Holder.Ended(Event{Kind: Closed, Local: true})
	})
}

// CloseAtServer asks the server to close the model. done hears whether the connection
// is still the one on which it was asked.
func (r *Replica) CloseAtServer(done func(same bool)) {
	s := r.session()
	conn := s.Conn
	s.RequestNow(&protocol.CloseRequest{Resource: r.resource}, "close a model", func(protocol.Message, *session.Error) {
		done(s.Conn == conn)
	})
}

// Detach notes that the server is asked to close the model, and takes nothing of
// what we do to it any more.
func (r *Replica) Detach() { r.attached = false }

// GiveBack closes the model at the server, without another word of it here.
func (r *Replica) GiveBack() {
	if r.attached && r.session().Conn != nil {
		r.set.GiveBack(r.resource)
	}
}

// End ends the life of the replica here. The holder does what else is to be done.
func (r *Replica) End() {
	r.Journal.Closed()
	r.Closing = false
	r.set.remove(r)
	r.disconnected()
	r.Closed = true
}

// Forget ends the life of a replica that is only synchronised.
func (r *Replica) Forget() {
	r.set.forgetResource(r)
	r.attached, r.syncing, r.Closed = false, nil, true
}

// disconnected forgets the state that belongs to a connection.
func (r *Replica) disconnected() {
	r.attached, r.syncing = false, nil
	r.retry.stop()
}

// Fail closes the model because client and server no longer agree about it.
//
//go:noinline
func (r *Replica) Fail(err error) { r.Holder.Failed(err) }

// refuse refuses edits, in the place of the server.
func (r *Replica) refuse(err *session.Error) {
	if !r.unsendable {
		r.unsendable = true
		r.Holder.Unsendable(err)
	}
}
