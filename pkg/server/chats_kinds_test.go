package server_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

func TestRoom(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob, second := s.connect("ada"), s.connect("bob"), s.connect("bob")
	call[*protocol.ChatCreateResponse](ada, &protocol.ChatCreateRequest{ID: "r", Type: "room", Membership: "public", Members: []protocol.UserID{bobID}})
	if info := ada.chatInfo("r"); len(info.Members) != 0 {
		t.Fatalf("members %+v", info.Members)
	}
	acts[*protocol.ChatJoinResponse](ada, &protocol.ChatJoinRequest{ID: "r"})
	acts[*protocol.ChatJoinResponse](bob, &protocol.ChatJoinRequest{ID: "r"})
	ada.happened(protocol.ChatUserJoined, 2)
	// A second session joins without an event; one that has not joined hears only that the user has.
	second.stands("r", true)
	second.quietChats()
	if got := call[*protocol.ChatJoinResponse](second, &protocol.ChatJoinRequest{ID: "r"}).Chat; len(got.Members) != 2 || got.LastEventNumber != 2 {
		t.Fatalf("joined %+v", got)
	}
	second.refused(&protocol.ChatJoinRequest{ID: "r"}, protocol.CodeChatAlreadyJoined)
	if joined := call[*protocol.ChatsResponse](second, &protocol.JoinedChatsRequest{}).Chats; len(joined) != 1 {
		t.Fatalf("joined %+v", joined)
	}
	ada.says("r", "hi")
	bob.happened(protocol.ChatMessage, 3)
	second.happened(protocol.ChatMessage, 3)
	bob.ask(&protocol.ChatMarkSeenRequest{ID: "r", Number: 3})
	next[*protocol.ChatMarkedSeen](ada)
	next[*protocol.ChatMarkedSeen](second)
	bob.skipChats(&protocol.ChatMarkedSeen{}, &protocol.OK{})
	// The user leaves with the last session, also by a lost connection.
	call[*protocol.OK](bob, &protocol.ChatLeaveRequest{ID: "r"})
	bob.refused(&protocol.ChatLeaveRequest{ID: "r"}, protocol.CodeChatNotJoined)
	ada.quietChats()
	bob.quietChats()
	second.socket.CloseNow()
	if m := ada.happened(protocol.ChatUserLeft, 4); m.Event.User != bobID {
		t.Fatalf("told %+v", m)
	}
	bob.stands("r", false)
	second = s.connect("bob")
	ada.refused(&protocol.ChatAddRequest{ID: "r", User: bobID}, protocol.CodeNotSupported)
	// What he has seen is remembered; a removed user is out with all sessions.
	joined, _ := acts[*protocol.ChatJoinResponse](bob, &protocol.ChatJoinRequest{ID: "r"})
	if joined.Chat.Members[1] != (protocol.ChatMember{User: bobID, Seen: 3}) {
		t.Fatalf("members %+v", joined.Chat.Members)
	}
	ada.happened(protocol.ChatUserJoined, 5)
	second.stands("r", true)
	acts[*protocol.OK](ada, &protocol.ChatRemoveUserRequest{ID: "r", User: bobID})
	bob.happened(protocol.ChatUserRemoved, 6)
	second.stands("r", false)
	bob.refused(&protocol.ChatPublishRequest{ID: "r"}, protocol.CodeChatNotJoined)
	// Nobody is in a room after a restart; its history is kept.
	s.stop()
	s = start(t, s.dir, server.Options{})
	ada = s.connect("ada")
	last := int64(6)
	if together { // one of the servers sees that she was lost there, and says that she has left
		ada.stands("r", false)
		last = 7
	}
	if info := ada.chatInfo("r"); len(info.Members) != 0 || info.LastEventNumber != last {
		t.Fatalf("after a restart %+v", info)
	}
	// All sessions of its members hear that it is gone.
	bob, second = s.connect("bob"), s.connect("bob")
	acts[*protocol.ChatJoinResponse](bob, &protocol.ChatJoinRequest{ID: "r"})
	second.stands("r", true)
	call[*protocol.OK](ada, &protocol.ChatRemoveRequest{ID: "r"})
	for _, c := range []*client{bob, second} {
		if got := next[*protocol.ChatRemoved](c); got.ID != "r" {
			t.Fatalf("told %+v", got)
		}
	}
	ada.quietChats()
}

// stands demands the news that the user has joined or left a room elsewhere.
func (c *client) stands(chat string, joined bool) {
	c.t.Helper()
	if got := next[*protocol.ChatStanding](c); *got != (protocol.ChatStanding{ID: chat, Joined: joined}) {
		c.t.Fatalf("told %+v, want joined %v", got, joined)
	}
}

// TestDirectChats has many sessions ask for the same chat at once.
func TestDirectChats(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	people(s)
	var all []*client
	for range 4 {
		all = append(all, s.connect("ada"), s.connect("bob"))
	}
	ids := make([]string, len(all))
	var wait sync.WaitGroup
	for i, c := range all {
		wait.Go(func() {
			other := bobID
			if i%2 == 1 {
				other = adaID
			}
			id := c.ask(&protocol.DirectChatsRequest{Lists: [][]protocol.UserID{{other}, {other, adaID, bobID}}})
			for {
				e := c.receive()
				if e.Response != id {
					continue // the news that it was made
				}
				if m, ok := e.Message.(*protocol.ChatsResponse); ok && len(m.Chats) == 2 && m.Chats[0].ID == m.Chats[1].ID {
					ids[i] = m.Chats[0].ID
				}
				return
			}
		})
	}
	wait.Wait()
	for _, id := range ids {
		if id == "" || id != ids[0] {
			t.Fatalf("direct chats %q", ids)
		}
	}
	ada, bob, guest := all[0], all[1], s.connect("")
	created := &protocol.ChatHappened{}
	ada.skipChats(created)
	bob.skipChats(created)
	ada.says(ids[0], "psst")
	bob.happened(protocol.ChatMessage, 1)
	for _, m := range []protocol.Message{&protocol.ChatLeaveRequest{ID: ids[0]}, &protocol.ChatAddRequest{ID: ids[0], User: noOne},
		&protocol.ChatRemoveUserRequest{ID: ids[0], User: bobID}, &protocol.ChatJoinRequest{ID: ids[0]}, &protocol.ChatSetNameRequest{ID: ids[0], Name: "n"}} {
		ada.refused(m, protocol.CodeNotSupported)
	}
	ada.refused(&protocol.DirectChatsRequest{Lists: [][]protocol.UserID{{adaID}}}, protocol.CodeInvalidMessage)
	ada.refused(&protocol.DirectChatsRequest{Lists: [][]protocol.UserID{{noOne}}}, protocol.CodeUserNotFound)
	guest.refused(&protocol.ChatHistoryRequest{ID: ids[0]}, protocol.CodeChatNotFound)
	three := call2(ada, [][]protocol.UserID{{bobID, {Username: "zoë"}}})
	if three.ID == ids[0] || len(three.Members) != 3 || three.Type != protocol.ChatDirect {
		t.Fatalf("another set is %+v", three)
	}
	// Each of its members may remove it, and then there is another one.
	guest.refused(&protocol.ChatRemoveRequest{ID: ids[0]}, protocol.CodeChatNotFound)
	bob.skipChats(created)
	bob.ask(&protocol.ChatRemoveRequest{ID: ids[0]})
	bob.expect(&protocol.ChatRemoved{ID: ids[0]}, &protocol.OK{})
	ada.expect(&protocol.ChatRemoved{ID: ids[0]})
	if again := call2(ada, [][]protocol.UserID{{bobID}}); again.ID == ids[0] || again.LastEventNumber != 0 {
		t.Fatalf("after the removal there is %+v", again)
	}
}

func call2(c *client, lists [][]protocol.UserID) protocol.ChatInfo {
	c.t.Helper()
	answer, _ := acts[*protocol.ChatsResponse](c, &protocol.DirectChatsRequest{Lists: lists})
	return answer.Chats[0]
}

// TestChatIdentity sends messages again, in one go and after a restart.
func TestChatIdentity(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada := s.connect("ada")
	ada.channel("c", protocol.MembershipPublic, ada)
	answers := map[uint32]*protocol.ChatPublishResponse{}
	publish := func(c *client, sequence uint64) uint32 {
		return c.ask(&protocol.ChatPublishRequest{ID: "c", Text: fmt.Sprint("m", sequence), Instance: ada.instance, Sequence: sequence})
	}
	pairs := map[uint32]uint32{}
	for i := range uint64(50) {
		pairs[publish(ada, i+1)] = publish(ada, i+1)
	}
	news := 0
	for len(answers) < 100 || news < 50 {
		e := ada.receive()
		if m, ok := e.Message.(*protocol.ChatPublishResponse); ok {
			answers[e.Response] = m
		} else if m, ok := e.Message.(*protocol.ChatHappened); ok && m.Event.Number == int64(news+1) {
			news++
		} else {
			t.Fatalf("received %+v", e.Message)
		}
	}
	for first, second := range pairs {
		if *answers[first] != *answers[second] {
			t.Fatalf("answers %+v and %+v to the same message", answers[first], answers[second])
		}
	}
	ada.quietChats()
	acts[*protocol.OK](ada, &protocol.ChatLeaveRequest{ID: "c"})
	s.stop()
	s = start(t, s.dir, server.Options{})
	again, bob := s.connect("ada"), s.connect("bob")
	publish(again, 7)
	if got := next[*protocol.ChatPublishResponse](again); got.Number != 7 {
		t.Fatalf("answered again with %+v", got)
	}
	bob.refused(&protocol.ChatPublishRequest{ID: "c", Instance: ada.instance, Sequence: 7}, protocol.CodeUnauthorized)
	if info := bob.chatInfo("c"); info.LastEventNumber != 51 {
		t.Fatalf("%+v", info)
	}
}

// TestToldMembers asks for chats that have very many members together.
func TestToldMembers(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{MaxToldMembers: 5})
	people(s)
	ada := s.connect("ada")
	ids := []string{"a", "b", "c"}
	for _, id := range ids {
		acts[*protocol.ChatCreateResponse](ada, &protocol.ChatCreateRequest{ID: id, Type: "channel", Membership: "private", Members: []protocol.UserID{bobID}})
	}
	if n := len(call[*protocol.ChatsResponse](ada, &protocol.ChatsRequest{IDs: ids[:2]}).Chats); n != 2 {
		t.Errorf("%d chats of 2", n)
	}
	ada.refused(&protocol.ChatsRequest{IDs: ids}, protocol.CodeLimitExceeded)
	ada.refused(&protocol.JoinedChatsRequest{}, protocol.CodeLimitExceeded)
	ada.refused(&protocol.ChatsSearchRequest{}, protocol.CodeLimitExceeded)
	if n := len(call[*protocol.ChatsResponse](ada, &protocol.ChatsSearchRequest{Limit: 2}).Chats); n != 2 {
		t.Errorf("%d chats on a page of 2", n)
	}
}
