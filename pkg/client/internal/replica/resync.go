package replica

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// resync is the state of a replica between the return of the connection and the
// moment when it is up to date again.
type resync struct {
	answered bool
	target   int64 // version that the server had when it answered
	done     bool  // the replay is over: what was not acknowledged can be sent
	sentDone bool  // ... and has been, with the message that says so
}

// Disconnected notes that the server does not have the model open for us any more.
func (r *Replica) Disconnected() {
	r.set.forgetResource(r)
	r.disconnected()
	r.Holder.Detached()
}

// Start brings an open model to the server: has it created there first when it is not
// known.
func (r *Replica) Start() {
	if !r.Local {
		r.Resync()
		return
	}
	r.Emit(Event{Kind: Reconnecting})
	r.Journal.Create(func(x *Refusal, f *Failure) {
		connected := r.session().State == session.StateConnected
		switch {
		case f != nil:
			// Nothing is known of the edits. After a lost connection the next one
			// tries again, else time may help.
			if !r.Closed && connected {
				r.ResyncLater(f.Err.Message)
			}
		case x != nil:
			// What it holds is stored like everything that is pending, and the round
			// that finds it there hears the same answer and keeps it for the application.
			r.Emit(Event{Kind: ResyncError, Message: x.Err.Message})
			r.Holder.Ended(Event{Kind: Closed, Message: x.Err.Message})
		case !r.Closed && connected && r.syncing == nil && !r.attached:
			r.Resync()
		}
	})
}

// Resync asks the server for what happened since the replica's version. While it
// lasts, edits are applied here and wait.
func (r *Replica) Resync() {
	r.Emit(Event{Kind: Reconnecting})
	s := &resync{}
	r.syncing = s
	request := &protocol.ResyncRequest{ModelID: r.ID, Version: r.Control.Version()}
	// However long an overloaded server takes: giving up would close the model
	// with all that has not been sent. A dead one is the heartbeat's business.
	r.session().RequestWithin(0, request, "resynchronise a model", func(answer protocol.Message, err *session.Error) {
		if r.syncing != s {
			return
		}
		a, ok := answer.(*protocol.ResyncResponse)
		if !ok {
			r.syncing = nil
			r.Holder.NotSynchronised(answer, err)
			return
		}
		r.resource, r.attached = a.Resource, true
		r.set.resources[a.Resource] = r
		s.answered, s.target = true, a.Version
		r.Emit(Event{Kind: ResyncStarted})
		r.SetPermissions(a.Permissions)
		if r.Created == 0 {
			r.Created = a.Created
		}
		if a.Created != r.Created {
			r.Holder.Replaced()
			return
		}
		r.caughtUp()
	})
}

// caughtUp checks whether the replay has reached the server's version. If so,
// what was not acknowledged is sent again under its old name.
func (r *Replica) caughtUp() {
	s := r.syncing
	if s == nil || !s.answered || s.done || r.Control.Version() < s.target || !r.Journal.MaySend(r.caughtUp) {
		return
	}
	s.done = true
	r.Control.Resend()
	r.Enqueue()
}

// sendResyncDone says to the server that everything has been resent.
func (r *Replica) sendResyncDone() {
	if s := r.syncing; s != nil && !s.sentDone {
		s.sentDone = true
		r.session().Conn.Send(0, 0, &protocol.ResyncClientDone{Resource: r.resource, Open: r.Holder.Stays()})
	}
}

// Resynced ends the resynchronisation.
func (r *Replica) Resynced(m *protocol.ResyncServerDone) {
	if r.syncing == nil {
		return
	}
	r.syncing = nil
	if r.Control.Committed() {
		r.retry.reset() // else only when the server has stored what is pending
	}
	r.Holder.Synchronised(m)
}
