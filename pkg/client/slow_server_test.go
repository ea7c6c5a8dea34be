package client_test

import (
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// newest returns the newest request of a type that was sent on a socket.
func newest[T protocol.Message](c *call) (request uint32, m T) {
	for _, e := range c.sent {
		if found, ok := e.Message.(T); ok {
			request, m = e.Request, found
		}
	}
	return request, m
}

func opened(v ot.Value) *protocol.OpenResponse {
	data, err := protocol.AppendValue(nil, v)
	if err != nil {
		panic(err)
	}
	return &protocol.OpenResponse{Resource: 7, ModelID: "m", Collection: "c", ValueIDPrefix: "1", Version: 1,
		Data: data, Sessions: []string{"session"}, Permissions: protocol.AllPermissions}
}

// TestSlowResync expects a model, with what has not been sent, to wait for a
// server that lives and does not come to answering.
func TestSlowResync(t *testing.T) {
	d, h, _ := clocked(t, true, nil)
	m := openText(t, d, h)
	h.last().to.Closed(1006, "")
	if err := m.Splice(m.Root().Get("text"), 0, 0, units("x")); err != nil {
		t.Fatal(err)
	}
	h.advance(time.Hour)
	request, asked := newest[*protocol.ResyncRequest](h.last())
	if len(h.calls) != 2 || asked == nil || !m.Status().Open {
		t.Fatalf("%d sockets, resynchronisation asked for: %v, the model is open: %v", len(h.calls), asked != nil, m.Status().Open)
	}
	h.last().receive(0, request, &protocol.ResyncResponse{Resource: 3, Version: 1, Permissions: protocol.AllPermissions})
	h.run()
	if _, sent := newest[*protocol.OperationSubmission](h.last()); sent == nil || sent.Resource != 3 || sent.First != 1 {
		t.Errorf("after the answer was sent: %+v", sent)
	}
}

// TestOpenAnsweredTooLate expects what nobody waits for, or nobody can use, to
// be given back, so that it can be opened again.
func TestOpenAnsweredTooLate(t *testing.T) {
	for name, c := range map[string]struct {
		wait time.Duration
		data ot.Value
		code protocol.Code
	}{
		"late":     {11 * time.Second, client.CreationIDs().Assign(object()), protocol.CodeRequestTimeout},
		"nonsense": {0, ot.Value{Kind: ot.KindNumber}, protocol.CodeInvalidMessage},
	} {
		t.Run(name, func(t *testing.T) {
			d, h, _ := clocked(t, true, nil)
			var failed *client.Error
			d.OpenModel("m", 0, func(_ *client.Model, err *client.Error) { failed = err })
			h.run()
			request, _ := newest[*protocol.OpenRequest](h.last())
			h.advance(c.wait)
			h.last().receive(0, request, opened(c.data))
			h.run()
			if failed == nil || failed.Code != c.code {
				t.Errorf("the call ended with %v", failed)
			}
			if c.code == protocol.CodeRequestTimeout && failed.Details["message"] != failed.Message {
				t.Errorf("details %v", failed.Details)
			}
			request, closed := newest[*protocol.CloseRequest](h.last())
			if closed == nil || closed.Resource != 7 || request == 0 {
				t.Errorf("given back as request %d: %+v", request, closed)
			}
		})
	}
}
