package server_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

func asClose(err error, e *websocket.CloseError) bool { return errors.As(err, e) }

// newData is a model with a text "t" and a list "l".
func newData() ot.Value {
	return ot.Value{Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{
		{Key: "text", Value: ot.Value{Kind: ot.KindString, ID: "t"}},
		{Key: "list", Value: ot.Value{Kind: ot.KindArray, ID: "l"}},
	}}
}

func creation() protocol.Creation { return protocol.Creation{Collection: "c", Data: newData()} }

func splice(index, count int, text string) ot.Op {
	return ot.Op{Kind: ot.StringSplice, ID: "t", Index: index, Count: count, Text: ot.MustText(text)}
}

// replica is an open model of a client, as a real client keeps it.
type replica struct {
	*client
	resource uint32
	opened   *protocol.OpenResponse
	doc      *document.Document
	control  *concurrency.Client
	closed   *protocol.ForceClose
	shared   map[protocol.ReferenceName]ot.Reference // of others; names do not clash in these tests
	told     []protocol.Message                      // about references and permissions
}

// open opens a model and creates it when it is missing.
func (c *client) open(id string) *replica {
	c.t.Helper()
	request := c.ask(&protocol.OpenRequest{ModelID: id, AutoCreate: 1})
	e := c.receive()
	if _, ok := e.Message.(*protocol.AutoCreateRequest); ok {
		c.send(0, e.Request, &protocol.AutoCreateResponse{Creation: creation()})
		e = c.receive()
	}
	r, ok := e.Message.(*protocol.OpenResponse)
	if !ok || e.Response != request {
		c.t.Fatalf("open answered with %T %+v", e.Message, e.Message)
	}
	return c.replica(r)
}

func (c *client) replica(r *protocol.OpenResponse) *replica {
	c.t.Helper()
	doc, err := document.Read(r.Data)
	must(c.t, err)
	replica := &replica{client: c, resource: r.Resource, opened: r, doc: doc, control: concurrency.NewClient(r.Version, r.LastSequence),
		shared: map[protocol.ReferenceName]ot.Reference{}}
	for _, s := range r.References {
		replica.shared[s.ReferenceName] = s.Values
	}
	return replica
}

// edit applies operations locally and sends them together.
func (r *replica) edit(ops ...ot.Op) {
	r.t.Helper()
	for _, op := range ops {
		r.apply(op)
		r.control.Local(op)
	}
	r.sendPending()
}

// apply changes the document and takes the references along.
func (r *replica) apply(op ot.Op) {
	r.t.Helper()
	must(r.t, r.doc.Apply(op, nil))
	for name, values := range r.shared {
		moved, keep := values.Move(name.Element, op)
		if r.shared[name] = moved; !keep {
			delete(r.shared, name)
		}
	}
}

// remoteReference takes values that are relative to a version, which must be
// the one that the replica has reached.
func (r *replica) remoteReference(s protocol.SharedReference, version int64) {
	r.t.Helper()
	if version != r.control.Version() {
		r.t.Errorf("values at version %d came at version %d", version, r.control.Version())
	}
	if _, known := r.people[s.SessionID]; !known {
		r.t.Errorf("session %s was not introduced", s.SessionID)
	}
	if moved, keep := r.control.MoveReference(s.Element, s.Values); keep {
		r.shared[s.ReferenceName] = moved
	}
}

func (r *replica) sendPending() {
	r.t.Helper()
	for {
		g, ok := r.control.Take(1 << 16)
		if !ok {
			return
		}
		r.submit(g.First, g.Version, g.Ops...)
	}
}

// submit sends operations as they are.
func (r *replica) submit(first uint64, version int64, ops ...ot.Op) {
	r.t.Helper()
	r.send(0, 0, &protocol.OperationSubmission{Resource: r.resource, First: first, Version: version, Operations: ops})
}

// step handles the next message about the model.
func (r *replica) step() {
	r.t.Helper()
	r.handle(r.receive())
}

func (r *replica) handle(e protocol.Envelope) {
	r.t.Helper()
	switch m := e.Message.(type) {
	case *protocol.OperationAck:
		for i := range m.Count {
			must(r.t, r.control.Ack(m.Version+int64(i), m.First+uint64(i)))
		}
	case *protocol.RemoteOperation:
		if _, known := r.people[m.SessionID]; !known {
			r.t.Errorf("session %s was not introduced", m.SessionID)
		}
		for i, op := range m.Operations {
			if m.Instance == r.instance {
				must(r.t, r.control.Ack(m.Version+int64(i), m.First+uint64(i)))
				continue
			}
			op, err := r.control.Remote(m.Version+int64(i), op)
			must(r.t, err)
			r.apply(op)
		}
	case *protocol.ForceClose:
		r.closed = m
	case *protocol.ReferenceShared:
		r.remoteReference(m.SharedReference, m.Version)
		r.told = append(r.told, m)
	case *protocol.ReferenceSet:
		r.remoteReference(m.SharedReference, m.Version)
		r.told = append(r.told, m)
	case *protocol.ReferenceCleared:
		r.shared[m.ReferenceName] = ot.Reference{Kind: r.shared[m.ReferenceName].Kind}
		r.told = append(r.told, m)
	case *protocol.ReferenceUnshared:
		delete(r.shared, m.ReferenceName)
		r.told = append(r.told, m)
	case *protocol.PermissionsChanged:
		r.told = append(r.told, m)
	case *protocol.RemoteOpened, *protocol.RemoteClosed, *protocol.RemoteResyncStarted, *protocol.RemoteResyncDone:
	default:
		r.t.Fatalf("received %T %+v", m, m)
	}
}

// settle handles messages until the replica has reached a version and
// everything it sent is acknowledged.
func (r *replica) settle(version int64) {
	r.t.Helper()
	for r.closed == nil && (r.control.Version() < version || !r.control.Committed()) {
		r.step()
	}
	if r.closed != nil {
		r.t.Fatalf("the model was closed: %+v", r.closed)
	}
}

// evicted demands that the model is closed for a reason, and that the
// connection lives on.
func (r *replica) evicted(reason protocol.CloseReason) {
	r.t.Helper()
	for r.closed == nil {
		r.step()
	}
	if r.closed.Reason != reason || r.closed.Message == "" {
		r.t.Fatalf("closed with %+v, want reason %d", r.closed, reason)
	}
	r.quiet()
}

func (r *replica) text() string { return r.doc.Lookup("t").Value().Text.WTF8() }

// stored opens a model with a connection of its own and returns its state.
func (s *testServer) stored(id string) *protocol.OpenResponse {
	s.t.Helper()
	c := s.connect("ada")
	answer := call[*protocol.OpenResponse](c, &protocol.OpenRequest{ModelID: id})
	// With an answer: others have been told before whatever the test does next.
	call[*protocol.CloseResponse](c, &protocol.CloseRequest{Resource: answer.Resource})
	c.socket.Close(websocket.StatusNormalClosure, "")
	return answer
}

// valueOf returns the value that a message has.
func valueOf(t *testing.T, data protocol.Data) ot.Value {
	t.Helper()
	v, err := protocol.DecodeValue(data)
	must(t, err)
	return v
}

func mustEqual(t *testing.T, values ...ot.Value) {
	t.Helper()
	for _, v := range values[1:] {
		if !reflect.DeepEqual(values[0], v) {
			t.Fatalf("documents differ:\n%s\n%s", document.JSON(values[0]), document.JSON(v))
		}
	}
}
