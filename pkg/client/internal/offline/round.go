package offline

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
)

// next starts as many tasks as may be on their way, or ends the round.
func (r *round) next() {
	if r.busy {
		return // a task has ended at once: the loop below goes on
	}
	r.busy = true
	limit := min(len(r.running)+roundSteps, roundWidth)
	for r.o.round == r && len(r.running) < limit && r.weight() < roundWeight {
		t := r.take()
		if t == nil {
			break
		}
		r.running = append(r.running, t)
		r.start(t)
	}
	r.busy = false
	if r.o.round == r && len(r.running) == 0 && len(r.tasks) == 0 && !r.reading {
		r.proceed()
	}
}

func (r *round) weight() (operations int) {
	for _, t := range r.running {
		operations += t.weight
	}
	return operations
}

// take returns the next task, about a model that is not on its way already.
func (r *round) take() *task {
	for i, t := range r.tasks {
		if r.taskAbout(t.model) != nil {
			continue
		}
		if i == 0 {
			r.tasks[0] = nil // what is done must not be kept
			r.tasks = r.tasks[1:]
		} else {
			r.tasks = slices.Delete(r.tasks, i, i+1)
		}
		return t
	}
	return nil
}

// taskAbout returns the task that is on its way for a model.
func (r *round) taskAbout(id string) *task {
	for _, t := range r.running {
		if t.model == id {
			return t
		}
	}
	return nil
}

// proceed goes on when all tasks are done.
func (r *round) proceed() {
	o := r.o
	switch {
	case r.more:
		r.left = 0
		r.scan()
	case !r.updating:
		r.updating = true
		o.remain = len(r.skipped) > 0 || r.unread || o.postponed || len(o.kept) > 0
		o.passing = o.passing && o.remain
		o.Judge()
		if r.begun {
			o.emit(Event{Name: SyncCompleted})
		}
		r.from, _ = layout.ListingRange()
		r.copies()
	case !r.end:
		r.copies()
	default:
		r.finish()
	}
}

func (r *round) start(t *task) {
	o := r.o
	if r.skipped[t.model] && t.kind != taskOpen || r.elsewhere(t) {
		r.leave(t)
		return
	}
	if t.counted {
		if !r.begun {
			r.begun = true
			o.emit(Event{Name: SyncStarted, Count: r.left})
		}
		o.emit(Event{Name: ModelSyncStarted, Model: t.model})
	}
	open := o.set.Open[t.model]
	if open != nil && open.Attached() && t.kind == taskPush {
		r.detach(t, open)
		return
	}
	switch t.kind {
	case taskPush, taskUpdate, taskCreate:
		r.push(t)
	case taskDelete:
		o.deleteAtServer(t.model, func(x *replica.Refusal, f *replica.Failure) { r.ended(t, x, f) })
	case taskFetch:
		r.fetch(t)
	case taskOpen:
		if open != nil && !open.Attached() && !open.Syncing() {
			open.Start()
		}
		r.finished(t)
	}
}

// elsewhere reports whether the model has been opened meanwhile, or is about to
// be, so that the task is not this round's. What a dead client has left remains to
// be done as long as that is under way, whose end has it looked for again.
func (r *round) elsewhere(t *task) bool {
	o := r.o
	m := o.set.Open[t.model]
	underWay := o.owner.Opening(t.model) && len(t.done) == 0 || m != nil && (m.Syncing() || m.Closing)
	if t.kind == taskOpen || m == nil && !underWay || m != nil && t.kind == taskPush && !underWay {
		return false
	}
	o.postponed = o.postponed || underWay && t.counted
	return true
}

// Resume looks again for what was postponed, when a model has been opened,
// synchronised or closed.
func (o *Models) Resume() {
	if o != nil && o.postponed {
		o.postponed = false
		o.remain = true
		o.refresh()
	}
}

// detach closes an open model at the server, so that what a dead client has left
// for it can be sent. It is resynchronised afterwards; edits made meanwhile wait.
func (r *round) detach(t *task, open *replica.Replica) {
	r.o.set.Flush()
	open.Detach()
	open.CloseAtServer(func(same bool) {
		switch {
		case !same: // everything begins anew with the next connection
			return
		case open.Closed:
			r.finished(t)
			return
		}
		open.Disconnected()
		if r.over(t) {
			open.Start()
			return
		}
		r.push(t)
	})
}

// noticed takes down that the flags of a stored model have changed.
func (r *round) noticed(id string, flags layout.Flags) {
	if r == nil {
		return
	}
	if t := r.taskAbout(id); t != nil {
		t.flags = flags
	}
}

// lookAgain has the round look for tasks once more when all are done.
func (r *round) lookAgain() {
	if r != nil {
		r.more = true
	}
}

// finish ends the round and plans the next one.
func (r *round) finish() {
	o := r.o
	o.round = nil
	if r.downloads {
		o.emit(Event{Name: DownloadStopped})
	}
	o.Judge()
	conn := o.session.Conn
	o.session.After(roundInterval, func() {
		if o.session.Conn == conn && conn != nil {
			o.startRound()
		}
	})
}

// abandon gives a round up, if there is one, because its store is gone. The
// connection goes on.
func (r *round) abandon() {
	if r == nil || r.o.round != r {
		return
	}
	var resources []uint32
	for _, t := range r.running {
		if t.journal != nil && t.journal.replica.Attached() {
			resources = append(resources, t.journal.replica.Resource())
		}
	}
	r.abort()
	for _, resource := range resources {
		if r.o.session.Conn != nil {
			r.o.set.GiveBack(resource)
		}
	}
}

// abort gives the round up because there is no connection any more.
func (r *round) abort() {
	o := r.o
	if o.round != r {
		return
	}
	o.round = nil
	for _, t := range r.running {
		if s := t.journal; s != nil {
			if t.counted && s.replica.Control.Committed() { // only the end was not reported
				o.emit(Event{Name: ModelSyncCompleted, Model: t.model})
			}
			s.replica.Forget()
			s.save(nil)
		}
	}
	if r.begun && !r.updating {
		o.emit(Event{Name: SyncAborted})
	}
	tasks := append(r.running, r.tasks...)
	for _, t := range tasks {
		for _, f := range t.done {
			f()
		}
	}
}

// Offline is called when the connection is gone.
func (o *Models) Offline() {
	if o != nil && o.round != nil {
		o.round.abort()
	}
}
