package server_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestChatsOfSeveralServers has people talk in a channel and come and go in a room at two servers
// while a third of what these tell each other is lost and as much comes twice. Each member hears
// each event once and in order, messages that are sent again are there once, and who is in the
// room at the end is who the store says.
func TestChatsOfSeveralServers(t *testing.T) {
	s := startLosing(t, 3, server.Options{})
	const speakers, messages = 6, 40
	var all []*client
	for i := range speakers {
		all = append(all, s.connect([]string{"ada", "bob", ""}[i%3]))
	}
	first := all[0]
	first.ask(&protocol.ChatCreateRequest{ID: "channel", Type: protocol.ChatChannel, Membership: protocol.MembershipPublic})
	first.ask(&protocol.ChatCreateRequest{ID: "room", Type: protocol.ChatRoom, Membership: protocol.MembershipPublic})
	for range 2 {
		next[*protocol.ChatCreateResponse](first)
	}
	for _, c := range all {
		c.answerTo(&protocol.ChatJoinRequest{ID: "channel"}) // the other session of a user may be a member already
	}
	var speaking sync.WaitGroup
	numbers := make([][]int64, speakers)
	for i, c := range all {
		speaking.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 9))
			inRoom := false
			for k := range messages {
				c.ask(&protocol.ChatPublishRequest{ID: "channel", Text: fmt.Sprint(i, " ", k), Sequence: uint64(k + 1)})
				if r.IntN(4) == 0 { // again, as after a lost answer
					c.ask(&protocol.ChatPublishRequest{ID: "channel", Text: fmt.Sprint(i, " ", k), Sequence: uint64(k + 1)})
				}
				if r.IntN(3) == 0 {
					if inRoom = !inRoom; inRoom {
						c.ask(&protocol.ChatJoinRequest{ID: "room"})
					} else {
						c.ask(&protocol.ChatLeaveRequest{ID: "room"})
					}
				}
				time.Sleep(time.Duration(r.IntN(10)) * time.Millisecond)
			}
			if !inRoom {
				c.ask(&protocol.ChatJoinRequest{ID: "room"})
			}
		})
	}
	speaking.Wait()
	s.carrying.losses.Store(1) // which is all
	last := fmt.Sprint("last", rand.Int64())
	first.ask(&protocol.ChatPublishRequest{ID: "channel", Text: last})
	d := s.beside().(interface {
		store.Domain
		store.ChatsTogether
	})
	time.Sleep(3 * time.Second) // until each server has asked the store
	channel, err := d.Chat(t.Context(), "channel")
	must(t, err)
	for i, c := range all {
		room := int64(-1)
		for len(c.in) > 0 {
			switch m := c.receive().Message.(type) {
			case *protocol.ChatHappened:
				if m.Event.ChatID == "channel" {
					numbers[i] = append(numbers[i], m.Event.Number)
				} else if m.Event.Number <= room {
					t.Errorf("client %d hears event %d of the room after %d", i, m.Event.Number, room)
				} else {
					room = m.Event.Number
				}
			case *protocol.Error:
				t.Errorf("client %d: %+v", i, m)
			}
		}
		for k := 1; k < len(numbers[i]); k++ {
			if numbers[i][k] != numbers[i][k-1]+1 {
				t.Errorf("client %d hears event %d of the channel after %d", i, numbers[i][k], numbers[i][k-1])
			}
		}
		c.ask(&protocol.ChatMarkSeenRequest{ID: "channel", Number: int64(10 + i)})
		if n := len(numbers[i]); n == 0 || numbers[i][n-1] != channel.LastEventNumber {
			t.Errorf("client %d has heard of %d events, and the last is %d", i, n, channel.LastEventNumber)
		}
	}
	kinds := []string{string(protocol.ChatMessage)}
	said, total, err := d.ChatHistory(t.Context(), channel.Key, store.ChatPage{Forward: true, Limit: 1000, Kinds: kinds})
	must(t, err)
	count := make(map[string]int)
	for _, e := range said {
		count[e.Text]++
	}
	if total != speakers*messages+1 || len(count) != total {
		t.Errorf("%d messages of %d are there, %d different", total, speakers*messages+1, len(count))
	}
	room, err := d.Chat(t.Context(), "room")
	must(t, err)
	inside, err := d.RoomSessions(t.Context(), room.Key)
	must(t, err)
	if len(inside) != speakers {
		t.Errorf("%d sessions are in the room: %v", len(inside), inside)
	}
	// What was read, and that a chat is removed, is heard of without messages between servers too.
	for _, c := range all {
		for seen := int64(0); seen < int64(10+speakers-1); {
			if m, ok := c.receive().Message.(*protocol.ChatMarkedSeen); ok {
				seen = max(seen, m.Number)
			}
		}
	}
	time.Sleep(time.Second)
	for _, c := range all {
		for len(c.in) > 0 {
			c.receive()
		}
	}
	seen := all[0].chatInfo("room").Members
	if other := all[1].chatInfo("room").Members; !slices.Equal(seen, other) || len(seen) != speakers/3*1+2 {
		t.Errorf("the servers say that %v and %v are in the room", seen, other)
	}
	members := []protocol.UserID{first.people[first.session], all[1].people[all[1].session], all[2].people[all[2].session], all[5].people[all[5].session]}
	first.ask(&protocol.ChatCreateRequest{ID: "cold", Type: protocol.ChatChannel, Membership: protocol.MembershipPrivate, Members: members})
	next[*protocol.ChatCreateResponse](first)
	for _, c := range all { // of a chat, too, that a server has never read
		c.happened(protocol.ChatCreated, 0)
	}
	first.ask(&protocol.ChatRemoveRequest{ID: "room"})
	for i, c := range all {
		if got := next[*protocol.ChatRemoved](c); got.ID != "room" {
			t.Errorf("client %d is told that %s is removed", i, got.ID)
		}
	}
}

// TestSearchOfSeveralServers has somebody search at one server for a chat that another has just let
// him into, while nothing that they tell each other arrives and a program is asked who may what.
func TestSearchOfSeveralServers(t *testing.T) {
	s := startLosing(t, 1, server.Options{Hooks: server.Hooks{
		AuthorizeRoles: func(_ context.Context, r server.RolesRequest) ([]string, error) { return r.Kept, nil }}})
	ada, bob := s.connect("ada"), s.connect("bob")
	his := bob.people[bob.session]
	ada.answerTo(&protocol.ChatCreateRequest{ID: "past", Type: protocol.ChatChannel, Membership: protocol.MembershipPrivate})
	for round := range 4 {
		if got, ok := bob.answerTo(&protocol.ChatsExistRequest{IDs: []string{"past"}}).(*protocol.ChatsExistResponse); !ok || got.Exist[0] {
			t.Fatalf("round %d: he sees a chat that he is not in: %+v", round, got)
		}
		ada.answerTo(&protocol.ChatAddRequest{ID: "past", User: his})
		if got, ok := bob.answerTo(&protocol.ChatsSearchRequest{Text: "past"}).(*protocol.ChatsResponse); !ok || len(got.Chats) != 1 {
			t.Fatalf("round %d: the search does not find it: %+v", round, got)
		}
		bob.answerTo(&protocol.ChatLeaveRequest{ID: "past"})
	}
}
