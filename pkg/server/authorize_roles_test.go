package server_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

var rolesThere = []string{
	"create_chat", "remove_chat", "join_chat", "leave_chat", "add_chat_user", "remove_chat_user", "set_chat_name", "set_topic", "manage_chat_permissions",
	"join", "lurk", "view_state", "set_state", "remove", "manage",
}

// roleRow is a message of bob about something of ada's, and what comes of it when the
// program leaves him no role.
type roleRow struct {
	of      func(id string) protocol.Message
	member  bool // of the chat
	refused protocol.Code
	seen    func(answer protocol.Message) bool // of an answer that shows more or less
}

func roleRows() []roleRow {
	const (
		no     = protocol.CodeUnauthorized
		hidden = protocol.CodeChatNotFound
	)
	name := func(id string) protocol.ActivityName { return protocol.ActivityName{Type: "drawing", ID: id} }
	chat := func(id string) protocol.RoleTarget { return protocol.RoleTarget{Chat: id} }
	activity := func(id string) protocol.RoleTarget { return protocol.RoleTarget{Activity: name(id)} }
	found := func(m protocol.Message) bool { return len(m.(*protocol.ChatsResponse).Chats) == 1 }
	names := func(m protocol.Message) bool { return len(m.(*protocol.ResolveRolesResponse).Names) > 0 }
	return []roleRow{
		{of: func(id string) protocol.Message {
			return &protocol.ChatCreateRequest{ID: "new-" + id, Type: "channel", Membership: "private"}
		}, refused: no},
		{of: func(id string) protocol.Message {
			with := protocol.UserID{Username: "zoë"}
			if strings.HasPrefix(id, "less") {
				with.Username = "per%cent_"
			}
			return &protocol.DirectChatsRequest{Lists: [][]protocol.UserID{{with}}}
		}, refused: no},
		{of: func(id string) protocol.Message { return &protocol.ChatJoinRequest{ID: id} }, refused: hidden},
		{of: func(id string) protocol.Message { return &protocol.ChatsRequest{IDs: []string{id}} }, seen: found},
		{of: func(id string) protocol.Message { return &protocol.ChatsExistRequest{IDs: []string{id}} },
			seen: func(m protocol.Message) bool { return m.(*protocol.ChatsExistResponse).Exist[0] }},
		{of: func(id string) protocol.Message { return &protocol.ResolveRolesRequest{RoleTarget: chat(id)} }, refused: hidden},
		{of: func(id string) protocol.Message { return &protocol.ResolveRolesRequest{RoleTarget: chat(id)} }, member: true, seen: names},
		{of: func(id string) protocol.Message { return &protocol.ChatRemoveRequest{ID: id} }, member: true, refused: no},
		{of: func(id string) protocol.Message { return &protocol.ChatLeaveRequest{ID: id} }, member: true, refused: no},
		{of: func(id string) protocol.Message { return &protocol.ChatAddRequest{ID: id, User: zoeID} }, member: true, refused: no},
		{of: func(id string) protocol.Message { return &protocol.ChatRemoveUserRequest{ID: id, User: adaID} }, member: true, refused: no},
		{of: func(id string) protocol.Message { return &protocol.ChatSetNameRequest{ID: id, Name: "n"} }, member: true, refused: no},
		{of: func(id string) protocol.Message { return &protocol.ChatSetTopicRequest{ID: id, Topic: "t"} }, member: true, refused: no},
		{of: func(id string) protocol.Message { return &protocol.GetRolesRequest{RoleTarget: chat(id)} }, member: true, refused: no},
		{of: func(id string) protocol.Message { return &protocol.AddRolesRequest{RoleTarget: chat(id)} }, member: true, refused: no},
		{of: func(id string) protocol.Message { return &protocol.RemoveRolesRequest{RoleTarget: chat(id)} }, member: true, refused: no},
		{of: func(id string) protocol.Message { return &protocol.SetRolesRequest{RoleTarget: chat(id)} }, member: true, refused: no},
		// What members do takes no role.
		{of: func(id string) protocol.Message { return &protocol.ChatMarkSeenRequest{ID: id, Number: 1} }, member: true},
		{of: func(id string) protocol.Message { return &protocol.ChatPublishRequest{ID: id, Text: "t"} }, member: true},
		{of: func(id string) protocol.Message { return &protocol.ChatHistoryRequest{ID: id} }, member: true},

		{of: func(id string) protocol.Message {
			return &protocol.ActivityCreateRequest{ActivityName: name("new-" + id)}
		}, refused: no},
		{of: func(id string) protocol.Message {
			return &protocol.ActivityJoinRequest{ActivityName: name("newer-" + id), Create: &protocol.ActivityCreation{}}
		}, refused: no},
		{of: func(id string) protocol.Message { return &protocol.ActivityJoinRequest{ActivityName: name(id)} }, refused: no},
		{of: func(id string) protocol.Message {
			return &protocol.ActivityJoinRequest{ActivityName: name(id), Lurk: true}
		}, refused: no},
		{of: func(id string) protocol.Message { return &protocol.ActivityParticipantsRequest{ActivityName: name(id)} }, refused: no},
		{of: func(id string) protocol.Message { return &protocol.ActivityDeleteRequest{ActivityName: name(id)} }, refused: no},
		{of: func(id string) protocol.Message { return &protocol.ResolveRolesRequest{RoleTarget: activity(id)} }, seen: names},
		{of: func(id string) protocol.Message { return &protocol.GetRolesRequest{RoleTarget: activity(id)} }, refused: no},
		{of: func(id string) protocol.Message { return &protocol.AddRolesRequest{RoleTarget: activity(id)} }, refused: no},
		{of: func(id string) protocol.Message { return &protocol.RemoveRolesRequest{RoleTarget: activity(id)} }, refused: no},
		{of: func(id string) protocol.Message { return &protocol.SetRolesRequest{RoleTarget: activity(id)} }, refused: no},
	}
}

// TestAuthorizeRoles tries every message about chats and activities with a program that
// leaves the roles that are kept, one that takes them away, and one that gives all to
// who has none. A message without a row fails.
func TestAuthorizeRoles(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{Hooks: server.Hooks{Authenticate: func(_ context.Context, r server.AuthRequest) (server.User, error) {
		if r.Method == protocol.AuthJWT {
			return server.User{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserConvergence, Username: "robot"}}}, nil
		}
		return server.User{}, server.ErrPass
	}, AuthorizeRoles: func(_ context.Context, r server.RolesRequest) ([]string, error) {
		about := r.Chat + r.Activity.ID
		switch {
		case r.User.Type == protocol.UserConvergence:
			t.Errorf("it is asked about %v", r.User)
		case r.Domain != name || (r.Chat == "") == (r.Activity.ID == ""):
			t.Errorf("it is asked about %+v", r)
		case r.User == adaID:
		case strings.Contains(about, "more-"):
			return rolesThere, nil
		case strings.Contains(about, "less-"), slices.Contains(r.Direct, protocol.UserID{Username: "per%cent_"}):
			return nil, nil
		}
		return r.Kept, nil
	}}})
	people(s)
	ada := s.connect("ada")
	rows := roleRows()
	for _, name := range fromClients() {
		about := strings.HasPrefix(name, "Chat") || strings.HasPrefix(name, "DirectChat") || strings.HasPrefix(name, "Activity") || strings.Contains(name, "Roles")
		if !about || name == "ChatsSearchRequest" || name == "ActivityLeaveRequest" || name == "ActivityUpdateState" { // see below
			continue
		}
		if !slices.ContainsFunc(rows, func(r roleRow) bool { return nameOf(r.of("")) == name }) {
			t.Errorf("%s is not tried", name)
		}
	}
	for i, row := range rows {
		for _, mode := range []string{"kept", "less", "more"} {
			id := fmt.Sprintf("%s-%d", mode, i)
			world := protocol.Roles{World: rolesThere[9:]}
			chat := &protocol.ChatCreateRequest{ID: id, Type: "channel", Membership: "private"}
			if row.member {
				chat.Members = []protocol.UserID{bobID}
			}
			if mode == "more" {
				world.World = nil
			}
			ada.answerTo(&protocol.ActivityCreateRequest{ActivityName: protocol.ActivityName{Type: "drawing", ID: id}, Roles: world})
			ada.answerTo(chat)
			if mode != "more" {
				ada.answerTo(&protocol.AddRolesRequest{RoleTarget: protocol.RoleTarget{Chat: id}, Roles: protocol.Roles{World: rolesThere[:9]}})
			}
			bob := s.connect("bob")
			answer := bob.answerTo(row.of(id))
			e, refused := answer.(*protocol.Error)
			switch {
			case mode == "less" && row.refused != "":
				if !refused || e.Code != row.refused {
					t.Errorf("%s: %T is answered with %T %+v, want %s", id, row.of(id), answer, answer, row.refused)
				}
			case refused:
				t.Errorf("%s: %T is refused with %+v", id, row.of(id), e)
			case row.seen != nil && row.seen(answer) != (mode != "less"):
				t.Errorf("%s: %T is answered with %+v", id, row.of(id), answer)
			}
			bob.socket.CloseNow()
		}
	}
	// Administrators may do everything, and it is not asked about them.
	r := credentials("")
	r.Method, r.Secret = protocol.AuthJWT, "of the robot"
	robot := s.connectAs(r)
	ada.answerTo(&protocol.ChatCreateRequest{ID: "less-", Type: "channel", Membership: "private"})
	call[*protocol.OK](robot, &protocol.ChatRemoveRequest{ID: "less-"})
	call[*protocol.OK](robot, &protocol.ActivityCreateRequest{ActivityName: protocol.ActivityName{Type: "drawing", ID: "less-"}})
}

// TestAuthorizeRolesOfPublic has a program hide public chats from whom everybody else may
// join, in searches too, and take a role from who is in an activity.
func TestAuthorizeRolesOfPublic(t *testing.T) {
	var mu sync.Mutex
	left := rolesThere
	var failed error
	set := func(names []string, err error) {
		mu.Lock()
		defer mu.Unlock()
		left, failed = names, err
	}
	s := start(t, t.TempDir(), server.Options{MaxAsked: 5, Hooks: server.Hooks{AuthorizeRoles: func(_ context.Context, r server.RolesRequest) ([]string, error) {
		mu.Lock()
		defer mu.Unlock()
		if r.User == adaID {
			return r.Kept, nil
		}
		if failed != nil {
			return nil, failed
		}
		if r.Chat != "" && !slices.Contains(r.Kept, "join_chat") {
			t.Errorf("of the public chat %s %q are kept", r.Chat, r.Kept)
		}
		if strings.HasPrefix(r.Chat, "hidden") {
			return nil, nil
		}
		return left, nil
	}}})
	ada, bob := s.connect("ada"), s.connect("bob")
	makes := func(ids ...string) {
		for _, id := range ids {
			if e, no := ada.answerTo(&protocol.ChatCreateRequest{ID: id, Type: "room", Membership: "public"}).(*protocol.Error); no {
				t.Fatal(e)
			}
		}
	}
	makes("a", "b", "hidden1", "c", "hidden2")
	bob.refused(&protocol.ChatJoinRequest{ID: "hidden1"}, protocol.CodeChatNotFound)
	bob.refused(&protocol.ChatHistoryRequest{ID: "hidden1"}, protocol.CodeChatNotFound)
	if _, no := ada.answerTo(&protocol.ChatJoinRequest{ID: "hidden1"}).(*protocol.Error); no {
		t.Error("ada may not join what is hidden from bob")
	}
	search := func(offset, limit, total int, want ...string) {
		t.Helper()
		answer := call[*protocol.ChatsResponse](bob, &protocol.ChatsSearchRequest{Offset: offset, Limit: limit})
		var ids []string
		for _, c := range answer.Chats {
			ids = append(ids, c.ID)
		}
		if !slices.Equal(ids, want) || answer.Total != total {
			t.Errorf("from %d on he finds %q of %d", offset, ids, answer.Total)
		}
	}
	search(0, 2, 3, "a", "b")
	search(2, 2, 3, "c")
	search(1<<31-1, 2, 3)
	makes("d")
	search(0, 2, 4, "a", "b") // of the first five
	bob.refused(&protocol.ChatsSearchRequest{Offset: 3, Limit: 2}, protocol.CodeLimitExceeded)
	// Who is in a room knows of it, and comes in with no other session.
	second := s.connect("bob")
	acts[*protocol.ChatJoinResponse](bob, &protocol.ChatJoinRequest{ID: "a"})
	set(nil, nil)
	if e, _ := second.answerTo(&protocol.ChatJoinRequest{ID: "a"}).(*protocol.Error); e == nil || e.Code != protocol.CodeUnauthorized {
		t.Errorf("bob comes in again: %+v", e)
	}
	second.socket.CloseNow()

	// In an activity.
	in := ada.joins(values{"mine": 1.0}, false, rolesThere[9:]...)
	set([]string{"join"}, nil)
	if joined := bob.joins(nil, false); joined.Resource != in.Resource || len(joined.Sessions) != 2 || len(joined.Sessions[0].State) > 0 {
		t.Errorf("bob has joined %+v", joined)
	}
	bob.tell(&protocol.ActivityUpdateState{Resource: in.Resource, Set: values{"k": 1.0}})
	if e := next[*protocol.Error](bob); e.Code != protocol.CodeUnauthorized {
		t.Errorf("bob sets a state: %+v", e)
	}
	set([]string{"join", "view_state"}, nil)
	s.server.ReviewRights(name, "")
	if m := next[*protocol.ActivityStateUpdated](bob); m.SessionID != ada.session {
		t.Errorf("bob is told %+v", m)
	}
	call[*protocol.OK](bob, &protocol.ActivityLeaveRequest{Resource: in.Resource})
	bob.joins(nil, false)
	set(nil, nil)
	s.server.ReviewRights(name, "no model") // is not about activities
	bob.quiet()
	s.server.ReviewRights(name, "")
	next[*protocol.ActivityForceLeave](bob)
	bob.refused(&protocol.ActivityJoinRequest{ActivityName: draw}, protocol.CodeUnauthorized)
	// Without an answer nobody may do anything.
	set(rolesThere, errors.New("the database is gone"))
	for _, m := range []protocol.Message{
		&protocol.ActivityJoinRequest{ActivityName: draw}, &protocol.ActivityCreateRequest{ActivityName: nowhere}, &protocol.ChatJoinRequest{ID: "b"},
		&protocol.ChatCreateRequest{ID: "e", Type: "room", Membership: "public"}, &protocol.ChatsSearchRequest{},
	} {
		bob.refused(m, protocol.CodeUnknown)
	}
	var ids []string
	s.inStore(func(d store.Domain) {
		var err error
		ids, _, err = d.SearchChats(t.Context(), store.ChatSearch{Fields: []string{"id"}, Limit: 99, All: true})
		must(t, err)
	})
	if slices.Contains(ids, "e") {
		t.Error("a chat was made that nobody had allowed")
	}
}
