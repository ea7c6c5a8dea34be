package offline

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/steps"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// rehydration makes an open model of what is stored.
type rehydration struct {
	o      *Models
	id     string
	stored *layout.StoredModel
	r      *replica.Replica
	doc    *document.Document

	left    []func() (more bool, err error) // to be called, each until there is no more
	adopted []*queueOf                      // queues of dead clients that became part of ours

	found   *steps.Found // undo steps that are to be taken up when they fit
	behind  uint64       // number that the operations of their queue are counted from
	took    bool         // they were taken up
	alone   bool         // no more operations of a queue are to be restored before one of the server
	handled int          // operations of their queue that are in none any more: the tail has them
}

// What is done at least before the page may have its turn.
const (
	elementsAtOnce   = 512
	operationsAtOnce = 64
)

// rehydrate brings a stored model to the newest state: the snapshot, the
// acknowledged operations since, and the pending ones of this client and of
// those that are dead, each restored at the version at which it was stored.
//
// Only the first of the queues may hold operations that the server might have:
// those that come behind another queue are transformed as if the server had
// ordered them so, and it has not. Queues that are left out are sent when there
// is a connection.
func (o *Models) rehydrate(id string, stored *layout.StoredModel, alive func(string) bool) (*rehydration, error) {
	h := o.beginRehydration(id, stored, alive)
	for {
		if more, err := h.some(); !more {
			return h, err
		}
	}
}

// beginRehydration begins what rehydrate does.
func (o *Models) beginRehydration(id string, stored *layout.StoredModel, alive func(string) bool) *rehydration {
	h := &rehydration{o: o, id: id, stored: stored}
	reading := document.BeginReading(stored.Data())
	h.left = append(h.left, func() (more bool, err error) {
		if h.doc, err = reading.Some(elementsAtOnce); err != nil {
			return false, h.corrupt(err)
		}
		if h.doc != nil {
			h.begin(alive)
		}
		return h.doc == nil, nil
	})
	return h
}

// some does a bit of it, and reports whether anything is left.
func (h *rehydration) some() (more bool, err error) {
	more, err = h.left[0]()
	if err != nil {
		return false, err
	}
	if !more {
		h.left = h.left[1:]
	}
	return len(h.left) > 0, nil
}

func (h *rehydration) corrupt(err error) error {
	return fmt.Errorf("load model %q: %w: %w", h.id, storage.ErrCorrupt, err)
}

// begin makes the model with the document of the snapshot, and finds out which
// queues become part of it.
func (h *rehydration) begin(alive func(string) bool) {
	o, stored := h.o, h.stored
	var first *queueOf
	var rest []*queueOf
	all := queues(stored)
	for _, q := range all {
		switch {
		case alive(q.instance) || !q.fits(stored) || q.behind(all) || !q.belongs(stored.State.Created):
		case first == nil || q.sent && !first.sent:
			if first != nil {
				rest = append(rest, first)
			}
			first = q
		default:
			rest = append(rest, q)
		}
	}
	h.r = o.owner.Model(h.doc, o.prefix())
	s, r := stored.State, h.r
	r.ID, r.Collection, r.Created, r.Modified, r.Permissions = h.id, s.Collection, s.Created, s.Modified, s.Permissions
	r.Control = concurrency.NewClient(stored.Base, 0)
	journal := o.keep(r, o.nextQueue(h.id))
	journal.from = stored.Version()
	if c := stored.Creation; c != nil && c.Request.Created == s.Created {
		journal.creation, r.Local = c, true
	}
	h.left = append(h.left, h.base(h.withSteps(all, first)))
	for _, q := range rest {
		// Without locks its client may be alive. And what several queues have may be
		// sent by somebody else, without what would be in front of it here.
		if q.sent || o.Options.Locks == nil || q.shares(all) {
			continue
		}
		h.left = append(h.left, func() (bool, error) { return false, h.merge(q) })
	}
	h.left = append(h.left, func() (bool, error) {
		if first != nil {
			h.adopted = append(h.adopted, first)
		}
		if h.found != nil && (!h.took || h.r.Control.PendingCount() > 0 && h.r.Control.FirstSequence() <= uint64(h.handled)) {
			return false, errSteps
		}
		journal.head, journal.since = stored.Snapshot, len(stored.Tail)
		return false, nil
	})
}

// base returns what applies the tail and the queue that comes first.
func (h *rehydration) base(q *queueOf) func() (more bool, err error) {
	local, version := uint64(1), h.stored.Base
	var runs []layout.PendingRun
	next := 0 // operation of the first of them
	if q != nil {
		runs = q.runs
	}
	h.reached()
	one := func() (more bool, err error) {
		if len(runs) > 0 && runs[0].Version == version {
			if next == len(runs[0].Ops) {
				runs, next = runs[1:], 0
				return true, nil
			}
			err = h.restore(local, &runs[0], next)
			local++
			next++
			h.reached()
			return true, err
		}
		i := int(version - h.stored.Base)
		if i == len(h.stored.Tail) {
			return false, nil
		}
		h.alone = len(runs) == 0
		err = h.ordered(version, i)
		version++
		h.reached()
		return true, err
	}
	return func() (more bool, err error) {
		for n := 0; n < operationsAtOnce; n++ {
			before := version
			if more, err = one(); !more || err != nil {
				break
			}
			if version > before { // past everything that is pending
				n += h.r.Control.PendingCount() / replica.PendingToWeigh
			}
		}
		return more, err
	}
}

// restore makes an operation of a queue pending, as the next one of this client.
func (h *rehydration) restore(local uint64, run *layout.PendingRun, i int) error {
	if instance, sequence := identityIn(run, i); instance != h.r.Queue {
		h.r.Adopt(local, instance, sequence)
	}
	op := h.doc.Stamp(run.Ops[i])
	if err := h.r.Control.Restore(local, op); err != nil {
		return fmt.Errorf("load model %q: restore operation %d: %w", h.id, local, err)
	}
	return h.apply(op)
}

// ordered takes in operation i of the tail.
func (h *rehydration) ordered(version int64, i int) error {
	r := h.r
	if instance, sequence, ok := layout.OriginOf(h.stored.Origins, i); ok && r.IsHead(instance, sequence) {
		return r.Ack(version)
	}
	op := h.stored.Tail[i]
	if h.took && h.alone {
		r.Holder.Coming(op)
	}
	op, err := r.Control.Remote(version, op)
	if err != nil {
		return err
	}
	return h.apply(op)
}

// merge puts a queue behind what is pending already.
func (h *rehydration) merge(q *queueOf) error {
	r := h.r
	c := concurrency.NewClient(h.stored.Base, q.runs[0].First-1)
	runs, names := q.runs, q.identities()
	restore := func(version int64) error {
		for ; len(runs) > 0 && runs[0].Version == version; runs = runs[1:] {
			for i, op := range runs[0].Ops {
				if err := c.Restore(runs[0].First+uint64(i), op); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for i, op := range h.stored.Tail {
		version := h.stored.Base + int64(i)
		if err := restore(version); err != nil {
			return err
		}
		// A client that was fenced off may have left the same operation in another
		// queue, which was sent.
		if c.PendingCount() > 0 {
			instance, sequence, _ := layout.OriginOf(names, int(c.FirstSequence()-q.runs[0].First))
			if from, original, ok := layout.OriginOf(h.stored.Origins, i); ok && from == instance && original == sequence {
				if err := c.Ack(version, c.FirstSequence()); err != nil {
					return err
				}
				continue
			}
		}
		if _, err := c.Remote(version, op); err != nil {
			return err
		}
	}
	version := h.stored.Version()
	if err := restore(version); err != nil {
		return err
	}
	// What is pending here comes before the queue, as if it were acknowledged.
	var failed error
	r.Control.Pending(func(_ uint64, op ot.Op) bool {
		_, failed = c.Remote(version, op)
		version++
		return failed == nil
	})
	if failed != nil {
		return failed
	}
	c.Pending(func(sequence uint64, op ot.Op) bool {
		local := r.Control.LastSequence() + 1
		op = h.doc.Stamp(op)
		if failed = r.Control.Restore(local, op); failed != nil {
			return false
		}
		instance, original, _ := layout.OriginOf(names, int(sequence-q.runs[0].First))
		r.Adopt(local, instance, original)
		failed = h.apply(op)
		return failed == nil
	})
	h.adopted = append(h.adopted, q)
	return failed
}

// adopt moves the queues that have become part of the model into its own, in one
// transaction: nobody else takes them then, and should this client die too, the
// next one finds a single queue. done gets
// [storage.ErrConflict] when another client was faster.
func (h *rehydration) adopt(done func(error)) {
	s := journalOf(h.r)
	if len(h.adopted) == 0 {
		done(nil)
		return
	}
	var changes []storage.Change
	for _, q := range h.adopted {
		from, to := layout.PendingRange(h.id, q.instance, 0, 0)
		changes = append(append(changes, q.untouched(h.id)...),
			storage.DeleteRange(from, to), storage.Delete(layout.InstanceKey(q.instance, h.id)))
		if q.sent {
			s.sent = true
			changes = append(changes, storage.Delete(layout.SentKey(h.id, q.instance)), storage.Put(layout.SentKey(h.id, s.replica.Queue), nil))
		} else {
			changes = append(changes, storage.CheckAbsent(layout.SentKey(h.id, q.instance)))
		}
	}
	s.edits++ // so that everything is written
	h.o.session.InPortions(func() (again bool) {
		if changes = s.pendingChanges(changes, 1); s.rest {
			return true
		}
		s.durable, s.stored, s.told = s.edits, h.r.Control.LastSequence(), s.sent
		h.o.Apply(s.stepChanges(changes), done)
		return false
	})
}
