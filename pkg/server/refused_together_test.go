package server_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// What a server refuses by what it knows another one may just have allowed.

// TestChatsOfSeveralServersBeforeARefusal has somebody ask at one server for what another has just
// let him, while nothing that they tell each other arrives.
func TestChatsOfSeveralServersBeforeARefusal(t *testing.T) {
	s := startLosing(t, 1, server.Options{})
	ada, bob := s.connect("ada"), s.connect("bob")
	his := bob.people[bob.session]
	ada.answerTo(&protocol.ChatCreateRequest{ID: "past", Type: protocol.ChatChannel, Membership: protocol.MembershipPrivate})
	exists := &protocol.ChatsExistRequest{IDs: []string{"past"}}
	for round := range 9 {
		if got, ok := bob.answerTo(exists).(*protocol.ChatsExistResponse); !ok || got.Exist[0] {
			t.Fatalf("round %d: he sees a chat that he is not in: %+v", round, got)
		}
		ada.answerTo(&protocol.ChatAddRequest{ID: "past", User: his})
		switch round % 3 {
		case 0:
			if got, ok := bob.answerTo(&protocol.ChatsRequest{IDs: exists.IDs}).(*protocol.ChatsResponse); !ok || len(got.Chats) != 1 {
				t.Fatalf("round %d: the chat is not told of: %+v", round, got)
			}
		case 1:
			if got, ok := bob.answerTo(exists).(*protocol.ChatsExistResponse); !ok || !got.Exist[0] {
				t.Fatalf("round %d: the chat does not exist: %+v", round, got)
			}
		case 2:
			m := bob.answerTo(&protocol.ChatPublishRequest{ID: "past", Text: "hello", Sequence: uint64(round + 1)})
			if _, ok := m.(*protocol.ChatPublishResponse); !ok {
				t.Fatalf("round %d: he may say nothing: %+v", round, m)
			}
		}
		if m, ok := bob.answerTo(&protocol.ChatLeaveRequest{ID: "past"}).(*protocol.OK); !ok {
			t.Fatalf("round %d: he cannot leave: %+v", round, m)
		}
	}
}

// TestActivitiesOfSeveralServersBeforeARefusal has somebody ask at one server for what another has
// just let him, while nothing that they tell each other arrives.
func TestActivitiesOfSeveralServersBeforeARefusal(t *testing.T) {
	s := startLosing(t, 1, server.Options{})
	ada, bob := s.connect("ada"), s.connect("bob")
	s.connect("")
	there := s.connect("ada") // bob's server has the activity open while she is in it there
	call[*protocol.OK](ada, &protocol.ActivityCreateRequest{ActivityName: draw})
	there.joins(nil, false)
	allow := func(names ...string) {
		t.Helper()
		call[*protocol.OK](ada, &protocol.SetRolesRequest{RoleTarget: protocol.RoleTarget{Activity: draw}, SetWorld: true, Roles: worldRoles(names...)})
	}
	participants, permissions := &protocol.ActivityParticipantsRequest{ActivityName: draw}, &protocol.GetRolesRequest{RoleTarget: protocol.RoleTarget{Activity: draw}}
	allow()
	bob.refused(&protocol.ActivityJoinRequest{ActivityName: draw}, protocol.CodeUnauthorized)
	allow("join")
	resource := bob.joins(nil, false).Resource
	allow("join", "set_state")
	bob.send(0, 0, &protocol.ActivityUpdateState{Resource: resource, Set: values{"x": 1.0}}) // or it complains before the next answer
	call[*protocol.OK](bob, &protocol.ActivityLeaveRequest{Resource: resource})
	bob.refused(participants, protocol.CodeUnauthorized)
	allow("view_state")
	call[*protocol.ActivityParticipantsResponse](bob, participants)
	bob.refused(permissions, protocol.CodeUnauthorized)
	allow("manage")
	call[*protocol.GetRolesResponse](bob, permissions)
	bob.refused(&protocol.ActivityDeleteRequest{ActivityName: draw}, protocol.CodeUnauthorized)
	allow("remove")
	call[*protocol.OK](bob, &protocol.ActivityDeleteRequest{ActivityName: draw})
	call[*protocol.OK](ada, &protocol.ActivityCreateRequest{ActivityName: draw})
	there.answerTo(&protocol.ActivityJoinRequest{ActivityName: draw}) // behind what it hears of others
	call[*protocol.OK](ada, &protocol.ActivityDeleteRequest{ActivityName: draw})
	call[*protocol.OK](bob, &protocol.ActivityCreateRequest{ActivityName: draw})
}

// TestRefusedOftenInActivityOfSeveralServers has somebody ask again and again for what he may not do: the
// program is asked about him, and about nobody else who is in the activity.
func TestRefusedOftenInActivityOfSeveralServers(t *testing.T) {
	var ofOthers, ofHim atomic.Int64
	s := startLosing(t, 1, server.Options{Hooks: server.Hooks{
		AuthorizeRoles: func(_ context.Context, r server.RolesRequest) ([]string, error) {
			if r.User == bobID {
				ofHim.Add(1)
			} else {
				ofOthers.Add(1)
			}
			return r.Kept, nil
		}}})
	ada, bob := s.connect("ada"), s.connect("bob")
	s.connect("")
	there := s.connect("ada") // at bob's server
	call[*protocol.OK](ada, &protocol.ActivityCreateRequest{ActivityName: draw, Roles: worldRoles("join")})
	there.joins(nil, false)
	resource := bob.joins(nil, false).Resource
	time.Sleep(1500 * time.Millisecond) // until both servers have read what has changed
	ofOthers.Store(0)
	ofHim.Store(0)
	const often = 20
	for range often {
		bob.send(0, 0, &protocol.ActivityUpdateState{Resource: resource, Set: values{"x": 1.0}})
		if e := next[*protocol.Error](bob); e.Code != protocol.CodeUnauthorized {
			t.Fatalf("who may not set a state is told %+v", e)
		}
		bob.refused(&protocol.ActivityDeleteRequest{ActivityName: draw}, protocol.CodeUnauthorized)
		bob.refused(&protocol.ActivityCreateRequest{ActivityName: draw}, protocol.CodeActivityAlreadyExists)
	}
	if n := ofOthers.Load(); n != 0 {
		t.Errorf("the program was asked %d times about others", n)
	}
	if n := ofHim.Load(); n != 2*often {
		t.Errorf("the program was asked %d times about him, for %d requests that depend on that", n, 2*often)
	}
}

// TestModelOfSeveralServersBeforeARefusal has somebody ask at one server for a model that another
// has just let him use, while nothing that they tell each other arrives.
func TestModelOfSeveralServersBeforeARefusal(t *testing.T) {
	s := startLosing(t, 1, server.Options{})
	ada, bob := s.connect("ada"), s.connect("bob")
	s.connect("")
	there := s.connect("ada") // bob's server has the model in memory while she has it open there
	ada.open("m")
	there.open("m")
	yes := true
	allow := func(world protocol.Permissions) {
		t.Helper()
		m := ada.answerTo(&protocol.SetPermissionsRequest{ID: "m", OverridesCollection: &yes, World: &world})
		if _, ok := m.(*protocol.SetPermissionsResponse); !ok {
			t.Fatalf("permissions are not set: %+v", m)
		}
	}
	requests := []struct {
		needs   protocol.Permissions
		request protocol.Message
	}{
		{protocol.PermissionRead, &protocol.HistoryDataRequest{ModelID: "m"}},
		{protocol.PermissionRead, &protocol.OpenRequest{ModelID: "m"}},
		{protocol.PermissionRead | protocol.PermissionRemove, &protocol.DeleteRequest{ModelID: "m"}},
	}
	for _, r := range requests {
		allow(0)
		time.Sleep(1500 * time.Millisecond) // until bob's server has heard of it without being told
		if m, ok := bob.answerTo(r.request).(*protocol.Error); !ok || m.Code != protocol.CodeUnauthorized {
			t.Fatalf("%T: who may not do it is answered %+v", r.request, m)
		}
		allow(r.needs)
		if m, refused := bob.answerTo(r.request).(*protocol.Error); refused {
			t.Fatalf("%T: who has just been allowed to is answered %+v", r.request, m)
		}
	}
}

// TestRefusedOftenModelOfSeveralServers has somebody ask again and again for a model that he may not
// read: the program is asked once each time.
func TestRefusedOftenModelOfSeveralServers(t *testing.T) {
	var ofHim atomic.Int64
	s := startLosing(t, 1, server.Options{Hooks: server.Hooks{
		Authorize: func(_ context.Context, r server.AccessRequest) (protocol.Permissions, error) {
			if r.User == bobID {
				ofHim.Add(1)
				return 0, nil
			}
			return r.Kept, nil
		}}})
	ada, bob := s.connect("ada"), s.connect("bob")
	ada.open("m")
	const often = 20
	for range often {
		if m, ok := bob.answerTo(&protocol.HistoryDataRequest{ModelID: "m"}).(*protocol.Error); !ok || m.Code != protocol.CodeUnauthorized {
			t.Fatalf("who may not read the model is answered %+v", m)
		}
	}
	if n := ofHim.Load(); n != often {
		t.Errorf("the program was asked %d times about him, for %d requests", n, often)
	}
}
