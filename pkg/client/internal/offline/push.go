package offline

import (
	"math"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// A model that is not open is synchronised without its document: operations are
// transformed against each other, and what the server has acknowledged is
// appended to what is stored. So the memory that is needed depends on what is
// pending, not on the model.

// push sends the queue of one instance, with the identities under which it was
// stored; a model that the server does not know is created there first. Without
// an instance it only brings the stored copy up to date.
func (r *round) push(t *task) {
	o := r.o
	o.load(t.model, func(stored *layout.StoredModel, err error) {
		if r.over(t) {
			return
		}
		if err != nil {
			r.failed(t, storeFailure("synchronise model "+t.model, err))
			return
		}
		t.aboutTo(stored)
		if stored.State != nil {
			t.loaded, t.flags = true, stored.State.Flags
		}
		if stored.Creation == nil {
			r.pushStored(t, stored)
			return
		}
		o.createAtServer(stored.Creation, func(x *replica.Refusal, f *replica.Failure) {
			switch {
			case r.over(t):
			case x != nil || f != nil:
				r.ended(t, x, f)
			default:
				stored.Creation, t.creation = nil, false
				r.pushStored(t, stored)
			}
		})
	})
}

// aboutTo notes what the server is to take, so that it is known what it has
// refused.
func (t *task) aboutTo(stored *layout.StoredModel) {
	if stored.Creation != nil {
		t.creation, t.created = true, stored.Creation.Request.Created
	} else if stored.State != nil {
		t.created = stored.State.Created
	}
	if q := queueNamed(queues(stored), t.instance); q != nil {
		t.edits = q.identities()
		if created := q.created(); created != 0 && !t.creation {
			t.created = created
		}
	}
}

func (r *round) pushStored(t *task, stored *layout.StoredModel) {
	o := r.o
	all := queues(stored)
	queue := queueNamed(all, t.instance)
	switch {
	case queue != nil && queue.behind(all):
		r.later(t)
	case queue != nil:
		r.synchronise(t, stored, queue)
	case t.kind == taskCreate:
		r.finished(t)
	case t.instance != "":
		// A mark without operations, unless its client has written more meanwhile:
		// then the mark is another one, or there is a record behind it.
		key := layout.InstanceKey(t.instance, t.model)
		o.Apply([]storage.Change{storage.Check(key, layout.Mark{Millis: t.millis, Owner: t.owner}.Encode()), storage.Delete(key)},
			func(error) { r.leave(t) })
	case stored.Snapshot == nil: // a copy that is gone
		r.finished(t)
	default:
		r.synchronise(t, stored, nil)
	}
}

// later puts a task behind the others of its model, once.
func (r *round) later(t *task) {
	if t.deferred || !slices.ContainsFunc(r.tasks, func(other *task) bool { return other.model == t.model }) {
		r.leave(t) // another tab has to send first
		return
	}
	t.deferred, t.weight = true, 0
	r.remove(t)
	r.tasks = append(r.tasks, t)
	r.next()
}

// synchronise makes the replica and starts its synchronisation.
func (r *round) synchronise(t *task, stored *layout.StoredModel, queue *queueOf) {
	p := r.o.set.New()
	p.ID, p.Created = t.model, t.created
	if stored.State != nil {
		p.Permissions = stored.State.Permissions
	}
	t.version, t.stored = stored.Version(), stored.Snapshot != nil
	t.copy = copyToRenew(stored)
	s := r.o.keep(p, t.instance)
	s.task, t.journal = t, s
	p.Holder = (*synchronisation)(s)
	version, first := int64(math.MaxInt64), uint64(1)
	s.from = noBase
	if t.stored {
		version = stored.Version()
		s.from, s.since = version, len(stored.Tail)
	}
	if queue != nil {
		first, s.later = queue.runs[0].First, queue.runs
		version = min(version, queue.runs[0].Version)
		s.marked, s.sent, s.told = true, queue.sent, queue.sent
		t.untouched = queue.untouched(t.model)
		kept := slices.ContainsFunc(stored.Steps, func(r layout.StepsRecord) bool { return r.Instance == t.instance })
		for _, run := range queue.runs {
			t.weight += len(run.Ops)
			r := savedRecord{first: run.First, last: run.First + uint64(len(run.Ops)) - 1, bytes: recordBytes}
			if kept {
				r.kept, _ = run.Encode() // it was decoded from that
			}
			s.records = append(s.records, r)
		}
	}
	p.Control = concurrency.NewClient(version, first-1)
	r.o.session.InPortions(func() (again bool) {
		if r.over(t) {
			return false
		}
		again, err := s.restoreRun()
		switch {
		case err != nil:
			r.failed(t, storeFailure("synchronise model "+t.model, err))
		case !again:
			p.Resync()
		}
		return again
	})
}
