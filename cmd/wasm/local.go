//go:build js && wasm

package main

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// openLocal opens a model on a stand-in for the server that lives in this
// program: it acknowledges every operation and knows nobody else. Benchmarks
// use it to measure the client alone, encoding included.
func openLocal(a *arguments) error {
	promise := a.int("promise")
	data := client.CreationIDs().Assign(a.value("data"))
	d, err := client.New("ws://local/benchmark/local", client.DefaultOptions(), &localHost{data: data}, localSink{})
	if err != nil {
		return err
	}
	d.Connect(protocol.AuthAnonymous, func(err *client.Error) {
		if err != nil {
			settle(promise, err, nil)
			return
		}
		// The lock is held here; open in a turn of its own.
		host{}.AfterFunc(0, func() { d.OpenModel("local", 0, openedModel(promise)) })
	})
	return nil
}

// localSink signs in without asking and passes on what happens to the model.
type localSink struct{ sink }

// CredentialsWanted implements client.Sink.
func (localSink) CredentialsWanted(d *client.Domain, attempt int, _ protocol.AuthMethod) {
	host{}.AfterFunc(0, func() { d.Credentials(attempt, client.Credentials{}) })
}

// localHost is the stand-in: socket and server in one.
type localHost struct {
	host
	data    ot.Value
	version int64
	handler client.SocketHandler
	answers protocol.Writer
	pending bool
}

// Dial implements client.Host.
func (h *localHost) Dial(_ *client.Domain, _, _ string, handler client.SocketHandler) client.Socket {
	h.handler, h.version = handler, 1
	h.AfterFunc(0, handler.Opened)
	return h
}

// AfterFunc implements client.Host; the heartbeat is not needed here.
func (h *localHost) AfterFunc(delay time.Duration, f func()) client.Timer {
	return h.host.AfterFunc(delay, f)
}

// Close implements client.Socket.
func (h *localHost) Close(int, string) { h.handler = nil }

// Send implements client.Socket.
func (h *localHost) Send(message []byte) int {
	allocated(len(message) * 8)
	err := protocol.Decode(message, func(e protocol.Envelope) error {
		if answer := h.answer(e.Message); answer != nil {
			return h.answers.Add(0, e.Request, answer)
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	if h.answers.Len() > 0 && !h.pending {
		h.pending = true
		h.AfterFunc(0, func() {
			h.pending = false
			if h.handler != nil {
				answers := append([]byte(nil), h.answers.Bytes()...)
				h.answers.Reset()
				h.handler.Message(answers)
			}
		})
	}
	return 0
}

func (h *localHost) answer(m protocol.Message) protocol.Message {
	switch m := m.(type) {
	case *protocol.ConnectionRequest:
		user := protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous, Username: "local"}}
		return &protocol.ConnectionResponse{Success: &protocol.ConnectionSuccess{SessionID: "local", User: user}}
	case *protocol.OpenRequest:
		return &protocol.OpenResponse{
			Resource: 1, ModelID: m.ModelID, Collection: "local", ValueIDPrefix: "1", Version: h.version,
			Data: h.data, Sessions: []string{"local"}, Permissions: protocol.AllPermissions,
		}
	case *protocol.OperationSubmission:
		ack := &protocol.OperationAck{Resource: m.Resource, First: m.First, Count: len(m.Operations), Version: h.version}
		h.version += int64(ack.Count)
		return ack
	case *protocol.CloseRequest:
		return &protocol.CloseResponse{}
	case *protocol.Ping:
		return &protocol.Pong{}
	}
	return nil
}
