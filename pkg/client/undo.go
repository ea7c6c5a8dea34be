package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/steps"
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
	// Origins are whose edits are taken back, see [Model.SetOrigin]; none stands for those
	// without an origin.
	Origins []string
	// CaptureMillis is how long after an edit the next one still belongs to the same
	// step, in milliseconds; 0 stands for [DefaultUndoCapture], and with less every edit is
	// a step.
	CaptureMillis int64
	// MaxSteps and MaxBytes bound what is kept, 0 for the defaults. The oldest steps
	// go first; the newest one stays however large it is.
	MaxSteps, MaxBytes int
	// Keep has the steps be kept in the offline store, beside the edits, so that who opens
	// the model again has them: see OfflineOptions.Tab. They are those of one manager of a
	// model at a time, the newest of which that is asked. Without a store they end with the
	// model here.
	Keep bool
	// Notify hears of steps, under the lock of the session, but not of those that come from
	// the store.
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
	m       *Model
	steps   *undo.Stacks
	taken   bool // the steps come from the store, and nobody has asked for them yet
	scope   []string
	origins []string
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
	var u *UndoManager
	if i := slices.IndexFunc(m.undo, func(v *UndoManager) bool { return v.taken }); o.Keep && i >= 0 {
		u = m.undo[i]
		u.taken = false
	} else if u = m.addUndo(undo.New(m.doc)); o.Keep {
		m.kept.Set(u.steps)
	}
	if u.origins = o.Origins; len(u.origins) == 0 {
		u.origins = []string{""}
	}
	u.capture = o.CaptureMillis
	for _, n := range o.Scope {
		u.scope = append(u.scope, n.ID())
	}
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
	u.steps.Bound()
	return u
}

// SetOrigin names where the edits that are made here from now on come from, such as a program
// that edits beside the user, for [UndoOptions].Origins. "" stands for no origin, which is what
// edits have before. A batch has the one that there was when it was begun. It returns the
// origin before.
func (m *Model) SetOrigin(origin string) (before string) {
	m.d.session.Lock()
	defer m.d.session.Unlock()
	before, m.origin = m.origin, origin
	m.replica.Control.Freeze() // an operation has one origin
	return before
}

// addUndo has steps hear of what is done to the model.
func (m *Model) addUndo(s *undo.Stacks) *UndoManager {
	u := &UndoManager{m: m, steps: s}
	s.Queued, s.MaxSteps, s.MaxBytes = m.replica.Control.Waiting, DefaultUndoSteps, DefaultUndoBytes
	m.undo = append(m.undo, u)
	m.replica.Control.Freeze()
	m.replica.Control.Lost, m.replica.Control.Swallowed = m.lost, m.swallowed
	return u
}

// takeUp goes on with steps of the store, which fit the model as it is now. Until somebody
// asks for them, edits made here are for them those of somebody else.
func (m *Model) takeUp(kept steps.Kept) {
	if m.kept = kept; kept.Stacks != nil {
		m.addUndo(kept.Stacks).taken = true
		kept.Stacks.Resume()
	}
}

// Model returns the model that the undo manager is for.
func (u *UndoManager) Model() *Model { return u.m }

// Close forgets all steps; nothing is noted any more.
func (u *UndoManager) Close() {
	u.do(func() {
		u.steps.Clear()
		if u.stored() {
			u.m.kept.Set(nil)
		}
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
func (u *UndoManager) Clear() {
	u.do(func() {
		u.steps.Clear()
		u.stored()
	})
}

// stored reports whether the steps are kept, and has what has become of them be stored.
func (u *UndoManager) stored() bool {
	is := u.m.kept.Stacks == u.steps
	if is {
		u.m.d.offline.StepsChanged(u.m.replica)
	}
	return is
}

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
	if err := m.takesTogether(); err != nil {
		return false, err
	}
	if !u.steps.Can(redo) {
		return false, nil
	}
	m.undoing = u
	defer func() { m.undoing = nil }()
	m.together(func() { done, err = u.steps.Take(redo, m.editTogether) })
	u.stored() // also where nothing was left to take back
	return done, err
}

// takesTogether checks that edits can be made together now.
func (m *Model) takesTogether() error {
	err := m.writable(m.doc.Root())
	if err == nil && m.replica.Control.InBatch() {
		err = session.UsageError(protocol.CodeInvalidArgument, "a batch is in progress: complete it before undo, redo and restore")
	}
	return err
}

// together has the edits that are made by editTogether be one operation, or as few as fit.
func (m *Model) together(edits func()) {
	_ = m.beginBatch()
	edits()
	m.endTogether()
}

func (m *Model) editTogether(op ot.Op) error {
	if !m.replica.Control.BatchFits(&op, m.d.session.OperationLimit()) { // it is cut, if it has to be
		m.endTogether()
		defer func() { _ = m.replica.Control.StartBatch() }()
	}
	return m.edit(op)
}

func (m *Model) endTogether() {
	if m.replica.Control.EndBatch() {
		m.replica.Edited()
	}
}
