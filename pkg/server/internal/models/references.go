package models

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
)

// reference is one reference that a member shares. It lives in memory only, as
// long as its member, and follows every operation that is applied: its values
// are those at the order's version, which need not be committed yet.
type reference struct {
	member *member
	name   protocol.ReferenceName
	owner  *document.Node // nil for element references
	values ot.Reference
}

// notice is what a member did with a reference, at a version. It is sent when
// the operations before that version have been, so that it never overtakes one
// that is not durable.
type notice struct {
	author  *member
	version int64
	message func(resource uint32) protocol.Message
}

// refer handles a message about a reference. What makes no sense is ignored:
// the element may have gone, or an operation that the client has not seen may
// have disposed of the reference, and neither is the client's fault.
func (q *sequencer) refer(m *member, message protocol.Message) {
	if q.broken || m.state == stateGone || m.state == stateNew {
		return
	}
	switch r := message.(type) {
	case *protocol.ShareReference:
		q.setReference(m, r.ReferenceName, r.Values, r.Version, true)
	case *protocol.SetReference:
		q.setReference(m, r.ReferenceName, r.Values, r.Version, false)
	case *protocol.ClearReference:
		if held := m.reference(r.ReferenceName); held != nil {
			held.values = ot.Reference{Kind: held.values.Kind}
			q.touch(m)
			q.queueNotice(m, func(resource uint32) protocol.Message {
				return &protocol.ReferenceCleared{Resource: resource, SessionID: m.session(), ReferenceName: r.ReferenceName}
			})
		}
	case *protocol.UnshareReference:
		if held := m.reference(r.ReferenceName); held != nil {
			q.unshare(held)
		}
	}
}

// setReference stores the values of a reference as they stand after what the
// client has not seen, and notifies the others. With share it is made if need be.
func (q *sequencer) setReference(m *member, name protocol.ReferenceName, values ot.Reference, version int64, share bool) {
	held := m.reference(name)
	if held == nil && !share {
		return
	}
	limits := q.models.options.Limits
	x := limits.Reference(name, values)
	if held == nil && len(m.references) >= limits.References {
		x = &protocol.Excess{What: "a set", Unit: "references", Size: len(m.references) + 1, Limit: limits.References}
	}
	if x == nil {
		x = m.referencesFit(name, values, referenceSets*limits.ReferenceBytes)
	}
	if x != nil {
		m.exceeded(x)
		return
	}
	values, keep, err := q.order.Reference(m.handle, version, name.Element, values)
	if err != nil {
		q.log.Debug("reference is ignored", "session", m.session(), "reason", err)
		return
	}
	owner := q.doc.Lookup(name.Element)
	if !keep || !fits(values.Kind, name.Element, owner) {
		return
	}
	values = q.clamp(values, owner)
	if held != nil && held.values.Kind != values.Kind {
		if !share {
			return
		}
		q.unshare(held)
		held = nil
	}
	q.touch(m)
	shared := protocol.SharedReference{SessionID: m.session(), ReferenceName: name, Values: values}
	at := q.order.Version()
	if held != nil {
		held.values = values
		q.queueNotice(m, func(resource uint32) protocol.Message {
			return &protocol.ReferenceSet{Resource: resource, SharedReference: shared, Version: at}
		})
		return
	}
	r := &reference{member: m, name: name, owner: owner, values: values}
	m.references = append(m.references, r)
	q.references[name.Element] = append(q.references[name.Element], r)
	q.queueNotice(m, func(resource uint32) protocol.Message {
		return &protocol.ReferenceShared{Resource: resource, SharedReference: shared, Version: at}
	})
}

// referenceSets is how many references of the largest size a session may share of one
// model: all of them move with every operation.
const referenceSets = 4

// referencesFit is Check for all references that the member shares, if one gets other
// values.
func (m *member) referencesFit(name protocol.ReferenceName, values ot.Reference, limit int) *protocol.Excess {
	size := protocol.ReferenceSize(name, values)
	for _, r := range m.references {
		if r.name != name {
			size += protocol.ReferenceSize(r.name, r.values)
		}
	}
	if size > limit {
		return &protocol.Excess{What: "a set of references", Unit: "bytes", Size: size, Limit: limit}
	}
	return nil
}

// queueNotice queues a notice behind the operations of the present group. A member
// that still resynchronises is not there for the others; what it shares is sent
// when it has finished.
func (q *sequencer) queueNotice(m *member, message func(resource uint32) protocol.Message) {
	if m.state == stateOpen {
		q.group.notices = append(q.group.notices, notice{m, q.order.Version(), message})
	}
}

func (q *sequencer) unshare(r *reference) {
	q.touch(r.member)
	q.dispose(r)
	q.queueNotice(r.member, func(resource uint32) protocol.Message {
		return &protocol.ReferenceUnshared{Resource: resource, SessionID: r.member.session(), ReferenceName: r.name}
	})
}

// dispose forgets a reference without notifying anybody.
func (q *sequencer) dispose(r *reference) {
	same := func(other *reference) bool { return other == r }
	r.member.references = slices.DeleteFunc(r.member.references, same)
	if left := slices.DeleteFunc(q.references[r.name.Element], same); len(left) > 0 {
		q.references[r.name.Element] = left
	} else {
		delete(q.references, r.name.Element)
	}
}

// disposeAll forgets the references of a member that leaves. The others do so
// when they hear of its leaving.
func (q *sequencer) disposeAll(m *member) {
	for len(m.references) > 0 {
		q.dispose(m.references[len(m.references)-1])
	}
}

// sharedReferences returns what the open members other than m share.
func (q *sequencer) sharedReferences(m *member) []protocol.SharedReference {
	var all []protocol.SharedReference
	for _, other := range q.everybody() {
		if other == m || other.state != stateOpen {
			continue
		}
		for _, r := range other.references {
			all = append(all, protocol.SharedReference{SessionID: other.session(), ReferenceName: r.name, Values: r.values})
		}
	}
	return all
}

func (m *member) session() string { return m.client.Identity.Session }

// reference returns what the member shares under a name, or nil.
func (m *member) reference(name protocol.ReferenceName) *reference {
	for _, r := range m.references {
		if r.name == name {
			return r
		}
	}
	return nil
}

// exceeded reports that a one-way message went over a limit and was ignored.
func (m *member) exceeded(x *protocol.Excess) {
	e := x.AsError()
	e.Details["resourceId"] = float64(m.resource)
	m.client.Send(conn.Out{Message: e})
}
