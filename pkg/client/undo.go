package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/document/undo"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// UndoOptions say what an [UndoManager] takes back. The zero value is every edit of
// the model, with the defaults of this package.
type UndoOptions struct {
	// Scope are the elements of which edits are taken back, with all that is in them;
	// none stands for the whole model.
	Scope []*document.Node
	// CaptureMillis is how long after an edit the next one still belongs to the same
	// step, in milliseconds; 0 stands for [DefaultUndoCapture], and with less every edit is
	// a step.
	CaptureMillis int64
	// MaxSteps and MaxBytes bound what is kept, 0 for the defaults. The oldest steps
	// go first; the newest one stays however large it is.
	MaxSteps, MaxBytes int
	// Notify hears of steps, under the lock of the session.
	Notify func(*undo.Step, undo.Event)
}

// What an [UndoManager] has that is not told otherwise.
const (
	DefaultUndoCapture = 500 // milliseconds
	DefaultUndoSteps   = 10_000
	DefaultUndoBytes   = 16 << 20
)

// UndoManager takes back what this session does in a model, and only that, and does it
// again. Edits are grouped to steps by the time between them; a batch is a step.
//
// What comes back has the ids that it had, so references to it, and edits that others
// have made in it meanwhile, find it again.
type UndoManager struct {
	Tag uint32 // free for the owner of the sink

	m       *Model
	steps   *undo.Stacks
	scope   []string
	capture int64
	edited  int64 // when the newest edit was made, milliseconds
	grows   bool  // what Model.Splice is about to note becomes part of the newest entry
	noted   bool  // the edit at work is one to be taken back
}

// UndoManager returns a new undo manager, which hears of edits from now on until it is
// closed. A model may have several; to each, what another one does is the edit of
// somebody else.
func (m *Model) UndoManager(o UndoOptions) *UndoManager {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	u := &UndoManager{m: m, steps: undo.New(m.doc), capture: o.CaptureMillis}
	for _, n := range o.Scope {
		u.scope = append(u.scope, n.ID())
	}
	u.steps.MaxSteps, u.steps.MaxBytes = DefaultUndoSteps, DefaultUndoBytes
	if u.capture == 0 {
		u.capture = DefaultUndoCapture
	}
	if o.MaxSteps > 0 {
		u.steps.MaxSteps = o.MaxSteps
	}
	if o.MaxBytes > 0 {
		u.steps.MaxBytes = o.MaxBytes
	}
	if o.Notify != nil {
		u.steps.Notify = o.Notify
	}
	u.steps.Queued = m.replica.Control.Waiting
	m.undo = append(m.undo, u)
	m.replica.Control.Freeze()
	m.replica.Control.Lost, m.replica.Control.Swallowed = m.lost, m.swallowed
	return u
}

// Model returns the model that the undo manager is for.
func (u *UndoManager) Model() *Model { return u.m }

// Close forgets all steps; nothing is noted any more.
func (u *UndoManager) Close() {
	u.do(func() {
		u.steps.Clear()
		if u.m.undo = slices.DeleteFunc(u.m.undo, func(v *UndoManager) bool { return u == v }); len(u.m.undo) == 0 {
			u.m.replica.Control.Lost, u.m.replica.Control.Swallowed = nil, nil
		}
	})
}

// Undo takes back the newest step of which something is left. It reports whether
// there was one, and fails as an edit does.
func (u *UndoManager) Undo() (bool, error) { return u.take(false) }

// Redo does the step again that was undone last, unless something has been edited since.
func (u *UndoManager) Redo() (bool, error) { return u.take(true) }

// CanUndo reports whether there is a step to undo.
func (u *UndoManager) CanUndo() bool { return u.can(false) }

// CanRedo reports whether there is a step to do again.
func (u *UndoManager) CanRedo() bool { return u.can(true) }

// StopCapturing has the next edit begin a new step.
func (u *UndoManager) StopCapturing() { u.do(u.steps.Stop) }

// Clear forgets all steps.
func (u *UndoManager) Clear() { u.do(u.steps.Clear) }

// Bytes returns about how much memory the steps take.
func (u *UndoManager) Bytes() (n int) {
	u.do(func() { n = u.steps.Bytes() })
	return n
}

func (u *UndoManager) can(redo bool) (can bool) {
	u.do(func() { can = u.steps.Can(redo) })
	return can
}

func (u *UndoManager) do(f func()) {
	u.m.d.session.Lock()
	defer u.m.d.session.Unlock()
	f()
}

func (u *UndoManager) take(redo bool) (done bool, err error) {
	m := u.m
	m.d.session.Lock()
	defer m.d.session.Unlock()
	if err := m.writable(m.doc.Root()); err != nil {
		return false, err
	}
	control := m.replica.Control
	if control.InBatch() {
		return false, session.UsageError(protocol.CodeInvalidArgument, "a batch is in progress: complete it before undo and redo")
	}
	if !u.steps.Can(redo) {
		return false, nil
	}
	// What a step was is taken back as a whole.
	_ = control.StartBatch()
	m.undoing = u
	defer func() {
		m.undoing = nil
		m.endUndoBatch()
	}()
	return u.steps.Take(redo, func(op ot.Op) error {
		if !control.BatchFits(&op, m.d.session.OperationLimit()) { // it is cut, if it has to be
			m.endUndoBatch()
			defer func() { _ = control.StartBatch() }()
		}
		return m.edit(op)
	})
}

func (m *Model) endUndoBatch() {
	if m.replica.Control.EndBatch() {
		m.replica.Edited()
	}
}

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

// covers reports whether an element is in the scope.
func (u *UndoManager) covers(n *document.Node) bool {
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
	sequence, batch := m.replica.Control.LastSequence(), m.replica.Control.InBatch()
	if batch {
		sequence++
	}
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
		if u.steps.Settle(op, true); committed {
			u.steps.Settled()
		}
	}
}
