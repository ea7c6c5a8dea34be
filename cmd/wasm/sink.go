//go:build js && wasm

package main

import "github.com/convergence-wasm/convergence/pkg/client"

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

// settle says to JavaScript how a promise ends. result writes the value.
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
