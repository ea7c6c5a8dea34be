package offline

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// ended ends a task with what has come of it: a refusal, a failure, or neither.
func (r *round) ended(t *task, x *replica.Refusal, f *replica.Failure) {
	o := r.o
	switch {
	case r.over(t):
	case x == nil && f == nil:
		r.finished(t)
	case o.session.State != session.StateConnected:
		r.abort()
	case f != nil:
		// Everything remains stored, and the next round tries again.
		r.skipped[t.model] = true
		o.failed[t.model] = f
		o.emit(Event{Name: ModelSyncError, Model: t.model, Err: f.Err})
		r.leave(t)
	case t.kind == taskUpdate && x.Err.Code == protocol.CodeVersionNotKept:
		r.renew(t)
	default:
		// What it was about remains stored, and an event is emitted.
		r.skipped[t.model] = true
		x.Deletion = t.kind == taskDelete
		o.refused[t.model] = x
		o.emit(Event{Name: ModelSyncError, Model: t.model, Err: x.Err})
		r.gone(t, x)
		o.keepRefusal(t, x, func() { r.leave(t) })
	}
}

// renew fetches a copy anew that is too old to be brought up to date.
func (r *round) renew(t *task) {
	failed := func(err error) { r.failed(t, storeFailure("keep model "+t.model, err)) }
	r.o.load(t.model, func(stored *layout.StoredModel, err error) {
		if err == nil && (stored.State == nil || len(stored.Pending) > 0) {
			err = storage.ErrConflict // another tab works with it
		}
		if err != nil {
			failed(err)
			return
		}
		r.o.Apply(withoutModel(t.model, stored.State.Created, stored), func(err error) {
			switch {
			case r.over(t):
			case err != nil:
				failed(err)
			default:
				r.fetch(t)
			}
		})
	})
}

// failed ends a task that was not brought to its end.
func (r *round) failed(t *task, f *replica.Failure) { r.ended(t, nil, f) }

// finished ends a task that has succeeded.
func (r *round) finished(t *task) {
	if r.over(t) {
		return
	}
	o := r.o
	if t.kind == taskPush || t.kind == taskCreate {
		delete(o.refused, t.model)
		delete(o.failed, t.model)
		o.dropRefusal(t.model)
	}
	if t.counted {
		o.emit(Event{Name: ModelSyncCompleted, Model: t.model})
		if t.loaded {
			o.status(t.model, t.flags)
		}
		if len(r.synced) < roundSynced && t.kind == taskPush {
			r.synced[t.model] = true
		}
	}
	r.leave(t)
}

// leave goes on after a task, whatever became of it. Called alone it means that
// somebody else does it.
func (r *round) leave(t *task) {
	if r.over(t) {
		return
	}
	r.remove(t)
	if r.reading {
		r.since[t.model] = true
	}
	if t.counted {
		r.progress(t)
	}
	if t.kind == taskFetch {
		r.fetched()
	}
	for _, f := range t.done {
		f()
	}
	r.next()
}

func (r *round) remove(t *task) {
	r.running = slices.DeleteFunc(r.running, func(other *task) bool { return other == t })
}

// progress emits how many models are left when one is done.
func (r *round) progress(t *task) {
	if n := r.extra[t.model]; n > 1 {
		r.extra[t.model] = n - 1
		return
	} else if n == 1 {
		delete(r.extra, t.model)
		return
	}
	if r.left--; r.left > 0 {
		r.o.emit(Event{Name: SyncProgress, Count: r.left})
	}
}

// gone emits that the server does not have a model any more, or does not let us
// have it. A copy without edits of ours goes too; edits remain stored.
func (r *round) gone(t *task, x *replica.Refusal) {
	name := Deleted
	switch x.Err.Code {
	case protocol.CodeModelNotFound, protocol.CodeModelDeleted:
	case protocol.CodeUnauthorized:
		name = PermissionsRevoked
	default:
		return
	}
	r.o.emit(Event{Name: name, Model: t.model})
	if t.kind == taskUpdate {
		// The server has no copy for us any more; edits are left where they are.
		r.o.forgetCopy(t.model, func(error) {})
	}
}
