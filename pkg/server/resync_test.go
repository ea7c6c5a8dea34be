package server_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// resync connects anew as the same client and brings the replica up to date.
func (r *replica) resync(s *testServer, request *protocol.ConnectionRequest, during func()) {
	r.t.Helper()
	r.client = s.connectAs(request)
	answer := call[*protocol.ResyncResponse](r.client, &protocol.ResyncRequest{ModelID: "m", Version: r.control.Version()})
	r.resource = answer.Resource
	if during != nil {
		during()
	}
	for r.control.Version() < answer.Version {
		r.step()
	}
	r.control.Resend()
	r.sendPending()
	r.send(0, 0, &protocol.ResyncClientDone{Resource: r.resource, Open: true})
}

// TestResync loses a connection with edits in flight: some had been accepted
// without the client hearing of it, others had not, and others edit on.
func TestResync(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	request := credentials("ada")
	a := s.connectAs(request).open("m")
	b := s.connect("bob").open("m")
	a.edit(splice(0, 0, "one "))
	a.edit(splice(4, 0, "two ")) // accepted, but the acknowledgement is not read
	b.settle(3)
	a.socket.CloseNow()
	must(t, a.doc.Apply(splice(8, 0, "three "), nil)) // never sent
	a.control.Local(splice(8, 0, "three "))
	b.edit(splice(0, 0, "B1 "))
	b.settle(4)

	a.resync(s, request, func() {
		// Committed while the client catches up.
		b.edit(splice(0, 0, "B2 "))
		b.settle(5)
	})
	for {
		e := a.receive()
		if done, ok := e.Message.(*protocol.ResyncServerDone); ok {
			if len(done.Sessions) != 2 || len(done.Resyncing) != 0 {
				t.Fatalf("done %+v", done)
			}
			break
		}
		a.handle(e)
	}
	a.settle(6)
	b.settle(6)
	mustEqual(t, valueOf(t, s.stored("m").Data), a.doc.Value(), b.doc.Value())
	if got := a.text(); got != "B2 B1 one two three " {
		t.Fatalf("text %q", got)
	}
}

// TestResyncLong replays more than the server sends at once, while others type.
func TestResyncLong(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{SnapshotEvery: 500})
	request := credentials("ada")
	a := s.connectAs(request).open("m")
	a.socket.CloseNow()
	b := s.connect("bob").open("m")
	const total = 12_000
	for i := 0; i < total; i += 100 {
		b.submit(uint64(i+1), 1, newOps(100)...)
	}
	for seen := 0; seen < total; {
		if m, ok := b.receive().Message.(*protocol.OperationAck); ok {
			seen += m.Count
		}
	}
	a.resync(s, request, func() {
		for i := total; i < total+2000; i += 10 {
			b.submit(uint64(i+1), 1, newOps(10)...)
		}
	})
	for a.control.Version() < total+2001 {
		e := a.receive()
		if _, ok := e.Message.(*protocol.ResyncServerDone); !ok {
			a.handle(e)
		}
	}
	mustEqual(t, valueOf(t, s.stored("m").Data), a.doc.Value())
}

func TestResyncInBackground(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	b := s.connect("bob").open("m")
	c := s.connect("ada")
	c.refused(&protocol.ResyncRequest{ModelID: "other", Version: 1}, protocol.CodeModelNotFound)
	r := call[*protocol.ResyncResponse](c, &protocol.ResyncRequest{ModelID: "m", Version: 1})
	if m := next[*protocol.RemoteResyncStarted](b.client); m.SessionID != c.session {
		t.Fatalf("told %+v", m)
	}
	c.send(0, 0, &protocol.ResyncClientDone{Resource: r.Resource})
	if m := next[*protocol.ResyncServerDone](c); len(m.Sessions)+len(m.Resyncing) != 0 {
		t.Fatalf("done %+v", m)
	}
	next[*protocol.RemoteResyncDone](b.client)
	b.quiet()
	c.refused(&protocol.CloseRequest{Resource: r.Resource}, protocol.CodeModelNotOpen)
	c.open("m")
}
