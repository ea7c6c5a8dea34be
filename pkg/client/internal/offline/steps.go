package offline

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/steps"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Undo steps are stored together with what is pending, and fit the model as it was then.
// Who opens it later takes them up at that point on the way from the snapshot to the
// newest state, from where they hear of everything else. With a connection such a model
// comes from the store, too, and then from the server what it has missed.

// errSteps says that the steps that were found do not fit what the store has, or that a new
// snapshot would be behind where they do. Nobody but this package sees it.
var errSteps = errors.New("the undo steps do not fit the model")

// stepChanges brings the undo steps that are kept up to date with what is stored.
func (s *journal) stepChanges(changes []storage.Change) []storage.Change {
	r, c := s.replica, s.replica.Control
	if s.task != nil || s.rest {
		return changes
	}
	return s.o.owner.Steps(r).Changes(changes, r.ID, r.Queue, layout.Steps{Tab: s.o.Options.Tab, Version: c.Version(),
		Last: c.LastSequence(), Pending: c.PendingCount(), Created: r.Created, Millis: s.o.session.Host.Now().UnixMilli()})
}

// StepsChanged notes that something of the steps of a model has changed without an edit.
func (o *Models) StepsChanged(r *replica.Replica) {
	if s := journalOf(r); o != nil && s != nil {
		s.enqueue()
	}
}

// withSteps returns the queue that comes first, with what the steps that were found need of
// it. Where theirs is another one they are not taken up.
func (h *rehydration) withSteps(all []*queueOf, first *queueOf) *queueOf {
	f := h.found
	if f == nil || first != queueNamed(all, f.Queue) {
		return first
	}
	whole := &queueOf{instance: f.Queue, runs: f.Runs}
	for i := range f.Runs {
		h.handled += len(f.Runs[i].Ops)
	}
	if first != nil {
		whole.runs = append(whole.runs, first.runs...)
	}
	if h.behind = f.Head.Last; len(whole.runs) > 0 {
		h.behind = whole.runs[0].First - 1
	}
	if !whole.fits(h.stored) {
		return first
	}
	return whole
}

// reached takes the steps up when the model is as it was when they were stored.
func (h *rehydration) reached() {
	f, c := h.found, h.r.Control
	if f != nil && !h.took && c.Version() == f.Head.Version && h.behind+c.LastSequence() == f.Head.Last && c.PendingCount() == f.Head.Pending {
		h.took = true
		h.o.owner.TakeUp(h.r, f.Load(h.doc, h.behind))
	}
}

// apply applies an operation, of which steps that were taken up hear as of somebody else's.
func (h *rehydration) apply(op ot.Op) (err error) {
	if h.took {
		err = h.r.Holder.Apply(op, nil, new(ot.Op)) // nobody listens yet
	} else {
		err = h.doc.Apply(op, nil)
	}
	if err != nil {
		return h.corrupt(err)
	}
	return nil
}

// findSteps finds the undo steps that this tab has left of a model; nil for none.
func (o *Models) findSteps(id string, stored *layout.StoredModel, alive func(string) bool) *steps.Found {
	if len(stored.Steps) == 0 || stored.State == nil || stored.Snapshot == nil {
		return nil
	}
	found, stale := steps.Find(id, stored, o.Options.Tab, o.session.Host.Now().UnixMilli(), func(queue string) bool {
		return !o.uses(id, queue) && (!alive(queue) || o.Options.Locks == nil && o.Options.Tab != "")
	})
	o.Writer.Add(stale, nil)
	return found
}

// arrival is what a replica from the store is kept for until it is up to date, if that is
// before anybody has it.
type arrival struct {
	replica.Holder // the model
	o              *Models
	r              *replica.Replica
	done           func(arrived bool)
}

// arrive brings a model from the store up to date, then calls done: with false if that
// cannot be done, and the model is closed.
func (o *Models) arrive(r *replica.Replica, done func(arrived bool)) {
	r.Holder = &arrival{r.Holder, o, r, done}
	r.Start()
}

// HolderOf returns what a replica is kept for once it is up to date.
func HolderOf(r *replica.Replica) replica.Holder {
	if a, ok := r.Holder.(*arrival); ok {
		return a.Holder
	}
	return r.Holder
}

func (a *arrival) end() {
	if a.r.Holder == a {
		a.r.Holder = a.Holder
	}
}

func (a *arrival) fail() {
	a.o.owner.Steps(a.r).Set(nil)
	a.end()
	a.r.GiveBack()
	a.r.End()
	a.done(false)
}

func (a *arrival) Event(replica.Event) {}
func (a *arrival) Ended(replica.Event) { a.fail() }
func (a *arrival) Failed(error)        { a.fail() }
func (a *arrival) Replaced()           { a.fail() }

func (a *arrival) NotSynchronised(protocol.Message, *session.Error) { a.fail() }

func (a *arrival) Detached() { // it is one without a connection
	a.end()
	a.Holder.Detached()
	a.done(true)
}

func (a *arrival) Synchronised(m *protocol.ResyncServerDone) {
	a.end()
	a.Holder.Synchronised(m)
	a.done(true)
}
