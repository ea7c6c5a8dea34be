package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// What a model tells its undo managers. An edit made here is told twice: beforeEdit or
// beforeSplice before it is applied, and afterEdit or afterSplice when it is in the queue
// under its number; the second pair is the path of every keystroke. Of somebody else's
// operation they hear before the queue has seen it (coming), before it is applied
// (arriving), of each change that it makes (changed), and in the end what was lost of it
// between an edit of ours and its undo is made up for (makeUp). Of operations on their way
// they hear what becomes of them (lost, swallowed, settled).

// lost passes on what becomes of operations in the queue.
func (m *Model) lost(sequence uint64, from, to int, inserted ot.Text) {
	for _, u := range m.undo {
		u.steps.Lost(sequence, from, to, inserted)
	}
}

func (m *Model) swallowed(sequence uint64, op, by *ot.Op) {
	for _, u := range m.undo {
		u.steps.Swallowed(sequence, op, by)
	}
}

// covers reports whether an edit that is made now in an element is to be taken back: one
// that takes back a step always is, in the scope.
func (u *UndoManager) covers(n *document.Node) bool {
	m := u.m
	origin := m.origin
	if m.replica.Control.InBatch() {
		origin = m.batched
	}
	if m.undoing == nil && !slices.Contains(u.origins, origin) { // steps that nobody has asked for yet have none
		return false
	}
	if len(u.scope) == 0 {
		return true
	}
	for ; n != nil; n = n.Parent() {
		if slices.Contains(u.scope, n.ID()) {
			return true
		}
	}
	return false
}

// due ends the step that grows when the last edit was too long ago.
func (u *UndoManager) due() {
	now := u.m.turned
	if now-u.edited > u.capture || now < u.edited {
		u.steps.Stop()
	}
	u.edited = now
}

// beforeEdit has the undo managers note how an edit is to be taken back. It returns
// what the edit of a string deletes, if it is on the path of [Model.Splice] but for its
// events.
func (m *Model) beforeEdit(op *ot.Op) (removed ot.Text) {
	if m.typed(op) {
		return m.beforeSplice(m.doc.Lookup(op.ID), spanOf(op))
	}
	id := op.ID
	if op.Kind == ot.Compound {
		id = op.Ops[0].ID
	}
	n := m.doc.Lookup(id)
	for _, u := range m.undo {
		u.noted = !m.making && (m.undoing == nil || m.undoing == u) && n != nil && u.covers(n)
		if u.noted {
			u.steps.Before(op)
		}
	}
	return removed
}

// afterEdit tells them that it was applied and is in the queue.
func (m *Model) afterEdit(op *ot.Op, removed ot.Text) {
	if m.typed(op) {
		m.afterSplice(m.doc.Lookup(op.ID), spanOf(op), removed)
		return
	}
	sequence, batch := m.replica.Control.Newest(), m.replica.Control.InBatch()
	for _, u := range m.undo {
		if u.noted {
			if !batch {
				u.due()
			}
			u.steps.Did(sequence)
			u.noted = false
		}
	}
}

func (m *Model) typed(op *ot.Op) bool {
	return op.Kind == ot.StringSplice && m.undoing == nil && !m.making && !m.replica.Control.InBatch()
}

func spanOf(op *ot.Op) ot.Span {
	return ot.Span{Index: op.Index, Count: op.Count, Inserted: op.Text.Len()}
}

// beforeSplice is beforeEdit on the path of every keystroke. The queue begins a new
// operation where the splice is a new entry, so that both speak of the same text.
func (m *Model) beforeSplice(n *document.Node, x ot.Span) (removed ot.Text) {
	apart := false
	for _, u := range m.undo {
		if u.noted = u.covers(n); !u.noted {
			continue
		}
		u.due()
		u.grows = u.steps.Grows(n, x)
		apart = apart || !u.grows
		if x.Count > 0 && removed.IsEmpty() {
			removed = n.Buffer().Slice(x.Index, x.Index+x.Count)
		}
	}
	if apart {
		m.replica.Control.Freeze()
	}
	return removed
}

func (m *Model) afterSplice(n *document.Node, x ot.Span, removed ot.Text) {
	for _, u := range m.undo {
		if !u.noted {
			u.steps.ForeignSplice(n.ID(), x)
		} else {
			u.steps.Splice(n, x, removed, m.replica.Control.LastSequence(), u.grows)
		}
		u.noted = false
	}
}

// changed tells the undo managers of an edit that was applied, if it is not theirs.
func (m *Model) changed(n *document.Node, c *document.Change, local bool) {
	if local && m.typed(&c.Op) { // known already, or afterSplice says it
		return
	}
	for _, u := range m.undo {
		if !local || !u.noted {
			u.steps.Foreign(n, c)
		}
	}
}

// coming tells them of an operation of somebody else before the queue has seen it.
func (m *Model) coming(op ot.Op) {
	m.unpaired = nil
	for _, u := range m.undo {
		if m.replica.Control.Committed() { // it meets nothing of ours
			break
		}
		u.steps.Beside(op)
		if m.unpaired == nil {
			m.unpaired, m.pairing = u.steps.Unpaired(op), u
		}
	}
}

// arriving tells them of it when it is about to be applied: elements may not be there.
func (m *Model) arriving(op ot.Op) {
	for i := range op.Ops {
		m.arriving(op.Ops[i])
	}
	if op.Kind != ot.Compound && m.doc.Lookup(op.ID) == nil {
		for _, u := range m.undo {
			u.steps.Orphan(op)
		}
	}
}

// makeUp makes up for what of it was lost between an edit of ours and its undo.
func (m *Model) makeUp(op ot.Op) {
	m.making = true
	control := m.replica.Control
	for _, op := range m.pairing.steps.Missing(op, m.unpaired) {
		control.Freeze()
		sequence := uint64(0) // in a batch, and where it does not fit any more
		if m.edit(op) == nil && !control.InBatch() {
			sequence = control.LastSequence()
		}
		for _, u := range m.undo {
			u.steps.MadeUp(op.ID, sequence)
		}
		control.Freeze()
	}
	m.making, m.unpaired = false, nil
}

// settled tells them what the server has made of an edit.
func (m *Model) settled(op *ot.Op, committed bool) {
	for _, u := range m.undo {
		u.steps.Settle(op, true)
		if committed {
			u.steps.Settled()
		}
	}
}
