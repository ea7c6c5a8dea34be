package client

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// chats are the chats that somebody here follows, with their present
// descriptions. Everything else about chats is a request.
type chats struct {
	known    map[string]*followedChat
	fetching bool // events of one of them
}

func newChats() chats { return chats{known: map[string]*followedChat{}} }

// followedChat is a chat whose description is kept.
type followedChat struct {
	d      *Domain
	info   protocol.ChatInfo
	inRoom bool // this session has joined the room, and joins it again after a reconnect
	gone   bool // the chat was removed; its description is what it was
	had    bool // the application has it, and hears of what it has missed

	// See chat_missed.go.
	on    *session.Connection // that the description is from
	late  bool                // it is not known yet what was missed
	fresh *protocol.ChatInfo  // what the chat is at the server, while what led to it is told
	held  []func()            // what has happened since

	kept  bool        // in the offline store
	span  layout.Span // the events that are there
	stuck bool        // its events could not be fetched with this connection
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
	Missed *MissedEvents
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
	if !c.late { // else it comes to that by what was missed
		c.info, c.gone, c.on = info, false, d.session.Conn
	}
	if joined && info.Type == protocol.ChatRoom {
		c.inRoom = true
	}
	return c
}

// ForgetChat ends the keeping of a chat's description, except in the offline
// store.
func (d *Domain) ForgetChat(id string) {
	d.session.Lock()
	defer d.session.Unlock()
	if c := d.chats.known[id]; c != nil {
		c.had = false
		if !c.kept {
			delete(d.chats.known, id)
		}
	}
}

// ChatInfo returns the description of a followed chat and whether this user is
// a member; for a room, whether this session is.
func (d *Domain) ChatInfo(id string) (info protocol.ChatInfo, member, ok bool) {
	d.session.Lock()
	defer d.session.Unlock()
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
		return c.inRoom && c.d.session.State == session.StateConnected
	}
	return c.memberIndex(c.d.session.Self.User.UserID) >= 0
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
	if c.holds(func() {
		if e.Number > c.info.LastEventNumber {
			d.chatHappened(m)
		}
	}) {
		return
	}
	told := ChatEvent{ID: e.ChatID, Event: e}
	if c == nil && m.Chat != nil && d.offline.usable() {
		c = d.follow(*m.Chat, false)
		d.offline.keepChat(c, false)
	}
	own := c.apply(d, e)
	switch e.Kind {
	case protocol.ChatCreated:
		// Nobody joins or leaves a direct chat.
		told.Joined = m.Chat != nil && m.Chat.Type != protocol.ChatDirect && slices.Contains(e.Members, d.session.Self.User.UserID)
	case protocol.ChatUserJoined, protocol.ChatUserAdded:
		told.Joined = own
	case protocol.ChatUserLeft, protocol.ChatUserRemoved:
		if told.Left = own; own && c != nil {
			c.inRoom = false
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
			d.catchUp()
		}
	}
	d.sink.ChatEvent(d, told)
}

// apply brings the description up to date, if there is one, and reports whether
// the event is about the membership of this user.
func (c *followedChat) apply(d *Domain, e *protocol.ChatEvent) (own bool) {
	affected := e.User
	if e.Subject != nil {
		affected = *e.Subject
	}
	own = affected == d.session.Self.User.UserID
	if c == nil {
		return own
	}
	if e.Number > c.info.LastEventNumber {
		c.info.LastEventNumber, c.info.LastEventTime = e.Number, e.Millis
	}
	switch e.Kind {
	case protocol.ChatUserJoined, protocol.ChatUserAdded:
		if c.memberIndex(affected) < 0 {
			c.info.Members = append(slices.Clone(c.info.Members), protocol.ChatMember{User: affected, Seen: -1})
		}
	case protocol.ChatUserLeft, protocol.ChatUserRemoved:
		c.exit(affected)
	case protocol.ChatNameChanged:
		c.info.Name = e.Text
	case protocol.ChatTopicChanged:
		c.info.Topic = e.Text
	}
	return own
}

func (d *Domain) chatSeen(m *protocol.ChatMarkedSeen) {
	c := d.chats.known[m.ID]
	if c.holds(func() { d.chatSeen(m) }) {
		return
	}
	if c != nil {
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
	c := d.chats.known[m.ID]
	if c.holds(func() { d.chatStanding(m) }) {
		return
	}
	if c != nil {
		own := d.session.Self.User.UserID
		c.exit(own)
		if m.Joined {
			c.info.Members = append(c.info.Members, protocol.ChatMember{User: own, Seen: -1})
		}
	}
	d.sink.ChatEvent(d, ChatEvent{ID: m.ID, Joined: m.Joined, Left: !m.Joined})
}

func (d *Domain) chatRemoved(id string) {
	if c := d.chats.known[id]; c != nil {
		c.ended()
	}
	d.sink.ChatEvent(d, ChatEvent{ID: id, Gone: true})
}

// ended notes that the chat is gone, or hidden from this user.
func (c *followedChat) ended() {
	c.gone, c.inRoom = true, false
	c.late, c.fresh, c.held = false, nil, nil
	if c.d.offline != nil {
		c.d.offline.dropChat(c)
	}
}

// GetChats fetches chats by id and follows them. Those that do not exist or may
// not be read are left out. Without a connection they come from the offline
// store, which must have all.
func (d *Domain) GetChats(ids []string, done func([]protocol.ChatInfo, *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	if d.fromStore() {
		d.offline.WhenLoaded(func() { done(d.offline.storedChats(ids, nil)) })
		return
	}
	d.fetchChats(&protocol.ChatsRequest{IDs: ids}, done)
}

// DirectChats fetches the direct chats with each list of users, makes those
// that are missing, and follows them.
func (d *Domain) DirectChats(lists [][]protocol.UserID, done func([]protocol.ChatInfo, *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	if d.fromStore() {
		d.offline.WhenLoaded(func() { done(d.offline.storedChats(nil, lists)) })
		return
	}
	d.fetchChats(&protocol.DirectChatsRequest{Lists: lists}, done)
}

func (d *Domain) fetchChats(m protocol.Message, done func([]protocol.ChatInfo, *Error)) {
	session.Ask(d.session.Request, m, "get chats", func(r *protocol.ChatsResponse, err *Error) {
		if err != nil {
			done(nil, err)
			return
		}
		for i := range r.Chats {
			c := d.follow(r.Chats[i], false)
			c.had = true
			if d.offline != nil {
				d.offline.keepChat(c, true)
			}
		}
		done(r.Chats, nil)
	})
}

// JoinChat joins a chat and follows it.
func (d *Domain) JoinChat(id string, done func(protocol.ChatInfo, *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	session.Ask(d.session.Request, &protocol.ChatJoinRequest{ID: id}, "join a chat", func(r *protocol.ChatJoinResponse, err *Error) {
		if err != nil {
			done(protocol.ChatInfo{}, err)
			return
		}
		c := d.follow(r.Chat, true)
		c.had = true
		if d.offline != nil {
			d.offline.keepChat(c, true)
		}
		done(r.Chat, nil)
		d.pump() // messages that wait for the room
	})
}

// LeaveChat leaves a chat; a room is not joined again after a reconnect.
func (d *Domain) LeaveChat(id string, done func(*Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	session.Ask(d.session.Request, &protocol.ChatLeaveRequest{ID: id}, "leave a chat", func(_ *protocol.OK, err *Error) {
		if c := d.chats.known[id]; c != nil && err == nil {
			c.inRoom = false
			if c.info.Type != protocol.ChatRoom { // in a room other sessions of the user may still be
				c.exit(d.session.Self.User.UserID)
				if d.offline != nil {
					d.offline.dropChat(c)
				}
			}
		}
		done(err)
	})
}
