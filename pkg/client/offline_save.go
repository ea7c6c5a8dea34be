package client

import (
	"errors"
	"math"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/ot"
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
	rest   bool   // but not all of them, see portionBytes
	// durable is the newest edit that the store has confirmed.
	durable uint64
	stored  uint64 // number of the newest operation that the store has confirmed
	state   SaveState

	// Acknowledged operations that are not handed to the store yet.
	tail    []ot.Op
	tailAt  int64
	origins []layout.Origin
	from    int64 // only operations from this version on are of use

	records []savedRecord // of pending operations, oldest first
	mark    layout.Mark
	marked  bool
	looking bool // whose the queue is, see fenced
	fences  int  // counts refused writes
	again   bool // what is stored of the queue is not known: write all of it
	went    bool // some of them have been sent
	asking  bool // the mark that says so is being written
	sent    bool // the store knows that the server may have some of them
	claimed bool // with hidden: the queue is this client's to send

	head          []byte // of the stored snapshot, nil when it is not known
	since, bytes  int    // operations and bytes stored since then
	snapshotBytes int
	snapshotting  bool
	copying       bool // the copy that the edits are made to is on its way into the store
}

// edited notes an edit. It is called for every keystroke.
func (s *saving) edited() {
	s.edits++
	if s.state != Unsaved {
		s.update()
	}
	s.enqueue()
	s.o.more()
}

// enqueue has save called soon.
func (s *saving) enqueue() {
	if s.o.Broken != nil || s.m.hidden != nil && s.queue != "" && !s.claimed {
		return // a queue that is to be claimed must be as it was read
	}
	s.wait()
	s.o.gather()
}

// wait has the next save of what was gathered include this model.
func (s *saving) wait() {
	if !s.queued {
		s.queued = true
		s.o.dirty = append(s.o.dirty, s)
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
		s.origins = layout.AppendOrigin(s.origins, len(s.tail), instance, sequence)
	}
	s.tail = append(s.tail, op)
	s.enqueue()
}

// save hands what is new to the store; done is called when it is saved.
func (s *saving) save(done func()) { s.saveSome(math.MaxInt, done) }

// saveSome is save with at most about limit bytes of what is pending at once. The
// next portion follows when the store has this one.
func (s *saving) saveSome(limit int, done func()) {
	if s.o.Broken != nil || s.looking {
		return
	}
	if tail := s.tailChanges(nil); len(tail) > 0 {
		s.o.Writer.Add(tail, nil) // valid whoever owns the queue
	}
	changes := s.ownChanges(limit)
	if s.rest { // the next portion comes by itself; FlushOffline takes all that is left
		s.wait()
	}
	edits, rest, last := s.edits, s.rest, s.recorded()
	if len(changes) == 0 && done == nil && s.durable == edits {
		s.update()
		return
	}
	w, fences := s.o.Writer, s.fences
	w.Add(changes, func(err error) {
		s.o.Locked(func() {
			// When a write before this one was refused, not all of it is there.
			if err == nil && w == s.o.Writer && fences == s.fences {
				s.stored = last
				if rest {
					s.saveSome(limit, done)
					return
				}
				s.durable = max(s.durable, edits)
			}
			if errors.Is(err, storage.ErrConflict) && w == s.o.Writer {
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
	t := layout.Tail{Version: s.tailAt, Ops: s.tail, Origins: s.origins}
	value, err := t.Encode()
	if err != nil {
		s.o.Trouble(err)
		return changes
	}
	s.since += len(s.tail)
	s.bytes += len(value)
	s.tail, s.origins = nil, nil
	return append(changes, storage.Put(layout.TailKey(s.m.id, t.End(), s.o.Instance), value))
}

// update emits an event when the answer about the model has changed.
func (s *saving) update() {
	if s.settled() {
		s.o.leaving = slices.DeleteFunc(s.o.leaving, func(t *saving) bool { return t == s })
	}
	if now := s.judge(); now != s.state {
		s.state = now
		if s.m.hidden == nil {
			s.o.emit(OfflineEvent{Name: SaveChanged, Model: s.m.id, Saved: now})
		}
	}
	s.o.Judge()
}

// settled reports whether the store has all edits and what they are made to, so
// that the model can be opened with them.
func (s *saving) settled() bool { return s.durable == s.edits && !s.copying }

// copied notes that the copy is stored, or that it is not to be had: then the
// edits are stored alone, and are sent from there.
func (s *saving) copied() {
	if s.copying {
		s.copying = false
		s.update()
	}
}

func (s *saving) judge() SaveState {
	c := s.m.control
	switch {
	case c.Committed() && !s.m.local:
		return SavedOnServer
	case s.settled() && c.BatchSize() == 0 && s.o.Persistent():
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
		o.passing = o.passing || !o.Persistent()
		o.refresh() // with a connection it was the server's wish, and the server has to answer for what is pending
	}
	if o.Broken != nil {
		return
	}
	if !s.settled() {
		o.leaving = append(o.leaving, s)
	}
	s.save(nil)
}
