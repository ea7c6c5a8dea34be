package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// taken is a run of operations that this client took over from another one of
// the same user. The queue counts them with its own numbers; towards the server
// they keep the identity under which they were stored, because it may have them
// already.
type taken struct {
	local    uint64 // number of the first in the queue
	count    int
	instance string
	first    uint64
}

// identity returns under what name the server knows, or will know, an operation
// of the queue.
func (m *Model) identity(local uint64) (instance string, sequence uint64) {
	for i := range m.taken {
		if t := &m.taken[i]; local >= t.local && local < t.local+uint64(t.count) {
			return t.instance, t.first + (local - t.local)
		}
	}
	if m.queue != "" {
		return m.queue, local
	}
	return m.d.session.Options.Instance, local
}

// take notes that an operation of the queue has a foreign identity.
func (m *Model) take(local uint64, instance string, sequence uint64) {
	if n := len(m.taken); n > 0 {
		t := &m.taken[n-1]
		if t.instance == instance && local == t.local+uint64(t.count) && sequence == t.first+uint64(t.count) {
			t.count++
			return
		}
	}
	m.taken = append(m.taken, taken{local, 1, instance, sequence})
}

// isHead reports whether the oldest operation that is not acknowledged has an
// identity.
func (m *Model) isHead(instance string, sequence uint64) bool {
	if m.control.PendingCount() == 0 {
		return false
	}
	i, s := m.identity(m.control.FirstSequence())
	return i == instance && s == sequence
}

// isPending reports whether an operation that is not acknowledged has an
// identity.
func (m *Model) isPending(instance string, sequence uint64) bool {
	head, last := m.control.FirstSequence(), m.control.LastSequence()
	for i := range m.taken {
		t := &m.taken[i]
		if t.instance == instance && sequence >= t.first && sequence < t.first+uint64(t.count) {
			return t.local+(sequence-t.first) >= head
		}
	}
	i, _ := m.identity(last)
	return i == instance && sequence >= head && sequence <= last && m.control.PendingCount() > 0
}

// submit sends operations, those with different identities apart.
func (m *Model) submit(first uint64, version int64, ops []ot.Op) {
	own := m.d.session.Options.Instance
	if m.saving != nil {
		m.saving.went = true
	}
	for len(ops) > 0 && m.d.session.Conn != nil {
		instance, sequence := m.identity(first)
		n := 1
		for n < len(ops) {
			if i, s := m.identity(first + uint64(n)); i != instance || s != sequence+uint64(n) {
				break
			}
			n++
		}
		if err := m.d.condemnedOf(m.id, instance, sequence, n); err != nil {
			m.refuse(err)
			return
		}
		s := &m.d.models.submission // used again each time
		*s = protocol.OperationSubmission{Resource: m.resource, First: sequence, Version: version, Operations: ops[:n]}
		if instance != own {
			s.Instance = instance
		}
		m.logSubmission(s)
		m.follow(s)
		if !m.d.session.Conn.Send(0, 0, s) {
			m.refuse(session.TooLarge(&protocol.Excess{What: "an edit", Unit: "bytes", Size: ot.Size(&ops[0]), Limit: m.d.session.OperationLimit()}, ""))
			return
		}
		first, ops = first+uint64(n), ops[n:]
	}
}

// accepted takes the acknowledgement of the oldest operation of the queue.
func (m *Model) accepted(version, millis int64) error {
	local := m.control.FirstSequence()
	if m.saving == nil {
		if err := m.ack(version); err != nil {
			return err
		}
	} else {
		var op ot.Op
		m.control.Pending(func(_ uint64, first ot.Op) bool { op = first; return false })
		instance, sequence := m.identity(local)
		if err := m.ack(version); err != nil {
			return err
		}
		m.saving.acknowledged(version, op, instance, sequence)
	}
	for len(m.taken) > 0 && local >= m.taken[0].local+uint64(m.taken[0].count)-1 {
		m.taken = m.taken[1:]
	}
	if m.withheld != 0 && local >= m.withheld {
		m.withheld = 0
		m.wantsToSend()
	}
	m.modified = millis
	if err := m.restoreLater(); err != nil {
		return err
	}
	m.afterAck()
	if m.saving != nil && m.control.Committed() {
		if m.saving.from == noBase && m.hidden == nil {
			m.d.offline.enrolLater(m)
		}
		m.saving.update()
	}
	return nil
}

// ack makes the oldest operation of the queue one that the server has ordered.
func (m *Model) ack(version int64) error {
	var op ot.Op
	if m.doc != nil && m.control.PendingCount() > 0 && !m.control.OldestIsSplice() {
		op = m.control.Oldest()
	}
	if err := m.control.Ack(version, m.control.FirstSequence()); err != nil {
		return err
	}
	if m.doc != nil {
		m.doc.Acknowledge(&op, m.control.Committed())
	}
	return nil
}

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

// behind reports whether another queue has the first operation of this one behind
// others. They have to reach the server first, then this one can be sent.
func (q *queueOf) behind(all []*queueOf) bool {
	if len(all) < 2 {
		return false
	}
	instance, sequence := identityIn(&q.runs[0], 0)
	for _, other := range all {
		for _, o := range other.identities() {
			if o.Instance == instance && sequence >= o.First && sequence < o.First+uint64(o.Count) && (o.At > 0 || sequence > o.First) {
				return true
			}
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
		for _, a := range q.identities() {
			for _, b := range other.identities() {
				if a.Instance == b.Instance && a.First < b.First+uint64(b.Count) && b.First < a.First+uint64(a.Count) {
					return true
				}
			}
		}
	}
	return false
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
