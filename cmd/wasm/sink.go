//go:build js && wasm

package main

import "github.com/convergence-wasm/convergence/pkg/client"

// The frames, see docs/bridge.md.
const (
	frameSettle            = 1
	frameDomainEvent       = 2
	frameCredentialsWanted = 3
	frameDataWanted        = 4
	frameSession           = 5
	frameModelEvent        = 6
	frameElementEvent      = 7
	frameModelChanged      = 8
	frameDetached          = 9
	frameLog               = 10
	frameReferenceCreated  = 11
	frameReferenceEvent    = 12
	frameHistoryEvent      = 13
	framePresenceEvent     = 14
	frameActivityEvent     = 15
	frameChatEvent         = 16
	frameOfflineEvent      = 17
	frameStoreRequest      = 18
)

// journal writes lines of the log as frames. Which are wanted, JavaScript says.
var journal = client.NewLog(func(level client.LogLevel, logger client.Logger, line string) {
	w := frames
	w.array(4)
	w.int(frameLog)
	w.int(int(level))
	w.string(logger.String())
	w.string(line)
})

// sink writes what happens as frames.
type sink struct{}

// Busy implements client.Sink: frames are heard when the export has returned.
func (sink) Busy() bool { return frames.buf.Len() > 0 }

// settle tells JavaScript how a promise ends. result writes the value.
func settle(promise int, err *client.Error, result func(*writer)) {
	w := frames
	w.array(4)
	w.int(frameSettle)
	w.int(promise)
	w.bool(err == nil)
	switch {
	case err != nil:
		w.failure(err)
	case result == nil:
		w.nil()
	default:
		result(w)
	}
}
