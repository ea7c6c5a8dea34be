//go:build js && wasm

package main

import (
	"unsafe"

	"github.com/convergence-wasm/convergence/internal/shrinking"
	"github.com/convergence-wasm/convergence/pkg/client"
)

//go:wasmexport header
func exportHeader() (status int32) {
	defer guard(&status)
	return int32(uintptr(unsafe.Pointer(&header)))
}

//go:wasmexport version
func exportVersion() (status int32) {
	defer guard(&status)
	return setOutput([]byte(version))
}

//go:wasmexport reserve
func exportReserve(bytes int32) (status int32) {
	defer guard(&status)
	if bytes < 0 || bytes > maxInput {
		bad("%d bytes cannot be handed over: at most %d can", bytes, maxInput)
	}
	if int(bytes) > len(input)*8 {
		allocated(int(bytes))
		collect()
		input = make([]uint64, (int(bytes)+7)/8)
		pointInput()
	}
	return 0
}

// giveBack replaces an input buffer that a large message or call has needed, and
// forgets a long text that was read. A turn keeps both for its next calls.
func giveBack() {
	if len(input) > inputWords {
		input = make([]uint64, inputWords)
		pointInput()
	}
	if cap(wide) > keptText {
		wide = nil
	}
	if cap(narrow) > keptText {
		narrow = nil
	}
}

//go:wasmexport turn
func exportTurn() (status int32) {
	defer guard(&status)
	ending := turns
	turns, spareTurns, turnAsked = spareTurns[:0], nil, false
	for i, d := range ending {
		ending[i] = nil
		d.Turn()
	}
	spareTurns = ending
	giveBack()
	if kicked {
		kicked = false
		status = 1
	}
	return status
}

//go:wasmexport proceed
func exportProceed() (status int32) {
	defer guard(&status)
	if n := len(waiting); n > 0 {
		d := waiting[0]
		copy(waiting, waiting[1:])
		waiting[n-1] = nil
		if waiting = waiting[:n-1]; n > 1 {
			hostProceed()
		}
		d.Proceed()
	}
	return 0
}

//go:wasmexport timer_fired
func exportTimerFired(id int32) (status int32) {
	defer guard(&status)
	if f := timers[id]; f != nil {
		shrinking.Delete(&timers, &timersRoom, id)
		f()
	}
	return 0
}

//go:wasmexport socket_opened
func exportSocketOpened(id int32) (status int32) {
	defer guard(&status)
	if s := sockets[id]; s != nil {
		s.handler.Opened()
	}
	return 0
}

//go:wasmexport socket_message
func exportSocketMessage(id, bytes int32) (status int32) {
	defer guard(&status)
	if s := sockets[id]; s != nil {
		s.handler.Message(inputBytes(bytes), false)
		allocated(int(bytes) * 8)
	}
	giveBack()
	return 0
}

//go:wasmexport socket_room
func exportSocketRoom(id, bytes int32) (status int32) {
	defer guard(&status)
	s := sockets[id]
	if s == nil || bytes < 0 || bytes > maxInput {
		bad("there is no room for %d bytes of socket %d", bytes, id)
	}
	allocated(int(bytes))
	s.message = make([]byte, bytes)
	setOutput(s.message)
	return 0
}

//go:wasmexport socket_taken
func exportSocketTaken(id int32) (status int32) {
	defer guard(&status)
	if s := sockets[id]; s != nil {
		message := s.message
		s.message = nil
		s.handler.Message(message, true)
	}
	return 0
}

//go:wasmexport socket_text
func exportSocketText(id int32) (status int32) {
	defer guard(&status)
	if s := sockets[id]; s != nil {
		s.handler.Text()
	}
	return 0
}

//go:wasmexport socket_closed
func exportSocketClosed(id, code, bytes int32) (status int32) {
	defer guard(&status)
	if s := sockets[id]; s != nil {
		delete(sockets, id)
		s.handler.Closed(int(code), string(inputBytes(bytes)))
	}
	return 0
}

//go:wasmexport release
func exportRelease(h int32) (status int32) {
	defer guard(&status)
	if e, ok := elements.remove(h); ok {
		e.t.Untag(e.n)
	}
	return 0
}

//go:wasmexport release_model
func exportReleaseModel(h int32) (status int32) {
	defer guard(&status)
	if m, ok := models.remove(h); ok {
		m.Tag = 0
	}
	return 0
}

//go:wasmexport model_version
func exportModelVersion(h int32) (version float64) {
	defer guardNumber(&version)
	return float64(models.get(uint32(h)).Status().Version)
}

//go:wasmexport model_time
func exportModelTime(h int32) (millis float64) {
	defer guardNumber(&millis)
	return float64(models.get(uint32(h)).Status().Modified)
}

//go:wasmexport model_state
func exportModelState(h int32) (status int32) {
	defer guard(&status)
	m := models.get(uint32(h))
	s := m.Status()
	for bit, on := range [...]bool{
		modelStateOpen: s.Open, modelStateClosing: s.Closing, modelStateCommitted: s.Committed,
		modelStateBatchStarted: s.BatchStarted, modelStateEmitsLocal: s.EmitLocal, modelStateLocal: m.IsLocal(),
	} {
		if on {
			status |= int32(bit)
		}
	}
	return status
}

//go:wasmexport model_batch
func exportModelBatch(h, what int32) (status int32) {
	defer guard(&status)
	m := models.get(uint32(h))
	switch what {
	case batchStart:
		return done(m.StartBatch())
	case batchComplete:
		return done(m.CompleteBatch())
	case batchCancel:
		return done(m.CancelBatch())
	case batchSize:
		return int32(m.Status().BatchSize)
	}
	bad("unknown batch command %d", what)
	return 0
}

//go:wasmexport model_emit_local
func exportModelEmitLocal(h, on int32) (status int32) {
	defer guard(&status)
	models.get(uint32(h)).SetEmitLocal(on != 0)
	return 0
}

//go:wasmexport model_listen
func exportModelListen(h, mask int32) (status int32) {
	defer guard(&status)
	models.get(uint32(h)).Listen(uint32(mask))
	return 0
}

// turns are the domains that have asked for the end of the turn; spareTurns is the
// memory of the turn before.
var turns, spareTurns []*client.Domain
