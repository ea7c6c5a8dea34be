//go:build js && wasm

package main

import (
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

func callChat(number method, a *arguments, w *writer) error {
	d := domainOf(a.int("domain"))
	infos := func(promise int) func([]protocol.ChatInfo, *client.Error) {
		return func(all []protocol.ChatInfo, err *client.Error) {
			settle(promise, err, func(w *writer) {
				w.array(len(all))
				for i := range all {
					w.chatInfo(&all[i])
				}
			})
		}
	}
	switch number {
	case methodChatGet:
		promise := a.int("promise")
		d.GetChats(a.strings("ids"), infos(promise))
	case methodChatDirect:
		promise := a.int("promise")
		var lists [][]protocol.UserID
		for range a.list("users") {
			lists = append(lists, a.userIDs("users"))
		}
		d.DirectChats(lists, infos(promise))
	case methodChatJoin:
		promise := a.int("promise")
		d.JoinChat(a.string("id"), func(info protocol.ChatInfo, err *client.Error) {
			settle(promise, err, func(w *writer) { w.chatInfo(&info) })
		})
	case methodChatLeave:
		promise := a.int("promise")
		d.LeaveChat(a.string("id"), settled(promise))
	case methodChatForget:
		d.ForgetChat(a.string("id"))
	case methodChatInfo:
		info, member, ok := d.ChatInfo(a.string("id"))
		if !ok {
			w.nil()
			return nil
		}
		w.array(2)
		w.chatInfo(&info)
		w.bool(member)
	case methodChatPublish:
		promise := a.int("promise")
		id := a.string("id")
		d.PublishChat(id, a.string("text"), func(r *protocol.ChatPublishResponse, err *client.Error) {
			settle(promise, err, func(w *writer) {
				w.array(2)
				w.number(float64(r.Number))
				w.number(float64(r.Millis))
			})
		})
	case methodChatPending:
		all := d.PendingMessages(a.string("id"))
		w.array(len(all))
		for i := range all {
			w.pendingMessage(&all[i])
		}
	case methodChatDiscard:
		instance := a.string("instance")
		w.bool(d.DiscardMessage(instance, uint64(a.int("sequence"))))
	}
	return nil
}

// pendingMessage writes [instance, sequence, chat, text, time, error | nil], or
// nil.
func (w *writer) pendingMessage(m *client.PendingMessage) {
	if m == nil {
		w.nil()
		return
	}
	w.array(6)
	w.string(m.Instance)
	w.number(float64(m.Sequence))
	w.string(m.ChatID)
	w.string(m.Text)
	w.number(float64(m.Millis))
	if m.Err == nil {
		w.nil()
		return
	}
	w.failure(m.Err)
}

// chatInfo writes [id, type, membership, name, topic, created, time and number
// of the last event, [[type, username, seen], ...]].
func (w *writer) chatInfo(i *protocol.ChatInfo) {
	w.array(9)
	w.string(i.ID)
	w.string(string(i.Type))
	w.string(string(i.Membership))
	w.string(i.Name)
	w.string(i.Topic)
	w.number(float64(i.Created))
	w.number(float64(i.LastEventTime))
	w.number(float64(i.LastEventNumber))
	w.array(len(i.Members))
	for _, m := range i.Members {
		w.array(3)
		w.int(int(m.User.Type))
		w.string(m.User.Username)
		w.number(float64(m.Seen))
	}
}

// ChatEvent implements client.Sink.
func (sink) ChatEvent(d *client.Domain, e client.ChatEvent) {
	w := frames
	w.array(10)
	w.int(frameChatEvent)
	w.int(int(d.Tag))
	w.string(e.ID)
	w.chatEvent(e.Event)
	if e.Seen != nil {
		w.array(3)
		w.int(int(e.Seen.User.Type))
		w.string(e.Seen.User.Username)
		w.number(float64(e.Seen.Number))
	} else {
		w.nil()
	}
	w.bool(e.Gone)
	w.bool(e.Joined)
	w.bool(e.Left)
	w.pendingMessage(e.Pending)
	if e.Missed == nil {
		w.nil()
		return
	}
	w.array(2)
	w.number(float64(e.Missed.First))
	w.number(float64(e.Missed.Count))
}

// chatEvent writes [kind, number, time, user, text, topic, subject | nil,
// members] with users as [type, username], or nil.
func (w *writer) chatEvent(e *protocol.ChatEvent) {
	if e == nil {
		w.nil()
		return
	}
	w.array(8)
	w.string(string(e.Kind))
	w.number(float64(e.Number))
	w.number(float64(e.Millis))
	w.userID(e.User)
	w.string(e.Text)
	w.string(e.Topic)
	if e.Subject != nil {
		w.userID(*e.Subject)
	} else {
		w.nil()
	}
	w.array(len(e.Members))
	for _, u := range e.Members {
		w.userID(u)
	}
}

func (w *writer) userID(u protocol.UserID) {
	w.array(2)
	w.int(int(u.Type))
	w.string(u.Username)
}
