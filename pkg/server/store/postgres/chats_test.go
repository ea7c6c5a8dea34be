package postgres_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestChatsTogether has two servers change chats: each finds what the other one has done, and nobody
// comes into a room or leaves it but as the events say.
func TestChatsTogether(t *testing.T) {
	server := pgserver.ForTest(t, fast...)
	a, da := opened(t, server)
	b, db := opened(t, server)
	ctx := t.Context()
	for _, s := range []store.Nodes{a, b} {
		_, err := s.Join(ctx, "", "1")
		must(t, err)
	}
	here, there := da.(store.ChatsTogether), db.(store.ChatsTogether)
	session := func(d store.Domain, user string) store.RoomSession {
		t.Helper()
		s, err := d.Connect(ctx, store.Connect{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous, Username: user}}, Admitted: true, Instance: user + "'s"})
		must(t, err)
		return store.RoomSession{Session: s.ID, User: s.User.UserID}
	}
	_, place, err := there.ChatNews(ctx, -1)
	must(t, err)
	news := func(what string, want ...store.ChatNews) {
		t.Helper()
		all, last, err := there.ChatNews(ctx, place)
		must(t, err)
		if !reflect.DeepEqual(all, want) {
			t.Errorf("%s: the news are %+v, want %+v", what, all, want)
		}
		place = last
	}
	news("before anything")
	must(t, da.ChangeChats(ctx, []store.ChatChange{{Key: 1, Create: &store.Chat{Key: 1, ChatInfo: protocol.ChatInfo{ID: "r", Type: protocol.ChatRoom}},
		Events: []store.ChatEntry{{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatCreated}}}}}))
	news("a chat is made", store.ChatNews{Key: 1, ID: "r", First: 0, Last: 0, Revision: 1})
	news("again")
	ada, adaAgain, bob := session(da, "ada"), session(db, "ada"), session(db, "bob")
	event := func(kind protocol.ChatEventKind, number int64, of store.RoomSession) []store.ChatEntry {
		return []store.ChatEntry{{ChatEvent: protocol.ChatEvent{Kind: kind, Number: number, User: of.User}}}
	}
	for i, step := range []struct {
		by     store.Domain
		change store.ChatChange
		fails  bool
	}{
		{da, store.ChatChange{Last: 0, Enter: []store.RoomSession{ada}}, true}, // without saying so
		{da, store.ChatChange{Last: 0, Enter: []store.RoomSession{ada}, Events: event(protocol.ChatUserJoined, 1, ada)}, false},
		{db, store.ChatChange{Last: 1, Enter: []store.RoomSession{adaAgain}, Events: event(protocol.ChatUserJoined, 2, ada)}, true}, // who is there
		{db, store.ChatChange{Last: 1, Enter: []store.RoomSession{adaAgain}}, false},
		{db, store.ChatChange{Last: 0, Enter: []store.RoomSession{bob}, Events: event(protocol.ChatUserJoined, 1, bob)}, true}, // at what it was
		{db, store.ChatChange{Last: 1, Enter: []store.RoomSession{bob}, Events: event(protocol.ChatUserJoined, 2, bob)}, false},
		{da, store.ChatChange{Last: 2, Exit: []store.RoomSession{ada}, Events: event(protocol.ChatUserLeft, 3, ada)}, true}, // who stays
		{da, store.ChatChange{Last: 2, Exit: []store.RoomSession{ada}}, false},
		{da, store.ChatChange{Last: 2, Exit: []store.RoomSession{ada}}, true}, // who is not there
		{db, store.ChatChange{Last: 2, Exit: []store.RoomSession{adaAgain}}, true},
		{db, store.ChatChange{Last: 2, Exit: []store.RoomSession{adaAgain}, Events: event(protocol.ChatUserLeft, 3, ada)}, false},
	} {
		step.change.Key = 1
		err := step.by.ChangeChats(ctx, []store.ChatChange{step.change})
		if errors.Is(err, store.ErrVersion) != step.fails || err != nil && !step.fails {
			t.Errorf("step %d: %v", i, err)
		}
	}
	news("after joining and leaving", store.ChatNews{Key: 1, ID: "r", First: 1, Last: 3, Revision: 6})
	must(t, da.ChangeChats(ctx, []store.ChatChange{{Key: 1, Last: 3, Seen: []protocol.ChatMember{{User: bob.User, Seen: 2}}}}))
	if key, first, revision, err := there.ChatSince(ctx, "r", place); err != nil || key != 1 || first != 4 || revision != 7 {
		t.Errorf("of the chat %d there are events from %d on, and it has the revision %d (%v)", key, first, revision, err)
	}
	if _, first, _, err := there.ChatSince(ctx, "r", 0); err != nil || first != 0 {
		t.Errorf("from the beginning there are events from %d on (%v)", first, err)
	}
	news("after reading", store.ChatNews{Key: 1, ID: "r", First: 4, Last: 3, Revision: 7})
	if inside, err := here.RoomSessions(ctx, 1); err != nil || !reflect.DeepEqual(inside, []store.RoomSession{bob}) {
		t.Errorf("%+v are in the room (%v)", inside, err)
	}
	if rooms, err := here.RoomsOf(ctx, bob.User); err != nil || !reflect.DeepEqual(rooms, []string{"r"}) {
		t.Errorf("bob is in %v (%v)", rooms, err)
	}
	if lost, err := here.LostRoomSessions(ctx, 9); err != nil || len(lost) != 0 {
		t.Errorf("lost are %v (%v)", lost, err)
	}
	must(t, db.Sighted(ctx, store.Sightings{Ended: []string{bob.Session}, Millis: 1}))
	lost := bob
	lost.Chat = "r"
	if all, err := here.LostRoomSessions(ctx, 9); err != nil || !reflect.DeepEqual(all, []store.RoomSession{lost}) {
		t.Errorf("lost are %v (%v)", all, err)
	}
	must(t, da.ChangeChats(ctx, []store.ChatChange{{Key: 2, Create: &store.Chat{Key: 2, ChatInfo: protocol.ChatInfo{ID: "q", Type: protocol.ChatRoom}},
		Events: []store.ChatEntry{{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatCreated}}}}}))
	must(t, da.ChangeChats(ctx, []store.ChatChange{{Key: 2, Enter: []store.RoomSession{ada}, Events: event(protocol.ChatUserJoined, 1, ada)}}))
	must(t, da.ChangeChats(ctx, []store.ChatChange{{Key: 1, Last: 3, Delete: true}}))
	must(t, da.ChangeChats(ctx, []store.ChatChange{{Key: 2, Last: 1, Delete: true}}))
	news("chats are removed", store.ChatNews{Key: 1, ID: "r", Last: -1, Removed: true, Members: []protocol.UserID{bob.User}},
		store.ChatNews{Key: 2, ID: "q", Last: -1, Removed: true, Members: []protocol.UserID{ada.User}})
	if _, _, _, err := there.ChatSince(ctx, "r", place); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("of a removed chat: %v", err)
	}
}
