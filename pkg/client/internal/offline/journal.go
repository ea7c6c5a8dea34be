package offline

import (
	"errors"
	"math"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// journal keeps one replica in the store. What happens to it is gathered and
// becomes at most one record of acknowledged and a few records of pending
// operations each time. The queue is this client's, or a dead one's that is to be sent.
type journal struct {
	o       *Models
	replica *replica.Replica
	task    *task // it is only synchronised, for this task

	creation *layout.Creation    // of a replica that the server does not know
	later    []layout.PendingRun // with task: to be restored as the versions are reached
	oldest   ot.Op               // that is about to be acknowledged

	queued bool   // in Models.dirty
	edits  uint64 // counts edits; the first is 1
	handed uint64 // edits that were handed to the store
	rest   bool   // but not all of them, see portionBytes
	// durable is the newest edit that the store has confirmed.
	durable uint64
	stored  uint64 // number of the newest operation that the store has confirmed
	state   local.SaveState

	// Acknowledged operations that are not handed to the store yet.
	tail    []ot.Op
	tailAt  int64
	origins []layout.Origin
	from    int64 // only operations from this version on are of use

	records []savedRecord // of pending operations, oldest first
	mark    layout.Mark
	marked  bool
	looking bool   // whose the queue is, see fenced
	fences  int    // counts refused writes
	again   bool   // what is stored of the queue is not known: write all of it
	went    bool   // some of them have been sent
	sent    bool   // the store is told, or was, that the server may have some of them
	told    bool   // and has confirmed it: until then others may put their operations before these
	asking  func() // continues when the store is told; nil when it is not being told
	claimed bool   // with task: the queue is this client's to send

	head          []byte // of the stored snapshot, nil when it is not known
	since, bytes  int    // operations and bytes stored since then
	snapshotBytes int
	snapshotting  bool
	copying       bool // the copy that the edits are made to is on its way into the store
}

// keep has a journal keep a replica from now on.
func (o *Models) keep(r *replica.Replica, queue string) *journal {
	s := &journal{o: o, replica: r, state: local.SavedOnServer}
	r.Journal, r.Queue = s, queue
	return s
}

// journalOf returns the journal of a replica, nil when it is not kept.
func journalOf(r *replica.Replica) *journal {
	s, _ := r.Journal.(*journal)
	return s
}

// Kept reports whether a replica is kept.
func (o *Models) Kept(r *replica.Replica) bool { return journalOf(r) != nil }

// Edited notes an edit. It is called for every keystroke.
func (s *journal) Edited() {
	s.edits++
	if s.state != local.Unsaved {
		s.update()
	}
	s.enqueue()
	s.o.more()
}

// Sent notes that operations go to the server.
func (s *journal) Sent() { s.went = true }

// enqueue has save called soon.
func (s *journal) enqueue() {
	if s.o.Broken != nil || s.task != nil && s.replica.Queue != "" && !s.claimed {
		return // a queue that is to be claimed must be as it was read
	}
	s.wait()
	s.o.gather()
}

// wait has the next save of what was gathered include this model.
func (s *journal) wait() {
	if !s.queued {
		s.queued = true
		s.o.dirty = append(s.o.dirty, s)
	}
}

// Acknowledging remembers the operation that is about to be acknowledged.
func (s *journal) Acknowledging() {
	s.replica.Control.Pending(func(_ uint64, first ot.Op) bool { s.oldest = first; return false })
}

// Acknowledged gathers it.
func (s *journal) Acknowledged(version int64, instance string, sequence uint64) {
	s.Ordered(version, s.oldest, instance, sequence)
	s.oldest = ot.Op{}
}

// Accepted begins to keep a model whose state has become one that the server has.
func (s *journal) Accepted() {
	if s.replica.Control.Committed() {
		s.o.EnrolLater(s.replica)
		s.update()
	}
}

// Ordered gathers an operation in the form of the server.
func (s *journal) Ordered(version int64, op ot.Op, instance string, sequence uint64) {
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
func (s *journal) save(done func()) { s.saveSome(math.MaxInt, done) }

// saveSome is save with at most about limit bytes of what is pending at once. The
// next portion follows when the store has this one.
func (s *journal) saveSome(limit int, done func()) {
	if s.o.Broken != nil || s.looking {
		return
	}
	if tail := s.tailChanges(limit); len(tail) > 0 { // valid whoever owns the queue
		if len(s.tail) > 0 { // the rest comes before what is pending, which was made after it
			s.wait()
			s.o.Writer.Add(tail, func(error) { s.o.Locked(func() { s.saveSome(limit, done) }) })
			return
		}
		s.o.Writer.Add(tail, nil)
	}
	changes := s.ownChanges(limit)
	if s.rest { // the next portion comes by itself; FlushOffline takes all that is left
		s.wait()
	}
	edits, rest, last, sent := s.edits, s.rest, s.recorded(), s.sent
	if len(changes) == 0 && done == nil && s.durable == edits {
		s.update()
		return
	}
	w, fences := s.o.Writer, s.fences
	w.Add(changes, func(err error) {
		s.o.Locked(func() {
			// When a write before this one was refused, not all of it is there.
			if err == nil && w == s.o.Writer && fences == s.fences {
				s.stored, s.told = last, sent && s.sent
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
	if !s.o.pageEnds {
		s.snapshot()
	}
}

// tailAtOnce is how many acknowledged operations are encoded at once while people work.
const tailAtOnce = 1000

// tailChanges stores the acknowledged operations that were gathered; with a limit the
// oldest of them, when there are many.
func (s *journal) tailChanges(limit int) []storage.Change {
	n := len(s.tail)
	if limit < math.MaxInt {
		n = min(n, tailAtOnce)
	}
	if n == 0 {
		return nil
	}
	origins, rest := layout.CutOrigins(s.origins, n)
	t := layout.Tail{Version: s.tailAt, Ops: s.tail[:n], Origins: origins}
	value, err := t.Encode()
	if err != nil {
		s.o.Trouble(err)
		return nil
	}
	s.since += n
	s.bytes += len(value)
	s.tail, s.origins, s.tailAt = s.tail[n:], rest, s.tailAt+int64(n)
	if len(s.tail) == 0 {
		s.tail = nil
	}
	return []storage.Change{storage.Put(layout.TailKey(s.replica.ID, t.End(), s.o.Instance), value)}
}

// update emits an event when the answer about the model has changed.
func (s *journal) update() {
	if s.settled() {
		s.o.leaving = slices.DeleteFunc(s.o.leaving, func(t *journal) bool { return t == s })
	}
	if now := s.judge(); now != s.state {
		s.state = now
		if s.task == nil {
			s.o.emit(Event{Name: SaveChanged, Model: s.replica.ID, Saved: now})
		}
	}
	s.o.Judge()
}

// settled reports whether the store has all edits and what they are made to, so
// that the model can be opened with them.
func (s *journal) settled() bool { return s.durable == s.edits && !s.copying }

// copied notes that the copy is stored, or that it is not to be had: then the
// edits are stored alone, and are sent from there.
func (s *journal) copied() {
	if s.copying {
		s.copying = false
		s.update()
	}
}

func (s *journal) judge() local.SaveState {
	c := s.replica.Control
	switch {
	case c.Committed() && !s.replica.Local:
		return local.SavedOnServer
	case s.settled() && c.BatchSize() == 0 && s.o.Persistent():
		return local.SavedOnDevice
	}
	return local.Unsaved
}

// Closed stores what is left of a model that is being closed.
func (s *journal) Closed() {
	o := s.o
	if s.replica.Control.PendingCount() > 0 || s.replica.Local {
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
