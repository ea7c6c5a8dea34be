package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/protocol"
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
			o.emit(OfflineEvent{Name: OfflineSyncCompleted})
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
			o.emit(OfflineEvent{Name: OfflineSyncStarted, Count: r.left})
		}
		o.emit(OfflineEvent{Name: OfflineModelSyncStarted, Model: t.model})
	}
	if m := o.d.models.open[t.model]; m != nil && m.attached && t.kind == taskPush {
		r.detach(t, m)
		return
	}
	switch t.kind {
	case taskPush, taskUpdate, taskCreate:
		r.push(t)
	case taskDelete:
		o.deleteAtServer(t.model, func(x *refusal, f *failure) { r.ended(t, x, f) })
	case taskFetch:
		r.fetch(t)
	case taskOpen:
		if m := o.d.models.open[t.model]; m != nil && !m.attached && m.syncing == nil {
			m.startResync()
		}
		r.finished(t)
	}
}

// elsewhere reports whether the model has been opened meanwhile, or is about to
// be, so that the task is not this round's. What a dead client has left remains to
// be done as long as that is under way, whose end has it looked for again.
func (r *round) elsewhere(t *task) bool {
	d := r.o.d
	m := d.models.open[t.model]
	underWay := d.models.opening[t.model] != nil && len(t.done) == 0 || m != nil && (m.syncing != nil || m.closing)
	if t.kind == taskOpen || m == nil && !underWay || m != nil && t.kind == taskPush && !underWay {
		return false
	}
	r.o.postponed = r.o.postponed || underWay && t.counted
	return true
}

// resume looks again for what was postponed, when a model has been opened,
// synchronised or closed.
func (o *offline) resume() {
	if o != nil && o.postponed {
		o.postponed = false
		o.remain = true
		o.refresh()
	}
}

// detach closes an open model at the server, so that what a dead client has left
// for it can be sent. It is resynchronised afterwards; edits made meanwhile wait.
func (r *round) detach(t *task, m *Model) {
	d := r.o.d
	d.models.flush(d)
	conn := d.session.Conn
	m.attached = false
	d.session.RequestNow(&protocol.CloseRequest{Resource: m.resource}, "close a model", func(protocol.Message, *Error) {
		switch {
		case d.session.Conn != conn: // everything begins anew with the next one
			return
		case m.closed:
			r.finished(t)
			return
		}
		if d.models.resources[m.resource] == m {
			delete(d.models.resources, m.resource)
		}
		m.wentOffline()
		if r.over(t) {
			m.startResync()
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
		o.emit(OfflineEvent{Name: OfflineDownloadStopped})
	}
	o.Judge()
	conn := o.d.session.Conn
	o.d.session.After(roundInterval, func() {
		if o.d.session.Conn == conn && conn != nil {
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
	running := r.running
	var attached []uint32
	for _, t := range running {
		if t.m != nil && t.m.attached {
			attached = append(attached, t.m.resource)
		}
	}
	r.abort()
	for _, resource := range attached {
		if r.o.d.session.Conn != nil {
			r.o.d.session.RequestNow(&protocol.CloseRequest{Resource: resource}, "close a model", func(protocol.Message, *Error) {})
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
		if m := t.m; m != nil {
			if t.counted && m.control.Committed() { // only the end was not reported
				o.emit(OfflineEvent{Name: OfflineModelSyncCompleted, Model: t.model})
			}
			m.forget()
			m.saving.save(nil)
		}
	}
	if r.begun && !r.updating {
		o.emit(OfflineEvent{Name: OfflineSyncAborted})
	}
	tasks := append(r.running, r.tasks...)
	for _, t := range tasks {
		for _, f := range t.done {
			f()
		}
	}
}

// offline is called when the connection is gone.
func (o *offline) offline() {
	if o != nil && o.round != nil {
		o.round.abort()
	}
}
