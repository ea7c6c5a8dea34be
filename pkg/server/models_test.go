package server_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// newOps returns insertions of one character each at the start of the text.
func newOps(n int) []ot.Op {
	ops := make([]ot.Op, n)
	for i := range ops {
		ops[i] = splice(0, 0, string(rune('a'+i%26)))
	}
	return ops
}

func TestConvergence(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	replicas := []*replica{s.connect("ada").open("m"), s.connect("bob").open("m"), s.connect("").open("m")}
	total := replicas[0].opened.Version
	for round := range 40 {
		for i, r := range replicas {
			for range random.IntN(4) {
				r.edit(randomOp(random, r.doc, fmt.Sprintf("%d:%d", i, round*100+random.IntN(1<<30))))
			}
			if random.IntN(2) == 0 && !r.control.Committed() {
				r.step()
			}
		}
	}
	// Compositions make it unknown how many operations there are: settle, then
	// compare with what the server has.
	for _, r := range replicas {
		r.settle(0)
	}
	total = s.stored("m").Version
	for _, r := range replicas {
		r.settle(total)
	}
	mustEqual(t, valueOf(t, s.stored("m").Data), replicas[0].doc.Value(), replicas[1].doc.Value(), replicas[2].doc.Value())
	if total < 20 {
		t.Fatalf("only %d versions", total)
	}
}

// randomOp returns an operation that fits the document.
func randomOp(random *rand.Rand, doc *document.Document, id string) ot.Op {
	text, list := doc.Lookup("t"), doc.Lookup("l")
	value := &ot.Value{Kind: ot.KindNumber, ID: id, Number: float64(random.IntN(100))}
	switch kind := random.IntN(6); {
	case kind < 3:
		index := random.IntN(text.Len() + 1)
		return splice(index, random.IntN(min(3, text.Len()-index)+1), strings.Repeat(string(rune('a'+random.IntN(26))), random.IntN(3)))
	case kind == 3 || list.Len() == 0:
		return ot.Op{Kind: ot.ArrayInsert, ID: "l", Index: random.IntN(list.Len() + 1), Value: value}
	case kind == 4:
		return ot.Op{Kind: ot.ArrayRemove, ID: "l", Index: random.IntN(list.Len())}
	default:
		return ot.Op{Kind: ot.ArrayMove, ID: "l", Index: random.IntN(list.Len()), To: random.IntN(list.Len())}
	}
}

// TestAutoCreateRace lets several clients open a missing model at once: one is
// asked, all get the same model.
func TestAutoCreateRace(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	clients := []*client{s.connect("ada"), s.connect("bob"), s.connect("")}
	first := clients[0].ask(&protocol.OpenRequest{ModelID: "m", AutoCreate: 7})
	question := clients[0].receive()
	if q, ok := question.Message.(*protocol.AutoCreateRequest); !ok || q.AutoCreate != 7 || question.Request == 0 {
		t.Fatalf("asked with %+v", question)
	}
	second := clients[1].ask(&protocol.OpenRequest{ModelID: "m", AutoCreate: 8})
	third := clients[2].ask(&protocol.OpenRequest{ModelID: "m"}) // waits too
	// Each connection is read for itself: the refusals say that the requests before them wait.
	for _, c := range clients {
		c.refused(&protocol.OpenRequest{ModelID: "m", AutoCreate: 9}, protocol.CodeModelOpening)
	}
	// The second has no data, the first fails: the model is not there.
	clients[0].send(0, question.Request, &protocol.Error{Code: protocol.CodeInternal, Message: "callback threw"})
	if e := clients[0].receive(); e.Response != first || e.Message.(*protocol.Error).Code != protocol.CodeDataRequestFailure {
		t.Fatalf("answer %+v %+v", e, e.Message)
	}
	question = clients[1].receive()
	if _, ok := question.Message.(*protocol.AutoCreateRequest); !ok {
		t.Fatalf("the next waiting client received %T", question.Message)
	}
	clients[1].send(0, question.Request, &protocol.AutoCreateResponse{Creation: creation()})
	for i, request := range []uint32{second, third} {
		e := clients[i+1].receive()
		if r, ok := e.Message.(*protocol.OpenResponse); !ok || e.Response != request || r.Version != 1 || r.Collection != "c" {
			t.Fatalf("answer %T %+v", e.Message, e.Message)
		}
	}
	if r := clients[0].open("m"); len(r.opened.Sessions) != 3 || r.opened.ValueIDPrefix != "4" {
		t.Fatalf("opened %+v", r.opened)
	}
	clients[0].refused(&protocol.OpenRequest{ModelID: "m"}, protocol.CodeModelAlreadyOpen)
}

func TestAutoCreateInvalid(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{AutoCreateAfter: 100 * time.Millisecond})
	c := s.connect("ada")
	twice := newData()
	twice.Members[1].Value.ID = "t"
	for what, answer := range map[string]protocol.Message{
		"no collection":   &protocol.AutoCreateResponse{Creation: protocol.Creation{Data: newData()}},
		"not an object":   &protocol.AutoCreateResponse{Creation: protocol.Creation{Collection: "c", Data: ot.Value{Kind: ot.KindString, ID: "@:0"}}},
		"duplicate ids":   &protocol.AutoCreateResponse{Creation: protocol.Creation{Collection: "c", Data: twice}},
		"another message": &protocol.OK{},
		"no answer":       nil,
	} {
		request := c.ask(&protocol.OpenRequest{ModelID: "m", AutoCreate: 1})
		question := c.receive()
		if answer != nil {
			c.send(0, question.Request, answer)
		}
		if e := c.receive(); e.Response != request || e.Message.(*protocol.Error).Code != protocol.CodeDataRequestFailure {
			t.Fatalf("%s: answer %+v %+v", what, e, e.Message)
		}
	}
	// A client that goes instead of answering leaves the model to the next.
	gone, other := s.connect("bob"), s.connect("")
	gone.ask(&protocol.OpenRequest{ModelID: "m", AutoCreate: 1})
	gone.receive()
	request := other.ask(&protocol.OpenRequest{ModelID: "m", AutoCreate: 1})
	gone.socket.CloseNow()
	e := other.receive()
	other.send(0, e.Request, &protocol.AutoCreateResponse{Creation: creation()})
	if e := other.receive(); e.Response != request {
		t.Fatalf("answer %+v %+v", e, e.Message)
	}
}

func TestCreateAndDelete(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob := s.connect("ada"), s.connect("bob")
	ada.refused(&protocol.OpenRequest{ModelID: "m"}, protocol.CodeModelNotFound)
	ada.refused(&protocol.DeleteRequest{ModelID: "m"}, protocol.CodeModelNotFound)
	ada.refused(&protocol.CreateRequest{ModelID: "m", Creation: protocol.Creation{Data: newData()}}, protocol.CodeInvalidModelData)
	if r := call[*protocol.CreateResponse](ada, &protocol.CreateRequest{ModelID: "m", Created: 123, Creation: creation()}); r.ModelID != "m" {
		t.Fatalf("created %+v", r)
	}
	if e := bob.refused(&protocol.CreateRequest{ModelID: "m", Creation: creation()}, protocol.CodeModelAlreadyExists); e.Details["fingerprint"] != "123" {
		t.Fatalf("details %v", e.Details)
	}
	if r := call[*protocol.CreateResponse](ada, &protocol.CreateRequest{Creation: creation()}); len(r.ModelID) < 20 {
		t.Fatalf("generated id %q", r.ModelID)
	}
	r := bob.open("m")
	ada.ask(&protocol.DeleteRequest{ModelID: "m"})
	r.evicted(protocol.ReasonDeleted)
	next[*protocol.DeleteResponse](ada)
	r.submit(1, 1, splice(0, 0, "late")) // crossed the news: ignored
	bob.refused(&protocol.OpenRequest{ModelID: "m"}, protocol.CodeModelNotFound)
	if again := bob.open("m"); again.opened.Version != 1 || again.opened.Created == 123 || again.resource == r.resource {
		t.Fatalf("made again %+v", again.opened)
	}
}

func TestPermissions(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob := s.connect("ada"), s.connect("bob")
	read, none := protocol.PermissionRead, protocol.Permissions(0)
	readOnly, closed, forBob := creation(), creation(), creation()
	readOnly.OverrideWorld, readOnly.World = true, &read
	closed.OverrideWorld, closed.World = true, &none
	forBob.Users = []protocol.UserPermissions{{User: protocol.UserID{Username: "bob"}, Permissions: 0}}
	for id, c := range map[string]protocol.Creation{"read": readOnly, "closed": closed, "not bob": forBob} {
		call[*protocol.CreateResponse](ada, &protocol.CreateRequest{ModelID: id, Creation: c})
		if r := ada.open(id); r.opened.Permissions != protocol.AllPermissions {
			t.Fatalf("%s: the creator may %d", id, r.opened.Permissions)
		}
	}
	bob.refused(&protocol.OpenRequest{ModelID: "closed"}, protocol.CodeUnauthorized)
	bob.refused(&protocol.OpenRequest{ModelID: "not bob"}, protocol.CodeUnauthorized)
	bob.refused(&protocol.ResyncRequest{ModelID: "closed", Version: 1}, protocol.CodeUnauthorized)
	bob.refused(&protocol.DeleteRequest{ModelID: "read"}, protocol.CodeUnauthorized)
	r := bob.open("read")
	if r.opened.Permissions != protocol.PermissionRead {
		t.Fatalf("bob may %d", r.opened.Permissions)
	}
	r.edit(splice(0, 0, "x"))
	r.evicted(protocol.ReasonUnauthorized)
	if state := s.stored("read"); state.Version != 1 {
		t.Fatalf("version %d after a refused edit", state.Version)
	}
}

func TestParticipants(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob := s.connect("ada"), s.connect("bob")
	a := ada.open("m")
	b := bob.open("m")
	if m := next[*protocol.RemoteOpened](ada); m.SessionID != bob.session || m.Resource != a.resource || ada.people[bob.session].Username != "bob" {
		t.Fatalf("told %+v, knowing %v", m, ada.people)
	}
	if len(b.opened.Sessions) != 2 || bob.people[ada.session].Username != "ada" {
		t.Fatalf("bob sees %v, knowing %v", b.opened.Sessions, bob.people)
	}
	call[*protocol.CloseResponse](bob, &protocol.CloseRequest{Resource: b.resource})
	if m := next[*protocol.RemoteClosed](ada); m.SessionID != bob.session {
		t.Fatalf("told %+v", m)
	}
	bob.refused(&protocol.CloseRequest{Resource: b.resource}, protocol.CodeModelNotOpen)
	bob.open("m")
	next[*protocol.RemoteOpened](ada) // receive fails if bob is introduced twice
	bob.socket.CloseNow()
	if m := next[*protocol.RemoteClosed](ada); m.SessionID != bob.session {
		t.Fatalf("told %+v", m)
	}
}

func TestEphemeral(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir, server.Options{}) // with a minute to come back
	ephemeral := creation()
	ephemeral.Ephemeral = true
	open := func(c *client) *replica {
		c.ask(&protocol.OpenRequest{ModelID: "m", AutoCreate: 1})
		e := c.receive()
		if _, ok := e.Message.(*protocol.AutoCreateRequest); ok {
			c.send(0, e.Request, &protocol.AutoCreateResponse{Creation: ephemeral})
			e = c.receive()
		}
		return c.replica(e.Message.(*protocol.OpenResponse))
	}
	gone := func() {
		t.Helper()
		for end := time.Now().Add(patience); s.exists("m"); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the model is still there")
			}
		}
	}
	// Closing deletes it.
	c := s.connect("ada")
	r := open(c)
	call[*protocol.CloseResponse](c, &protocol.CloseRequest{Resource: r.resource})
	gone()
	// A lost connection may come back.
	c = s.connect("ada")
	r = open(c)
	r.edit(splice(0, 0, "kept"))
	r.settle(2)
	c.socket.CloseNow()
	c = s.connect("ada")
	if r = open(c); r.text() != "kept" {
		t.Fatalf("came back to %q", r.text())
	}
	// So may one after a restart.
	s.stop()
	s = start(t, dir, server.Options{})
	c = s.connect("ada")
	if r = open(c); r.text() != "kept" {
		t.Fatalf("after a restart it is %q", r.text())
	}
	if together {
		return // what has a minute keeps it; TestEphemeralModelOfSeveralServers is about the end of that
	}
	s.stop()
	s = start(t, dir, server.Options{EphemeralGrace: 50 * time.Millisecond})
	s.connect("ada") // opens the domain
	gone()
}

// TestSlowReader stops reading: the connection is closed, nobody else waits.
func TestSlowReader(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{MaxQueueBytes: 1 << 20, Limits: protocol.Limits{Message: 1 << 20}})
	fast := s.connect("ada").open("m")
	slow := dial(t, s.url)
	slow.send(1, 0, credentials("bob"))
	_, _, err := slow.socket.Read(t.Context()) // that it is let in; nothing may be sent before
	must(t, err)
	slow.send(2, 0, &protocol.OpenRequest{ModelID: "m"})
	if m := next[*protocol.RemoteOpened](fast.client); m.SessionID == fast.session {
		t.Fatalf("told %+v", m)
	}
	text := strings.Repeat("x", 200_000)
	for i := range 60 { // more than the buffers of the sockets hold
		fast.edit(splice(0, fast.doc.Lookup("t").Len(), text))
		fast.settle(int64(i + 2))
	}
	slow.listen()
	for range slow.in {
	}
	err = <-slow.closed
	var e websocket.CloseError
	if asClose(err, &e) && e.Code != websocket.StatusCode(protocol.CloseSlowReader) {
		t.Fatalf("closed with %v", err)
	}
	for end := time.Now().Add(patience); len(s.stored("m").Sessions) != 2; {
		if time.Now().After(end) {
			t.Fatal("the slow reader still has the model open")
		}
	}
}
