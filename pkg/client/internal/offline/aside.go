package offline

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// When the id of a model belongs to another one at the server, or the server does not keep
// what has happened since they were made, the edits can never get there, and as long as
// they are where they were, neither can what the server has be kept under the id. So they
// are set aside.

// setAside moves the edits that belong to a refused model, and the model itself if
// it was made here, into records of what was refused, in one transaction: at every
// moment they are here or there. Queues of tabs that live remain: their tabs hear
// the same answer. It returns false, and does nothing, when there is no data that
// the edits could be shown with.
func (o *Models) setAside(t *task, x *replica.Refusal, stored *layout.StoredModel, alive func(string) bool, then func()) bool {
	base := baseOf(t, stored)
	if base == nil {
		return false
	}
	var changes []storage.Change
	var numbers []uint64
	number := uint64(o.session.Host.Now().UnixMilli())
	for {
		h, err := o.rehydrate(t.model, base, func(queue string) bool { return alive(queue) || o.uses(t.model, queue) })
		if err != nil {
			return false
		}
		left := queues(base)
		if len(h.adopted) == 0 && (len(numbers) > 0 || len(left) > 0 || !t.creation) {
			if len(left) == 0 {
				changes = append(changes, withoutModel(t.model, t.created, stored)...)
			}
			break
		}
		record := o.refusedRecord(t, x, stored)
		if record.Data, err = protocol.AppendValue(nil, h.doc.Value()); err != nil {
			return false
		}
		n := 0
		for _, q := range h.adopted {
			for _, e := range q.identities() {
				for i := range e.Count {
					record.Edits = layout.AppendOrigin(record.Edits, n, e.Instance, e.First+uint64(i))
					n++
				}
			}
			changes = append(changes, q.removal(t.model)...)
			base.Pending = withoutQueue(base.Pending, q.instance)
		}
		key := layout.RefusedKey(t.model, number)
		changes = append(changes, storage.CheckAbsent(key), storage.Put(key, record.Encode()))
		numbers = append(numbers, number)
		number++
	}
	if len(numbers) == 0 {
		if q := queueNamed(queues(base), t.instance); q != nil && !alive(q.instance) {
			return false
		}
		then()
		return true
	}
	o.Apply(changes, func(err error) {
		switch {
		case errors.Is(err, storage.ErrConflict):
			o.keepRefusal(t, x, then) // a tab has woken up, or was faster
			return
		case err != nil:
			o.Trouble(err) // all of it is where it was
		default:
			delete(o.refused, t.model)
			for _, n := range numbers {
				o.refusalKept(t.model, x, n)
			}
			o.emitStatus(t.model)
		}
		then()
	})
	return true
}

// uses reports whether a queue is that of an open model.
func (o *Models) uses(id, queue string) bool {
	r := o.set.Open[id]
	return r != nil && r.Queue == queue
}

// baseOf returns the stored model that the edits of a task belong to, nil when
// the store has none: the id may be that of another one already.
func baseOf(t *task, stored *layout.StoredModel) *layout.StoredModel {
	if c := stored.Creation; c != nil && c.Request.Created == t.created {
		if made, err := stored.AtCreation(); err == nil {
			return made
		}
	}
	if stored.State == nil || stored.Snapshot == nil || t.created != 0 && stored.State.Created != t.created {
		return nil
	}
	copied := *stored
	return &copied
}

// withoutQueue returns the runs of all other queues.
func withoutQueue(runs []layout.PendingRun, instance string) (rest []layout.PendingRun) {
	for _, run := range runs {
		if run.Instance != instance {
			rest = append(rest, run)
		}
	}
	return rest
}

// removal removes a queue unless somebody has written to it since it was read.
// Who calls it has put the operations elsewhere in the same transaction, or was
// asked by the application to give them up.
func (q *queueOf) removal(model string) []storage.Change {
	from, to := layout.PendingRange(model, q.instance, 0, 0)
	return append(q.untouched(model), storage.DeleteRange(from, to),
		storage.Delete(layout.InstanceKey(q.instance, model)), storage.Delete(layout.SentKey(model, q.instance)))
}

// withoutModel removes the creation and the copy of a model that was created at a
// moment, not those of another one with its id, and no edits. A subscription
// remains: it is one to the id.
func withoutModel(id string, created int64, stored *layout.StoredModel) (changes []storage.Change) {
	if c := stored.Creation; c != nil && c.Request.Created == created {
		changes = append(changes, storage.Delete(layout.CreationKey(id)))
	}
	if stored.State == nil {
		return changes
	}
	state := *stored.State
	changes = append(changes, storage.Check(layout.ModelKey(id), state.Encode()))
	if state.Created != created {
		state.Flags &^= layout.FlagCreated
		return append(changes, layout.StateChanges(id, state)...)
	}
	changes = append(changes, layout.CopyChanges(id)...)
	if flags := state.Flags & (layout.FlagSubscribed | layout.FlagDeleted); flags != 0 {
		return append(changes, layout.StateChanges(id, layout.ModelState{Flags: flags})...)
	}
	return append(changes, storage.Delete(layout.ModelKey(id)), storage.Delete(layout.ListingKey(id)))
}
