package client_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// channel makes a channel that two testers are in.
func channel(x, y *tester, kind protocol.ChatType) string {
	x.t.Helper()
	id := modelID(x.t)
	if _, err := answeredBy(x, &protocol.ChatCreateRequest{ID: id, Type: kind, Membership: protocol.MembershipPublic}); err != nil {
		x.t.Fatal(err)
	}
	for _, z := range []*tester{x, y} {
		if _, err := wait(z, func(done func(protocol.ChatInfo, *client.Error)) { z.JoinChat(id, done) }); err != nil {
			x.t.Fatal(err)
		}
	}
	return id
}

func answeredBy(x *tester, m protocol.Message) (protocol.Message, error) {
	x.t.Helper()
	return wait(x, func(done func(protocol.Message, *client.Error)) { x.Request(m, done) })
}

// chats sends messages, one after the other.
func chats(x *tester, id string, n int) {
	x.t.Helper()
	for i := range n {
		if _, err := wait(x, func(done func(*protocol.ChatPublishResponse, *client.Error)) { x.PublishChat(id, fmt.Sprint(i), done) }); err != nil {
			x.t.Fatal(err)
		}
	}
}

func lastOf(x *tester, id string) int64 {
	info, _, _ := x.ChatInfo(id)
	return info.LastEventNumber
}

// away has things happen in a chat while a tester has no connection, and returns
// what it is told when it is back.
func away(x *tester, id string, last int64, happen func()) []string {
	x.t.Helper()
	x.host.block(true)
	x.host.cut()
	x.await("the drop", func() bool { return x.Session().State != client.StateConnected })
	happen()
	x.taken()
	x.host.block(false)
	x.await("the newest event", func() bool { return lastOf(x, id) == last && x.isConnected() })
	x.await("the end of it", func() bool { _, err := answeredBy(x, &protocol.JoinedChatsRequest{}); return err == nil })
	return x.lines("chat " + id)
}

func (x *tester) isConnected() bool { return x.Session().State == client.StateConnected }

// What a chat has been through while there was no connection is told in order,
// each event with the description as it was then.
func TestChatEventsMissed(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	id := channel(x, y, protocol.ChatChannel)
	last := lastOf(y, id)
	told := away(y, id, last+104, func() {
		chats(x, id, 2)
		if _, err := answeredBy(x, &protocol.ChatSetNameRequest{ID: id, Name: "renamed"}); err != nil {
			t.Fatal(err)
		}
		chats(x, id, 101)
		if _, err := answeredBy(x, &protocol.ChatMarkSeenRequest{ID: id, Number: last + 3}); err != nil {
			t.Fatal(err)
		}
	})
	var want []string
	for i := range int64(104) {
		kind := "message"
		if i == 2 {
			kind = "name_changed"
		}
		want = append(want, fmt.Sprintf("chat %s %s %d joined=false left=false gone=false seen=false", id, kind, last+1+i))
	}
	want = append(want, fmt.Sprintf("chat %s  -1 joined=false left=false gone=false seen=true", id))
	if !slices.Equal(told, want) {
		t.Errorf("told %d:\n%s", len(told), strings.Join(told, "\n"))
	}
	if info, member, _ := y.ChatInfo(id); info.Name != "renamed" || !member {
		t.Errorf("the chat is %+v", info)
	}
	y.taken()
	chats(x, id, 1) // it goes on
	noted(y, fmt.Sprintf("chat %s message %d ", id, last+105))
}

// What is said while somebody comes back is told once, though the history has it
// as well and it may come before what was missed.
func TestChatEventsMissedWhileMoreAreSaid(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	id := channel(x, y, protocol.ChatRoom)
	next := lastOf(y, id) + 1
	for round := range 12 {
		y.taken()
		y.host.block(true)
		y.host.cut()
		x.await("the other to be out", func() bool { return lastOf(x, id) == next })
		y.host.block(false)
		chats(x, id, 40) // it comes back meanwhile
		x.await("the other to be back", func() bool { return lastOf(x, id) == next+41 })
		y.await("the newest event", func() bool { return lastOf(y, id) == next+41 && y.isConnected() })
		y.await("the end of it", func() bool { _, err := answeredBy(y, &protocol.JoinedChatsRequest{}); return err == nil })
		told := y.lines("chat " + id)
		if len(told) != 42 { // out of it, 40 messages, in it
			t.Fatalf("round %d: %d events were told", round, len(told))
		}
		for i, line := range told {
			if got := strings.Fields(line)[3]; got != fmt.Sprint(next+int64(i)) {
				t.Fatalf("round %d: the event told as number %d is %s", round, i, line)
			}
		}
		next += 42
	}
}

// Of very many the newest are told, and how many came before.
func TestChatEventsMissedAreTooMany(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	id := channel(x, y, protocol.ChatChannel)
	last := lastOf(y, id)
	told := away(y, id, last+230, func() { chats(x, id, 230) })
	if len(told) != 201 || told[0] != fmt.Sprintf("chat %s missed 30 from %d", id, last+1) || !strings.Contains(told[1], fmt.Sprint("message ", last+31, " ")) {
		t.Errorf("told %d, first %q", len(told), told[:min(3, len(told))])
	}
}

// A room is joined again, and what was said there meanwhile is told; the own
// leaving and coming is an event like others and no end of the membership.
func TestChatEventsMissedInRoom(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	id := channel(x, y, protocol.ChatRoom)
	last := lastOf(y, id)
	told := away(y, id, last+4, func() {
		x.await("the other to be out", func() bool { return lastOf(x, id) == last+1 })
		chats(x, id, 2)
	})
	var kinds []string
	for _, line := range told {
		kinds = append(kinds, strings.Fields(line)[2])
		if strings.Contains(line, "left=true") {
			t.Errorf("told %q", line)
		}
	}
	if !slices.Equal(kinds, []string{"user_left", "message", "message", "user_joined"}) {
		t.Errorf("told %q", told)
	}
	if _, member, _ := y.ChatInfo(id); !member {
		t.Error("the room was not joined again")
	}
	chats(y, id, 1)
}

// Who was removed meanwhile, and whose chat was deleted, hears of it.
func TestChatsThatEndedMeanwhile(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	removed, deleted := channel(x, y, protocol.ChatChannel), channel(x, y, protocol.ChatChannel)
	last := lastOf(y, removed)
	away(y, removed, last+1, func() {
		user := y.Session().Participant.User.UserID
		if _, err := answeredBy(x, &protocol.ChatRemoveUserRequest{ID: removed, User: user}); err != nil {
			t.Fatal(err)
		}
		if _, err := answeredBy(x, &protocol.ChatRemoveRequest{ID: deleted}); err != nil {
			t.Fatal(err)
		}
	})
	noted(y, "chat "+removed, "left=true")
	noted(y, "chat "+deleted, "gone=true")
	for _, id := range []string{removed, deleted} {
		if _, member, _ := y.ChatInfo(id); member {
			t.Errorf("a member of %q", id)
		}
	}
}
