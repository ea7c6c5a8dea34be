package server_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// channel makes a channel with members and hears the news of it.
func (c *client) channel(id string, membership protocol.ChatMembership, members ...*client) {
	c.t.Helper()
	r := &protocol.ChatCreateRequest{ID: id, Type: protocol.ChatChannel, Membership: membership, Name: "Name of " + id, Topic: "topic"}
	for _, m := range members {
		r.Members = append(r.Members, m.people[m.session])
	}
	if got := call[*protocol.ChatCreateResponse](c, r); got.ID != id {
		c.t.Fatalf("made %q", got.ID)
	}
	for _, m := range members {
		created := next[*protocol.ChatHappened](m)
		if created.Event.Kind != protocol.ChatCreated || created.Event.Number != 0 || created.Chat == nil || created.Chat.Name != "Name of "+id {
			c.t.Fatalf("told %+v of %+v", created, created.Chat)
		}
	}
}

// happened demands an event with a kind and a number and returns it.
func (c *client) happened(kind protocol.ChatEventKind, number int64) *protocol.ChatHappened {
	c.t.Helper()
	m := next[*protocol.ChatHappened](c)
	if m.Event.Kind != kind || m.Event.Number != number || m.Event.Millis == 0 {
		c.t.Fatalf("told %+v, want %s %d", m.Event, kind, number)
	}
	return m
}

// acts sends a request and takes its answer and the news, which may come in any
// order.
func acts[M protocol.Message](c *client, request protocol.Message) (answer M, told *protocol.ChatHappened) {
	c.t.Helper()
	id := c.ask(request)
	for range 2 {
		e := c.receive()
		switch m := e.Message.(type) {
		case *protocol.ChatHappened:
			told = m
		case M:
			answer = m
			if e.Response != id {
				c.t.Fatalf("answer to %d", e.Response)
			}
		default:
			c.t.Fatalf("received %T %+v", m, m)
		}
	}
	return answer, told
}

func (c *client) says(chat, text string) *protocol.ChatPublishResponse {
	c.t.Helper()
	answer, told := acts[*protocol.ChatPublishResponse](c, &protocol.ChatPublishRequest{ID: chat, Text: text})
	if told == nil || told.Event.Text != text || told.Event.Number != answer.Number || told.Event.Millis != answer.Millis {
		c.t.Fatalf("answered %+v, told %+v", answer, told)
	}
	return answer
}

func (c *client) chatInfo(id string) protocol.ChatInfo {
	c.t.Helper()
	all := call[*protocol.ChatsResponse](c, &protocol.ChatsRequest{IDs: []string{"none", id}}).Chats
	if len(all) != 1 || all[0].ID != id {
		c.t.Fatalf("chats %+v", all)
	}
	return all[0]
}

// skipChats drops messages that come before all that has been asked of the chats
// is done.
func (c *client) skipChats(types ...protocol.Message) {
	c.t.Helper()
	c.skipUntil(&protocol.ChatsExistRequest{}, types...)
}

// quietChats demands that nothing comes of what has been asked of the chats.
func (c *client) quietChats() {
	c.t.Helper()
	call[*protocol.ChatsExistResponse](c, &protocol.ChatsExistRequest{})
}

func kinds(events []protocol.ChatEvent) string {
	var all []string
	for _, e := range events {
		all = append(all, fmt.Sprint(e.Kind, " ", e.Number))
	}
	return strings.Join(all, ", ")
}

func TestChannel(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob, other := s.connect("ada"), s.connect("bob"), s.connect("bob")
	ada.channel("c", protocol.MembershipPublic, ada)
	ada.refused(&protocol.ChatCreateRequest{ID: "c", Type: protocol.ChatChannel, Membership: protocol.MembershipPublic}, protocol.CodeChatAlreadyExists)
	if n := ada.says("c", "alone").Number; n != 1 {
		t.Fatalf("message number %d", n)
	}
	joined, told := acts[*protocol.ChatJoinResponse](bob, &protocol.ChatJoinRequest{ID: "c"})
	if len(joined.Chat.Members) != 2 || told.Event.Kind != protocol.ChatUserJoined || told.Event.Number != 2 || told.Chat == nil || bob.users[adaID].DisplayName != "ADA" {
		t.Fatalf("joined %+v, told %+v", joined, told)
	}
	bob.refused(&protocol.ChatJoinRequest{ID: "c"}, protocol.CodeChatAlreadyJoined)
	ada.happened(protocol.ChatUserJoined, 2)
	if m := other.happened(protocol.ChatUserJoined, 2); m.Chat == nil || m.Chat.ID != "c" {
		t.Fatalf("the other session is told %+v", m)
	}
	ada.says("c", "hi")
	for _, c := range []*client{bob, other} {
		if m := c.happened(protocol.ChatMessage, 3); m.Event.Text != "hi" || m.Event.User != adaID || m.Chat != nil {
			t.Fatalf("told %+v", m)
		}
	}
	// What has been seen is state, not an event, and does not go back.
	bob.ask(&protocol.ChatMarkSeenRequest{ID: "c", Number: 99})
	for _, c := range []*client{ada, other} {
		c.expect(&protocol.ChatMarkedSeen{ID: "c", User: bobID, Number: 3})
	}
	bob.skipChats(&protocol.ChatMarkedSeen{}, &protocol.OK{})
	call[*protocol.OK](bob, &protocol.ChatMarkSeenRequest{ID: "c", Number: 1})
	ada.quietChats()
	_, told = acts[*protocol.OK](ada, &protocol.ChatSetNameRequest{ID: "c", Name: "new"})
	if told.Event.Kind != protocol.ChatNameChanged || told.Event.Text != "new" {
		t.Fatalf("told %+v", told)
	}
	acts[*protocol.OK](ada, &protocol.ChatSetTopicRequest{ID: "c", Topic: "new topic"})
	bob.happened(protocol.ChatNameChanged, 4)
	bob.happened(protocol.ChatTopicChanged, 5)

	s.stop() // all of it is durable
	s = start(t, s.dir, server.Options{})
	ada, bob = s.connect("ada"), s.connect("bob")
	info := ada.chatInfo("c")
	if info.Name != "new" || info.Topic != "new topic" || info.LastEventNumber != 5 || info.LastEventTime < info.Created ||
		!reflect.DeepEqual(info.Members, []protocol.ChatMember{{User: adaID, Seen: -1}, {User: bobID, Seen: 3}}) {
		t.Fatalf("after a restart %+v", info)
	}
	if joined := call[*protocol.ChatsResponse](bob, &protocol.JoinedChatsRequest{}); len(joined.Chats) != 1 || joined.Total != 1 {
		t.Fatalf("joined %+v", joined)
	}
	_, told = acts[*protocol.OK](bob, &protocol.ChatLeaveRequest{ID: "c"})
	if told.Event.Kind != protocol.ChatUserLeft {
		t.Fatalf("told %+v", told)
	}
	ada.happened(protocol.ChatUserLeft, 6)
	ada.says("c", "gone?")
	bob.quietChats()
	bob.refused(&protocol.ChatPublishRequest{ID: "c"}, protocol.CodeChatNotJoined)
	bob.refused(&protocol.ChatLeaveRequest{ID: "c"}, protocol.CodeChatNotJoined)

	// Added and removed users are told.
	acts[*protocol.OK](ada, &protocol.ChatAddRequest{ID: "c", User: bobID})
	if m := bob.happened(protocol.ChatUserAdded, 8); m.Chat == nil || *m.Event.Subject != bobID || m.Event.User != adaID {
		t.Fatalf("told %+v", m)
	}
	ada.refused(&protocol.ChatAddRequest{ID: "c", User: bobID}, protocol.CodeChatAlreadyMember)
	ada.refused(&protocol.ChatAddRequest{ID: "c", User: noOne}, protocol.CodeUserNotFound)
	ada.refused(&protocol.ChatRemoveUserRequest{ID: "c", User: adaID}, protocol.CodeCannotRemoveSelf)
	ada.refused(&protocol.ChatRemoveUserRequest{ID: "c", User: noOne}, protocol.CodeChatNotMember)
	acts[*protocol.OK](ada, &protocol.ChatRemoveUserRequest{ID: "c", User: bobID})
	bob.happened(protocol.ChatUserRemoved, 9)
	ada.refused(&protocol.ChatAddRequest{ID: "zzz", User: bobID}, protocol.CodeChatNotFound)

	ada.ask(&protocol.ChatRemoveRequest{ID: "c"})
	ada.skipChats(&protocol.ChatRemoved{}, &protocol.OK{})
	bob.refused(&protocol.ChatJoinRequest{ID: "c"}, protocol.CodeChatNotFound)
	ada.channel("c", protocol.MembershipPublic, ada)
	if e := ada.says("c", "anew").Number; e != 1 {
		t.Fatalf("the new chat goes on at %d", e)
	}
}

// TestChatRights asks everything as a user who may not.
func TestChatRights(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob, guest := s.connect("ada"), s.connect("bob"), s.connect("")
	ada.channel("secret", protocol.MembershipPrivate, ada)
	ada.channel("open", protocol.MembershipPublic, ada)
	secret, open := protocol.RoleTarget{Chat: "secret"}, protocol.RoleTarget{Chat: "open"}
	// Of a private channel he cannot know that it exists.
	for _, m := range []protocol.Message{
		&protocol.ChatJoinRequest{ID: "secret"}, &protocol.ChatLeaveRequest{ID: "secret"}, &protocol.ChatRemoveRequest{ID: "secret"},
		&protocol.ChatAddRequest{ID: "secret", User: bobID}, &protocol.ChatRemoveUserRequest{ID: "secret", User: adaID},
		&protocol.ChatSetNameRequest{ID: "secret"}, &protocol.ChatSetTopicRequest{ID: "secret"}, &protocol.ChatMarkSeenRequest{ID: "secret"},
		&protocol.ChatPublishRequest{ID: "secret"}, &protocol.ChatPublishRequest{ID: "secret", Sequence: 7}, &protocol.ChatHistoryRequest{ID: "secret"},
		&protocol.ResolveRolesRequest{RoleTarget: secret}, &protocol.GetRolesRequest{RoleTarget: secret},
		&protocol.AddRolesRequest{RoleTarget: secret}, &protocol.RemoveRolesRequest{RoleTarget: secret}, &protocol.SetRolesRequest{RoleTarget: secret},
	} {
		bob.refused(m, protocol.CodeChatNotFound)
	}
	ids := []string{"open", "secret", "none"}
	for _, c := range []struct {
		who   *client
		want  []bool
		found string
	}{{ada, []bool{true, true, false}, "open secret"}, {bob, []bool{true, false, false}, "open"}} {
		if got := call[*protocol.ChatsExistResponse](c.who, &protocol.ChatsExistRequest{IDs: ids}).Exist; !reflect.DeepEqual(got, c.want) {
			t.Errorf("exist %v, want %v", got, c.want)
		}
		for _, m := range []protocol.Message{&protocol.ChatsRequest{IDs: ids}, &protocol.ChatsSearchRequest{Text: "NAME"}} {
			var got []string
			answer := call[*protocol.ChatsResponse](c.who, m)
			for _, info := range answer.Chats {
				got = append(got, info.ID)
			}
			if strings.Join(got, " ") != c.found || answer.Total != len(got) {
				t.Errorf("%T sees %v, want %s", m, got, c.found)
			}
		}
	}
	// Of a public one he can, and that is all.
	for m, code := range map[protocol.Message]protocol.Code{
		&protocol.ChatLeaveRequest{ID: "open"}:                                       protocol.CodeChatNotJoined,
		&protocol.ChatRemoveRequest{ID: "open"}:                                      protocol.CodeUnauthorized,
		&protocol.ChatAddRequest{ID: "open", User: bobID}:                            protocol.CodeChatNotJoined,
		&protocol.ChatRemoveUserRequest{ID: "open", User: adaID}:                     protocol.CodeChatNotJoined,
		&protocol.ChatSetNameRequest{ID: "open"}:                                     protocol.CodeChatNotJoined,
		&protocol.ChatSetTopicRequest{ID: "open"}:                                    protocol.CodeChatNotJoined,
		&protocol.ChatMarkSeenRequest{ID: "open"}:                                    protocol.CodeChatNotJoined,
		&protocol.ChatPublishRequest{ID: "open"}:                                     protocol.CodeChatNotJoined,
		&protocol.ChatHistoryRequest{ID: "open"}:                                     protocol.CodeUnauthorized,
		&protocol.GetRolesRequest{RoleTarget: open}:                                  protocol.CodeUnauthorized,
		&protocol.AddRolesRequest{RoleTarget: open}:                                  protocol.CodeUnauthorized,
		&protocol.RemoveRolesRequest{RoleTarget: open}:                               protocol.CodeUnauthorized,
		&protocol.SetRolesRequest{RoleTarget: open, SetWorld: true}:                  protocol.CodeUnauthorized,
		&protocol.AddRolesRequest{RoleTarget: open, Roles: worldRoles("nonsense")}:   protocol.CodeInvalidMessage,
		&protocol.AddRolesRequest{RoleTarget: open, Roles: worldRoles("view_state")}: protocol.CodeInvalidMessage,
	} {
		bob.refused(m, code)
	}
	// As a member he may speak, read, mark and leave.
	acts[*protocol.ChatJoinResponse](bob, &protocol.ChatJoinRequest{ID: "open"})
	ada.happened(protocol.ChatUserJoined, 1)
	if names := call[*protocol.ResolveRolesResponse](bob, &protocol.ResolveRolesRequest{RoleTarget: open}).Names; !reflect.DeepEqual(names, []string{"join_chat", "leave_chat"}) {
		t.Fatalf("a member may %q", names)
	}
	for _, m := range []protocol.Message{&protocol.ChatRemoveRequest{ID: "open"}, &protocol.ChatAddRequest{ID: "open", User: guest.people[guest.session]},
		&protocol.ChatRemoveUserRequest{ID: "open", User: adaID}, &protocol.ChatSetNameRequest{ID: "open"}, &protocol.ChatSetTopicRequest{ID: "open"},
		&protocol.GetRolesRequest{RoleTarget: open}} {
		bob.refused(m, protocol.CodeUnauthorized)
	}
	// Permissions of others' making, in either spelling, and for groups.
	d := people(s)
	call[*protocol.OK](ada, &protocol.SetRolesRequest{RoleTarget: open, SetWorld: true, Roles: protocol.Roles{World: []string{"set_topic"},
		Groups: []protocol.GroupRoles{{Group: "g", Names: []string{"remove_chat_channel"}}}}})
	if names := call[*protocol.ResolveRolesResponse](bob, &protocol.ResolveRolesRequest{RoleTarget: open}).Names; !reflect.DeepEqual(names, []string{"remove_chat", "join_chat", "leave_chat", "set_topic"}) {
		t.Fatalf("a member may %q", names)
	}
	roles := call[*protocol.GetRolesResponse](ada, &protocol.GetRolesRequest{RoleTarget: open}).Roles
	if !reflect.DeepEqual(roles.World, []string{"set_topic"}) || len(roles.Users) != 2 || !reflect.DeepEqual(roles.Groups, []protocol.GroupRoles{{Group: "g", Names: []string{"remove_chat"}}}) {
		t.Fatalf("roles %+v", roles)
	}
	acts[*protocol.OK](bob, &protocol.ChatSetTopicRequest{ID: "open", Topic: "x"})
	ada.happened(protocol.ChatTopicChanged, 2)
	must(t, d.RemoveGroupMember(t.Context(), "g", bobID))
	bob.refused(&protocol.ChatRemoveRequest{ID: "open"}, protocol.CodeUnauthorized)
	call[*protocol.OK](ada, &protocol.SetRolesRequest{RoleTarget: open, ReplaceUsers: true, Roles: protocol.Roles{Users: []protocol.UserRoles{{User: adaID, Names: []string{"manage_chat_permissions"}}}}})
	bob.refused(&protocol.ChatLeaveRequest{ID: "open"}, protocol.CodeUnauthorized) // it was taken from him
	call[*protocol.OK](ada, &protocol.RemoveRolesRequest{RoleTarget: open, Roles: protocol.Roles{World: []string{"set_topic"}, Users: []protocol.UserRoles{{User: adaID, Names: []string{"manage_chat_permissions"}}}}})
	ada.refused(&protocol.GetRolesRequest{RoleTarget: open}, protocol.CodeUnauthorized)
	// Who may join a private channel sees that it is there.
	call[*protocol.OK](ada, &protocol.AddRolesRequest{RoleTarget: secret, Roles: protocol.Roles{Users: []protocol.UserRoles{{User: bobID, Names: []string{"join_chat_channel"}}}}})
	if got := call[*protocol.ChatsExistResponse](bob, &protocol.ChatsExistRequest{IDs: ids}).Exist; !got[1] {
		t.Fatal("who may join does not see it")
	}
	acts[*protocol.ChatJoinResponse](bob, &protocol.ChatJoinRequest{ID: "secret"})
	guest.quietChats() // a stranger has heard nothing of all this
}

func TestChatCreation(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada := s.connect("ada")
	for _, c := range []struct {
		request protocol.ChatCreateRequest
		code    protocol.Code
	}{
		{protocol.ChatCreateRequest{Type: "party", Membership: "public"}, protocol.CodeInvalidMessage},
		{protocol.ChatCreateRequest{Type: "channel", Membership: "secret"}, protocol.CodeInvalidMessage},
		{protocol.ChatCreateRequest{Type: "room", Membership: "private"}, protocol.CodeInvalidMessage},
		{protocol.ChatCreateRequest{Type: "direct", Membership: "private"}, protocol.CodeNotSupported},
		{protocol.ChatCreateRequest{Type: "channel", Membership: "public", ID: "direct:1"}, protocol.CodeInvalidMessage},
		{protocol.ChatCreateRequest{Type: "channel", Membership: "public", Members: []protocol.UserID{noOne}}, protocol.CodeUserNotFound},
		{protocol.ChatCreateRequest{Type: "channel", Membership: "public", Name: strings.Repeat("x", 1001)}, protocol.CodeLimitExceeded},
	} {
		ada.refused(&c.request, c.code)
	}
	if id := call[*protocol.ChatCreateResponse](ada, &protocol.ChatCreateRequest{Type: "channel", Membership: "public"}).ID; id == "" {
		t.Fatal("no id was made")
	}
	ada.refused(&protocol.ChatPublishRequest{ID: "x", Text: strings.Repeat("x", 65<<10)}, protocol.CodeLimitExceeded)
}
