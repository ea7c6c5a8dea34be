package client

import (
	"slices"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// round is one synchronisation of what is stored with the server: first the
// queues of models that are open here, then what else the server has to hear of,
// newest first, then the copies that are to be kept up to date. One task runs at
// a time, and only a bounded number of them is in memory.
type round struct {
	o       *offline
	tasks   []*task // to be done, in this order
	current *task
	failed  map[string]bool // models that are left alone in this round
	more    bool            // there were more tasks than were taken
	told    bool            // that the round has begun

	updating bool   // the last phase: copies
	from     []byte // where the listing goes on in that phase
	end      bool
	download int // copies fetched so far
}

type taskKind uint8

const (
	taskPush   taskKind = iota // operations of an instance
	taskCreate                 // at the server
	taskDelete                 // at the server
	taskUpdate                 // the stored copy
	taskFetch                  // a copy for the first time
	taskOpen                   // resynchronise an open model
)

type task struct {
	kind     taskKind
	model    string
	instance string
	millis   int64 // when it last changed
	done     []func()

	m         *Model
	untouched []storage.Change // check that the queue is as it was read
	version   int64            // of the stored copy before
	stored    bool
	deferred  bool // another queue has to be sent first
}

const (
	roundTasks = 64  // in memory at a time
	pageSize   = 256 // records read at a time
	// roundInterval is after what time what other clients left is looked for again.
	roundInterval = time.Minute
)

// online is called when the server has let us in.
func (o *offline) online() {
	if o == nil || !o.usable() || o.foreign() {
		if o != nil && !o.ready {
			return // it starts when the store is there
		}
		if o != nil && o.foreign() {
			o.d.emit(DomainEvent{Kind: DomainError, Code: protocol.CodeUnauthorized, Message: "the offline store belongs to user " +
				o.options.Username + ": what it holds is not sent as " + o.d.self.User.Username + "; use a new domain for another user"})
		}
		return
	}
	o.startRound()
}

// startRound begins a round unless one is under way.
func (o *offline) startRound() {
	if o.round != nil || o.d.state != StateConnected || !o.usable() || o.foreign() {
		return
	}
	r := &round{o: o, failed: map[string]bool{}}
	o.round, o.refused = r, map[string]*Error{}
	r.scan(true)
}

// over reports whether a task has been given up because the connection ended.
func (r *round) over(t *task) bool { return r.o.round != r || r.current != t }

// scan looks for what the server has to hear of. Open models go on at once
// unless a dead client has left something for them, which goes first.
func (r *round) scan(begin bool) {
	o := r.o
	r.more = false
	var found []*task
	add := func(t *task) {
		m := o.d.models.open[t.model]
		if r.failed[t.model] || m != nil && (!begin || m.attached || t.kind != taskPush || t.instance == m.queue) {
			return // an open model sends its own, and at present no other's
		}
		at, _ := slices.BinarySearchFunc(found, t, func(a, b *task) int {
			if a.millis != b.millis {
				return int(min(1, max(-1, b.millis-a.millis)))
			}
			return 0
		})
		if found = slices.Insert(found, at, t); len(found) > roundTasks {
			found, r.more = found[:roundTasks], true
		}
	}
	o.alive(func(alive func(string) bool) {
		from, to := storage.InstanceRange("")
		o.pages(from, to, func(record storage.Record) {
			instance, model, err := storage.ParseInstanceKey(record.Key)
			if err != nil || alive(instance) {
				return
			}
			mark, _ := storage.DecodeMark(record.Value)
			add(&task{kind: taskPush, model: model, instance: instance, millis: mark.Millis})
		}, func(error) {
			from, to := storage.ListingRange()
			o.pages(from, to, func(record storage.Record) {
				model, l, err := storage.DecodeListing(record)
				if err != nil {
					return
				}
				if l.Flags&storage.FlagDeleted != 0 {
					add(&task{kind: taskDelete, model: model, millis: 1<<62 + 1})
				}
				if l.Flags&storage.FlagCreated != 0 {
					add(&task{kind: taskCreate, model: model, millis: 1 << 62})
				}
			}, func(err error) {
				if o.round != r {
					return
				}
				if err != nil {
					o.failed(err)
				}
				if begin {
					found = r.openFirst(found)
				}
				r.tasks = append(r.tasks, found...)
				r.next()
			})
		})
	})
}

// openFirst puts what concerns open models in front and starts those for which
// there is nothing.
func (r *round) openFirst(found []*task) (ordered []*task) {
	for _, m := range r.o.d.models.all() {
		n := len(ordered)
		for _, t := range found {
			if t.model == m.id {
				ordered = append(ordered, t)
			}
		}
		if len(ordered) > n {
			ordered = append(ordered, &task{kind: taskOpen, model: m.id})
		} else if !m.attached && m.syncing == nil {
			m.startResync()
		}
	}
	for _, t := range found {
		if !slices.Contains(ordered, t) {
			ordered = append(ordered, t)
		}
	}
	return ordered
}

// pages reads a range bit by bit.
func (o *offline) pages(from, to []byte, each func(storage.Record), done func(error)) {
	o.store.Range(from, to, pageSize, func(page []storage.Record, err error) {
		o.locked(func() {
			for _, record := range page {
				each(record)
			}
			if err != nil || len(page) < pageSize {
				done(err)
				return
			}
			o.pages(storage.After(page[len(page)-1].Key), to, each, done)
		})
	})
}

// next starts the next task, or ends the round.
func (r *round) next() {
	o := r.o
	if o.round != r || r.current != nil {
		return
	}
	if len(r.tasks) == 0 {
		switch {
		case r.more:
			r.scan(false)
		case !r.updating:
			r.updating = true
			o.remain = len(r.failed) > 0
			o.judge()
			if r.told {
				o.emit(OfflineEvent{Name: OfflineSyncCompleted})
			}
			r.from, _ = storage.ListingRange()
			r.copies()
		case !r.end:
			r.copies()
		default:
			r.finish()
		}
		return
	}
	t := r.tasks[0]
	r.tasks = r.tasks[1:]
	r.current = t
	if !r.updating && t.kind != taskOpen {
		if !r.told {
			r.told = true
			o.emit(OfflineEvent{Name: OfflineSyncStarted, Count: len(r.tasks) + 1})
		} else {
			o.emit(OfflineEvent{Name: OfflineSyncProgress, Count: len(r.tasks) + 1})
		}
		o.emit(OfflineEvent{Name: OfflineModelSyncStarted, Model: t.model})
	}
	if r.failed[t.model] && t.kind != taskOpen {
		r.finished(t, o.refused[t.model])
		return
	}
	if t.kind != taskOpen && (o.d.models.open[t.model] != nil && !(t.kind == taskPush && !o.d.models.open[t.model].attached) ||
		o.d.models.opening[t.model] != nil && len(t.done) == 0) {
		r.finished(t, nil) // it has been opened meanwhile
		return
	}
	switch t.kind {
	case taskPush, taskUpdate:
		r.push(t)
	case taskCreate:
		o.load(t.model, func(stored *storage.StoredModel, err error) {
			if r.over(t) {
				return
			}
			if err != nil || stored.Creation == nil {
				r.finished(t, nil)
				return
			}
			o.createAtServer(stored.Creation, func(err *Error) { r.finished(t, err) })
		})
	case taskDelete:
		o.deleteAtServer(t.model, func(err *Error) { r.finished(t, err) })
	case taskFetch:
		r.fetch(t)
	case taskOpen:
		if m := o.d.models.open[t.model]; m != nil && !m.attached && m.syncing == nil {
			m.startResync()
		}
		r.finished(t, nil)
	}
}

// finished ends a task.
func (r *round) finished(t *task, err *Error) {
	if r.over(t) {
		return
	}
	o := r.o
	if err != nil && o.d.state != StateConnected {
		r.abort()
		return
	}
	r.current = nil
	switch {
	case err != nil && err.Code == protocol.CodeCancelled: // somebody else does it
	case err != nil:
		r.failed[t.model] = true
		o.refused[t.model] = err
		o.emit(OfflineEvent{Name: OfflineModelSyncError, Model: t.model, Err: err})
		r.gone(t, err)
	case !r.updating && t.kind != taskOpen:
		o.emit(OfflineEvent{Name: OfflineModelSyncCompleted, Model: t.model})
		if t.kind != taskDelete {
			o.tellStatus(t.model)
		}
	}
	for _, f := range t.done {
		f()
	}
	r.next()
}

// gone tells that the server does not have a model any more, or does not let us
// have it. A copy without edits of ours goes too; edits remain stored.
func (r *round) gone(t *task, err *Error) {
	name := OfflineDeleted
	switch err.Code {
	case protocol.CodeModelNotFound:
	case protocol.CodeUnauthorized:
		name = OfflinePermissionsRevoked
	default:
		return
	}
	r.o.emit(OfflineEvent{Name: name, Model: t.model})
	if t.kind == taskUpdate {
		r.o.forgetCopy(t.model, func(error) {})
	}
}

// finish ends the round and plans the next one.
func (r *round) finish() {
	o := r.o
	o.round = nil
	if r.download > 0 {
		o.emit(OfflineEvent{Name: OfflineDownloadStopped})
	}
	o.judge()
	conn := o.d.conn
	o.d.after(roundInterval, func() {
		if o.d.conn == conn && conn != nil {
			o.startRound()
		}
	})
}

// abort gives the round up because there is no connection any more.
func (r *round) abort() {
	o := r.o
	if o.round != r {
		return
	}
	o.round = nil
	if r.told && !r.updating {
		o.emit(OfflineEvent{Name: OfflineSyncAborted})
	}
	tasks := r.tasks
	if r.current != nil {
		tasks = append([]*task{r.current}, tasks...)
		if m := r.current.m; m != nil {
			m.forget()
			m.saving.save(nil)
		}
	}
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

// waitFor calls again when the tasks about a model are done. It reports false
// when there are none.
func (r *round) waitFor(id string, again func()) bool {
	if r == nil {
		return false
	}
	var last *task
	if r.current != nil && r.current.model == id {
		last = r.current
	}
	if last == nil {
		return false
	}
	last.done = append(last.done, again)
	return true
}

// tasksFor returns what is to be done about a stored model before it is opened
// at the server.
func (o *offline) tasksFor(id string, stored *storage.StoredModel, alive func(string) bool) (tasks []*task) {
	if s := stored.State; s != nil && s.Flags&storage.FlagDeleted != 0 {
		tasks = append(tasks, &task{kind: taskDelete, model: id})
	}
	if stored.Creation != nil {
		tasks = append(tasks, &task{kind: taskCreate, model: id})
	}
	all := queues(stored)
	for _, q := range all {
		if !alive(q.instance) && !q.behind(all) {
			tasks = append(tasks, &task{kind: taskPush, model: id, instance: q.instance})
		}
	}
	return tasks
}

// syncFirst does tasks before all others and then calls again.
func (o *offline) syncFirst(tasks []*task, again func()) {
	tasks[len(tasks)-1].done = append(tasks[len(tasks)-1].done, again)
	if o.round == nil {
		o.round = &round{o: o, failed: map[string]bool{}, tasks: tasks}
		o.round.more = true // look for the others afterwards
		o.round.next()
		return
	}
	r := o.round
	// Those that the round had found itself would find nothing any more.
	r.tasks = append(tasks, slices.DeleteFunc(r.tasks, func(t *task) bool { return t.model == tasks[0].model && len(t.done) == 0 })...)
	r.next()
}
