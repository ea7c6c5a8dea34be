package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func newChat(key int64, id, direct string, members ...protocol.UserID) store.ChatChange {
	return store.ChatChange{
		Key: key,
		Create: &store.Chat{Key: key, Direct: direct, ChatInfo: protocol.ChatInfo{
			ID: id, Type: protocol.ChatChannel, Membership: protocol.MembershipPrivate, Name: "Name " + id, Topic: "Topic", Created: 10},
			Roles: protocol.Roles{World: []string{"w"}}},
		Events: []store.ChatEntry{{ChatEvent: protocol.ChatEvent{Kind: protocol.ChatCreated, Millis: 10, User: alice.UserID, Text: "n", Topic: "t", Members: members}}},
		Add:    members,
	}
}

func message(key, number int64, text, instance string, sequence uint64) store.ChatChange {
	return store.ChatChange{Key: key, Last: number - 1, Events: []store.ChatEntry{{Instance: instance, Sequence: sequence, ChatEvent: protocol.ChatEvent{
		Kind: protocol.ChatMessage, Number: number, Millis: 10 + number, User: alice.UserID, Text: text}}}}
}

func testChats(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	addUsers(t, d)
	change := func(all ...store.ChatChange) error { return d.ChangeChats(t.Context(), all) }
	must(t, d.ClaimInstance(t.Context(), "i", alice.UserID))
	must(t, change(newChat(1, "c", "", alice.UserID, bob.UserID), message(1, 1, "one", "i", 5)))
	mustBe(t, change(newChat(2, "c", "")), store.ErrExists)
	// All or nothing.
	mustBe(t, change(message(1, 2, "two", "", 0), message(1, 4, "four", "", 0)), store.ErrVersion)
	mustBe(t, change(message(1, 2, "two", "i", 5)), store.ErrSequence)
	mustBe(t, change(message(1, 2, "two", "unknown", 1)), store.ErrNotFound)
	mustBe(t, change(message(9, 2, "two", "", 0)), store.ErrVersion)
	name, topic := "N2", "T2"
	must(t, change(message(1, 2, "two", "", 0),
		store.ChatChange{Key: 1, Last: 2, Name: &name, Topic: &topic, Remove: []protocol.UserID{bob.UserID}, Seen: []protocol.ChatMember{{User: alice.UserID, Seen: 2}},
			Roles: []store.RolesChange{{Roles: protocol.Roles{Users: []protocol.UserRoles{{User: bob.UserID, Names: []string{"x"}}}}}}},
		store.ChatChange{Key: 1, Last: 2, Seen: []protocol.ChatMember{{User: alice.UserID, Seen: 1}, {User: bob.UserID, Seen: 1}}}))
	want := store.Chat{Key: 1, Bytes: 3*64 + int64(len("nt")+len("one")+len("two")), ChatInfo: protocol.ChatInfo{ID: "c", Type: protocol.ChatChannel, Membership: protocol.MembershipPrivate, Name: "N2", Topic: "T2",
		Created: 10, LastEventTime: 12, LastEventNumber: 2, Members: []protocol.ChatMember{{User: alice.UserID, Seen: 2}}},
		Roles: protocol.Roles{World: []string{"w"}, Users: []protocol.UserRoles{{User: bob.UserID, Names: []string{"x"}}}}}
	if got, err := other.Chat(t.Context(), "c"); err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v, %v\nwant %+v", got, err, want)
	}
	if seen, err := other.ChatSeen(t.Context(), 1); err != nil || len(seen) != 2 || seen[1] != (protocol.ChatMember{User: bob.UserID, Seen: 1}) {
		t.Fatalf("seen %+v, %v", seen, err)
	}
	if number, millis, err := other.ChatMessage(t.Context(), 1, "i", 5); err != nil || number != 1 || millis != 11 {
		t.Fatalf("message %d at %d, %v", number, millis, err)
	}
	_, _, err := other.ChatMessage(t.Context(), 1, "i", 6)
	mustBe(t, err, store.ErrNotFound)
	// Of the same members there is one direct chat.
	must(t, change(newChat(3, "d", "alice+bob", bob.UserID, alice.UserID)))
	mustBe(t, change(newChat(4, "e", "alice+bob")), store.ErrExists)
	if id, err := other.DirectChat(t.Context(), "alice+bob"); err != nil || id != "d" {
		t.Fatalf("direct chat %q, %v", id, err)
	}
	_, err = other.DirectChat(t.Context(), "alice")
	mustBe(t, err, store.ErrNotFound)
	for user, want := range map[protocol.UserID][]string{alice.UserID: {"c", "d"}, bob.UserID: {"d"}, {Username: "x"}: nil} {
		if got, err := other.ChatsOf(t.Context(), user); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("chats of %v: %v, %v", user, got, err)
		}
		if got, total, err := other.SearchChats(t.Context(), store.ChatSearch{Fields: []string{"id", "name"}, Limit: 9, Viewer: user}); err != nil || !reflect.DeepEqual(got, want) || total != len(want) {
			t.Errorf("%v finds %v of %d, %v", user, got, total, err)
		}
	}
	events, total, err := other.ChatHistory(t.Context(), 1, store.ChatPage{Limit: 2, Offset: 1})
	if err != nil || total != 3 || len(events) != 2 || events[0].Text != "one" || !reflect.DeepEqual(events[1].Members, []protocol.UserID{alice.UserID, bob.UserID}) {
		t.Fatalf("events %+v of %d, %v", events, total, err)
	}
	// What is deleted leaves nothing to the next of that id.
	must(t, change(store.ChatChange{Key: 1, Last: 2, Delete: true}))
	_, err = other.Chat(t.Context(), "c")
	mustBe(t, err, store.ErrNotFound)
	mustBe(t, change(message(1, 3, "late", "", 0)), store.ErrVersion)
	must(t, change(newChat(5, "c", "")))
	if got, err := other.Chat(t.Context(), "c"); err != nil || got.LastEventNumber != 0 || len(got.Members) != 0 || len(got.Roles.Users) != 0 {
		t.Fatalf("made again %+v, %v", got, err)
	}
}

// testChatRace appends from two processes: no number is given twice.
func testChatRace(t *testing.T, open func() store.System) {
	stores := []store.Domain{openDomain(t, open), openDomain(t, open)}
	addUsers(t, stores[0])
	must(t, stores[0].ChangeChats(t.Context(), []store.ChatChange{newChat(1, "c", "")}))
	const each = 20
	var all sync.WaitGroup
	for i, d := range stores {
		all.Go(func() {
			for n := 0; n < each; {
				c, err := d.Chat(t.Context(), "c")
				if err == nil {
					err = d.ChangeChats(t.Context(), []store.ChatChange{message(1, c.LastEventNumber+1, fmt.Sprint(i, n), "", 0)})
				}
				if err == nil {
					n++
				} else if !errors.Is(err, store.ErrVersion) {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	events, total, err := stores[0].ChatHistory(t.Context(), 1, store.ChatPage{Limit: 1000, Forward: true})
	must(t, err)
	texts := map[string]bool{}
	for i, e := range events {
		if e.Number != int64(i) {
			t.Fatalf("event %d has number %d", i, e.Number)
		}
		texts[e.Text] = true
	}
	if total != 2*each+1 || len(texts) != 2*each+1 {
		t.Fatalf("%d events, %d different", total, len(texts))
	}
}

func testActivities(t *testing.T, open func() store.System) {
	d, other := openDomain(t, open), openDomain(t, open)
	one := store.Activity{ActivityName: protocol.ActivityName{Type: "t", ID: "1"}, Ephemeral: true, Created: 17, Roles: protocol.Roles{
		World: []string{"a"}, Users: []protocol.UserRoles{{User: alice.UserID, Names: []string{"b", "c"}}}, Groups: []protocol.GroupRoles{{Group: "g", Names: []string{"d"}}}}}
	must(t, d.CreateActivity(t.Context(), one, 0))
	mustBe(t, d.CreateActivity(t.Context(), one, 0), store.ErrExists)
	mustBe(t, d.CreateActivity(t.Context(), store.Activity{ActivityName: protocol.ActivityName{Type: "one", ID: "too many"}}, 1), store.ErrTooMany)
	_, err := d.Activity(t.Context(), protocol.ActivityName{Type: "one", ID: "too many"})
	mustBe(t, err, store.ErrNotFound)
	two := store.Activity{ActivityName: protocol.ActivityName{Type: "t", ID: "2"}}
	must(t, d.CreateActivity(t.Context(), two, 0))
	check := func(want store.Activity) {
		t.Helper()
		if got, err := other.Activity(t.Context(), want.ActivityName); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v, %v\nwant %+v", got, err, want)
		}
	}
	check(one)
	check(two)
	if all, err := other.EphemeralActivities(t.Context()); err != nil || !reflect.DeepEqual(all, []protocol.ActivityName{one.ActivityName}) {
		t.Fatalf("ephemeral %v, %v", all, err)
	}
	user := func(u protocol.User, names ...string) []protocol.UserRoles {
		return []protocol.UserRoles{{User: u.UserID, Names: names}}
	}
	for _, c := range []struct {
		change store.RolesChange
		want   protocol.Roles
	}{
		{store.RolesChange{Mode: store.RolesAdd, Roles: protocol.Roles{World: []string{"z", "a"}, Users: user(alice, "b", "e")}},
			protocol.Roles{World: []string{"a", "z"}, Users: user(alice, "b", "c", "e"), Groups: one.Roles.Groups}},
		{store.RolesChange{Mode: store.RolesRemove, Roles: protocol.Roles{World: []string{"a", "y"}, Users: user(alice, "b"), Groups: []protocol.GroupRoles{{Group: "g", Names: []string{"d"}}}}},
			protocol.Roles{World: []string{"z"}, Users: user(alice, "c", "e")}},
		{store.RolesChange{Mode: store.RolesSet, Roles: protocol.Roles{World: []string{"n"}, Users: user(bob, "b")}},
			protocol.Roles{World: []string{"z"}, Users: append(user(alice, "c", "e"), user(bob, "b")...)}},
		{store.RolesChange{Mode: store.RolesSet, World: true, Roles: protocol.Roles{World: []string{"n"}, Users: user(alice)}},
			protocol.Roles{World: []string{"n"}, Users: user(bob, "b")}},
		{store.RolesChange{Mode: store.RolesSet, AllUsers: true, Roles: protocol.Roles{Users: user(alice, "x"), Groups: []protocol.GroupRoles{{Group: "h", Names: []string{"d"}}}}},
			protocol.Roles{World: []string{"n"}, Users: user(alice, "x"), Groups: []protocol.GroupRoles{{Group: "h", Names: []string{"d"}}}}},
		{store.RolesChange{Mode: store.RolesSet, AllGroups: true, World: true}, protocol.Roles{Users: user(alice, "x")}},
	} {
		got, err := d.ChangeActivityRoles(t.Context(), one.ActivityName, c.change)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Fatalf("%+v: %+v, %v\nwant %+v", c.change, got, err, c.want)
		}
		one.Roles = c.want
		check(one)
	}
	check(two)
	_, err = d.ChangeActivityRoles(t.Context(), protocol.ActivityName{Type: "t"}, store.RolesChange{})
	mustBe(t, err, store.ErrNotFound)
	must(t, d.DeleteActivity(t.Context(), one.ActivityName))
	mustBe(t, d.DeleteActivity(t.Context(), one.ActivityName), store.ErrNotFound)
	_, err = other.Activity(t.Context(), one.ActivityName)
	mustBe(t, err, store.ErrNotFound)
	one.Roles = protocol.Roles{}
	must(t, d.CreateActivity(t.Context(), one, 0))
	check(one)
}
