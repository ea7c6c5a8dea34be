package client

import (
	"errors"
	"slices"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// saving keeps one model in the store. What happens to the model is gathered and
// becomes at most one record of acknowledged and a few records of pending
// operations each time.
type saving struct {
	o     *offline
	m     *Model
	queue string // instance whose queue it is: this client's, or a dead one's

	queued bool   // in offline.dirty
	edits  uint64 // counts edits; the first is 1
	taken  uint64 // edits that were handed to the store
	// durable is the newest edit that the store has confirmed.
	durable uint64
	stored  uint64 // number of the newest operation that the store has confirmed
	state   SaveState

	// Acknowledged operations that are not handed to the store yet.
	tail    []ot.Op
	tailAt  int64
	origins []storage.Origin
	from    int64 // only operations from this version on are of use

	records []savedRecord // of pending operations, oldest first
	mark    storage.Mark
	marked  bool
	looking bool // whose the queue is, see fenced
	fences  int  // counts refused writes
	again   bool // what is stored of the queue is not known: write all of it
	went    bool // some of them have been sent
	asking  bool // the store is being told so
	sent    bool // the store knows that the server may have some of them
	claimed bool // with hidden: the queue is this client's to send

	head          []byte // of the stored snapshot, nil when it is not known
	since, bytes  int    // operations and bytes stored since then
	snapshotBytes int
	snapshotting  bool
}

// savedRecord is a record of pending operations.
type savedRecord struct {
	first, last uint64
	bytes       int
}

const (
	// recordBytes is from when on a record is not written again with more in it.
	recordBytes = 4 << 10
	recordOps   = 1000
	// markAge is how old the time of the last change may be, in milliseconds.
	markAge = 1000
)

// edited notes an edit. It is called for every keystroke.
func (s *saving) edited() {
	s.edits++
	if s.state != Unsaved {
		s.update()
	}
	s.enqueue()
	if o := s.o; o.timer != nil {
		if o.gathered++; o.gathered == gatherEdits {
			stop(&o.timer)
			o.timer = o.d.after(o.options.SaveDelay, o.saveAll)
		}
	}
}

// enqueue has save called soon.
func (s *saving) enqueue() {
	if s.queued || s.o.broken != nil || s.m.hidden != nil && s.queue != "" && !s.claimed {
		return // a queue that is to be claimed must be as it was read
	}
	s.queued = true
	s.o.dirty = append(s.o.dirty, s)
	if s.o.timer == nil {
		s.o.timer = s.o.d.after(s.o.wait(), s.o.saveAll)
	}
}

// The first saves follow soon after an edit. While somebody goes on writing,
// edits are gathered for many times as long, or until so many have come.
const (
	promptSaves  = 15
	gatherDelays = 25 // times the delay; another prompt save is earned in that time
	gatherEdits  = 16
)

// wait returns how long edits are gathered from now on.
func (o *offline) wait() time.Duration {
	least, now := o.options.SaveDelay, o.d.host.Now()
	long := gatherDelays * least
	// What is left of the prompt saves is kept as the time in which it was earned.
	o.prompt = min(o.prompt+now.Sub(o.savedAt), promptSaves*long)
	o.savedAt = now
	if o.prompt < long {
		return long
	}
	o.prompt -= long
	return least
}

// saveAll hands what was gathered to the store, as one transaction.
func (o *offline) saveAll() {
	o.gathered = 0
	stop(&o.timer)
	dirty := o.dirty
	o.dirty = nil
	for _, s := range dirty {
		s.queued = false
		s.save(nil)
	}
}

// acknowledged gathers an operation in the form of the server.
func (s *saving) acknowledged(version int64, op ot.Op, instance string, sequence uint64) {
	if version < s.from {
		return
	}
	if len(s.tail) == 0 {
		s.tailAt = version
	}
	if instance != "" {
		s.origins = storage.AppendOrigin(s.origins, len(s.tail), instance, sequence)
	}
	s.tail = append(s.tail, op)
	s.enqueue()
}

// save hands what is new to the store; done is called when it is saved.
func (s *saving) save(done func()) {
	if s.o.broken != nil || s.looking {
		return
	}
	if tail := s.tailChanges(nil); len(tail) > 0 {
		s.o.writer.Add(tail, nil) // valid whosoever the queue is
	}
	changes := s.ownChanges()
	edits, last := s.edits, s.m.control.LastSequence()
	s.taken = edits
	if len(changes) == 0 && done == nil && s.durable == edits {
		s.update()
		return
	}
	w, fences := s.o.writer, s.fences
	w.Add(changes, func(err error) {
		s.o.locked(func() {
			// When a write before this one was refused, not all of it is there.
			if err == nil && w == s.o.writer && fences == s.fences {
				s.durable, s.stored = max(s.durable, edits), last
			}
			if errors.Is(err, storage.ErrConflict) && w == s.o.writer {
				s.fenced(nil)
			}
			s.update()
			if done != nil {
				done()
			}
		})
	})
	s.snapshot()
}

// tailChanges stores the acknowledged operations that were gathered.
func (s *saving) tailChanges(changes []storage.Change) []storage.Change {
	if len(s.tail) == 0 {
		return changes
	}
	t := storage.Tail{Version: s.tailAt, Ops: s.tail, Origins: s.origins}
	value, err := t.Encode()
	if err != nil {
		s.o.failed(err)
		return changes
	}
	s.since += len(s.tail)
	s.bytes += len(value)
	s.tail, s.origins = nil, nil
	return append(changes, storage.Put(storage.TailKey(s.m.id, t.End(), s.o.instance), value))
}

// pendingChanges brings the stored pending operations up to date. Records whose
// operations were acknowledged go; the newest record is written again while it
// is small; what is older remains in the form in which it was stored, with its
// context version.
func (s *saving) pendingChanges(changes []storage.Change) []storage.Change {
	c, id := s.m.control, s.m.id
	head, last := c.FirstSequence(), c.LastSequence()
	if s.again {
		s.again, s.records = false, nil
		from, to := storage.PendingRange(id, s.queue, 0, 0)
		changes = append(changes, storage.DeleteRange(from, to))
	}
	for len(s.records) > 0 && s.records[0].last < head {
		changes = append(changes, storage.Delete(storage.PendingKey(id, s.queue, s.records[0].first)))
		s.records = s.records[1:]
	}
	if len(s.m.later) > 0 {
		return changes // there is more than the queue knows
	}
	if c.PendingCount() == 0 {
		if s.marked {
			s.marked, s.sent, s.went = false, false, false
			changes = append(changes, storage.Delete(storage.InstanceKey(s.queue, id)), storage.Delete(storage.SentKey(id, s.queue)))
		}
		return changes
	}
	if s.edits == s.taken {
		return changes
	}
	from := head
	if n := len(s.records); n > 0 {
		newest := s.records[n-1]
		if from = newest.last + 1; newest.bytes < recordBytes {
			from = max(head, newest.first)
			s.records = s.records[:n-1]
			if newest.first < from {
				changes = append(changes, storage.Delete(storage.PendingKey(id, s.queue, newest.first)))
			}
		}
	}
	now := s.o.d.host.Now().UnixMilli()
	for from <= last {
		p := storage.Pending{Version: c.Version(), Session: s.o.d.self.SessionID, Millis: now}
		c.PendingFrom(from, func(sequence uint64, op ot.Op) bool {
			if instance, original := s.m.identity(sequence); instance != s.queue {
				p.Origins = storage.AppendOrigin(p.Origins, len(p.Ops), instance, original)
			}
			p.Ops = append(p.Ops, op)
			return len(p.Ops) < recordOps
		})
		value, err := p.Encode()
		if err != nil {
			s.o.failed(err)
			return changes
		}
		changes = append(changes, storage.Put(storage.PendingKey(id, s.queue, from), value))
		r := savedRecord{from, from + uint64(len(p.Ops)) - 1, len(value)}
		if len(p.Ops) == recordOps {
			r.bytes = max(r.bytes, recordBytes)
		}
		s.records = append(s.records, r)
		from = r.last + 1
	}
	// What was stored under a number never changes: whoever has it or sends it, it
	// is the same operation.
	c.Freeze()
	if !s.marked || now-s.mark.Millis > markAge {
		s.mark, s.marked = storage.Mark{Millis: now}, true
		changes = append(changes, storage.Put(storage.InstanceKey(s.queue, id), s.mark.Encode()))
	}
	if (s.went || s.m.attached) && !s.sent {
		s.sent = true
		changes = append(changes, storage.Put(storage.SentKey(id, s.queue), nil))
	}
	return changes
}

// maySend reports whether pending operations may be sent now. The store has to
// know first that the server may have them: operations of several dead clients
// can be merged only while that is certain not to be the case. When not, again
// is called once it does.
func (s *saving) maySend(again func()) bool {
	if s.o.broken != nil || !s.marked || s.m.control.Committed() || s.sent && (s.m.hidden == nil || s.claimed) {
		return true
	}
	if s.asking || s.looking { // more has arrived meanwhile: the answer to the first question counts
		return false
	}
	if s.m.hidden != nil {
		s.asking = true
		s.claim(again)
		return false
	}
	if _, failed := s.o.writer.Waiting(); failed != nil {
		return true // the edits are worth more than the mark
	}
	once := func() {
		if again != nil {
			f := again
			again = nil
			s.asking, s.sent = false, true
			f()
		}
	}
	s.asking = true
	s.o.writer.Add([]storage.Change{s.guard(), storage.Put(storage.SentKey(s.m.id, s.queue), nil)}, func(err error) {
		s.o.locked(func() {
			if errors.Is(err, storage.ErrConflict) && again != nil {
				then := again
				again, s.asking = nil, false
				s.fenced(then)
				return
			}
			once()
		})
	})
	s.o.d.after(markPatience, once)
	return false
}

// claim takes the queue of a dead client over to send it, unless another client
// has done so meanwhile: that one may have put other operations before it. The
// new mark makes what the dead client may still be writing fail.
func (s *saving) claim(then func()) {
	now := s.o.d.host.Now().UnixMilli()
	changes := append(s.m.hidden.untouched, storage.Put(storage.SentKey(s.m.id, s.queue), nil),
		storage.Put(storage.InstanceKey(s.queue, s.m.id), storage.Mark{Millis: now, Owner: s.o.instance}.Encode()))
	s.o.apply(changes, func(err error) {
		switch {
		case s.m.closed:
		case errors.Is(err, storage.ErrConflict):
			s.m.hiddenFailed(clientError(protocol.CodeCancelled, "another tab has taken over what is to be sent"))
		case err != nil:
			s.m.hiddenFailed(storeError("synchronise model "+s.m.id, err))
		default:
			s.asking, s.sent, s.claimed = false, true, true
			then()
		}
	})
}

// update tells when the answer about the model has changed.
func (s *saving) update() {
	if s.durable == s.edits {
		s.o.leaving = slices.DeleteFunc(s.o.leaving, func(t *saving) bool { return t == s })
	}
	if now := s.judge(); now != s.state {
		s.state = now
		if s.m.hidden == nil {
			s.o.emit(OfflineEvent{Name: SaveChanged, Model: s.m.id, Saved: now})
		}
	}
	s.o.judge()
}

func (s *saving) judge() SaveState {
	c := s.m.control
	switch {
	case c.Committed() && !s.m.local:
		return SavedOnServer
	case s.durable == s.edits && c.BatchSize() == 0 && s.o.persistent():
		return SavedOnDevice
	}
	return Unsaved
}

// closing are models that were closed and have something to be written.
func (o *offline) closing() []*saving { return o.leaving }

// closed stores what is left of a model that is being closed.
func (s *saving) closed() {
	o := s.o
	if s.m.control.PendingCount() > 0 || s.m.local {
		o.remain = true
		o.passing = o.passing || !o.persistent()
	}
	if o.broken != nil {
		return
	}
	if s.durable != s.edits {
		o.leaving = append(o.leaving, s)
	}
	s.save(nil)
}

// snapshot renews the stored snapshot when the operations since have become
// many and there is nothing pending, so that the document is what the server
// has acknowledged.
func (s *saving) snapshot() {
	m := s.m
	if s.snapshotting || s.head == nil || m.doc == nil || m.closed || !m.control.Committed() ||
		s.since < s.o.options.SnapshotInterval || s.bytes*4 < s.snapshotBytes {
		return
	}
	s.store(m.control.Version(), m.doc.Value())
}

// store replaces the snapshot unless another tab has stored a newer one.
func (s *saving) store(version int64, data ot.Value) {
	changes, next, err := storage.SnapshotChanges(s.m.id, s.head, version, data)
	if err != nil {
		s.o.failed(err)
		return
	}
	s.snapshotting = true
	since, w := s.since, s.o.writer
	w.Add(changes, func(err error) {
		s.o.locked(func() {
			if w != s.o.writer {
				return
			}
			s.snapshotting = false
			switch {
			case err == nil:
				s.since -= since
				s.bytes, s.head = 0, next
				if h, err := storage.DecodeSnapshot(next); err == nil {
					s.snapshotBytes = h.Bytes
				}
			case errors.Is(err, storage.ErrConflict):
				s.lookForSnapshot(func(stored int64) {
					if stored < version {
						s.store(version, data)
					}
				})
			}
		})
	})
}

// lookForSnapshot reads which snapshot is stored; then gets its version, 0 for
// none.
func (s *saving) lookForSnapshot(then func(version int64)) {
	key := storage.SnapshotKey(s.m.id, 0)
	s.o.store.Range(key, storage.After(key), 1, func(found []storage.Record, err error) {
		s.o.locked(func() {
			if err != nil {
				s.o.failed(err)
				return
			}
			s.head, s.since, s.bytes = nil, 0, 0
			h := storage.Snapshot{}
			if len(found) > 0 {
				if h, err = storage.DecodeSnapshot(found[0].Value); err == nil {
					s.head, s.snapshotBytes = found[0].Value, h.Bytes
				}
			}
			then(h.Version)
		})
	})
}
