package chats

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Limits of chats, in bytes and entries.
const (
	maxChatMembers = 10_000
	maxChatsAsked  = 1000
)

const directPrefix = "direct:"

// Handle takes a request about chats. It reports false for another one.
func (s *Chats) Handle(c *people.Session, request uint32, message protocol.Message) bool {
	switch m := message.(type) {
	case *protocol.ChatCreateRequest:
		s.ask(c, request, func(t *chatTurn) { s.create(t, c, request, m) })
	case *protocol.ChatRemoveRequest:
		s.about(c, request, m.ID, func(t *chatTurn, in *chat) { s.removeChat(t, c, request, in) })
	case *protocol.ChatsRequest:
		s.ask(c, request, func(t *chatTurn) { s.describe(t, c, request, m.IDs, 0, -1) })
	case *protocol.ChatsExistRequest:
		s.ask(c, request, func(t *chatTurn) { s.exist(t, c, request, m.IDs) })
	case *protocol.DirectChatsRequest:
		s.ask(c, request, func(t *chatTurn) { s.direct(t, c, request, m.Lists) })
	case *protocol.JoinedChatsRequest:
		s.joinedChats(c, request)
	case *protocol.ChatsSearchRequest:
		c.Errand(request, func(ctx context.Context) { s.searchChats(ctx, c, request, m) })
	case *protocol.ChatJoinRequest:
		s.about(c, request, m.ID, func(t *chatTurn, in *chat) { s.join(t, c, request, in) })
	case *protocol.ChatLeaveRequest:
		s.about(c, request, m.ID, func(t *chatTurn, in *chat) { s.leave(t, c, request, in) })
	case *protocol.ChatAddRequest:
		s.about(c, request, m.ID, func(t *chatTurn, in *chat) { s.add(t, c, request, in, m.User) })
	case *protocol.ChatRemoveUserRequest:
		s.about(c, request, m.ID, func(t *chatTurn, in *chat) { s.removeUser(t, c, request, in, m.User) })
	case *protocol.ChatSetNameRequest:
		s.about(c, request, m.ID, func(t *chatTurn, in *chat) { s.setName(t, c, request, in, m.Name) })
	case *protocol.ChatSetTopicRequest:
		s.about(c, request, m.ID, func(t *chatTurn, in *chat) { s.setTopic(t, c, request, in, m.Topic) })
	case *protocol.ChatMarkSeenRequest:
		s.about(c, request, m.ID, func(t *chatTurn, in *chat) { s.markSeen(t, c, request, in, m.Number) })
	case *protocol.ChatPublishRequest:
		s.publishChat(c, request, m)
	case *protocol.ChatHistoryRequest:
		c.Errand(request, func(ctx context.Context) { s.chatHistory(ctx, c, request, m) })
	case *protocol.ResolveRolesRequest:
		s.resolveChatRoles(c, request, m.Chat)
	case *protocol.GetRolesRequest:
		s.getChatRoles(c, request, m.Chat)
	default:
		if of, change, ok := roles.ChangeOf(message); ok {
			s.changeChatRoles(c, request, of.Chat, change)
			return true
		}
		return false
	}
	return true
}

// ask hands a request to the chats.
func (s *Chats) ask(c *people.Session, request uint32, do func(*chatTurn)) {
	s.post(chatTask{
		do:     do,
		failed: func(err error) { c.Failed(request, "chats cannot be stored", err) },
	})
}

// about is ask for a request about a chat that must exist, as far as the user
// may know.
func (s *Chats) about(c *people.Session, request uint32, id string, do func(*chatTurn, *chat)) {
	s.ask(c, request, func(t *chatTurn) {
		if in := s.visible(t, c, request, id); in != nil {
			do(t, in)
		}
	})
}

// visible returns a chat that the user may know of, or refuses the request and
// returns nil.
func (s *Chats) visible(t *chatTurn, c *people.Session, request uint32, id string) *chat {
	in, sees, err := s.find(c, id)
	switch {
	case err != nil:
		t.after = append(t.after, func() { c.Failed(request, "chat cannot be read", err) })
		return nil
	case !sees:
		t.refuse(c, request, protocol.CodeChatNotFound, "chat %q does not exist, or you may not know of it", id)
		return nil
	}
	return in
}

// find returns a chat and whether the user may know of it; of none, nil and false.
func (s *Chats) find(c *people.Session, id string) (in *chat, sees bool, err error) {
	in, err = s.chat(id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	if err == nil {
		sees, err = s.sees(c, in)
	}
	return in, sees, err
}

// sees reports whether a user may know of a chat: members, and who may join.
func (s *Chats) sees(c *people.Session, in *chat) (bool, error) {
	if in.isMember(c.User()) {
		return true, nil
	}
	rights, err := s.rights(c, in)
	return rights[roles.JoinChat], err
}

// rights returns what the user may do in a chat. Everybody may join a public one, and a direct
// one belongs to its members alike.
func (s *Chats) rights(c *people.Session, in *chat) (roles.Set, error) {
	kept, err := roles.Of(context.Background(), s.store, c.User(), in.Roles, roles.OfChats)
	if err != nil {
		return nil, err
	}
	if in.Membership == protocol.MembershipPublic {
		kept[roles.JoinChat] = true
	}
	if in.Type == protocol.ChatDirect && in.isMember(c.User()) {
		kept[roles.RemoveChat] = true
	}
	return s.options.Authorize.Left(s.options.Life, c.User(), roles.Subject{Chat: in.ID}, kept, roles.OfChats)
}

// mayMake reports whether the user may make a chat, of which direct are the members if it is
// a direct one, or refuses the request.
func (s *Chats) mayMake(t *chatTurn, c *people.Session, request uint32, id string, direct []protocol.UserID) bool {
	rights, err := s.options.Authorize.Left(s.options.Life, c.User(), roles.Subject{Chat: id, New: true, Direct: direct}, roles.Named(roles.OfChats), roles.OfChats)
	if err != nil {
		t.after = append(t.after, func() { c.Failed(request, "rights cannot be read", err) })
		return false
	}
	if !rights[roles.CreateChat] {
		t.refuse(c, request, protocol.CodeUnauthorized, "you may not make this chat")
		return false
	}
	return true
}

// may reports whether the user has a role on a chat, or refuses the request.
// With member the user must be a member too, unless it is an administrator.
func (s *Chats) may(t *chatTurn, c *people.Session, request uint32, in *chat, role string, member bool) bool {
	user := c.User()
	if member && !in.isMember(user) && user.Type != protocol.UserConvergence {
		t.refuse(c, request, protocol.CodeChatNotJoined, "you are not a member of chat %q", in.ID)
		return false
	}
	rights, err := s.rights(c, in)
	if err != nil {
		t.after = append(t.after, func() { c.Failed(request, "rights cannot be read", err) })
		return false
	}
	if !rights[role] {
		t.refuse(c, request, protocol.CodeUnauthorized, "you need the permission %s in chat %q", role, in.ID)
		return false
	}
	return true
}

// users reports whether all users exist, or refuses the request.
func (s *Chats) users(t *chatTurn, c *people.Session, request uint32, users []protocol.UserID) bool {
	for _, u := range users {
		_, err := s.options.Profiles.Of(context.Background(), u)
		if errors.Is(err, store.ErrNotFound) {
			t.answer(c, request, people.NoSuchUser(u))
			return false
		}
		if err != nil {
			t.after = append(t.after, func() { c.Failed(request, "users cannot be looked up", err) })
			return false
		}
	}
	return true
}

func newChatKey() int64 {
	var b [8]byte
	rand.Read(b[:])
	return int64(binary.BigEndian.Uint64(b[:]) >> 1)
}

// create makes a channel or a room. The maker may do everything there and is a
// member of a private channel, which nobody else could let him into; a public
// one has the members that were given, and its maker may join it.
func (s *Chats) create(t *chatTurn, c *people.Session, request uint32, m *protocol.ChatCreateRequest) {
	user := c.User()
	made := &store.Chat{Key: newChatKey(), ChatInfo: protocol.ChatInfo{
		ID: m.ID, Type: m.Type, Membership: m.Membership, Name: m.Name, Topic: m.Topic, Created: time.Now().UnixMilli()}}
	switch {
	case m.Type == protocol.ChatDirect:
		t.refuse(c, request, protocol.CodeNotSupported, "direct chats are made by asking for them by their members")
		return
	case m.Type != protocol.ChatChannel && m.Type != protocol.ChatRoom ||
		m.Membership != protocol.MembershipPublic && m.Membership != protocol.MembershipPrivate ||
		m.Type == protocol.ChatRoom && m.Membership != protocol.MembershipPublic:
		t.refuse(c, request, protocol.CodeInvalidMessage, "a chat is a public or private channel or a public room, not a %q %q", m.Membership, m.Type)
		return
	case strings.HasPrefix(m.ID, directPrefix):
		t.refuse(c, request, protocol.CodeInvalidMessage, "the id of a chat does not begin with %q", directPrefix)
		return
	case len(m.Members) > maxChatMembers:
		t.refuse(c, request, protocol.CodeLimitExceeded, "a chat may have %d members", maxChatMembers)
		return
	}
	if made.ID == "" {
		made.ID = rand.Text()
	}
	if !s.mayMake(t, c, request, made.ID, nil) {
		return
	}
	if _, err := s.chat(made.ID); err == nil {
		t.refuse(c, request, protocol.CodeChatAlreadyExists, "chat %q exists already", made.ID)
		return
	} else if !errors.Is(err, store.ErrNotFound) {
		t.after = append(t.after, func() { c.Failed(request, "chat cannot be read", err) })
		return
	}
	var members []protocol.UserID
	if m.Type == protocol.ChatChannel {
		members = m.Members
		if m.Membership == protocol.MembershipPrivate {
			members = append(slices.Clone(members), user)
		}
		members = slices.Compact(sortedUsers(slices.Values(members)))
	}
	if !s.users(t, c, request, members) {
		return
	}
	for _, u := range members {
		made.Roles.Users = append(made.Roles.Users, protocol.UserRoles{User: u, Names: []string{roles.LeaveChat}})
	}
	made.Roles.Users = append(made.Roles.Users, protocol.UserRoles{User: user, Names: roles.OfChats})
	made.Maker = user
	if !s.room(t, c, request, user) {
		return
	}
	t.answer(c, request, &protocol.ChatCreateResponse{ID: made.ID})
	s.begin(t, c, made, members)
}

// begin makes a chat with its first event and notifies the members.
func (s *Chats) begin(t *chatTurn, c *people.Session, made *store.Chat, members []protocol.UserID) *chat {
	in := &chat{Chat: *made, members: make(map[protocol.UserID]int64), seen: make(map[protocol.UserID]int64)}
	in.LastEventNumber = -1
	for _, u := range members {
		in.enter(u)
	}
	s.remember(in)
	t.ends = true // the roles are read back as they are stored
	t.after = append(t.after, func() { s.forget(made.ID) })
	s.happen(t, in, store.ChatEntry{ChatEvent: protocol.ChatEvent{
		Kind: protocol.ChatCreated, User: c.User(), Text: made.Name, Topic: made.Topic, Members: members}},
		store.ChatChange{Create: made, Add: members}, listeners{users: members}, members...)
	return in
}

// direct answers with the direct chats between the user and others, and makes
// those that are missing.
func (s *Chats) direct(t *chatTurn, c *people.Session, request uint32, lists [][]protocol.UserID) {
	if len(lists) > maxChatsAsked/10 {
		t.refuse(c, request, protocol.CodeLimitExceeded, "%d direct chats can be asked for at once", maxChatsAsked/10)
		return
	}
	var sets [][]protocol.UserID
	for _, others := range lists {
		members := slices.Compact(sortedUsers(slices.Values(append(slices.Clone(others), c.User()))))
		if len(members) < 2 || len(members) > 100 {
			t.refuse(c, request, protocol.CodeInvalidMessage, "a direct chat is between you and 1 to 99 others")
			return
		}
		if !s.users(t, c, request, members) {
			return
		}
		sets = append(sets, members)
	}
	var ids []string
	made := make(map[string]string) // by the members
	for _, members := range sets {
		data, err := json.Marshal(members)
		key, id := string(data), ""
		if err == nil {
			if id = made[key]; id == "" {
				id, err = s.store.DirectChat(context.Background(), key)
			}
		}
		if errors.Is(err, store.ErrNotFound) {
			id = directPrefix + rand.Text()
			info := &store.Chat{Key: newChatKey(), Direct: key, ChatInfo: protocol.ChatInfo{
				ID: id, Type: protocol.ChatDirect, Membership: protocol.MembershipPrivate, Created: time.Now().UnixMilli()}}
			info.Maker = c.User()
			if !s.mayMake(t, c, request, id, members) || !s.room(t, c, request, info.Maker) {
				return
			}
			for _, u := range members {
				info.Roles.Users = append(info.Roles.Users, protocol.UserRoles{User: u, Names: []string{roles.SetTopic, roles.RemoveChat}})
			}
			s.begin(t, c, info, members)
			made[key], err = id, nil
		}
		if err != nil {
			t.after = append(t.after, func() { c.Failed(request, "direct chat cannot be looked up", err) })
			return
		}
		ids = append(ids, id)
	}
	s.describe(t, c, request, ids, 0, -1)
}
