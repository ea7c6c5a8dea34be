package client

import (
	"bytes"
	"slices"
	"sort"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// keeps reports whether chat messages and states are kept until the server has
// them.
func (o *offline) keeps() bool { return o != nil && o.broken == nil && !o.foreign() }

// keepMessage stores a message that the server has not answered, or what it has
// answered.
func (o *offline) keepMessage(m *outgoing) {
	m.kept = true
	o.whenReady(func() {
		if m.over || o.broken != nil {
			return
		}
		r := layout.Message{Chat: m.ChatID, Text: m.Text, Millis: m.Millis}
		if m.Err != nil {
			r.Code, r.Reason = m.Err.Code, m.Err.Message
		}
		o.writer.Add([]storage.Change{storage.Put(layout.QueueKey(m.Instance, m.Sequence), r.Encode())}, func(err error) {
			o.locked(func() {
				m.stored = err == nil && o.persistent()
				o.judge()
			})
		})
		o.judge()
	})
}

// drop deletes a message or a change of presence that needs no sending any more.
func (o *offline) drop(key []byte) {
	if o.adopting {
		o.dropped = append(o.dropped, key)
	}
	o.whenReady(func() {
		if o.broken == nil {
			o.writer.Add([]storage.Change{storage.Delete(key)}, nil)
		}
		o.judge()
	})
}

// wasDropped reports whether drop was called after reading began.
func (o *offline) wasDropped(key []byte) bool {
	return slices.ContainsFunc(o.dropped, func(k []byte) bool { return bytes.Equal(k, key) })
}

// adoptMessages takes over what dead clients have left to be said. The records
// keep the names under which they were stored: another client may send them
// too, and the server takes each once.
func (o *offline) adoptMessages() {
	if o.adopting || !o.usable() || o.foreign() {
		return
	}
	o.adopting, o.dropped = true, nil
	o.alive(func(alive func(string) bool) {
		o.adoptChanges(alive)
		var found []*outgoing
		from, to := layout.QueueRange()
		o.settled(from, to, func(error) {
			o.pages(from, to, func(r storage.Record) {
				instance, sequence, err := layout.ParseQueueKey(r.Key)
				if err != nil || o.own[instance] || alive(instance) {
					return
				}
				if s, err := layout.DecodeMessage(r.Value); err == nil {
					m := &outgoing{kept: true, stored: o.persistent(), told: true, PendingMessage: PendingMessage{
						Instance: instance, Sequence: sequence, ChatID: s.Chat, Text: s.Text, Millis: s.Millis}}
					if s.Code != "" {
						m.Err = &Error{Code: s.Code, Message: s.Reason, Class: session.ClassServer}
					}
					found = append(found, m)
				}
			}, func(err error) {
				o.adopting, o.unread = false, false
				if err != nil {
					o.judge()
					o.trouble(err)
					return
				}
				o.mergeMessages(found)
				o.judge()
				o.d.pump()
			})
		})
	})
}

// mergeMessages puts what was found in the store among what is to be sent. What
// has happened to a message since it was read counts, not what was read.
func (o *offline) mergeMessages(found []*outgoing) {
	found = slices.DeleteFunc(found, func(m *outgoing) bool { return o.wasDropped(layout.QueueKey(m.Instance, m.Sequence)) })
	b := &o.d.outbox
	stored := outbox{list: found}
	mine := b.list
	b.list = nil
	for _, m := range mine {
		// What was taken over before and is not there any more, another client has
		// sent or discarded; what is there with an answer, it has been given.
		f := stored.find(m.Instance, m.Sequence)
		if m.done != nil || m.sent || o.own[m.Instance] || f != nil && (m.Err != nil || f.Err == nil) {
			b.list = append(b.list, m)
		}
	}
	for _, m := range found {
		if b.find(m.Instance, m.Sequence) == nil {
			b.list = append(b.list, m)
		}
	}
	sort.Slice(b.list, func(i, j int) bool { return b.list[i].before(b.list[j]) })
}

// before is the order in which messages are sent: that in which they were
// written. The times of one client never go back.
func (m *outgoing) before(x *outgoing) bool {
	if m.Millis != x.Millis {
		return m.Millis < x.Millis
	}
	return m.Instance < x.Instance || m.Instance == x.Instance && m.Sequence < x.Sequence
}

// pretend makes the user whose records the store holds that of the session, as
// long as there was no connection.
func (o *offline) pretend() {
	d := o.d
	if o.options.Username == "" || d.session.Self.Known && d.session.State == session.StateConnected {
		return
	}
	id := protocol.UserID{Username: o.options.Username}
	if !d.session.Self.Known || d.session.Self.User.UserID == id {
		d.session.Self.User, d.session.Self.Known = d.session.Identities.User(id), true
	}
}
