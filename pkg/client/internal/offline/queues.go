package offline

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// queueOf are the stored runs of one instance.
type queueOf struct {
	instance string
	runs     []layout.PendingRun
	sent     bool // the server may have some of it
	names    []layout.Origin
}

// queues sorts the pending operations of a stored model by instance.
func queues(stored *layout.StoredModel) (all []*queueOf) {
	for _, run := range stored.Pending {
		i := slices.IndexFunc(all, func(q *queueOf) bool { return q.instance == run.Instance })
		if i < 0 {
			i = len(all)
			all = append(all, &queueOf{instance: run.Instance})
		}
		all[i].runs = append(all[i].runs, run)
		all[i].sent = stored.Sent[run.Instance]
	}
	return all
}

// queueNamed returns the queue of an instance, nil when there is none.
func queueNamed(all []*queueOf, instance string) *queueOf {
	for _, q := range all {
		if q.instance == instance {
			return q
		}
	}
	return nil
}

// created returns when the model was created that the edits belong to, 0 when
// that is not known.
func (q *queueOf) created() int64 { return q.runs[0].Created }

// belongs reports whether the edits may be of the model that was created then.
func (q *queueOf) belongs(created int64) bool {
	return q.created() == created || q.created() == 0 || created == 0
}

// untouched returns checks that nothing has happened to the queue since it was
// read. Its owner writes the first record again when operations are
// acknowledged, the last while it is small, or adds the one that follows.
func (q *queueOf) untouched(model string) (checks []storage.Change) {
	last := &q.runs[len(q.runs)-1]
	for i := range q.runs {
		run := &q.runs[i]
		if i > 0 && run != last {
			continue
		}
		value, _ := run.Pending.Encode() // it was decoded from that
		checks = append(checks, storage.Check(layout.PendingKey(model, q.instance, run.First), value))
	}
	return append(checks, storage.CheckAbsent(layout.PendingKey(model, q.instance, last.First+uint64(len(last.Ops)))))
}

// behind reports whether another queue has operations of this one behind others. They
// have to reach the server first, then this one can be sent.
//
// Each of the two may have something before what they share: then the server has what is
// only in the one whose operations were made at an older version, because the other one
// was made of it, without what was acknowledged.
func (q *queueOf) behind(all []*queueOf) bool {
	for _, other := range all {
		if other == q {
			continue
		}
		at, shared := other.firstShared(q)
		if !shared || at == 0 {
			continue
		}
		if here, _ := q.firstShared(other); here == 0 || q.versionOf(here) < other.versionOf(at) {
			return true
		}
	}
	return false
}

// shares reports whether an operation of the queue is in another one too. Who
// has that one may send the operation at any time.
func (q *queueOf) shares(all []*queueOf) bool {
	for _, other := range all {
		if other == q {
			continue
		}
		if _, shared := q.firstShared(other); shared {
			return true
		}
	}
	return false
}

// firstShared returns which of the operations of the queue is the first that another one
// has too, if there is one.
func (q *queueOf) firstShared(other *queueOf) (at int, shared bool) {
	for _, a := range q.identities() {
		for _, b := range other.identities() {
			first := max(a.First, b.First)
			if a.Instance != b.Instance || first >= min(a.First+uint64(a.Count), b.First+uint64(b.Count)) {
				continue
			}
			if i := a.At + int(first-a.First); !shared || i < at {
				at, shared = i, true
			}
		}
		if shared {
			break
		}
	}
	return at, shared
}

// versionOf returns at which version one of the operations is stored.
func (q *queueOf) versionOf(at int) int64 {
	for i := range q.runs {
		run := &q.runs[i]
		if at < len(run.Ops) {
			return run.Version
		}
		at -= len(run.Ops)
	}
	return 0
}

// identities returns the identity of each operation of the queue.
func (q *queueOf) identities() []layout.Origin {
	if q.names == nil {
		n := 0
		for i := range q.runs {
			for j := range q.runs[i].Ops {
				instance, sequence := identityIn(&q.runs[i], j)
				q.names = layout.AppendOrigin(q.names, n, instance, sequence)
				n++
			}
		}
	}
	return q.names
}

// fits reports whether the stored data leads from one context version of the
// queue to the next, so that the queue can be applied to it.
func (q *queueOf) fits(stored *layout.StoredModel) bool {
	at := stored.Base
	for i := range q.runs {
		if q.runs[i].Version < at || q.runs[i].Version > stored.Version() {
			return false
		}
		at = q.runs[i].Version
		if i > 0 && q.runs[i].First != q.runs[i-1].First+uint64(len(q.runs[i-1].Ops)) {
			return false
		}
	}
	return true
}

// identity returns the identity of the i-th operation of a run.
func identityIn(run *layout.PendingRun, i int) (string, uint64) {
	if instance, sequence, ok := layout.OriginOf(run.Origins, i); ok {
		return instance, sequence
	}
	return run.Instance, run.First + uint64(i)
}
