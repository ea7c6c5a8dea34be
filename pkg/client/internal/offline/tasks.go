package offline

import (
	"slices"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// round is one synchronisation of what is stored with the server: first the
// queues of models that are open here, then what else the server has to hear of,
// newest first, then the copies that are to be kept up to date. A few models are
// on their way at a time, so that answers of the server and the store are not
// waited for one by one, and only a bounded number of tasks is in memory.
type round struct {
	o       *Models
	tasks   []*task // to be done, in this order
	running []*task // at most one for each model
	left    int     // models about which something is to be done
	extra   map[string]int
	skipped map[string]bool // models that are left alone in this round, because something was refused or has failed
	unread  bool            // what is to be done could not be read completely
	synced  map[string]bool // models whose copies are up to date, as many as are remembered
	more    bool            // there were more tasks than were taken
	begun   bool            // and the event of that was emitted
	reading bool            // tasks are being looked for
	since   map[string]bool // models that were done since then
	busy    bool            // next is being called

	updating bool   // the last phase: copies
	from     []byte // where the listing goes on in that phase
	end      bool

	downloads bool // the event was emitted that copies are fetched for the first time
	fetches   int  // how many are still to come
}

type taskKind uint8

const (
	taskPush   taskKind = iota // operations of an instance, after the creation if that is to be done
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
	millis   int64  // when it last changed, 0 when that is not known
	owner    string // who had claimed the queue when the mark was read
	counted  bool   // in round.left: the application hears of it
	done     []func()

	journal   *journal         // of the replica, once it is synchronised
	untouched []storage.Change // check that the queue is as it was read
	edits     []layout.Origin  // that are to be sent: a refusal is about these
	created   int64            // of the model that they belong to, 0 when that is not known
	creation  bool             // the model itself is to be created first
	version   int64            // of the stored copy before
	stored    bool
	copy      *layout.StoredModel // when it is small: to renew its snapshot
	deferred  bool                // another queue has to be sent first
	loaded    bool
	flags     layout.Flags // once loaded
	weight    int          // operations that were loaded for it
}

const (
	roundTasks  = 4096 // remembered at a time, of which each takes about 200 bytes; sorted in one stretch
	roundSynced = 8192 // models of which it is known that their copies are up to date
	roundWidth  = 32   // models that are on their way at a time
	roundSteps  = 4    // of which so many are begun with in one stretch
	// roundWeight is how many operations may be on their way when one more model
	// is begun with.
	roundWeight = 10000
	// roundInterval is after what time what other clients left is looked for again.
	roundInterval = time.Minute
)

func (o *Models) newRound() *round {
	return &round{o: o, skipped: map[string]bool{}, synced: map[string]bool{}, extra: map[string]int{}}
}

// Online is called when the server has let us in. It reports whether open models are
// synchronised by a round, behind what dead clients have left for them.
func (o *Models) Online() bool {
	if o == nil {
		return false
	}
	if !o.usable() || o.Foreign() {
		if o.Ready && o.Foreign() { // else it starts when the store is there
			o.owner.Error(session.Event{Kind: session.ErrorOccurred, Code: protocol.CodeUnauthorized, Message: "the offline store belongs to user " +
				o.Options.Username + ": what it holds is not sent as " + o.session.Self.User.Username + "; use a new domain for another user"})
		}
		return false
	}
	o.refused, o.failed = map[string]*replica.Refusal{}, map[string]*replica.Failure{}
	o.startRound()
	return true
}

// startRound begins a round unless one is under way.
func (o *Models) startRound() {
	if o.round != nil || o.session.State != session.StateConnected || !o.usable() || o.Foreign() {
		return
	}
	o.adoptMessages()
	r := o.newRound()
	o.round = r
	r.scan()
}

// over reports whether a task has been given up because the connection ended.
func (r *round) over(t *task) bool { return r.o.round != r || !slices.Contains(r.running, t) }

// waitFor calls again when the tasks about a model are done. It reports false
// when there are none.
func (r *round) waitFor(id string, again func()) bool {
	if r == nil {
		return false
	}
	t := r.taskAbout(id)
	if t == nil {
		return false
	}
	t.done = append(t.done, again)
	return true
}

// tasksFor returns what is to be done about a stored model before it is opened
// at the server.
func (o *Models) tasksFor(id string, stored *layout.StoredModel, alive func(string) bool) (tasks []*task) {
	if s := stored.State; s != nil && s.Flags&layout.FlagDeleted != 0 {
		tasks = append(tasks, &task{kind: taskDelete, model: id})
	}
	pushes := 0
	all := queues(stored)
	for _, q := range all {
		if !alive(q.instance) && !q.behind(all) {
			tasks = append(tasks, &task{kind: taskPush, model: id, instance: q.instance})
			pushes++
		}
	}
	if stored.Creation != nil && pushes == 0 {
		tasks = append(tasks, &task{kind: taskCreate, model: id})
	}
	return tasks
}

// syncFirst does tasks before all others and then calls again.
func (o *Models) syncFirst(tasks []*task, again func()) {
	tasks[len(tasks)-1].done = append(tasks[len(tasks)-1].done, again)
	r := o.round
	if r == nil {
		r = o.newRound()
		o.round = r
		r.more = true // look for the others afterwards
	}
	// Those that the round had found itself would find nothing any more.
	before := len(r.tasks)
	r.tasks = slices.DeleteFunc(r.tasks, func(t *task) bool { return t.model == tasks[0].model && len(t.done) == 0 })
	if len(r.tasks) < before {
		r.left--
		delete(r.extra, tasks[0].model)
	}
	if !r.updating && (r.begun || !r.reading) {
		r.count(tasks)
	}
	r.tasks = append(tasks, r.tasks...)
	r.next()
}
