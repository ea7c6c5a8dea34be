package server_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// TestAdoptAccepted has a client send operations of a dead one that the server
// had accepted, and one more that builds on them, at a version before both.
func TestAdoptAccepted(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	dead := s.connect("ada")
	d := dead.open("m")
	a := s.connect("ada").open("m") // before the operations
	d.submit(1, 1, splice(0, 0, "one "), splice(4, 0, "two "))
	next[*protocol.RemoteOpened](dead)
	ack(dead)
	dead.socket.CloseNow()
	a.send(0, 0, &protocol.OperationSubmission{Resource: a.resource, First: 1, Version: 1, Instance: dead.instance,
		Operations: []ot.Op{splice(0, 0, "one "), splice(4, 0, "two "), splice(8, 0, "three ")}})
	for seen := 0; seen < 3; {
		if m, ok := a.receive().Message.(*protocol.OperationAck); ok {
			if m.Version != int64(m.First) {
				t.Fatalf("acknowledged %+v", m)
			}
			seen += m.Count
		}
	}
	r := s.connect("bob").open("m")
	if r.text() != "one two three " || r.opened.Version != 4 {
		t.Fatalf("%q at version %d", r.text(), r.opened.Version)
	}
}

// TestSameInstanceTwice opens a model on a second connection of the same
// client: the first was lost without the server having noticed.
func TestSameInstanceTwice(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	request := credentials("ada")
	first := s.connectAs(request).open("m")
	second := s.connectAs(request).open("m")
	first.evicted(protocol.ReasonUnknown)
	if len(second.opened.Sessions) != 1 {
		t.Fatalf("sessions %v", second.opened.Sessions)
	}
}
