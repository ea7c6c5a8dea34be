//go:build js && wasm

package main

import (
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/standin"
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
	h.Open(d, openedModel(promise))
	return nil
}

// localSink signs in without asking and passes on what happens to the model.
type localSink struct{ sink }

// CredentialsWanted implements client.Sink.
func (localSink) CredentialsWanted(d *client.Domain, attempt int, _ protocol.AuthMethod) {
	host{}.AfterFunc(0, func() { d.Credentials(attempt, client.Credentials{}) })
}
