package server_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// TestRestart checks that everything is there after a restart, from snapshots
// and from the log.
func TestRestart(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir, server.Options{SnapshotEvery: 10})
	c := s.connect("ada")
	r := c.open("m")
	for i := range 95 {
		r.edit(splice(r.doc.Lookup("t").Len(), 0, fmt.Sprint(i)))
		if i%7 == 0 {
			r.settle(0)
		}
	}
	r.settle(0)
	version := r.control.Version()
	s.stop()
	c.closedWith(protocol.CloseShutdown)
	s = start(t, dir, server.Options{})
	state := s.stored("m")
	if state.Version != version || state.LastSequence != 0 {
		t.Fatalf("opened at version %d, want %d", state.Version, version)
	}
	mustEqual(t, r.doc.Value(), valueOf(t, state.Data))
}

// TestUnload makes the server forget a model and read it again.
func TestUnload(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{UnloadAfter: time.Millisecond})
	c := s.connect("ada")
	text := ""
	for i := range 20 {
		r := c.open("m")
		if r.text() != text {
			t.Fatalf("round %d: %q, want %q", i, r.text(), text)
		}
		r.edit(splice(0, 0, fmt.Sprint(i)))
		r.settle(0)
		text = r.text()
		call[*protocol.CloseResponse](c, &protocol.CloseRequest{Resource: r.resource})
		time.Sleep(time.Duration(i%4) * time.Millisecond)
	}
}

// TestIdleViewer has somebody watch a long session and then type: what was
// dropped from memory is read again.
func TestIdleViewer(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	viewer, writer := s.connect("bob").open("m"), s.connect("ada").open("m")
	next[*protocol.RemoteOpened](viewer.client)
	for i := range 60 {
		writer.submit(uint64(i*100+1), 1, newOps(100)...)
	}
	for seen := 0; seen < 6000; {
		seen += next[*protocol.OperationAck](writer.client).Count
	}
	// At the version at which the viewer opened: 6000 operations to pass.
	viewer.submit(1, 1, splice(0, 0, "V"))
	for {
		if a, ok := viewer.receive().Message.(*protocol.OperationAck); ok {
			if a.Version != 6001 {
				t.Fatalf("acknowledged %+v", a)
			}
			break
		}
	}
}
