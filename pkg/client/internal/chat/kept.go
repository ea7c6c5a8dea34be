package chat

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

// keepChat begins or goes on to keep a chat; opened says that the application
// has it.
func (all *Chats) keepChat(c *chat, opened bool) {
	if !all.Store.Usable() || all.Store.Foreign() {
		return
	}
	if !c.kept {
		all.makeRoomForChat()
		c.kept = true
	}
	c.span.Opened = c.span.Opened || opened
	all.describeChat(c)
	all.putSpan(c)
	all.catchUp()
}

// makeRoomForChat gives up the chat in which nothing has happened for longest
// when there are many.
func (all *Chats) makeRoomForChat() {
	n := 0
	var oldest *chat
	for _, c := range all.known {
		if c.kept {
			n++
			if oldest == nil || c.info.LastEventTime < oldest.info.LastEventTime {
				oldest = c
			}
		}
	}
	if n >= maxKeptChats {
		all.dropChat(oldest)
	}
}

// describeChat stores the description of a chat.
func (all *Chats) describeChat(c *chat) {
	if c.kept && all.Store.Usable() {
		all.Store.PutMessage(layout.ChatKey(c.info.ID), &protocol.ChatJoinResponse{Chat: c.info})
	}
}

func (all *Chats) putSpan(c *chat) {
	c.span.Millis = c.info.LastEventTime
	all.Store.Writer.Add([]storage.Change{storage.Put(layout.SpanKey(c.info.ID), c.span.Encode())}, nil)
}

// dropChat deletes a chat from the store.
func (all *Chats) dropChat(c *chat) {
	if !c.kept || !all.Store.Usable() {
		return
	}
	c.kept = false
	id := c.info.ID
	all.Store.Writer.Add([]storage.Change{storage.Delete(layout.ChatKey(id)), storage.Delete(layout.SpanKey(id)),
		storage.DeleteRange(layout.EventKey(id, 0), layout.EventKey(id, -1))}, nil)
	c.span = layout.Span{}
}

// keepEvents stores events of a chat that continue those that are there, in
// either direction.
func (all *Chats) keepEvents(c *chat, events []protocol.ChatEvent) {
	if !c.kept || !c.span.Opened || !all.Store.Usable() || all.Store.Foreign() || len(events) == 0 {
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
			all.Store.PutMessage(layout.EventKey(c.info.ID, e.Number), &protocol.ChatHappened{Event: *e})
			s.To++
		}
	}
	for i := len(events) - 1; i >= 0; i-- {
		if e := &events[i]; e.Number == s.From-1 && s.To-e.Number <= maxKeptEvents {
			all.Store.PutMessage(layout.EventKey(c.info.ID, e.Number), &protocol.ChatHappened{Event: *e})
			s.From--
		}
	}
	if s.To-s.From > maxKeptEvents+maxKeptEvents/10 {
		s.From = s.To - maxKeptEvents
		all.Store.Writer.Add([]storage.Change{storage.DeleteRange(layout.EventKey(c.info.ID, 0), layout.EventKey(c.info.ID, s.From))}, nil)
	}
	if *s != before {
		all.putSpan(c)
	}
}

// history answers a request for a history from the store.
func (all *Chats) history(m *protocol.ChatHistoryRequest, done func(protocol.Message, *session.Error)) {
	c := all.known[m.ID]
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
	all.Store.Settled(first, end, func(error) {
		all.Store.Records.Range(first, end, 0, func(records []storage.Record, err error) {
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
			r.Events = local.Page(r.Events, m.Offset, m.Limit)
			all.Store.Locked(func() {
				if err != nil {
					done(nil, local.Error("read the history of chat "+m.ID, err))
					return
				}
				done(r, nil)
			})
		})
	})
}

// kept returns the kept chats that are wanted, in the order of their ids.
func (all *Chats) kept(want func(*chat) bool) []protocol.ChatInfo {
	found := []protocol.ChatInfo{}
	for _, c := range all.known {
		if c.kept && !c.gone && want(c) {
			found = append(found, c.info)
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].ID < found[j].ID })
	return found
}

// search answers a search from what is kept.
func (all *Chats) search(m *protocol.ChatsSearchRequest) *protocol.ChatsResponse {
	text := strings.ToLower(m.Text)
	fits := func(field, value string) bool {
		return (len(m.Fields) == 0 || slices.Contains(m.Fields, field)) && strings.Contains(strings.ToLower(value), text)
	}
	found := all.kept(func(c *chat) bool {
		i := &c.info
		return (len(m.Types) == 0 || slices.Contains(m.Types, string(i.Type))) && (m.Membership == "" || m.Membership == string(i.Membership)) &&
			(fits("id", i.ID) || fits("name", i.Name) || fits("topic", i.Topic))
	})
	return &protocol.ChatsResponse{Chats: local.Page(found, m.Offset, m.Limit), Offset: m.Offset, Total: len(found)}
}

// stored answers a request for chats by id, or, with lists, for the direct
// chats with their users. All must be kept.
func (all *Chats) stored(ids []string, lists [][]protocol.UserID) ([]protocol.ChatInfo, *session.Error) {
	var found []protocol.ChatInfo
	for _, id := range ids {
		c := all.known[id]
		if c == nil || !c.kept || c.gone {
			return nil, all.Store.Missing(fmt.Sprintf("get chat %q", id))
		}
		c.had = true
		found = append(found, c.info)
	}
	for _, users := range lists {
		direct := all.kept(func(c *chat) bool { return c.isDirectWith(users) })
		if len(direct) == 0 {
			return nil, all.Store.Missing("get the direct chat")
		}
		all.known[direct[0].ID].had = true
		found = append(found, direct[0])
	}
	return found, nil
}

// isDirectWith reports whether this is the direct chat between the own user and
// others.
func (c *chat) isDirectWith(users []protocol.UserID) bool {
	if c.info.Type != protocol.ChatDirect {
		return false
	}
	me := c.all.session.Self.User.UserID
	for _, m := range c.info.Members {
		if m.User != me && !slices.Contains(users, m.User) {
			return false
		}
	}
	return !slices.ContainsFunc(users, func(u protocol.UserID) bool { return c.memberIndex(u) < 0 })
}

// Learn keeps what the answer to a request says about chats.
func (all *Chats) Learn(m, answer protocol.Message) {
	if !all.Store.Usable() || all.Store.Foreign() {
		return
	}
	switch r := answer.(type) {
	case *protocol.ChatsResponse:
		if _, joined := m.(*protocol.JoinedChatsRequest); joined {
			for i := range r.Chats {
				all.keepChat(all.follow(r.Chats[i], false), false)
			}
		}
	case *protocol.ChatHistoryResponse:
		if h, ok := m.(*protocol.ChatHistoryRequest); ok && len(h.Kinds) == 0 {
			if c := all.known[h.ID]; c != nil {
				all.keepEvents(c, append([]protocol.ChatEvent(nil), r.Events...))
			}
		}
	}
}

// Answer answers a request from what is kept, and reports false for one that is not
// about chats.
func (all *Chats) Answer(m protocol.Message, done func(protocol.Message, *session.Error)) bool {
	switch m := m.(type) {
	case *protocol.ChatHistoryRequest:
		all.history(m, done)
	case *protocol.ChatsSearchRequest:
		done(all.search(m), nil)
	case *protocol.JoinedChatsRequest:
		joined := all.kept(func(c *chat) bool { return c.info.Type != protocol.ChatRoom && c.isMember() })
		done(&protocol.ChatsResponse{Chats: joined, Total: len(joined)}, nil)
	case *protocol.ChatsExistRequest:
		if _, err := all.stored(m.IDs, nil); err != nil {
			done(nil, err)
			return true
		}
		r := &protocol.ChatsExistResponse{}
		for range m.IDs {
			r.Exist = append(r.Exist, true)
		}
		done(r, nil)
	default:
		return false
	}
	return true
}
