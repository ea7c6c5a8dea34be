package chat

import (
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Chats are the chats that somebody here follows, with their present descriptions,
// and the messages that the server has not answered. Everything else about chats is a
// request. What applications call takes the session's lock: Get, Direct, Join, Leave,
// Forget, Info, Publish, Pending and Discard. All else is called under it.
type Chats struct {
	Store   *local.Store // nil unless chats and messages are kept
	session *session.Session
	emit    func(Event)

	known    map[string]*chat
	fetching bool // events of one of them
	outbox   outbox
}

// New returns the chats of a session, of which none is followed; emit gets what
// happens.
func New(s *session.Session, emit func(Event)) *Chats {
	return &Chats{session: s, emit: emit, known: map[string]*chat{}}
}

// chat is a chat whose description is kept.
type chat struct {
	all    *Chats
	info   protocol.ChatInfo
	inRoom bool // this session has joined the room, and joins it again after a reconnect
	gone   bool // the chat was removed; its description is what it was
	had    bool // the application has it, and hears of what it has missed

	// See chat_missed.go.
	on    *session.Connection // that the description is from
	late  bool                // it is not known yet what was missed
	fresh *protocol.ChatInfo  // what the chat is at the server, while what led to it is emitted
	held  []func()            // what has happened since

	kept  bool        // in the offline store
	span  layout.Span // the events that are there
	stuck bool        // its events could not be fetched with this connection
}

// Event is something that happened in a chat, or that this user's standing
// in it changed.
type Event struct {
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
func (all *Chats) follow(info protocol.ChatInfo, joined bool) *chat {
	c := all.known[info.ID]
	if c == nil {
		c = &chat{all: all}
		all.known[info.ID] = c
	}
	if !c.late { // else it comes to that by what was missed
		c.info, c.gone, c.on = info, false, all.session.Conn
	}
	if joined && info.Type == protocol.ChatRoom {
		c.inRoom = true
	}
	return c
}

// Forget ends the keeping of a chat's description, except in the offline
// store.
func (all *Chats) Forget(id string) {
	all.session.Lock()
	defer all.session.Unlock()
	if c := all.known[id]; c != nil {
		c.had = false
		if !c.kept {
			delete(all.known, id)
		}
	}
}

// Info returns the description of a followed chat and whether this user is
// a member; for a room, whether this session is.
func (all *Chats) Info(id string) (info protocol.ChatInfo, member, ok bool) {
	all.session.Lock()
	defer all.session.Unlock()
	c := all.known[id]
	if c == nil {
		return info, false, false
	}
	return c.info, c.isMember(), true
}

func (c *chat) isMember() bool {
	if c.gone {
		return false
	}
	if c.info.Type == protocol.ChatRoom {
		return c.inRoom && c.all.session.State == session.StateConnected
	}
	return c.memberIndex(c.all.session.Self.User.UserID) >= 0
}

func (c *chat) memberIndex(user protocol.UserID) int {
	return slices.IndexFunc(c.info.Members, func(m protocol.ChatMember) bool { return m.User == user })
}

// exit takes a user out of the members.
func (c *chat) exit(user protocol.UserID) {
	c.info.Members = slices.DeleteFunc(slices.Clone(c.info.Members), func(m protocol.ChatMember) bool { return m.User == user })
}

// Handle takes a message of the server, and reports false for one that is not about
// chats.
func (all *Chats) Handle(message protocol.Message) bool {
	switch m := message.(type) {
	case *protocol.ChatHappened:
		all.happened(m)
	case *protocol.ChatMarkedSeen:
		all.seen(m)
	case *protocol.ChatRemoved:
		all.removed(m.ID)
	case *protocol.ChatStanding:
		all.standing(m)
	default:
		return false
	}
	return true
}

// happened brings the description up to date, then emits the event.
func (all *Chats) happened(m *protocol.ChatHappened) {
	e := &m.Event
	c := all.known[e.ChatID]
	if c.holds(func() {
		if e.Number > c.info.LastEventNumber {
			all.happened(m)
		}
	}) {
		return
	}
	event := Event{ID: e.ChatID, Event: e}
	if c == nil && m.Chat != nil && all.Store.Usable() {
		c = all.follow(*m.Chat, false)
		all.keepChat(c, false)
	}
	own := all.apply(c, e)
	switch e.Kind {
	case protocol.ChatCreated:
		// Nobody joins or leaves a direct chat.
		event.Joined = m.Chat != nil && m.Chat.Type != protocol.ChatDirect && slices.Contains(e.Members, all.session.Self.User.UserID)
	case protocol.ChatUserJoined, protocol.ChatUserAdded:
		event.Joined = own
	case protocol.ChatUserLeft, protocol.ChatUserRemoved:
		if event.Left = own; own && c != nil {
			c.inRoom = false
		}
	}
	if c != nil && all.Store.Usable() {
		switch {
		case !c.kept && event.Joined:
			all.keepChat(c, true)
		case !c.kept:
		case event.Left && c.info.Type != protocol.ChatRoom:
			all.dropChat(c)
		default:
			if e.Kind != protocol.ChatMessage {
				all.describeChat(c)
			}
			all.keepEvents(c, []protocol.ChatEvent{*e})
			all.catchUp()
		}
	}
	all.emit(event)
}

// apply brings the description up to date, if there is one, and reports whether
// the event is about the membership of this user.
func (all *Chats) apply(c *chat, e *protocol.ChatEvent) (own bool) {
	affected := e.User
	if e.Subject != nil {
		affected = *e.Subject
	}
	own = affected == all.session.Self.User.UserID
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

func (all *Chats) seen(m *protocol.ChatMarkedSeen) {
	c := all.known[m.ID]
	if c.holds(func() { all.seen(m) }) {
		return
	}
	if c != nil {
		if i := c.memberIndex(m.User); i >= 0 {
			c.info.Members = slices.Clone(c.info.Members)
			c.info.Members[i].Seen = max(c.info.Members[i].Seen, m.Number)
			if all.Store != nil {
				all.describeChat(c)
			}
		}
	}
	all.emit(Event{ID: m.ID, Seen: m})
}

// standing notes that another session of this user has joined or left a room.
func (all *Chats) standing(m *protocol.ChatStanding) {
	c := all.known[m.ID]
	if c.holds(func() { all.standing(m) }) {
		return
	}
	if c != nil {
		own := all.session.Self.User.UserID
		c.exit(own)
		if m.Joined {
			c.info.Members = append(c.info.Members, protocol.ChatMember{User: own, Seen: -1})
		}
	}
	all.emit(Event{ID: m.ID, Joined: m.Joined, Left: !m.Joined})
}

func (all *Chats) removed(id string) {
	if c := all.known[id]; c != nil {
		c.ended()
	}
	all.emit(Event{ID: id, Gone: true})
}

// ended notes that the chat is gone, or hidden from this user.
func (c *chat) ended() {
	c.gone, c.inRoom = true, false
	c.late, c.fresh, c.held = false, nil, nil
	if c.all.Store != nil {
		c.all.dropChat(c)
	}
}

// Get fetches chats by id and follows them. Those that do not exist or may
// not be read are left out. Without a connection they come from the offline
// store, which must have all.
func (all *Chats) Get(ids []string, done func([]protocol.ChatInfo, *session.Error)) {
	all.session.Lock()
	defer all.session.Unlock()
	if all.Store.Answers() {
		all.Store.WhenLoaded(func() { done(all.stored(ids, nil)) })
		return
	}
	all.fetch(&protocol.ChatsRequest{IDs: ids}, done)
}

// Direct fetches the direct chats with each list of users, makes those
// that are missing, and follows them.
func (all *Chats) Direct(lists [][]protocol.UserID, done func([]protocol.ChatInfo, *session.Error)) {
	all.session.Lock()
	defer all.session.Unlock()
	if all.Store.Answers() {
		all.Store.WhenLoaded(func() { done(all.stored(nil, lists)) })
		return
	}
	all.fetch(&protocol.DirectChatsRequest{Lists: lists}, done)
}

func (all *Chats) fetch(m protocol.Message, done func([]protocol.ChatInfo, *session.Error)) {
	session.Ask(all.session.Request, m, "get chats", func(r *protocol.ChatsResponse, err *session.Error) {
		if err != nil {
			done(nil, err)
			return
		}
		for i := range r.Chats {
			c := all.follow(r.Chats[i], false)
			c.had = true
			if all.Store != nil {
				all.keepChat(c, true)
			}
		}
		done(r.Chats, nil)
	})
}

// Join joins a chat and follows it.
func (all *Chats) Join(id string, done func(protocol.ChatInfo, *session.Error)) {
	all.session.Lock()
	defer all.session.Unlock()
	session.Ask(all.session.Request, &protocol.ChatJoinRequest{ID: id}, "join a chat", func(r *protocol.ChatJoinResponse, err *session.Error) {
		if err != nil {
			done(protocol.ChatInfo{}, err)
			return
		}
		c := all.follow(r.Chat, true)
		c.had = true
		if all.Store != nil {
			all.keepChat(c, true)
		}
		done(r.Chat, nil)
		all.pump() // messages that wait for the room
	})
}

// Leave leaves a chat; a room is not joined again after a reconnect.
func (all *Chats) Leave(id string, done func(*session.Error)) {
	all.session.Lock()
	defer all.session.Unlock()
	session.Ask(all.session.Request, &protocol.ChatLeaveRequest{ID: id}, "leave a chat", func(_ *protocol.OK, err *session.Error) {
		if c := all.known[id]; c != nil && err == nil {
			c.inRoom = false
			if c.info.Type != protocol.ChatRoom { // in a room other sessions of the user may still be
				c.exit(all.session.Self.User.UserID)
				if all.Store != nil {
					all.dropChat(c)
				}
			}
		}
		done(err)
	})
}
