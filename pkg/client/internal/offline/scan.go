package offline

import (
	"cmp"
	"container/heap"
	"slices"
	"sort"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// newestFirst compares tasks: what has changed last comes first.
func newestFirst(a, b *task) int {
	if a.millis != b.millis {
		return cmp.Compare(b.millis, a.millis)
	}
	return cmp.Or(strings.Compare(a.model, b.model), cmp.Compare(a.kind, b.kind), strings.Compare(a.instance, b.instance))
}

// oldestFirst is a heap of tasks, so that of very many the oldest can be left for
// later. A sorted list would have to be moved for each, which takes long while
// memory is being collected.
type oldestFirst []*task

func (h oldestFirst) Len() int           { return len(h) }
func (h oldestFirst) Less(i, j int) bool { return newestFirst(h[i], h[j]) > 0 }
func (h oldestFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *oldestFirst) Push(t any)        { *h = append(*h, t.(*task)) }
func (h *oldestFirst) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return t
}

// scan looks for what the server has to hear of. Open models go on at once
// unless a dead client has left something for them, which goes first.
func (r *round) scan() {
	o := r.o
	r.more, r.reading, r.unread, r.since = false, true, false, map[string]bool{}
	var found oldestFirst
	beyond, fetches := 0, 0
	add := func(t *task) {
		m := o.set.Open[t.model]
		if r.skipped[t.model] || m != nil && (t.kind != taskPush || t.instance == m.Queue || o.refused[t.model] != nil) {
			return // an open model sends its own
		}
		heap.Push(&found, t)
		if found.Len() > roundTasks {
			if oldest := heap.Pop(&found).(*task); oldest.kind != taskCreate { // most of these are sent with their edits
				beyond++
			}
			r.more = true
		}
	}
	o.Alive(func(alive func(string) bool) {
		from, to := layout.InstanceRange("")
		o.Pages(from, to, func(record storage.Record) {
			instance, model, err := layout.ParseInstanceKey(record.Key)
			if err != nil || alive(instance) {
				return
			}
			mark, _ := layout.DecodeMark(record.Value)
			add(&task{kind: taskPush, model: model, instance: instance, millis: mark.Millis, owner: mark.Owner})
		}, func(err error) {
			r.unreadable(err)
			from, to := layout.ListingRange()
			o.Pages(from, to, func(record storage.Record) {
				model, l, err := layout.DecodeListing(record)
				if err != nil {
					return
				}
				if l.Flags&layout.FlagDeleted != 0 {
					add(&task{kind: taskDelete, model: model, millis: 1 << 62})
				}
				if l.Flags&layout.FlagCreated != 0 {
					add(&task{kind: taskCreate, model: model})
				}
				if t := r.copyTask(model, l); t != nil && t.kind == taskFetch {
					fetches++
				}
			}, func(err error) {
				if o.round != r {
					return
				}
				r.unreadable(err)
				if r.fetches = fetches; r.downloads && fetches > 0 {
					o.emit(Event{Name: DownloadStatus, Count: fetches, Flags: layout.FlagSubscribed})
				}
				// sort.Sort would need no function, but 20 kB that nothing else here uses.
				sort.Slice(found, func(i, j int) bool { return newestFirst(found[i], found[j]) < 0 })
				r.found(found, beyond)
			})
		})
	})
}

// unreadable notes that not everything could be read that may have to be sent:
// as long as it is not known, something is left.
func (r *round) unreadable(err error) {
	if err != nil && r.o.round == r {
		r.unread = true
		r.o.Trouble(err)
	}
}

// found takes the tasks that were found, and knows of that many beyond.
func (r *round) found(found []*task, beyond int) {
	for _, tasks := range [...][]*task{r.tasks, r.running} {
		for _, t := range tasks { // an application has opened their models
			r.since[t.model] = true
		}
	}
	found = slices.DeleteFunc(found, func(t *task) bool { return r.since[t.model] })
	pushes := make(map[string]bool, len(found))
	for _, t := range found {
		if t.kind == taskPush {
			pushes[t.model] = true
		}
	}
	// What was done to a new model is sent together with it.
	found = slices.DeleteFunc(found, func(t *task) bool { return t.kind == taskCreate && pushes[t.model] })
	r.left += beyond
	r.count(found)
	r.tasks = append(r.tasks, r.openFirst(found)...)
	r.reading, r.since = false, nil
	r.next()
}

// count counts the models that tasks are about.
func (r *round) count(tasks []*task) {
	seen := make(map[string]bool, len(tasks))
	for _, t := range tasks {
		t.counted = true
		if seen[t.model] {
			r.extra[t.model]++
			continue
		}
		seen[t.model] = true
		r.left++
	}
}

// openFirst puts what concerns open models in front and starts those for which
// there is nothing.
func (r *round) openFirst(found []*task) (ordered []*task) {
	open := map[string][]*task{}
	rest := slices.DeleteFunc(found, func(t *task) bool {
		if r.o.set.Open[t.model] == nil {
			return false
		}
		open[t.model] = append(open[t.model], t)
		return true
	})
	for _, m := range r.o.set.All() {
		if tasks := open[m.ID]; tasks != nil {
			ordered = append(append(ordered, tasks...), &task{kind: taskOpen, model: m.ID})
		} else if !m.Attached() && !m.Syncing() {
			m.Start()
		}
	}
	return append(ordered, rest...)
}
