package offline

import (
	"slices"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// A client that seems dead may have been frozen, and what a dying one has
// written last may reach the store late. Whoever takes a queue over therefore
// removes or changes its mark in the same transaction, and every change that a
// client makes to its own queue is guarded by the mark as it has last written
// it. Nothing that was taken over is written to any more. A page that ends does not hear of
// what a guard has found, and its transaction would not be completed: it writes without one
// while it holds its lock, in which time nobody takes anything over.

// firstLook is after what time the mark is looked at again when that has failed.
const firstLook = time.Second

// guard is satisfied as long as the queue is this client's.
func (s *journal) guard() storage.Change {
	var mark []byte
	if s.marked {
		mark = s.mark.Encode()
	}
	return storage.Guard(layout.InstanceKey(s.replica.Queue, s.replica.ID), mark)
}

// ownChanges returns the changes of the queue that are to be made, behind what
// sees to it that the queue is this client's. What was read of the queue of a dead
// client, and not claimed, must be as it was: its owner may live and write.
func (s *journal) ownChanges(limit int) []storage.Change {
	var fence []storage.Change
	switch {
	case s.task != nil && !s.claimed:
		fence = s.task.untouched
	case s.task == nil && !(s.o.pageEnds && s.o.Options.Locks != nil):
		fence = []storage.Change{s.guard()} // by the mark before the changes
	}
	if s.again {
		s.o.owner.Steps(s.replica).Unknown()
	}
	own := s.stepChanges(s.pendingChanges(nil, limit))
	if len(own) == 0 {
		return nil
	}
	return append(slices.Clip(fence), own...)
}

// fenced finds out why a guarded write was refused, and goes on: with a queue of
// a new name when the old one was taken over, with the same one when only the
// end of an earlier write was not reported. then may be nil.
func (s *journal) fenced(then func()) {
	s.fences++
	if s.looking {
		return
	}
	if s.task != nil {
		s.o.round.lookAgain() // there is more in the queue now
		return
	}
	s.looking = true
	key := layout.InstanceKey(s.replica.Queue, s.replica.ID)
	s.o.Records.Range(key, storage.After(key), 1, func(found []storage.Record, err error) {
		s.o.Locked(func() {
			s.looking = false
			var mark layout.Mark
			if err == nil && len(found) > 0 {
				mark, err = layout.DecodeMark(found[0].Value)
			}
			switch {
			case err != nil:
				s.o.Trouble(err)
				s.o.session.After(firstLook, func() { s.fenced(then) })
				return
			case len(found) > 0 && mark.Owner == "":
				s.mark, s.marked, s.again = mark, true, true
				s.went = s.went || s.sent
				s.sent, s.told = false, false
			case s.replica.Control.PendingCount() > 0 || !s.replica.Closed:
				s.renew()
			}
			s.edits++ // so that everything is written
			s.save(nil)
			if then != nil {
				then()
			}
		})
	})
}

// renew leaves the queue to who has taken it over, and stores everything that
// is pending in one of its own again. Operations keep the identity under which
// they were stored, so the server applies each once, whoever sends it.
//
// Where there are locks, who took the queue over may have put other operations
// before it. If the server has nothing of it yet, it comes to us from there, and
// what was done since waits for it.
func (s *journal) renew() {
	r, o, old := s.replica, s.o, s.replica.Queue
	if local.ClientOf(old) == o.Instance {
		o.Live(session.RandomID(session.InstanceSize))
	}
	for local := r.Control.FirstSequence(); local <= r.Control.LastSequence(); local++ {
		if instance, sequence := r.Identity(local); instance == old {
			r.Adopt(local, instance, sequence)
		}
	}
	if o.Options.Locks != nil && !s.told && s.stored >= r.Control.FirstSequence() {
		r.Withheld = s.stored
	}
	r.Queue = o.nextQueue(r.ID)
	s.records, s.mark = nil, layout.Mark{}
	s.went = s.went || s.sent
	s.marked, s.sent, s.told = false, false, false
	r.Control.Freeze()
}
