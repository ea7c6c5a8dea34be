package chats

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func sortedUsers(users iter.Seq[protocol.UserID]) []protocol.UserID {
	return slices.SortedFunc(users, func(a, b protocol.UserID) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Username, b.Username))
	})
}

// answer answers a request once the turn is durable.
func (t *chatTurn) answer(c *people.Session, request uint32, m protocol.Message) {
	t.after = append(t.after, func() { c.Answer(request, m) })
}

func (t *chatTurn) refuse(c *people.Session, request uint32, code protocol.Code, format string, args ...any) {
	t.doubt = true
	t.after = append(t.after, func() { c.Refuse(request, code, format, args...) })
}

// listeners are those who hear of what happens in a chat.
type listeners struct {
	users    []protocol.UserID // with all their sessions
	sessions []*people.Session // of a room
}

func (s *Chats) listeners(c *chat) listeners {
	if c.Type == protocol.ChatRoom {
		all := make([]*people.Session, 0, len(s.rooms[c.ID]))
		for session := range s.rooms[c.ID] {
			all = append(all, session)
		}
		return listeners{sessions: all}
	}
	return listeners{users: usersOf(c)}
}

// usersOf returns the members of a chat.
func usersOf(c *chat) []protocol.UserID {
	members := c.list()
	users := make([]protocol.UserID, len(members))
	for i, m := range members {
		users[i] = m.User
	}
	return users
}

// connections returns the connections of listeners.
func (s *Chats) connections(l listeners) []*people.Session {
	all := l.sessions
	for _, u := range l.users {
		all = append(all, s.options.Presence.Sessions(u)...)
	}
	return all
}

// sendStanding notifies the sessions of a user that are not in a room that he is a
// member now, or is none any more. Those of the listeners hear it as an event.
func (s *Chats) sendStanding(t *chatTurn, in *chat, user protocol.UserID, joined bool, l listeners) {
	t.after = append(t.after, func() { s.notifyStanding(in.ID, user, joined, l) })
}

func (s *Chats) notifyStanding(id string, user protocol.UserID, joined bool, l listeners) {
	for _, session := range s.options.Presence.Sessions(user) {
		if !slices.Contains(l.sessions, session) {
			session.Send(conn.Out{Message: &protocol.ChatStanding{ID: id, Joined: joined}})
		}
	}
}

// happen makes an event the next of a chat: with what else changes it goes into
// the turn, and then to the listeners. To the sessions of newTo the chat is new.
func (s *Chats) happen(t *chatTurn, c *chat, e store.ChatEntry, change store.ChatChange, l listeners, newTo ...protocol.UserID) protocol.ChatEvent {
	change.Key, change.Last = c.Key, c.LastEventNumber
	e.ChatID, e.Number, e.Millis = c.ID, c.LastEventNumber+1, max(time.Now().UnixMilli(), c.LastEventTime)
	if change.Create != nil {
		e.Number = 0
	}
	c.LastEventNumber, c.LastEventTime = e.Number, e.Millis
	change.Events = []store.ChatEntry{e}
	s.change(t, c, change)
	maker, bytes := c.Maker, e.Bytes()
	c.Bytes += bytes
	info := c.info()
	t.after = append(t.after, func() {
		s.options.Quota.Grow(maker, bytes)
		s.notify(info, &e.ChatEvent, l, newTo)
	})
	return e.ChatEvent
}

// notify sends an event to listeners. To the sessions of newTo the chat is new, which info
// describes.
func (s *Chats) notify(info protocol.ChatInfo, e *protocol.ChatEvent, l listeners, newTo []protocol.UserID) {
	mentioned := append([]protocol.UserID{e.User}, e.Members...)
	if e.Subject != nil {
		mentioned = append(mentioned, *e.Subject)
	}
	for _, session := range s.connections(l) {
		happened, mentions := &protocol.ChatHappened{Event: *e}, mentioned
		if slices.Contains(newTo, session.User()) {
			happened.Chat = &info
			mentions = membersOf(mentions, info)
		}
		session.SendMentioning(mentions, nil, conn.Out{Message: happened})
	}
}

// notifySeen sends the members up to where one of them has read.
func (s *Chats) notifySeen(id string, m protocol.ChatMember, l listeners) {
	for _, session := range s.connections(l) {
		session.SendMentioning([]protocol.UserID{m.User}, nil, conn.Out{Message: &protocol.ChatMarkedSeen{ID: id, User: m.User, Number: m.Seen}})
	}
}

// change puts a change into the turn.
func (s *Chats) change(t *chatTurn, c *chat, change store.ChatChange) {
	t.changes = append(t.changes, change)
	s.count(c)
	s.record(t, c, &change)
	if len(change.Roles) > 0 || change.Delete {
		t.ends = true
		t.after = append(t.after, func() { s.forget(c.ID) })
	}
}

// membersOf adds the members of chats to users.
func membersOf(users []protocol.UserID, infos ...protocol.ChatInfo) []protocol.UserID {
	all := slices.Clone(users)
	for _, info := range infos {
		for _, m := range info.Members {
			all = append(all, m.User)
		}
	}
	return all
}

// put lets a session into a room in memory, or takes it out.
func (s *Chats) put(t *chatTurn, id string, session *people.Session, in bool) {
	set := func(in bool) {
		if in {
			if s.rooms[id] == nil {
				s.rooms[id] = make(map[*people.Session]bool)
			}
			if s.inside[session] == nil {
				s.inside[session] = make(map[string]bool)
			}
			s.rooms[id][session], s.inside[session][id] = true, true
			return
		}
		delete(s.rooms[id], session)
		delete(s.inside[session], id)
		if len(s.rooms[id]) == 0 {
			delete(s.rooms, id)
		}
		if len(s.inside[session]) == 0 {
			delete(s.inside, session)
		}
	}
	set(in)
	t.undo = append(t.undo, func() { set(!in) })
}

// inRoom reports whether any session of a user is in a room, at any server.
func (s *Chats) inRoom(in *chat, user protocol.UserID) bool {
	if in.sessions != nil { // those of here too
		for _, u := range in.sessions {
			if u == user {
				return true
			}
		}
		return false
	}
	for session := range s.rooms[in.ID] {
		if session.User() == user {
			return true
		}
	}
	return false
}
