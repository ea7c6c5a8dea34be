//go:build js && wasm

package main

import (
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// callPresence runs the methods of presence and identity, and requests that
// need no state in the core.
func callPresence(number method, a *arguments, w *writer) error {
	d := domainOf(a.int("domain"))
	switch number {
	case methodRequest:
		return request(d, a)
	case methodPresenceSet:
		return d.SetPresence(a.keyValues("state"))
	case methodPresenceRemove:
		d.RemovePresence(a.strings("keys"))
	case methodPresenceClear:
		d.ClearPresence()
	case methodPresencePending:
		w.bool(d.PresencePending())
	case methodPresenceOwn:
		w.json(d.OwnPresence())
	case methodPresenceGet:
		promise := a.int("promise")
		d.Presence(a.userIDs("users"), func(all []protocol.UserPresence, err *client.Error) {
			settle(promise, err, func(w *writer) {
				w.array(len(all))
				for i := range all {
					p := &all[i]
					w.array(3)
					w.userRecord(d.FindUser(p.User))
					w.bool(p.Available)
					w.json(p.State)
				}
			})
		})
	case methodPresenceSubscribe:
		promise := a.int("promise")
		d.SubscribePresence(a.userIDs("users"), settled(promise))
	case methodPresenceUnsubscribe:
		d.UnsubscribePresence(a.userID())
	case methodPresenceOf:
		available, state := d.SubscribedPresence(a.userID())
		w.array(2)
		w.bool(available)
		w.json(state)
	case methodUser:
		w.userRecord(d.User(a.userID()))
	}
	return nil
}

// request sends a message whose fields JavaScript has written, and settles with
// the fields of the answer. Only messages without a state in the core go this
// way.
func request(d *client.Domain, a *arguments) error {
	promise := a.int("promise")
	body := protocol.Body(a.int("body"))
	known := false
	for _, r := range requests {
		known = known || r == body
	}
	if !known {
		bad("message %d is not a request of this kind", body)
	}
	m, err := protocol.DecodeBody(body, a.raw("fields"))
	if err != nil {
		bad("%v", err)
	}
	d.Request(m, func(answer protocol.Message, err *client.Error) {
		settle(promise, err, func(w *writer) {
			fields, err := protocol.AppendBody(nil, answer)
			if err != nil {
				panic(err) // what was decoded can be encoded
			}
			w.buf.Write(fields)
		})
	})
	return nil
}

// userRecord writes a user as the shim knows it.
func (w *writer) userRecord(u protocol.User) {
	w.array(6)
	w.int(int(u.Type))
	w.string(u.Username)
	w.string(u.FirstName)
	w.string(u.LastName)
	w.string(u.DisplayName)
	w.string(u.Email)
}

func (w *writer) strings(all []string) {
	w.array(len(all))
	for _, s := range all {
		w.string(s)
	}
}

// PresenceEvent implements client.Sink.
func (sink) PresenceEvent(d *client.Domain, e client.PresenceEvent) {
	if d.Tag == 0 {
		return
	}
	w := frames
	w.array(10)
	w.int(framePresenceEvent)
	w.int(int(d.Tag))
	w.int(int(e.Kind))
	w.bool(e.Own)
	w.userRecord(e.User)
	w.json(e.State)
	w.strings(e.Keys)
	w.bool(e.Available)
	w.bool(e.More)
	if e.Err == nil {
		w.nil()
		return
	}
	w.failure(e.Err)
}
