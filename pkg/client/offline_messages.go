package client

import (
	"sort"

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
		r := storage.Message{Chat: m.ChatID, Text: m.Text, Millis: m.Millis}
		if m.Err != nil {
			r.Code, r.Reason = m.Err.Code, m.Err.Message
		}
		o.writer.Add([]storage.Change{storage.Put(storage.QueueKey(m.Instance, m.Sequence), r.Encode())}, func(err error) {
			o.locked(func() {
				m.stored = err == nil && o.persistent()
				o.judge()
			})
		})
		o.judge()
	})
}

// dropMessage deletes a message that needs no sending any more.
func (o *offline) dropMessage(m *outgoing) {
	o.whenReady(func() {
		if o.broken == nil {
			o.writer.Add([]storage.Change{storage.Delete(storage.QueueKey(m.Instance, m.Sequence))}, nil)
		}
		o.judge()
	})
}

// adoptMessages takes over what dead clients have left to be said. The records
// keep the names under which they were stored: another client may send them
// too, and the server takes each once.
func (o *offline) adoptMessages() {
	if o.adopting || !o.usable() || o.foreign() {
		return
	}
	o.adopting = true
	o.alive(func(alive func(string) bool) {
		o.adoptChanges(alive)
		b := &o.d.outbox
		var found []*outgoing
		from, to := storage.QueueRange()
		o.settled(from, to, func(error) {
			o.pages(from, to, func(r storage.Record) {
				instance, sequence, err := storage.ParseQueueKey(r.Key)
				if err != nil || o.own[instance] || alive(instance) {
					return
				}
				if s, err := storage.DecodeMessage(r.Value); err == nil {
					m := &outgoing{kept: true, stored: o.persistent(), told: true, PendingMessage: PendingMessage{
						Instance: instance, Sequence: sequence, ChatID: s.Chat, Text: s.Text, Millis: s.Millis}}
					if s.Code != "" {
						m.Err = &Error{Code: s.Code, Message: s.Reason, Class: ClassServer}
					}
					found = append(found, m)
				}
			}, func(err error) {
				o.adopting, o.unread = false, false
				if err != nil {
					o.judge()
					o.failed(err)
					return
				}
				// What was taken over before and is not there any more, another client
				// has sent or discarded.
				mine := b.list
				b.list = nil
				for _, m := range mine {
					if m.done != nil || m.sent || o.own[m.Instance] {
						b.list = append(b.list, m)
					}
				}
				for _, m := range found {
					if b.find(m.Instance, m.Sequence) == nil {
						b.list = append(b.list, m)
					}
				}
				sort.Slice(b.list, func(i, j int) bool { return b.list[i].before(b.list[j]) })
				o.judge()
				o.d.pump()
			})
		})
	})
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
	if o.options.Username == "" || d.self.Known && d.state == StateConnected {
		return
	}
	id := protocol.UserID{Username: o.options.Username}
	if !d.self.Known || d.self.User.UserID == id {
		d.self.User, d.self.Known = d.identities.user(id), true
	}
}
