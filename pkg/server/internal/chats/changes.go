package chats

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func did(c *people.Session, kind protocol.ChatEventKind) store.ChatEntry {
	return store.ChatEntry{ChatEvent: protocol.ChatEvent{Kind: kind, User: c.User()}}
}

// join makes the user a member of a channel, or lets the session into a room.
func (s *Chats) join(t *chatTurn, c *people.Session, request uint32, in *chat) {
	user := c.User()
	switch {
	case in.Type == protocol.ChatDirect:
		t.refuse(c, request, protocol.CodeNotSupported, "a direct chat has always the same members")
		return
	case in.Type == protocol.ChatRoom && s.rooms[in.ID][c], in.Type == protocol.ChatChannel && in.isMember(user):
		t.refuse(c, request, protocol.CodeChatAlreadyJoined, "chat %q is joined already", in.ID)
		return
	case !s.may(t, c, request, in, roles.JoinChat, false):
		return
	case len(in.members) >= maxChatMembers:
		t.refuse(c, request, protocol.CodeLimitExceeded, "a chat may have %d members", maxChatMembers)
		return
	}
	first := !in.isMember(user)
	change := store.ChatChange{}
	if in.Type == protocol.ChatRoom {
		s.put(t, in.ID, c, true)
		change.Enter = in.enterSession(c.Identity.Session, user)
	} else {
		change.Add = []protocol.UserID{user}
		change.Roles = grant(user, roles.LeaveChat)
	}
	in.enter(user)
	answer := &protocol.ChatJoinResponse{}
	t.after = append(t.after, func() { // before the event of the joining itself
		c.SendMentioning(membersOf(nil, answer.Chat), nil, conn.Out{Response: request, Message: answer})
	})
	if first {
		l := s.listeners(in)
		s.happen(t, in, did(c, protocol.ChatUserJoined), change, l, user)
		if in.Type == protocol.ChatRoom {
			s.sendStanding(t, in, user, true, l)
		}
	} else if len(change.Enter) > 0 {
		change.Key, change.Last = in.Key, in.LastEventNumber
		s.change(t, in, change)
	}
	answer.Chat = in.info()
}

func grant(user protocol.UserID, names ...string) []store.RolesChange {
	return []store.RolesChange{{Mode: store.RolesAdd, Roles: protocol.Roles{Users: []protocol.UserRoles{{User: user, Names: names}}}}}
}

// leave ends the membership of the user, or takes the session out of a room.
func (s *Chats) leave(t *chatTurn, c *people.Session, request uint32, in *chat) {
	user := c.User()
	switch {
	case in.Type == protocol.ChatDirect:
		t.refuse(c, request, protocol.CodeNotSupported, "a direct chat has always the same members")
	case in.Type == protocol.ChatRoom:
		if !s.rooms[in.ID][c] {
			t.refuse(c, request, protocol.CodeChatNotJoined, "room %q is not joined", in.ID)
			return
		}
		t.answer(c, request, &protocol.OK{})
		s.leaveRoom(t, c, in)
	case !in.isMember(user):
		t.refuse(c, request, protocol.CodeChatNotJoined, "you are not a member of chat %q", in.ID)
	case s.may(t, c, request, in, roles.LeaveChat, false):
		l := s.listeners(in)
		in.exit(user)
		t.answer(c, request, &protocol.OK{})
		s.happen(t, in, did(c, protocol.ChatUserLeft), store.ChatChange{Remove: []protocol.UserID{user},
			Roles: []store.RolesChange{{Mode: store.RolesRemove, Roles: protocol.Roles{
				Users: []protocol.UserRoles{{User: user, Names: []string{roles.LeaveChat}}}}}}}, l)
	}
}

// leaveRoom takes a session out of a room; with the last one the user leaves.
func (s *Chats) leaveRoom(t *chatTurn, c *people.Session, in *chat) {
	l := s.listeners(in)
	s.put(t, in.ID, c, false)
	s.endInRoom(t, in, c.Identity.Session, c.User(), l)
}

// endInRoom is what else follows from the end of a session in a room.
func (s *Chats) endInRoom(t *chatTurn, in *chat, session string, user protocol.UserID, l listeners) {
	change := store.ChatChange{Key: in.Key, Last: in.LastEventNumber}
	if in.sessions != nil {
		if change.Exit = in.exitSession(session); change.Exit == nil {
			return // another server has taken this one for dead
		}
	}
	switch {
	case !s.inRoom(in, user):
		in.exit(user)
		s.happen(t, in, store.ChatEntry{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatUserLeft, User: user}}, change, l)
		s.sendStanding(t, in, user, false, l)
	case len(change.Exit) > 0:
		s.change(t, in, change)
	}
}

// Depart takes a connection that has ended out of its rooms.
func (s *Chats) Depart(c *people.Session) {
	s.post(chatTask{
		do: func(t *chatTurn) {
			for id := range s.inside[c] {
				in, err := s.chat(id)
				if err != nil {
					s.log.Error("room cannot be read", "error", err)
					s.put(t, id, c, false)
					continue
				}
				s.leaveRoom(t, c, in)
			}
		},
		failed: func(err error) {
			s.log.Error("leaving of rooms cannot be stored", "error", err)
			for id := range s.inside[c] {
				s.put(&chatTurn{}, id, c, false)
			}
		},
	})
}

// add makes another user a member of a channel.
func (s *Chats) add(t *chatTurn, c *people.Session, request uint32, in *chat, user protocol.UserID) {
	switch {
	case in.Type != protocol.ChatChannel:
		t.refuse(c, request, protocol.CodeNotSupported, "users can be added to channels only")
		return
	case !s.may(t, c, request, in, roles.AddUser, true) || !s.users(t, c, request, []protocol.UserID{user}):
		return
	case in.isMember(user):
		t.refuse(c, request, protocol.CodeChatAlreadyMember, "user %q is a member already", user.Username)
		return
	case len(in.members) >= maxChatMembers:
		t.refuse(c, request, protocol.CodeLimitExceeded, "a chat may have %d members", maxChatMembers)
		return
	}
	in.enter(user)
	e := did(c, protocol.ChatUserAdded)
	e.Subject = &user
	t.answer(c, request, &protocol.OK{})
	s.happen(t, in, e, store.ChatChange{Add: []protocol.UserID{user}, Roles: grant(user, roles.LeaveChat)}, s.listeners(in), user)
}

// removeUser ends the membership of another user, with all rights in the chat.
func (s *Chats) removeUser(t *chatTurn, c *people.Session, request uint32, in *chat, user protocol.UserID) {
	switch {
	case in.Type == protocol.ChatDirect:
		t.refuse(c, request, protocol.CodeNotSupported, "a direct chat has always the same members")
		return
	case !s.may(t, c, request, in, roles.RemoveUser, true):
		return
	case user == c.User():
		t.refuse(c, request, protocol.CodeCannotRemoveSelf, "leave the chat instead of removing yourself")
		return
	case !in.isMember(user):
		t.refuse(c, request, protocol.CodeChatNotMember, "user %q is not a member of chat %q", user.Username, in.ID)
		return
	}
	l := s.listeners(in)
	for session := range s.rooms[in.ID] {
		if session.User() == user {
			s.put(t, in.ID, session, false)
		}
	}
	exit := in.exitAll(user)
	in.exit(user)
	e := did(c, protocol.ChatUserRemoved)
	e.Subject = &user
	t.answer(c, request, &protocol.OK{})
	s.happen(t, in, e, store.ChatChange{Remove: []protocol.UserID{user}, Exit: exit,
		Roles: []store.RolesChange{{Mode: store.RolesSet, Roles: protocol.Roles{Users: []protocol.UserRoles{{User: user}}}}}}, l)
	if in.Type == protocol.ChatRoom {
		s.sendStanding(t, in, user, false, l)
	}
}

func (s *Chats) setName(t *chatTurn, c *people.Session, request uint32, in *chat, name string) {
	if in.Type == protocol.ChatDirect {
		t.refuse(c, request, protocol.CodeNotSupported, "a direct chat has no name: it is known by its members; set its topic instead")
		return
	}
	if !s.may(t, c, request, in, roles.SetName, true) || s.full(t, c, request, in) {
		return
	}
	in.Name = name
	e := did(c, protocol.ChatNameChanged)
	e.Text = name
	t.answer(c, request, &protocol.OK{})
	s.happen(t, in, e, store.ChatChange{Name: &name}, s.listeners(in))
}

func (s *Chats) setTopic(t *chatTurn, c *people.Session, request uint32, in *chat, topic string) {
	if !s.may(t, c, request, in, roles.SetTopic, true) || s.full(t, c, request, in) {
		return
	}
	in.Topic = topic
	e := did(c, protocol.ChatTopicChanged)
	e.Text = topic
	t.answer(c, request, &protocol.OK{})
	s.happen(t, in, e, store.ChatChange{Topic: &topic}, s.listeners(in))
}

// markSeen notes up to where a member has read. It never goes back.
func (s *Chats) markSeen(t *chatTurn, c *people.Session, request uint32, in *chat, number int64) {
	user := c.User()
	if !in.isMember(user) {
		t.refuse(c, request, protocol.CodeChatNotJoined, "you are not a member of chat %q", in.ID)
		return
	}
	t.answer(c, request, &protocol.OK{})
	number = min(number, in.LastEventNumber)
	if number <= in.members[user] {
		return
	}
	in.members[user], in.listed = number, nil
	if in.seen != nil {
		in.seen[user] = number
	}
	s.change(t, in, store.ChatChange{Key: in.Key, Last: in.LastEventNumber, Seen: []protocol.ChatMember{{User: user, Seen: number}}})
	l := s.listeners(in)
	t.after = append(t.after, func() { s.notifySeen(in.ID, protocol.ChatMember{User: user, Seen: number}, l) })
}

// publishChat sends a message. One that repeats an identity is answered again,
// also when the user has left since.
func (s *Chats) publishChat(c *people.Session, request uint32, m *protocol.ChatPublishRequest) {
	instance := m.Instance
	if instance == "" {
		instance = c.Instance
	}
	if m.Sequence > 0 && !c.Owns(request, instance, s.options.Claim) {
		return
	}
	s.ask(c, request, func(t *chatTurn) {
		in, err := s.chat(m.ID)
		if err != nil {
			s.visible(t, c, request, m.ID) // says why not
			return
		}
		identity := chatIdentity{in.Key, instance, m.Sequence}
		if m.Sequence > 0 {
			if before, ok := t.published[identity]; ok {
				t.answer(c, request, &before)
				return
			}
			number, millis, err := s.store.ChatMessage(c.Context(), in.Key, instance, m.Sequence)
			if err == nil {
				t.answer(c, request, &protocol.ChatPublishResponse{Number: number, Millis: millis})
				return
			}
			if !errors.Is(err, store.ErrNotFound) {
				t.after = append(t.after, func() { c.Failed(request, "message cannot be looked up", err) })
				return
			}
		}
		if s.visible(t, c, request, m.ID) == nil {
			return
		}
		if !in.isMember(c.User()) {
			t.refuse(c, request, protocol.CodeChatNotJoined, "you are not a member of chat %q", in.ID)
			return
		}
		if s.full(t, c, request, in) {
			return
		}
		e := did(c, protocol.ChatMessage)
		e.Text = m.Text
		if m.Sequence > 0 {
			e.Instance, e.Sequence = instance, m.Sequence
		}
		answer := &protocol.ChatPublishResponse{}
		t.answer(c, request, answer)
		happened := s.happen(t, in, e, store.ChatChange{}, s.listeners(in))
		answer.Number, answer.Millis = happened.Number, happened.Millis
		if t.published == nil {
			t.published = make(map[chatIdentity]protocol.ChatPublishResponse)
		}
		if m.Sequence > 0 {
			t.published[identity] = *answer
		}
	})
}
