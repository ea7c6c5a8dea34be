package chat

import (
	"slices"
	"sort"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// keepMessage stores a message that the server has not answered, or what it has
// answered.
func (all *Chats) keepMessage(m *outgoing) {
	m.kept = true
	all.Store.WhenReady(func() {
		if m.over || all.Store.Broken != nil {
			return
		}
		r := layout.Message{Chat: m.ChatID, Text: m.Text, Millis: m.Millis}
		if m.Err != nil {
			r.Code, r.Reason = m.Err.Code, m.Err.Message
		}
		all.Store.Writer.Add([]storage.Change{storage.Put(layout.QueueKey(m.Instance, m.Sequence), r.Encode())}, func(err error) {
			all.Store.Locked(func() {
				m.stored = err == nil && all.Store.Persistent()
				all.Store.Judge()
			})
		})
		all.Store.Judge()
	})
}

// Adopt takes over what dead clients have left to be said. The records keep the names
// under which they were stored: another client may send them too, and the server takes
// each once.
func (all *Chats) Adopt(alive func(string) bool) {
	var found []*outgoing
	from, to := layout.QueueRange()
	all.Store.Settled(from, to, func(error) {
		all.Store.Pages(from, to, func(r storage.Record) {
			instance, sequence, err := layout.ParseQueueKey(r.Key)
			if err != nil || all.Store.Own[instance] || alive(instance) {
				return
			}
			if s, err := layout.DecodeMessage(r.Value); err == nil {
				m := &outgoing{kept: true, stored: all.Store.Persistent(), shown: true, PendingMessage: PendingMessage{
					Instance: instance, Sequence: sequence, ChatID: s.Chat, Text: s.Text, Millis: s.Millis}}
				if s.Code != "" {
					m.Err = &session.Error{Code: s.Code, Message: s.Reason, Class: session.ClassServer}
				}
				found = append(found, m)
			}
		}, func(err error) {
			all.Store.Adopted()
			if err != nil {
				all.Store.Judge()
				all.Store.Trouble(err)
				return
			}
			all.mergeMessages(found)
			all.Store.Judge()
			all.pump()
		})
	})
}

// mergeMessages puts what was found in the store among what is to be sent. What
// has happened to a message since it was read counts, not what was read.
func (all *Chats) mergeMessages(found []*outgoing) {
	found = slices.DeleteFunc(found, func(m *outgoing) bool { return all.Store.WasDropped(layout.QueueKey(m.Instance, m.Sequence)) })
	b := &all.outbox
	stored := outbox{list: found}
	mine := b.list
	b.list = nil
	for _, m := range mine {
		// What was taken over before and is not there any more, another client has
		// sent or discarded; what is there with an answer, it has been given.
		f := stored.find(m.Instance, m.Sequence)
		if m.done != nil || m.sent || all.Store.Own[m.Instance] || f != nil && (m.Err != nil || f.Err == nil) {
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
