package offline

import (
	"errors"
	"fmt"
	"math"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// savedRecord is a record of pending operations.
type savedRecord struct {
	first, last uint64
	bytes       int
	kept        []byte // of a queue that is sent without its model: what undo steps need of it
}

const (
	// recordBytes is from when on a record is not written again with more in it.
	recordBytes = 4 << 10
	recordOps   = 1000
	// mostRecordBytes is how many bytes of operations make a record full.
	mostRecordBytes = 256 << 10
	// portionBytes is how much of what is pending is encoded and stored at once while
	// people work: more of it would hold the page.
	portionBytes = 2 * mostRecordBytes
	// markAge is how old the time of the last change may be, in milliseconds.
	markAge = 1000
)

// pendingChanges brings the stored pending operations up to date. Records whose
// operations were acknowledged go; the newest record is written again while it
// is small; what is older remains in the form in which it was stored, with its
// context version. It stops after limit bytes, unless what is stored has to be
// replaced as a whole.
func (s *journal) pendingChanges(changes []storage.Change, limit int) []storage.Change {
	c, id := s.replica.Control, s.replica.ID
	fresh := s.edits != s.handed || s.rest
	s.handed, s.rest = s.edits, false
	head, last := c.FirstSequence(), c.LastSequence()
	if s.again {
		limit = math.MaxInt
		s.again, s.records = false, nil
		from, to := layout.PendingRange(id, s.replica.Queue, 0, 0)
		changes = append(changes, storage.DeleteRange(from, to))
	}
	for len(s.records) > 0 && s.records[0].last < head {
		if kept := s.records[0].kept; kept != nil {
			changes = append(changes, storage.Put(layout.StepsKey(id, s.replica.Queue, s.records[0].first, true), kept))
		}
		changes = append(changes, storage.Delete(layout.PendingKey(id, s.replica.Queue, s.records[0].first)))
		s.records = s.records[1:]
	}
	if len(s.later) > 0 {
		return changes // there is more than the queue knows
	}
	if c.PendingCount() == 0 {
		if s.marked {
			s.marked, s.sent, s.told, s.went = false, false, false, false
			changes = append(changes, storage.Delete(layout.InstanceKey(s.replica.Queue, id)), storage.Delete(layout.SentKey(id, s.replica.Queue)))
		}
		return changes
	}
	if !fresh {
		return changes
	}
	from := head
	if n := len(s.records); n > 0 {
		newest := s.records[n-1]
		if from = newest.last + 1; newest.bytes < recordBytes {
			from = max(head, newest.first)
			s.records = s.records[:n-1]
			if newest.first < from {
				changes = append(changes, storage.Delete(layout.PendingKey(id, s.replica.Queue, newest.first)))
			}
		}
	}
	now := s.o.session.Host.Now().UnixMilli()
	for ; from <= last; from = s.recorded() + 1 {
		if limit <= 0 {
			s.rest = true
			break
		}
		size := 0
		p := layout.Pending{Version: c.Version(), Session: s.o.session.Self.SessionID, Millis: now, Created: s.replica.Created}
		c.PendingFrom(from, func(sequence uint64, op ot.Op) bool {
			if instance, original := s.replica.Identity(sequence); instance != s.replica.Queue {
				p.Origins = layout.AppendOrigin(p.Origins, len(p.Ops), instance, original)
			}
			p.Ops = append(p.Ops, op)
			size += ot.Size(&op)
			return len(p.Ops) < recordOps && size < mostRecordBytes
		})
		value, err := p.Encode()
		if err != nil {
			s.o.Trouble(err)
			return changes
		}
		changes = append(changes, storage.Put(layout.PendingKey(id, s.replica.Queue, from), value))
		r := savedRecord{first: from, last: from + uint64(len(p.Ops)) - 1, bytes: len(value)}
		if len(p.Ops) == recordOps {
			r.bytes = max(r.bytes, recordBytes)
		}
		s.records = append(s.records, r)
		limit -= len(value)
	}
	// What was stored under a number never changes: whoever has it or sends it, it
	// is the same operation.
	c.Freeze()
	if !s.marked || now-s.mark.Millis > markAge {
		s.mark, s.marked = layout.Mark{Millis: now}, true
		changes = append(changes, storage.Put(layout.InstanceKey(s.replica.Queue, id), s.mark.Encode()))
	}
	if (s.went || s.replica.Attached()) && !s.sent {
		s.sent = true
		changes = append(changes, storage.Put(layout.SentKey(id, s.replica.Queue), nil))
	}
	return changes
}

// recorded returns the number of the newest operation that is in a record.
func (s *journal) recorded() uint64 {
	if len(s.records) == 0 {
		return s.replica.Control.FirstSequence() - 1
	}
	return s.records[len(s.records)-1].last
}

// MaySend reports whether pending operations may be sent now. The store has to
// know first that the server may have them: operations of several dead clients
// can be merged only while that is certain not to be the case. When not, again
// is called once it does.
func (s *journal) MaySend(again func()) bool {
	if len(s.later) > 0 {
		s.replica.Fail(fmt.Errorf("the server is at version %d and operations were made at version %d", s.replica.Control.Version(), s.later[0].Version))
		return false
	}
	if s.o.Broken != nil || !s.marked || s.replica.Control.Committed() || s.told && (s.task == nil || s.claimed) {
		return true
	}
	if s.asking != nil || s.looking { // more has arrived meanwhile: the answer to the first question counts
		return false
	}
	if s.task != nil {
		s.asking = again
		s.claim(again)
		return false
	}
	w := s.o.Writer
	if _, failed := w.Waiting(); failed != nil {
		return true // the edits are worth more than the mark
	}
	s.asking, s.sent = again, true
	w.Add([]storage.Change{s.guard(), storage.Put(layout.SentKey(s.replica.ID, s.replica.Queue), nil)}, func(err error) {
		s.o.Locked(func() {
			if w != s.o.Writer {
				again() // which tells the store that has taken its place
				return
			}
			s.asking = nil
			if errors.Is(err, storage.ErrConflict) {
				s.fenced(again)
				return
			}
			s.told = true
			again()
		})
	})
	return false
}

// sendUntold has sent what waits until a store is told that it may be sent, because
// that store fails: the edits are worth more than the mark.
func (o *Models) sendUntold() {
	if o.Writer == nil {
		return
	}
	if _, failed := o.Writer.Waiting(); failed == nil {
		return
	}
	for _, r := range o.set.Open {
		if s := journalOf(r); s != nil && s.task == nil && s.asking != nil {
			again := s.asking
			s.asking = nil
			again()
		}
	}
}

// claim takes the queue of a dead client over to send it, unless another client
// has done so meanwhile: that one may have put other operations before it. The
// new mark makes what the dead client may still be writing fail.
func (s *journal) claim(then func()) {
	now := s.o.session.Host.Now().UnixMilli()
	changes := append(s.task.untouched, storage.Put(layout.SentKey(s.replica.ID, s.replica.Queue), nil),
		storage.Put(layout.InstanceKey(s.replica.Queue, s.replica.ID), layout.Mark{Millis: now, Owner: s.o.Instance}.Encode()))
	s.o.Apply(changes, func(err error) {
		switch {
		case s.replica.Closed:
		case errors.Is(err, storage.ErrConflict):
			s.giveBack(func(r *round) { r.leave(s.task) }) // another tab has taken over what is to be sent
		case err != nil:
			s.ended(nil, storeFailure("synchronise model "+s.replica.ID, err))
		default:
			s.asking, s.sent, s.told, s.claimed = nil, true, true, true
			then()
		}
	})
}
