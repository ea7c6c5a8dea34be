package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// moveReferences moves all references past an operation that has been applied.
func (m *Model) moveReferences(op *ot.Op) {
	for _, r := range slices.Clone(m.references) {
		if r.owner == nil || r.owner.ID() != op.ID || r.disposed {
			continue
		}
		moved, keep := r.values.Move(op.ID, *op)
		if !keep {
			r.end()
			continue
		}
		r.assign(moved, true)
	}
}

// moveReferencesPast is moveReferences for a keystroke, without an operation.
func (m *Model) moveReferencesPast(n *document.Node, s ot.Span) {
	for i := 0; i < len(m.references); i++ {
		if r := m.references[i]; r.owner == n {
			r.assign(r.values.MovePast(s), true)
		}
	}
}

// elementGone drops what refers to an element that was detached.
func (m *Model) elementGone(n *document.Node) {
	for _, r := range slices.Clone(m.references) {
		if r.owner == n {
			r.end()
			continue
		}
		if slices.Contains(r.values.Elements, n.ID()) {
			kept := slices.DeleteFunc(slices.Clone(r.values.Elements), func(id string) bool { return id == n.ID() })
			r.move(ot.Reference{Kind: r.values.Kind, Elements: kept}, true, n)
		}
	}
}

// sendReferences sends what has become of the local references. It
// is called when all operations have been sent, because the values are relative
// to them.
func (m *Model) sendReferences() {
	if m.replica.Control.InBatch() {
		return // relative to edits that are not sent yet; the end of the batch asks again
	}
	c := m.d.session.Conn
	for _, r := range m.withdrawn {
		c.Send(0, 0, &protocol.UnshareReference{Resource: m.replica.Resource(), ReferenceName: r.name()})
	}
	m.withdrawn = nil
	for _, r := range m.references {
		if !r.local {
			continue
		}
		switch {
		case r.shared && !r.known:
			c.Send(0, 0, &protocol.ShareReference{Resource: m.replica.Resource(), ReferenceName: r.name(), Values: r.values, Version: m.replica.Control.Version()})
			r.pinHere()
		case !r.shared && r.known:
			c.Send(0, 0, &protocol.UnshareReference{Resource: m.replica.Resource(), ReferenceName: r.name()})
		case r.shared && r.changed && isEmpty(r.values):
			c.Send(0, 0, &protocol.ClearReference{Resource: m.replica.Resource(), ReferenceName: r.name()})
		case r.shared && r.changed:
			c.Send(0, 0, &protocol.SetReference{Resource: m.replica.Resource(), ReferenceName: r.name(), Values: r.values, Version: m.replica.Control.Version()})
			r.pinHere()
		}
		r.known, r.changed = r.shared, false
	}
}

//go:noinline
func (r *Reference) name() protocol.ReferenceName {
	n := protocol.ReferenceName{Key: r.key}
	if r.owner != nil {
		n.Element = r.owner.ID()
	}
	return n
}

// find returns the reference of another session, or nil.
func (m *Model) findReference(session string, name protocol.ReferenceName) *Reference {
	for _, r := range m.references {
		if !r.local && r.participant.SessionID == session && r.name() == name {
			return r
		}
	}
	return nil
}

// referenceShared notes a reference of another session. Nothing is known here
// of one on an element that has been removed meanwhile.
func (m *Model) referenceShared(s *protocol.SharedReference) {
	if m.findReference(s.SessionID, s.ReferenceName) != nil {
		m.referenceSet(s)
		return
	}
	var owner *document.Node
	if s.Element != "" {
		if owner = m.doc.Lookup(s.Element); owner == nil {
			return
		}
	}
	if !kindFits(owner, s.Values.Kind) {
		return
	}
	r := &Reference{m: m, owner: owner, key: s.Key, participant: m.d.session.Identities.Session(s.SessionID)}
	r.values = m.arrived(s, owner)
	r.pinTo(s.Values)
	m.references = append(m.references, r)
	if owner == nil && m.listening&ModelReference.Bit() != 0 || owner != nil && owner.Listen&ElementReference.Bit() != 0 {
		m.d.sink.ReferenceCreated(r)
	}
}

// referenceSet notes new values of another session's reference.
func (m *Model) referenceSet(s *protocol.SharedReference) {
	if r := m.findReference(s.SessionID, s.ReferenceName); r != nil && r.values.Kind == s.Values.Kind {
		r.assign(m.arrived(s, r.owner), false)
		r.pinTo(s.Values)
	}
}

// arrived moves values past the operations that the server has not seen yet,
// and leaves out what is not in the document.
func (m *Model) arrived(s *protocol.SharedReference, owner *document.Node) ot.Reference {
	v, keep := m.replica.Control.MoveReference(s.Element, s.Values)
	if !keep {
		return ot.Reference{Kind: s.Values.Kind}
	}
	if owner != nil && owner.Kind() == ot.KindString {
		last := owner.Len()
		v.Indexes = slices.Clone(v.Indexes)
		for i := range v.Indexes {
			v.Indexes[i] = min(v.Indexes[i], last)
		}
		v.Ranges = slices.Clone(v.Ranges)
		for i := range v.Ranges {
			v.Ranges[i] = ot.Range{Start: min(v.Ranges[i].Start, last), End: min(v.Ranges[i].End, last)}
		}
	}
	if len(v.Elements) > 0 {
		v.Elements = slices.DeleteFunc(slices.Clone(v.Elements), func(id string) bool { return m.doc.Lookup(id) == nil })
	}
	return v
}

func (m *Model) referenceCleared(session string, name protocol.ReferenceName) {
	if r := m.findReference(session, name); r != nil {
		r.assign(ot.Reference{Kind: r.values.Kind}, false)
		r.unpin()
	}
}

func (m *Model) referenceUnshared(session string, name protocol.ReferenceName) {
	if r := m.findReference(session, name); r != nil {
		r.end()
	}
}

// dropReferences disposes of the references of a session that has left, or of
// all other sessions for nil.
func (m *Model) dropReferences(p *Participant) {
	for _, r := range slices.Clone(m.references) {
		if !r.local && (p == nil || r.participant == p) {
			r.end()
		}
	}
}

// settleReferences puts every reference where everybody else sees it, after the
// last of the own edits was acknowledged. That is another place than here only
// when one edit deleted around it while another one inserted beside it.
func (m *Model) settleReferences() {
	for _, r := range slices.Clone(m.references) {
		if r.pin == nil || r.disposed {
			continue
		}
		if agreed, keep := r.pin.Value(); keep {
			r.assign(agreed, true)
		}
	}
}

// pinTo follows values as they came from the server, pinHere those that have
// just been sent to it.
func (r *Reference) pinTo(v ot.Reference) {
	r.unpin()
	if v.HasPositions() {
		r.pin = r.m.replica.Control.Pin(r.owner.ID(), v)
	}
}

func (r *Reference) pinHere() {
	r.unpin()
	if r.values.HasPositions() {
		r.pin = r.m.replica.Control.PinHere(r.owner.ID(), r.values)
	}
}

func (r *Reference) unpin() {
	if r.pin != nil {
		r.m.replica.Control.Unpin(r.pin)
		r.pin = nil
	}
}
