package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// chats are the chats that somebody here follows, with their present
// descriptions. Everything else about chats is a request.
type chats struct {
	known map[string]*followedChat
}

func newChats() chats { return chats{known: map[string]*followedChat{}} }

// followedChat is a chat whose description is kept.
type followedChat struct {
	d      *Domain
	info   protocol.ChatInfo
	inRoom bool // this session has joined the room, and joins it again after a reconnect
	gone   bool // the chat was removed; its description is what it was

	kept  bool         // in the offline store
	span  storage.Span // the events that are there
	stuck bool         // its events could not be fetched with this connection
}

// ChatEvent is something that happened in a chat, or that this user's standing
// in it changed.
type ChatEvent struct {
	ID     string
	Event  *protocol.ChatEvent // nil for the others
	Seen   *protocol.ChatMarkedSeen
	Gone   bool // the chat was removed
	Joined bool // this user is a member now
	Left   bool // this user is no member any more
	// Pending is a message that waits for a connection, or, with an error, that
	// the server has refused; nil for the others.
	Pending *PendingMessage
}

// follow keeps the description of a chat up to date from now on.
func (d *Domain) follow(info protocol.ChatInfo, joined bool) *followedChat {
	c := d.chats.known[info.ID]
	if c == nil {
		c = &followedChat{d: d}
		d.chats.known[info.ID] = c
	}
	c.info, c.gone = info, false
	if joined && info.Type == protocol.ChatRoom {
		c.inRoom = true
	}
	return c
}

// ForgetChat ends the keeping of a chat's description, except in the offline
// store.
func (d *Domain) ForgetChat(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.chats.known[id]; c != nil && !c.kept {
		delete(d.chats.known, id)
	}
}

// ChatInfo returns the description of a followed chat and whether this user is
// a member; for a room, whether this session is.
func (d *Domain) ChatInfo(id string) (info protocol.ChatInfo, member, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.chats.known[id]
	if c == nil {
		return info, false, false
	}
	return c.info, c.isMember(), true
}

func (c *followedChat) isMember() bool {
	if c.gone {
		return false
	}
	if c.info.Type == protocol.ChatRoom {
		return c.inRoom && c.d.state == StateConnected
	}
	return c.memberIndex(c.d.self.User.UserID) >= 0
}

func (c *followedChat) memberIndex(user protocol.UserID) int {
	return slices.IndexFunc(c.info.Members, func(m protocol.ChatMember) bool { return m.User == user })
}

// exit takes a user out of the members.
func (c *followedChat) exit(user protocol.UserID) {
	c.info.Members = slices.DeleteFunc(slices.Clone(c.info.Members), func(m protocol.ChatMember) bool { return m.User == user })
}

// chatHappened brings the description up to date, then tells the event.
func (d *Domain) chatHappened(m *protocol.ChatHappened) {
	e := &m.Event
	c := d.chats.known[e.ChatID]
	told := ChatEvent{ID: e.ChatID, Event: e}
	if c == nil && m.Chat != nil && d.offline.usable() {
		c = d.follow(*m.Chat, false)
		d.offline.keepChat(c, false)
	}
	if c != nil && e.Number > c.info.LastEventNumber {
		c.info.LastEventNumber, c.info.LastEventTime = e.Number, e.Millis
	}
	affected := e.User
	if e.Subject != nil {
		affected = *e.Subject
	}
	own := affected == d.self.User.UserID
	switch e.Kind {
	case protocol.ChatCreated:
		// Nobody joins or leaves a direct chat.
		told.Joined = m.Chat != nil && m.Chat.Type != protocol.ChatDirect && slices.Contains(e.Members, d.self.User.UserID)
	case protocol.ChatUserJoined, protocol.ChatUserAdded:
		if c != nil && c.memberIndex(affected) < 0 {
			c.info.Members = append(slices.Clone(c.info.Members), protocol.ChatMember{User: affected, Seen: -1})
		}
		told.Joined = own
	case protocol.ChatUserLeft, protocol.ChatUserRemoved:
		if c != nil {
			c.exit(affected)
			if own {
				c.inRoom = false
			}
		}
		told.Left = own
	case protocol.ChatNameChanged:
		if c != nil {
			c.info.Name = e.Text
		}
	case protocol.ChatTopicChanged:
		if c != nil {
			c.info.Topic = e.Text
		}
	}
	if o := d.offline; c != nil && o.usable() {
		switch {
		case !c.kept && told.Joined:
			o.keepChat(c, true)
		case !c.kept:
		case told.Left && c.info.Type != protocol.ChatRoom:
			o.dropChat(c)
		default:
			if e.Kind != protocol.ChatMessage {
				o.describeChat(c)
			}
			o.keepEvents(c, []protocol.ChatEvent{*e})
			o.catchUp()
		}
	}
	d.sink.ChatEvent(d, told)
}

func (d *Domain) chatSeen(m *protocol.ChatMarkedSeen) {
	if c := d.chats.known[m.ID]; c != nil {
		if i := c.memberIndex(m.User); i >= 0 {
			c.info.Members = slices.Clone(c.info.Members)
			c.info.Members[i].Seen = max(c.info.Members[i].Seen, m.Number)
			if d.offline != nil {
				d.offline.describeChat(c)
			}
		}
	}
	d.sink.ChatEvent(d, ChatEvent{ID: m.ID, Seen: m})
}

// chatStanding notes that another session of this user has joined or left a room.
func (d *Domain) chatStanding(m *protocol.ChatStanding) {
	if c := d.chats.known[m.ID]; c != nil {
		own := d.self.User.UserID
		c.exit(own)
		if m.Joined {
			c.info.Members = append(c.info.Members, protocol.ChatMember{User: own, Seen: -1})
		}
	}
	d.sink.ChatEvent(d, ChatEvent{ID: m.ID, Joined: m.Joined, Left: !m.Joined})
}

func (d *Domain) chatRemoved(id string) {
	if c := d.chats.known[id]; c != nil {
		c.gone, c.inRoom = true, false
		if d.offline != nil {
			d.offline.dropChat(c)
		}
	}
	d.sink.ChatEvent(d, ChatEvent{ID: id, Gone: true})
}

// online joins the rooms again that this session was in.
func (s *chats) online(d *Domain) {
	for _, c := range s.known {
		if !c.inRoom {
			continue
		}
		ask(d.requestNow, &protocol.ChatJoinRequest{ID: c.info.ID}, "join a room", func(r *protocol.ChatJoinResponse, err *Error) {
			switch {
			case err == nil:
				c.info = r.Chat
			case err.Code != protocol.CodeConnectionFailed:
				c.inRoom = false
				d.sink.ChatEvent(d, ChatEvent{ID: c.info.ID, Left: true})
			}
		})
	}
}

// GetChats fetches chats by id and follows them. Those that do not exist or may
// not be read are left out. Without a connection they come from the offline
// store, which must have all.
func (d *Domain) GetChats(ids []string, done func([]protocol.ChatInfo, *Error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fromStore() {
		d.offline.whenLoaded(func() { done(d.offline.storedChats(ids, nil)) })
		return
	}
	d.fetchChats(&protocol.ChatsRequest{IDs: ids}, done)
}

// DirectChats fetches the direct chats with each list of users, makes those
// that are missing, and follows them.
func (d *Domain) DirectChats(lists [][]protocol.UserID, done func([]protocol.ChatInfo, *Error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fromStore() {
		d.offline.whenLoaded(func() { done(d.offline.storedChats(nil, lists)) })
		return
	}
	d.fetchChats(&protocol.DirectChatsRequest{Lists: lists}, done)
}

func (d *Domain) fetchChats(m protocol.Message, done func([]protocol.ChatInfo, *Error)) {
	ask(d.request, m, "get chats", func(r *protocol.ChatsResponse, err *Error) {
		if err != nil {
			done(nil, err)
			return
		}
		for i := range r.Chats {
			c := d.follow(r.Chats[i], false)
			if d.offline != nil {
				d.offline.keepChat(c, true)
			}
		}
		done(r.Chats, nil)
	})
}

// JoinChat joins a chat and follows it.
func (d *Domain) JoinChat(id string, done func(protocol.ChatInfo, *Error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	ask(d.request, &protocol.ChatJoinRequest{ID: id}, "join a chat", func(r *protocol.ChatJoinResponse, err *Error) {
		if err != nil {
			done(protocol.ChatInfo{}, err)
			return
		}
		c := d.follow(r.Chat, true)
		if d.offline != nil {
			d.offline.keepChat(c, true)
		}
		done(r.Chat, nil)
		d.pump() // messages that wait for the room
	})
}

// LeaveChat leaves a chat; a room is not joined again after a reconnect.
func (d *Domain) LeaveChat(id string, done func(*Error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	ask(d.request, &protocol.ChatLeaveRequest{ID: id}, "leave a chat", func(_ *protocol.OK, err *Error) {
		if c := d.chats.known[id]; c != nil && err == nil {
			c.inRoom = false
			if c.info.Type != protocol.ChatRoom { // in a room other sessions of the user may still be
				c.exit(d.self.User.UserID)
				if d.offline != nil {
					d.offline.dropChat(c)
				}
			}
		}
		done(err)
	})
}
