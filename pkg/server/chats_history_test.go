package server_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

func TestChatHistory(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob := s.connect("ada"), s.connect("bob")
	ada.channel("c", protocol.MembershipPublic, ada)
	for i := range 60 {
		ada.ask(&protocol.ChatPublishRequest{ID: "c", Text: fmt.Sprint(i + 1)})
	}
	ada.ask(&protocol.ChatAddRequest{ID: "c", User: bobID})
	ada.ask(&protocol.ChatSetNameRequest{ID: "c", Name: "n"})
	ada.skipChats(&protocol.ChatPublishResponse{}, &protocol.ChatHappened{}, &protocol.OK{})
	bob.happened(protocol.ChatUserAdded, 61)
	bob.happened(protocol.ChatNameChanged, 62)
	at := func(n int64) *int64 { return &n }
	for _, c := range []struct {
		request protocol.ChatHistoryRequest
		first   int64
		count   int
		total   int
	}{
		{protocol.ChatHistoryRequest{}, 62, 50, 63},
		{protocol.ChatHistoryRequest{Limit: 5, Offset: 1}, 61, 5, 63},
		{protocol.ChatHistoryRequest{Forward: true, Limit: 1000}, 0, 63, 63},
		{protocol.ChatHistoryRequest{Start: at(10)}, 10, 11, 11},
		{protocol.ChatHistoryRequest{Start: at(10), Forward: true, Limit: 2}, 10, 2, 53},
		{protocol.ChatHistoryRequest{Start: at(0)}, 0, 1, 1},
		{protocol.ChatHistoryRequest{Kinds: []string{"message"}, Limit: 3, Forward: true}, 1, 3, 60},
		{protocol.ChatHistoryRequest{Kinds: []string{"created", "user_added"}}, 61, 2, 2},
		{protocol.ChatHistoryRequest{Kinds: []string{"' OR 1=1"}}, 0, 0, 0},
		{protocol.ChatHistoryRequest{Offset: 100}, 0, 0, 63},
	} {
		c.request.ID = "c"
		got := call[*protocol.ChatHistoryResponse](bob, &c.request)
		if len(got.Events) != c.count || got.Total != c.total || got.Offset != c.request.Offset || c.count > 0 && got.Events[0].Number != c.first {
			t.Errorf("%+v: %d of %d: %s", c.request, len(got.Events), got.Total, kinds(got.Events))
			continue
		}
		for i, e := range got.Events[min(1, c.count):] {
			if step := e.Number - got.Events[i].Number; c.request.Forward != (step > 0) || e.ChatID != "c" {
				t.Errorf("%+v is out of order: %s", c.request, kinds(got.Events))
			}
		}
	}
	all := call[*protocol.ChatHistoryResponse](bob, &protocol.ChatHistoryRequest{ID: "c", Kinds: []string{"created", "user_added", "name_changed"}, Forward: true}).Events
	created := protocol.ChatEvent{ChatID: "c", Kind: "created", User: adaID, Text: "Name of c", Topic: "topic", Members: []protocol.UserID{adaID}, Millis: all[0].Millis}
	if !reflect.DeepEqual(all[0], created) || *all[1].Subject != bobID || all[2].Text != "n" {
		t.Fatalf("events %+v", all)
	}
}

func TestChatSearch(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada := s.connect("ada")
	for _, r := range []protocol.ChatCreateRequest{
		{ID: "a", Type: "channel", Membership: "public", Name: "Über 100%", Topic: "x"},
		{ID: "b", Type: "room", Membership: "public", Name: "plain", Topic: "o'Hara _ \\"},
		{ID: "x", Type: "channel", Membership: "private", Name: "plain"},
	} {
		ada.ask(&r)
	}
	ada.skipChats(&protocol.ChatCreateResponse{}, &protocol.ChatHappened{})
	for _, c := range []struct {
		request protocol.ChatsSearchRequest
		want    string
		total   int
	}{
		{protocol.ChatsSearchRequest{}, "a b x", 3},
		{protocol.ChatsSearchRequest{Text: "X"}, "a x", 2},
		{protocol.ChatsSearchRequest{Text: "x", Fields: []string{"id"}}, "x", 1},
		{protocol.ChatsSearchRequest{Text: "üBER"}, "a", 1},
		{protocol.ChatsSearchRequest{Text: "plain", Types: []string{"room"}}, "b", 1},
		{protocol.ChatsSearchRequest{Membership: "private"}, "x", 1},
		{protocol.ChatsSearchRequest{Offset: 1, Limit: 1}, "b", 3},
		{protocol.ChatsSearchRequest{Text: "%"}, "a", 1},
		{protocol.ChatsSearchRequest{Text: "_"}, "b", 1},
		{protocol.ChatsSearchRequest{Text: "'"}, "b", 1},
		{protocol.ChatsSearchRequest{Text: "') OR 1=1 --"}, "", 0},
		{protocol.ChatsSearchRequest{Types: []string{"') OR 1=1 --"}}, "", 0},
	} {
		var got []string
		answer := call[*protocol.ChatsResponse](ada, &c.request)
		for _, info := range answer.Chats {
			got = append(got, info.ID)
		}
		if strings.Join(got, " ") != c.want || answer.Total != c.total {
			t.Errorf("%+v found %v of %d, want %s of %d", c.request, got, answer.Total, c.want, c.total)
		}
	}
	ada.refused(&protocol.ChatsSearchRequest{Fields: []string{"name) OR 1=1 --"}}, protocol.CodeInvalidMessage)
}
