package client

import (
	"slices"
	"sort"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// keepMessage stores a message that the server has not answered, or what it has
// answered.
func (o *offline) keepMessage(m *outgoing) {
	m.kept = true
	o.WhenReady(func() {
		if m.over || o.Broken != nil {
			return
		}
		r := layout.Message{Chat: m.ChatID, Text: m.Text, Millis: m.Millis}
		if m.Err != nil {
			r.Code, r.Reason = m.Err.Code, m.Err.Message
		}
		o.Writer.Add([]storage.Change{storage.Put(layout.QueueKey(m.Instance, m.Sequence), r.Encode())}, func(err error) {
			o.Locked(func() {
				m.stored = err == nil && o.Persistent()
				o.Judge()
			})
		})
		o.Judge()
	})
}

// adoptMessages takes over what dead clients have left to be said. The records
// keep the names under which they were stored: another client may send them
// too, and the server takes each once.
func (o *offline) adoptMessages() {
	if o.Adopting || !o.usable() || o.Foreign() {
		return
	}
	o.Adopt()
	o.Alive(func(alive func(string) bool) {
		o.d.presence.Adopt(alive)
		var found []*outgoing
		from, to := layout.QueueRange()
		o.Settled(from, to, func(error) {
			o.Pages(from, to, func(r storage.Record) {
				instance, sequence, err := layout.ParseQueueKey(r.Key)
				if err != nil || o.Own[instance] || alive(instance) {
					return
				}
				if s, err := layout.DecodeMessage(r.Value); err == nil {
					m := &outgoing{kept: true, stored: o.Persistent(), told: true, PendingMessage: PendingMessage{
						Instance: instance, Sequence: sequence, ChatID: s.Chat, Text: s.Text, Millis: s.Millis}}
					if s.Code != "" {
						m.Err = &Error{Code: s.Code, Message: s.Reason, Class: session.ClassServer}
					}
					found = append(found, m)
				}
			}, func(err error) {
				o.Adopting, o.Unread = false, false
				if err != nil {
					o.Judge()
					o.Trouble(err)
					return
				}
				o.mergeMessages(found)
				o.Judge()
				o.d.pump()
			})
		})
	})
}

// mergeMessages puts what was found in the store among what is to be sent. What
// has happened to a message since it was read counts, not what was read.
func (o *offline) mergeMessages(found []*outgoing) {
	found = slices.DeleteFunc(found, func(m *outgoing) bool { return o.WasDropped(layout.QueueKey(m.Instance, m.Sequence)) })
	b := &o.d.outbox
	stored := outbox{list: found}
	mine := b.list
	b.list = nil
	for _, m := range mine {
		// What was taken over before and is not there any more, another client has
		// sent or discarded; what is there with an answer, it has been given.
		f := stored.find(m.Instance, m.Sequence)
		if m.done != nil || m.sent || o.Own[m.Instance] || f != nil && (m.Err != nil || f.Err == nil) {
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
	if o.Options.Username == "" || d.session.Self.Known && d.session.State == session.StateConnected {
		return
	}
	id := protocol.UserID{Username: o.Options.Username}
	if !d.session.Self.Known || d.session.Self.User.UserID == id {
		d.session.Self.User, d.session.Self.Known = d.session.Identities.User(id), true
	}
}
