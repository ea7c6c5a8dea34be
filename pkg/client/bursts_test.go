//go:build !js

package client_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/standin"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// countingHost counts the operations that are sent.
type countingHost struct {
	*standin.Host
	operations int
}

func (h *countingHost) Dial(d *client.Domain, url, protocol string, handler client.SocketHandler) client.Socket {
	return &countingSocket{h.Host.Dial(d, url, protocol, handler), h}
}

type countingSocket struct {
	client.Socket
	host *countingHost
}

func (s *countingSocket) Send(message []byte) {
	_ = protocol.Decode(message, func(e protocol.Envelope) error { // the stand-in checks it
		if m, ok := e.Message.(*protocol.OperationSubmission); ok {
			s.host.operations += len(m.Operations)
		}
		return nil
	})
	s.Socket.Send(message)
}

// TestBursts has very many small edits to send: however few bytes they are, one turn
// sends at most a few thousand, and the turns after it the rest.
func TestBursts(t *testing.T) {
	const edits, atOnce = 20_000, 2_500
	still := &stillHost{}
	host := &countingHost{Host: standin.New(still, client.CreationIDs().Assign(object(text("text", "||"))))}
	d, err := client.New("ws://h/n/d", client.DefaultOptions(), host, &deafSink{host: still})
	if err != nil {
		t.Fatal(err)
	}
	var m *client.Model
	host.Open(d, func(opened *client.Model, _ *client.Error) { m = opened })
	still.run()
	n := m.Root().Get("text")
	for i := range edits { // at two places, which does not compose
		if err := m.Splice(n, (i%2)*(i+1), 0, units("x")); err != nil {
			t.Fatal(err)
		}
	}
	sent, turns := 0, 0
	for ; len(still.timers)+len(still.turns) > 0; turns++ {
		timers := still.timers
		still.timers = nil
		for _, f := range timers {
			f()
		}
		ending := still.turns
		still.turns = nil
		for _, d := range ending {
			d.Turn()
		}
		if one := host.operations - sent; one > atOnce {
			t.Errorf("turn %d sent %d operations", turns, one)
		}
		sent = host.operations
	}
	if sent != edits || !m.Status().Committed {
		t.Errorf("%d operations were sent in %d turns; committed: %v", sent, turns, m.Status().Committed)
	}
}
