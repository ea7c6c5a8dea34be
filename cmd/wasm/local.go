//go:build js && wasm

package main

import (
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/standin"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// openLocal opens a model on a stand-in for the server, for benchmarks.
func openLocal(a *arguments) error {
	promise := a.int("promise")
	h := standin.New(host{}, client.CreationIDs().Assign(a.value("data")))
	d, err := client.New("ws://local/benchmark/local", client.DefaultOptions(), h, localSink{})
	if err != nil {
		return err
	}
	opened := openedModel(promise)
	h.Open(d, func(m *client.Model, err *client.Error) {
		if err == nil {
			socketID++
			sockets[socketID] = &socket{id: socketID, handler: h.Handler()}
			locals[m] = local{h, socketID}
		}
		opened(m, err)
	})
	return nil
}

// local is what stands in for the server of a model, and the number of the
// socket to it.
type local struct {
	server *standin.Host
	socket int32
}

var locals = map[*client.Model]local{}

// maxInserts bounds what remoteInserts makes in one message.
const maxInserts = 1 << 20

// remoteInserts writes a message of the stand-in with insertions of one
// character each into a text by somebody else, and the socket that it comes by.
func remoteInserts(a *arguments, w *writer) error {
	e := elementOf(int32(a.int("element")))
	count, index := a.int("count"), a.int("index")
	l, ok := locals[e.model()]
	if !ok || count < 0 || count > maxInserts {
		bad("%d insertions by somebody else cannot be made here", count)
	}
	r := &protocol.RemoteOperation{Resource: 1, SessionID: "other", Instance: "other", First: 1}
	for i := range count {
		r.Operations = append(r.Operations, ot.Op{Kind: ot.StringSplice, ID: e.n.ID(), Index: index + i, Text: ot.MustText("a")})
	}
	w.array(2)
	w.int(int(l.socket))
	w.data(l.server.Encode(r))
	return nil
}

// localSink signs in without asking and passes on what happens to the model.
type localSink struct{ sink }

// CredentialsWanted implements client.Sink.
func (localSink) CredentialsWanted(d *client.Domain, attempt int, _ protocol.AuthMethod) {
	host{}.AfterFunc(0, func() { d.Credentials(attempt, client.Credentials{}) })
}
