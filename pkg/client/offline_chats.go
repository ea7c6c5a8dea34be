package client

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Of each chat that the application has had, and of those that its user is a
// member of, the description is kept; of the first also the newest events, in
// one piece, so that a history from the store has no gaps.
const (
	maxKeptChats  = 500
	maxKeptEvents = 1000
)

// put hands a record to the store; without room it waits there.
func (o *offline) put(key []byte, m protocol.Message) {
	value, err := layout.EncodeBody(m)
	if err != nil {
		o.Trouble(err)
		return
	}
	o.Writer.Add([]storage.Change{storage.Put(key, value)}, nil)
}

// keepChat begins or goes on to keep a chat; opened says that the application
// has it.
func (o *offline) keepChat(c *followedChat, opened bool) {
	if !o.usable() || o.Foreign() {
		return
	}
	if !c.kept {
		o.makeRoomForChat()
		c.kept = true
	}
	c.span.Opened = c.span.Opened || opened
	o.describeChat(c)
	o.putSpan(c)
	o.d.catchUp()
}

// makeRoomForChat gives up the chat in which nothing has happened for longest
// when there are many.
func (o *offline) makeRoomForChat() {
	n := 0
	var oldest *followedChat
	for _, c := range o.d.chats.known {
		if c.kept {
			n++
			if oldest == nil || c.info.LastEventTime < oldest.info.LastEventTime {
				oldest = c
			}
		}
	}
	if n >= maxKeptChats {
		o.dropChat(oldest)
	}
}

// describeChat stores the description of a chat.
func (o *offline) describeChat(c *followedChat) {
	if c.kept && o.usable() {
		o.put(layout.ChatKey(c.info.ID), &protocol.ChatJoinResponse{Chat: c.info})
	}
}

func (o *offline) putSpan(c *followedChat) {
	c.span.Millis = c.info.LastEventTime
	o.Writer.Add([]storage.Change{storage.Put(layout.SpanKey(c.info.ID), c.span.Encode())}, nil)
}

// dropChat deletes a chat from the store.
func (o *offline) dropChat(c *followedChat) {
	if !c.kept || !o.usable() {
		return
	}
	c.kept = false
	id := c.info.ID
	o.Writer.Add([]storage.Change{storage.Delete(layout.ChatKey(id)), storage.Delete(layout.SpanKey(id)),
		storage.DeleteRange(layout.EventKey(id, 0), layout.EventKey(id, -1))}, nil)
	c.span = layout.Span{}
}

// keepEvents stores events of a chat that continue those that are there, in
// either direction.
func (o *offline) keepEvents(c *followedChat, events []protocol.ChatEvent) {
	if !c.kept || !c.span.Opened || !o.usable() || o.Foreign() || len(events) == 0 {
		return
	}
	sort.Slice(events, func(i, j int) bool { return events[i].Number < events[j].Number })
	s := &c.span
	if s.From == s.To {
		s.From = events[0].Number
		s.To = s.From
	}
	before := *s
	for i := range events {
		if e := &events[i]; e.Number == s.To {
			o.put(layout.EventKey(c.info.ID, e.Number), &protocol.ChatHappened{Event: *e})
			s.To++
		}
	}
	for i := len(events) - 1; i >= 0; i-- {
		if e := &events[i]; e.Number == s.From-1 && s.To-e.Number <= maxKeptEvents {
			o.put(layout.EventKey(c.info.ID, e.Number), &protocol.ChatHappened{Event: *e})
			s.From--
		}
	}
	if s.To-s.From > maxKeptEvents+maxKeptEvents/10 {
		s.From = s.To - maxKeptEvents
		o.Writer.Add([]storage.Change{storage.DeleteRange(layout.EventKey(c.info.ID, 0), layout.EventKey(c.info.ID, s.From))}, nil)
	}
	if *s != before {
		o.putSpan(c)
	}
}

// chatHistory answers a request for a history from the store.
func (o *offline) chatHistory(m *protocol.ChatHistoryRequest, done func(protocol.Message, *Error)) {
	c := o.d.chats.known[m.ID]
	if c == nil || !c.kept || c.span.From == c.span.To {
		done(nil, session.ErrOffline("get the history of the chat"))
		return
	}
	from, to := c.span.From, c.span.To
	if m.Start != nil && m.Forward {
		from = max(from, *m.Start)
	} else if m.Start != nil {
		to = min(to, *m.Start+1)
	}
	first, end := layout.EventKey(m.ID, from), layout.EventKey(m.ID, max(from, to))
	o.Settled(first, end, func(error) {
		o.Records.Range(first, end, 0, func(records []storage.Record, err error) {
			r := &protocol.ChatHistoryResponse{Offset: m.Offset}
			for i := range records {
				if !m.Forward {
					i = len(records) - 1 - i
				}
				e, failed := layout.DecodeBody(protocol.BodyChatHappened, records[i].Value)
				if failed != nil {
					err = failed
					break
				}
				if e := e.(*protocol.ChatHappened).Event; len(m.Kinds) == 0 || slices.Contains(m.Kinds, string(e.Kind)) {
					r.Events = append(r.Events, e)
				}
			}
			r.Total = len(r.Events)
			r.Events = pageOf(r.Events, m.Offset, m.Limit)
			o.Locked(func() {
				if err != nil {
					done(nil, local.Error("read the history of chat "+m.ID, err))
					return
				}
				done(r, nil)
			})
		})
	})
}

// pageOf returns a page of a list; a limit of 0 stands for what servers take.
func pageOf[T any](list []T, offset, limit int) []T {
	if limit <= 0 {
		limit = 50
	}
	offset = min(offset, len(list))
	return list[offset:min(len(list), offset+limit)]
}

// keptChats returns the kept chats that are wanted, in the order of their ids.
func (o *offline) keptChats(want func(*followedChat) bool) []protocol.ChatInfo {
	found := []protocol.ChatInfo{}
	for _, c := range o.d.chats.known {
		if c.kept && !c.gone && want(c) {
			found = append(found, c.info)
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].ID < found[j].ID })
	return found
}

// searchChats answers a search from what is kept.
func (o *offline) searchChats(m *protocol.ChatsSearchRequest) *protocol.ChatsResponse {
	text := strings.ToLower(m.Text)
	fits := func(field, value string) bool {
		return (len(m.Fields) == 0 || slices.Contains(m.Fields, field)) && strings.Contains(strings.ToLower(value), text)
	}
	found := o.keptChats(func(c *followedChat) bool {
		i := &c.info
		return (len(m.Types) == 0 || slices.Contains(m.Types, string(i.Type))) && (m.Membership == "" || m.Membership == string(i.Membership)) &&
			(fits("id", i.ID) || fits("name", i.Name) || fits("topic", i.Topic))
	})
	return &protocol.ChatsResponse{Chats: pageOf(found, m.Offset, m.Limit), Offset: m.Offset, Total: len(found)}
}

// storedChats answers a request for chats by id, or, with lists, for the direct
// chats with their users. All must be kept.
func (o *offline) storedChats(ids []string, lists [][]protocol.UserID) ([]protocol.ChatInfo, *Error) {
	var found []protocol.ChatInfo
	for _, id := range ids {
		c := o.d.chats.known[id]
		if c == nil || !c.kept || c.gone {
			return nil, o.Missing(fmt.Sprintf("get chat %q", id))
		}
		c.had = true
		found = append(found, c.info)
	}
	for _, users := range lists {
		all := o.keptChats(func(c *followedChat) bool { return c.isDirectWith(users) })
		if len(all) == 0 {
			return nil, o.Missing("get the direct chat")
		}
		o.d.chats.known[all[0].ID].had = true
		found = append(found, all[0])
	}
	return found, nil
}

// isDirectWith reports whether this is the direct chat between the own user and
// others.
func (c *followedChat) isDirectWith(users []protocol.UserID) bool {
	if c.info.Type != protocol.ChatDirect {
		return false
	}
	me := c.d.session.Self.User.UserID
	for _, m := range c.info.Members {
		if m.User != me && !slices.Contains(users, m.User) {
			return false
		}
	}
	return !slices.ContainsFunc(users, func(u protocol.UserID) bool { return c.memberIndex(u) < 0 })
}
