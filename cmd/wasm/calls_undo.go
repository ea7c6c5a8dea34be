//go:build js && wasm

package main

import (
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document/undo"
)

var undos table[*client.UndoManager]

func newUndoManager(m *client.Model, a *arguments, w *writer) {
	var o client.UndoOptions
	for range a.list("scope") {
		o.Scope = append(o.Scope, elementOf(int32(a.int("element"))).n)
	}
	if o.CaptureMillis = int64(a.int("capture timeout")); o.CaptureMillis == 0 {
		o.CaptureMillis = -1
	}
	o.MaxSteps, o.MaxBytes = a.int("steps"), a.int("bytes")
	o.Keep = a.bool("keep")
	o.Origins = a.strings("origins")
	handle := 0
	o.Notify = func(s *undo.Step, e undo.Event) { sink{}.UndoEvent(handle, s, e) }
	handle = int(undos.add(m.UndoManager(o)))
	w.int(handle)
}

// UndoEvent writes what happens to a step of an undo manager.
func (sink) UndoEvent(handle int, s *undo.Step, e undo.Event) {
	w := frames
	w.array(5)
	w.int(frameUndoEvent)
	w.int(handle)
	w.int(int(e))
	w.int(s.ID)
	w.bool(s.Redo)
}

//go:wasmexport undo
func exportUndo(h, what int32) (status int32) {
	defer guard(&status)
	u := undos.get(uint32(h))
	yes := false
	var err error
	switch what {
	case undoUndo:
		yes, err = u.Undo()
	case undoRedo:
		yes, err = u.Redo()
	case undoCanUndo:
		yes = u.CanUndo()
	case undoCanRedo:
		yes = u.CanRedo()
	case undoStop:
		u.StopCapturing()
	case undoClear:
		u.Clear()
	case undoClose:
		u.Close()
		undos.remove(h)
	default:
		bad("unknown undo command %d", what)
	}
	if err == nil && yes {
		return 1
	}
	return done(err)
}
