package client

import (
	"fmt"
	"math"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// load reads a model from the store, after everything that waits to be written
// about it.
func (o *offline) load(id string, done func(*layout.StoredModel, error)) {
	from, to := layout.ModelRange(id)
	o.Settled(from, to, func(err error) {
		if err != nil {
			done(nil, err) // what is stored is not all there is
			return
		}
		o.Records.Range(from, to, 0, func(records []storage.Record, err error) {
			var stored *layout.StoredModel
			if err == nil {
				stored, err = layout.AssembleModel(records)
			}
			o.Locked(func() { done(stored, err) })
		})
	})
}

// rehydration makes an open model of what is stored.
type rehydration struct {
	o      *offline
	id     string
	stored *layout.StoredModel
	m      *Model

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
func (o *offline) rehydrate(id string, stored *layout.StoredModel, alive func(string) bool) (*rehydration, error) {
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
	s := stored.State
	m := &Model{
		Tree: Tree{d: o.d, doc: doc}, id: id, collection: s.Collection, created: s.Created, modified: s.Modified,
		permissions: s.Permissions, ids: IDSource{Prefix: o.prefix()}}
	m.model = m
	if c := stored.Creation; c != nil && c.Request.Created == s.Created {
		m.creation, m.local = c, true
	}
	r := &rehydration{o: o, id: id, stored: stored, m: m}
	m.control = concurrency.NewClient(stored.Base, 0)
	o.saving(m, o.nextQueue(id))
	m.saving.from = stored.Version()
	if err := r.base(first); err != nil {
		return nil, err
	}
	for _, q := range rest {
		// Without locks its client may be alive. And what several queues have may be
		// sent by somebody else, without what would be in front of it here.
		if q.sent || o.Options.Locks == nil || q.shares(all) {
			continue
		}
		if err := r.merge(q); err != nil {
			return nil, err
		}
	}
	if first != nil {
		r.adopted = append(r.adopted, first)
	}
	m.dirty = !m.control.Committed()
	m.saving.head, m.saving.since = stored.Snapshot, len(stored.Tail)
	return r, nil
}

// base applies the tail and the queue that comes first.
func (r *rehydration) base(q *queueOf) error {
	m, local := r.m, uint64(1)
	var runs []layout.PendingRun
	if q != nil {
		runs = q.runs
	}
	restore := func(version int64) error {
		for ; len(runs) > 0 && runs[0].Version == version; runs = runs[1:] {
			run := &runs[0]
			for i, op := range run.Ops {
				if instance, sequence := identityIn(run, i); instance != m.saving.queue {
					m.take(local, instance, sequence)
				}
				op = m.doc.Stamp(op)
				if err := m.control.Restore(local, op); err != nil {
					return fmt.Errorf("load model %q: restore operation %d: %w", r.id, local, err)
				}
				if err := m.doc.Apply(op, nil); err != nil {
					return fmt.Errorf("load model %q: %w: %w", r.id, storage.ErrCorrupt, err)
				}
				local++
			}
		}
		return nil
	}
	for i, op := range r.stored.Tail {
		version := r.stored.Base + int64(i)
		if err := restore(version); err != nil {
			return err
		}
		if instance, sequence, ok := layout.OriginOf(r.stored.Origins, i); ok && m.isHead(instance, sequence) {
			if err := m.ack(version); err != nil {
				return err
			}
			continue
		}
		op, err := m.control.Remote(version, op)
		if err != nil {
			return err
		}
		if err := m.doc.Apply(op, nil); err != nil {
			return fmt.Errorf("load model %q: %w: %w", r.id, storage.ErrCorrupt, err)
		}
	}
	return restore(r.stored.Version())
}

// merge puts a queue behind what is pending already.
func (r *rehydration) merge(q *queueOf) error {
	m := r.m
	c := concurrency.NewClient(r.stored.Base, q.runs[0].First-1)
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
	for i, op := range r.stored.Tail {
		version := r.stored.Base + int64(i)
		if err := restore(version); err != nil {
			return err
		}
		// A client that was fenced off may have left the same operation in another
		// queue, which was sent.
		if c.PendingCount() > 0 {
			instance, sequence, _ := layout.OriginOf(names, int(c.FirstSequence()-q.runs[0].First))
			if from, original, ok := layout.OriginOf(r.stored.Origins, i); ok && from == instance && original == sequence {
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
	version := r.stored.Version()
	if err := restore(version); err != nil {
		return err
	}
	// What is pending here comes before the queue, as if it were acknowledged.
	var failed error
	m.control.Pending(func(_ uint64, op ot.Op) bool {
		_, failed = c.Remote(version, op)
		version++
		return failed == nil
	})
	if failed != nil {
		return failed
	}
	c.Pending(func(sequence uint64, op ot.Op) bool {
		local := m.control.LastSequence() + 1
		op = m.doc.Stamp(op)
		if failed = m.control.Restore(local, op); failed != nil {
			return false
		}
		instance, original, _ := layout.OriginOf(names, int(sequence-q.runs[0].First))
		m.take(local, instance, original)
		failed = m.doc.Apply(op, nil)
		return failed == nil
	})
	r.adopted = append(r.adopted, q)
	return failed
}

// adopt moves the queues that have become part of the model into its own, in one
// transaction: nobody else takes them then, and should this client die too, the
// next one finds a single queue. done gets
// [storage.ErrConflict] when another client was faster.
func (r *rehydration) adopt(done func(error)) {
	s := r.m.saving
	if len(r.adopted) == 0 {
		done(nil)
		return
	}
	var changes []storage.Change
	for _, q := range r.adopted {
		from, to := layout.PendingRange(r.id, q.instance, 0, 0)
		changes = append(append(changes, q.untouched(r.id)...),
			storage.DeleteRange(from, to), storage.Delete(layout.InstanceKey(q.instance, r.id)))
		if q.sent {
			s.sent = true
			changes = append(changes, storage.Delete(layout.SentKey(r.id, q.instance)), storage.Put(layout.SentKey(r.id, s.queue), nil))
		} else {
			changes = append(changes, storage.CheckAbsent(layout.SentKey(r.id, q.instance)))
		}
	}
	s.edits++ // so that everything is written
	changes = s.pendingChanges(changes, math.MaxInt)
	s.durable, s.stored = s.edits, r.m.control.LastSequence()
	r.o.Apply(changes, done)
}

// saving returns what keeps a model in the store.
func (o *offline) saving(m *Model, queue string) *saving {
	s := &saving{o: o, m: m, queue: queue, state: SavedOnServer}
	m.saving, m.queue = s, queue
	return s
}
