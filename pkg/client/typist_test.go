package client_test

import (
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/mem"
)

// typist edits the text of a model.
type typist struct {
	t *testing.T
	h *clockHost
	m *client.Model
}

func newTypist(t *testing.T, change func(*client.Options)) *typist {
	d, h, _ := clocked(t, true, change)
	return &typist{t, h, openText(t, d, h)}
}

// cut ends the connection for good.
func (x *typist) cut() {
	x.h.mute = true
	x.h.last().to.Closed(1006, "")
	x.h.advance(time.Minute)
}

func (x *typist) splice(index, count int, text string) {
	x.t.Helper()
	if err := x.m.Splice(x.m.Root().Get("text"), index, count, units(text)); err != nil {
		x.t.Fatal(err)
	}
}

// mend lets the connection come back.
func (x *typist) mend() {
	x.t.Helper()
	x.h.mute = false
	x.h.advance(time.Minute)
	request, asked := newest[*protocol.ResyncRequest](x.h.last())
	if asked == nil {
		x.t.Fatal("the client did not come back")
	}
	x.h.last().receive(0, request, &protocol.ResyncResponse{Resource: 3, Version: 1, Permissions: protocol.AllPermissions})
	x.h.run()
}

// submissions returns what was sent on the newest connection.
func (x *typist) submissions() (all []*protocol.OperationSubmission) {
	for _, e := range x.h.last().sent {
		if s, ok := e.Message.(*protocol.OperationSubmission); ok {
			all = append(all, s)
		}
	}
	return all
}

// keep has the model kept in a store, and returns what tells its size.
func (x *typist) keep() (stored func() int) {
	later := func(f func()) { x.h.then = append(x.h.then, f) }
	var db mem.Database
	x.m.Domain().InitializeOffline(client.OfflineOptions{
		Username: "u",
		Open: func(ready func(storage.Store, error)) {
			later(func() { ready(db.Open(mem.Options{Schedule: later}), nil) })
		},
	}, func(err *client.Error) {
		if err != nil {
			x.t.Fatal(err)
		}
	})
	x.h.advance(time.Minute)
	return func() (size int) {
		db.Open(mem.Options{Schedule: later}).Range(nil, nil, 0, func(records []storage.Record, _ error) {
			for _, r := range records {
				size += len(r.Key) + len(r.Value)
			}
		})
		x.h.run()
		if size == 0 {
			x.t.Fatal("nothing is stored")
		}
		return size
	}
}
