package offline

import (
	"fmt"
	"math"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
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

	adopted []*queueOf // queues of dead clients that became part of ours
}

// rehydrate brings a stored model to the newest state: the snapshot, the
// acknowledged operations since, and the pending ones of this client and of
// those that are dead, each restored at the version at which it was stored.
//
// Only the first of the queues may hold operations that the server might have:
// those that come behind another queue are transformed as if the server had
// ordered them so, and it has not. Queues that are left out are sent when there
// is a connection.
func (o *Models) rehydrate(id string, stored *layout.StoredModel, alive func(string) bool) (*rehydration, error) {
	doc, err := document.Read(stored.Data())
	if err != nil {
		return nil, fmt.Errorf("load model %q: %w: %w", id, storage.ErrCorrupt, err)
	}
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
	h := &rehydration{o: o, id: id, stored: stored, doc: doc, r: o.owner.Model(doc, o.prefix())}
	s, r := stored.State, h.r
	r.ID, r.Collection, r.Created, r.Modified, r.Permissions = id, s.Collection, s.Created, s.Modified, s.Permissions
	r.Control = concurrency.NewClient(stored.Base, 0)
	journal := o.keep(r, o.nextQueue(id))
	journal.from = stored.Version()
	if c := stored.Creation; c != nil && c.Request.Created == s.Created {
		journal.creation, r.Local = c, true
	}
	if err := h.base(first); err != nil {
		return nil, err
	}
	for _, q := range rest {
		// Without locks its client may be alive. And what several queues have may be
		// sent by somebody else, without what would be in front of it here.
		if q.sent || o.Options.Locks == nil || q.shares(all) {
			continue
		}
		if err := h.merge(q); err != nil {
			return nil, err
		}
	}
	if first != nil {
		h.adopted = append(h.adopted, first)
	}
	journal.head, journal.since = stored.Snapshot, len(stored.Tail)
	return h, nil
}

// base applies the tail and the queue that comes first.
func (h *rehydration) base(q *queueOf) error {
	r, local := h.r, uint64(1)
	var runs []layout.PendingRun
	if q != nil {
		runs = q.runs
	}
	restore := func(version int64) error {
		for ; len(runs) > 0 && runs[0].Version == version; runs = runs[1:] {
			run := &runs[0]
			for i, op := range run.Ops {
				if instance, sequence := identityIn(run, i); instance != r.Queue {
					r.Adopt(local, instance, sequence)
				}
				op = h.doc.Stamp(op)
				if err := r.Control.Restore(local, op); err != nil {
					return fmt.Errorf("load model %q: restore operation %d: %w", h.id, local, err)
				}
				if err := h.doc.Apply(op, nil); err != nil {
					return fmt.Errorf("load model %q: %w: %w", h.id, storage.ErrCorrupt, err)
				}
				local++
			}
		}
		return nil
	}
	for i, op := range h.stored.Tail {
		version := h.stored.Base + int64(i)
		if err := restore(version); err != nil {
			return err
		}
		if instance, sequence, ok := layout.OriginOf(h.stored.Origins, i); ok && r.IsHead(instance, sequence) {
			if err := r.Ack(version); err != nil {
				return err
			}
			continue
		}
		op, err := r.Control.Remote(version, op)
		if err != nil {
			return err
		}
		if err := h.doc.Apply(op, nil); err != nil {
			return fmt.Errorf("load model %q: %w: %w", h.id, storage.ErrCorrupt, err)
		}
	}
	return restore(h.stored.Version())
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
		failed = h.doc.Apply(op, nil)
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
	changes = s.pendingChanges(changes, math.MaxInt)
	s.durable, s.stored = s.edits, h.r.Control.LastSequence()
	h.o.Apply(changes, done)
}
