//go:build !js

package client_test

import (
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// lateHost keeps timers with a delay until they are fired.
type lateHost struct {
	stillHost
	delayed []func()
}

func (h *lateHost) AfterFunc(delay time.Duration, f func()) client.Timer {
	if delay == 0 {
		return h.stillHost.AfterFunc(delay, f)
	}
	h.delayed = append(h.delayed, f)
	return stillTimer{}
}

// busySink has something to hear while it is busy.
type busySink struct {
	deafSink
	busy bool
}

func (s *busySink) Busy() bool { return s.busy }

// TestLateAnswer has the time for an answer pass that has come and waits for listeners to
// hear what was before it: it is no timeout.
func TestLateAnswer(t *testing.T) {
	late := &lateHost{}
	sink := &busySink{deafSink: deafSink{host: &late.stillHost}}
	m, host := openLocal(t, object(text("text", "")), late, late.run, sink)
	d := m.Domain()
	var answers []*client.Error
	sink.busy, late.delayed = true, nil
	d.Request(&protocol.CloseRequest{Resource: 1}, func(_ protocol.Message, err *client.Error) { answers = append(answers, err) })
	for range 5 { // more would go on for ever
		timers, turns := late.timers, late.turns
		late.timers, late.turns = nil, nil
		for _, f := range timers {
			f()
		}
		for _, d := range turns {
			d.Turn()
		}
	}
	if len(answers) > 0 || host.Sent == 0 {
		t.Fatalf("answered already: %v", answers)
	}
	if len(late.delayed) == 0 {
		t.Fatal("the request has no timeout")
	}
	for _, f := range late.delayed {
		f()
	}
	if len(answers) > 0 {
		t.Fatalf("%v, though the answer has come", answers[0])
	}
	sink.busy = false
	d.Proceed()
	if len(answers) != 1 || answers[0] != nil {
		t.Errorf("answers %v", answers)
	}
}
