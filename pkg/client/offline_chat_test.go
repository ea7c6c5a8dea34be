//go:build !js

package client_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// answered makes a request that needs no state.
func answered[T protocol.Message](x *tester, m protocol.Message) (T, error) {
	x.t.Helper()
	answer, err := wait(x, func(done func(protocol.Message, *client.Error)) { x.Request(m, done) })
	r, _ := answer.(T)
	return r, err
}

// newChat makes a channel or a room, with the demo user in it, and returns its id.
func newChat(x *tester, kind protocol.ChatType, members ...protocol.UserID) string {
	x.t.Helper()
	id := modelID(x.t)
	m := &protocol.ChatCreateRequest{ID: id, Type: kind, Membership: protocol.MembershipPublic, Name: "Name of " + id, Members: members}
	if _, err := answered[*protocol.ChatCreateResponse](x, m); err != nil {
		x.t.Fatal(err)
	}
	return id
}

var demoID = protocol.UserID{Username: "demo"}

func getChat(x *tester, id string) (protocol.ChatInfo, error) {
	x.t.Helper()
	all, err := wait(x, func(done func([]protocol.ChatInfo, *client.Error)) { x.GetChats([]string{id}, done) })
	if err != nil || len(all) != 1 {
		return protocol.ChatInfo{}, err
	}
	return all[0], nil
}

// says sends a message and returns where its end is told.
func says(x *tester, id, text string) chan *client.Error {
	end := make(chan *client.Error, 1)
	x.PublishChat(id, text, func(_ *protocol.ChatPublishResponse, err *client.Error) { end <- err })
	return end
}

// texts returns the messages of a chat, oldest first, and checks that its
// numbers have no gaps.
func texts(x *tester, id string) (all []string) {
	x.t.Helper()
	r, err := answered[*protocol.ChatHistoryResponse](x, &protocol.ChatHistoryRequest{ID: id, Forward: true, Limit: 1000})
	if err != nil {
		x.t.Fatal(err)
	}
	for i, e := range r.Events {
		if e.Number != r.Events[0].Number+int64(i) {
			x.t.Errorf("event %d follows %d", e.Number, r.Events[0].Number+int64(i)-1)
		}
		if e.Kind == protocol.ChatMessage {
			all = append(all, e.Text)
		}
	}
	return all
}

func (x *tab) saved(s client.SaveState) {
	x.t.Helper()
	x.await("all to be safe: "+s.String(), func() bool { return x.SaveState() == s })
}

// written waits until everything is stored.
func (x *tab) written() {
	x.t.Helper()
	x.await("the writes", func() bool { _, waiting := x.StorageState(); return waiting == 0 })
}

// TestOfflineChat writes without a connection in two tabs that die, one after
// the other; the next one that connects says everything once and in order.
func TestOfflineChat(t *testing.T) {
	b := newBrowser(t)
	first := b.open("first")
	first.signIn()
	id := newChat(first.tester, protocol.ChatChannel, demoID)
	if _, err := getChat(first.tester, id); err != nil {
		t.Fatal(err)
	}
	if err := <-says(first.tester, id, "online"); err != nil {
		t.Fatal(err)
	}
	first.saved(client.SavedOnServer)
	first.Disconnect()
	first.taken()
	for i := range 3 {
		says(first.tester, id, fmt.Sprint("first ", i))
	}
	noted(first.tester, "message of "+id, `pending "first 2" <nil>`)
	first.saved(client.SavedOnDevice)
	first.kill()

	second := b.open("second")
	info, err := getChat(second.tester, id)
	if err != nil || info.Name != "Name of "+id || info.LastEventNumber != 1 {
		t.Fatalf("from the store: %+v, %v", info, err)
	}
	if got := texts(second.tester, id); !slices.Equal(got, []string{"online"}) {
		t.Errorf("history from the store: %q", got)
	}
	second.await("the messages of the first", func() bool { return len(second.PendingMessages(id)) == 3 })
	if second.SaveState() != client.SavedOnDevice {
		t.Errorf("what the first has left is %v", second.SaveState())
	}
	says(second.tester, id, "second")
	second.saved(client.SavedOnDevice)
	second.kill()

	third := b.open("third")
	third.await("the messages of both", func() bool { return len(third.PendingMessages("")) == 4 })
	third.signIn()
	third.saved(client.SavedOnServer)
	want := []string{"online", "first 0", "first 1", "first 2", "second"}
	if got := texts(third.tester, id); !slices.Equal(got, want) || len(third.PendingMessages("")) != 0 {
		t.Errorf("at the server: %q; pending %v", got, third.PendingMessages(""))
	}
	third.Disconnect()
	third.await("the events to be stored", func() bool { return slices.Equal(texts(third.tester, id), want) })
	// Two tabs that say the same say it once.
	fourth := b.open("fourth")
	says(third.tester, id, "more")
	third.saved(client.SavedOnDevice)
	third.kill()
	for _, x := range []*tab{fourth, b.open("fifth")} {
		x.signIn()
		x.await("the message, once", func() bool { return slices.Equal(texts(x.tester, id), append(slices.Clone(want), "more")) })
	}
}

// TestOfflineChatCut cuts the connection again and again while messages are on
// their way: each is said once, and every promise is kept.
func TestOfflineChatCut(t *testing.T) {
	b := newBrowser(t)
	x := b.open("cut")
	x.signIn()
	id := newChat(x.tester, protocol.ChatChannel, demoID)
	if _, err := getChat(x.tester, id); err != nil {
		t.Fatal(err)
	}
	var want []string
	var ends []chan *client.Error
	for i := range 200 {
		want = append(want, fmt.Sprint(i))
		ends = append(ends, says(x.tester, id, want[i]))
		if i%20 == 10 {
			x.Turn() // on its way
			x.host.cut()
		}
		if i%20 == 15 {
			x.await("the connection", x.isConnected)
		}
	}
	for i, end := range ends {
		if err := <-end; err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
	}
	if got := texts(x.tester, id); !slices.Equal(got, want) {
		t.Errorf("said %q", got)
	}
}

// TestOfflineChatAnswerLost loses the answer to a message; the page dies, and
// the next one sends it again.
func TestOfflineChatAnswerLost(t *testing.T) {
	b := newBrowser(t)
	x := b.open("deaf " + modelID(t))
	x.signIn()
	id := newChat(x.tester, protocol.ChatChannel, demoID)
	if _, err := getChat(x.tester, id); err != nil {
		t.Fatal(err)
	}
	x.saved(client.SavedOnServer)
	other := companion(t)
	x.host.deafen(true)
	says(x.tester, id, "once")
	x.saved(client.SavedOnDevice)
	other.await("the message", func() bool { return slices.Equal(texts(other, id), []string{"once"}) })
	if len(x.PendingMessages("")) != 1 {
		t.Error("the answer was not lost")
	}
	x.kill()
	y := b.open("next " + modelID(t))
	y.await("the message", func() bool { return len(y.PendingMessages(id)) == 1 })
	y.signIn()
	y.saved(client.SavedOnServer)
	if got := texts(other, id); !slices.Equal(got, []string{"once"}) {
		t.Errorf("said: %q", got)
	}
}

func (x *tab) isConnected() bool { return x.Session().State == client.StateConnected }

// TestOfflineChatRefused writes in a channel from which the user is gone when
// the connection returns.
func TestOfflineChatRefused(t *testing.T) {
	b := newBrowser(t)
	x := b.open("refused")
	x.signIn()
	id := newChat(x.tester, protocol.ChatChannel, demoID)
	if _, err := getChat(x.tester, id); err != nil {
		t.Fatal(err)
	}
	x.saved(client.SavedOnServer)
	x.Disconnect()
	lost := says(x.tester, id, "told")
	x.saved(client.SavedOnDevice)
	other := newTester(t, nil)
	other.creds = client.Credentials{Username: "demo", Secret: "demo"}
	if err := other.connect(protocol.AuthPassword); err != nil {
		t.Fatal(err)
	}
	leave := func() {
		t.Helper()
		if _, err := wait(other, nothing(func(done func(*client.Error)) { other.LeaveChat(id, done) })); err != nil {
			t.Fatal(err)
		}
	}
	leave()
	x.signIn()
	if err := <-lost; err == nil || err.Code != protocol.CodeChatNotJoined {
		t.Fatalf("the promise ends with %v", err)
	}
	noted(x.tester, `pending "told"`, "chat_not_joined")
	x.saved(client.SavedOnServer)
	if left := x.PendingMessages(""); len(left) != 0 {
		t.Errorf("left: %v", left)
	}

	// Nobody waits for a message of an earlier page: it stays until it is
	// discarded, and is not sent again.
	join := func() {
		t.Helper()
		if _, err := wait(other, func(done func(protocol.ChatInfo, *client.Error)) { other.JoinChat(id, done) }); err != nil {
			t.Fatal(err)
		}
	}
	join()
	x.await("the chat", func() bool { _, member, ok := x.ChatInfo(id); return ok && member })
	x.Disconnect()
	says(x.tester, id, "kept")
	x.saved(client.SavedOnDevice)
	x.kill()
	leave()
	y := b.open("next")
	y.signIn()
	noted(y.tester, `pending "kept"`, "chat_not_joined")
	y.written()
	y.kill()
	join()
	z := b.open("last")
	z.signIn()
	z.await("the refused message", func() bool { return len(z.PendingMessages(id)) == 1 })
	p := z.PendingMessages(id)[0]
	if p.Err == nil || p.Err.Code != protocol.CodeChatNotJoined || p.Text != "kept" {
		t.Errorf("stored: %+v", p)
	}
	if !z.DiscardMessage(p.Instance, p.Sequence) || z.DiscardMessage(p.Instance, p.Sequence) {
		t.Error("a message is discarded once")
	}
	z.written()
	z.kill()
	end := b.open("end")
	end.signIn()
	end.saved(client.SavedOnServer)
	if left := end.PendingMessages(""); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	if _, err := getChat(end.tester, id); err != nil {
		t.Fatal(err)
	}
	if got := texts(end.tester, id); len(got) != 0 {
		t.Errorf("said: %q", got)
	}
}

// TestOfflineRoom keeps what was written for a room until it is joined.
func TestOfflineRoom(t *testing.T) {
	b := newBrowser(t)
	x := b.open("one")
	x.signIn()
	id := newChat(x.tester, protocol.ChatRoom)
	join := func(x *tab) {
		t.Helper()
		if _, err := wait(x.tester, func(done func(protocol.ChatInfo, *client.Error)) { x.JoinChat(id, done) }); err != nil {
			t.Fatal(err)
		}
	}
	join(x)
	x.Disconnect()
	end := says(x.tester, id, "same page")
	x.signIn()
	if err := <-end; err != nil {
		t.Fatal(err)
	}
	x.Disconnect()
	says(x.tester, id, "next page")
	x.saved(client.SavedOnDevice)
	x.kill()
	y := b.open("two")
	y.signIn()
	y.await("the message", func() bool { return len(y.PendingMessages(id)) == 1 })
	if err := <-says(y.tester, id, "not joined"); err == nil || err.Code != protocol.CodeChatNotJoined {
		t.Errorf("a message online to a room that is not joined: %v", err)
	}
	join(y)
	y.saved(client.SavedOnServer)
	if got := texts(y.tester, id); !slices.Equal(got, []string{"same page", "next page"}) {
		t.Errorf("said: %q", got)
	}
}

// TestOfflineChatFull says what could not be stored all the same.
func TestOfflineChatFull(t *testing.T) {
	b := newBrowser(t)
	x := b.open("full")
	x.signIn()
	id := newChat(x.tester, protocol.ChatChannel, demoID)
	if _, err := getChat(x.tester, id); err != nil {
		t.Fatal(err)
	}
	x.saved(client.SavedOnServer)
	x.Disconnect()
	b.setFail(storage.ErrQuota)
	end := says(x.tester, id, "kept in memory")
	noted(x.tester, client.StorageFailed)
	if x.SaveState() != client.Unsaved {
		t.Errorf("without room the message is %v", x.SaveState())
	}
	x.signIn()
	if err := <-end; err != nil {
		t.Fatal(err)
	}
	b.setFail(nil)
}

// TestOfflineChatOfAnother shows and sends nothing of a store to another user.
func TestOfflineChatOfAnother(t *testing.T) {
	b := newBrowser(t)
	x := b.open("mine")
	x.signIn()
	id := newChat(x.tester, protocol.ChatChannel, demoID)
	if _, err := getChat(x.tester, id); err != nil {
		t.Fatal(err)
	}
	x.saved(client.SavedOnServer)
	x.Disconnect()
	says(x.tester, id, "mine alone")
	x.saved(client.SavedOnDevice)
	x.kill()
	y := b.open("other of " + id) // an instance belongs to one user
	y.await("the message", func() bool { return len(y.PendingMessages("")) == 1 })
	if err := y.connect(protocol.AuthAnonymous); err != nil {
		t.Fatal(err)
	}
	if _, err := answered[*protocol.ChatHistoryResponse](y.tester, &protocol.ChatHistoryRequest{ID: id}); err == nil {
		t.Error("another user reads the history")
	}
	if _, _, ok := y.ChatInfo(id); ok {
		t.Error("another user is shown the chat")
	}
	y.Disconnect()
	if _, err := getChat(y.tester, id); code(err) != protocol.CodeOffline {
		t.Errorf("another user gets the chat from the store: %v", err)
	}
	if len(y.PendingMessages("")) != 0 {
		t.Error("another user is shown the messages")
	}
	y.kill()
	z := b.open("mine again")
	z.signIn()
	z.saved(client.SavedOnServer)
	if got := texts(z.tester, id); !slices.Equal(got, []string{"mine alone"}) {
		t.Errorf("said: %q", got)
	}
}

// TestOfflineChatHistory catches up after a while away, in one piece.
func TestOfflineChatHistory(t *testing.T) {
	b := newBrowser(t)
	x := b.open("reader")
	x.signIn()
	id := newChat(x.tester, protocol.ChatChannel, demoID)
	if _, err := getChat(x.tester, id); err != nil {
		t.Fatal(err)
	}
	other := newTester(t, nil)
	other.creds = client.Credentials{Username: "demo", Secret: "demo"}
	if err := other.connect(protocol.AuthPassword); err != nil {
		t.Fatal(err)
	}
	write := func(from, to int) (all []string) {
		t.Helper()
		var last chan *client.Error
		for i := from; i < to; i++ {
			last = says(other, id, fmt.Sprint(i))
			all = append(all, fmt.Sprint(i))
		}
		if err := <-last; err != nil {
			t.Fatal(err)
		}
		return all
	}
	stored := func(want []string) {
		t.Helper()
		if x.isConnected() {
			x.saved(client.SavedOnServer)
			x.await("the newest event", func() bool {
				info, _, _ := x.ChatInfo(id)
				return x.StoredEvents(id) == info.LastEventNumber+1
			})
			x.Disconnect()
		}
		if got := texts(x.tester, id); !slices.Equal(got, want) {
			t.Errorf("stored: %q, want %q", got, want)
		}
	}
	all := write(0, 20)
	x.await("the events", func() bool { info, _, _ := x.ChatInfo(id); return info.LastEventNumber == 20 })
	stored(all)
	all = append(all, write(20, 150)...)
	x.signIn()
	x.await("the events", func() bool { info, _, _ := x.ChatInfo(id); return info.LastEventNumber == 150 })
	stored(all)
	x.kill()
	// More than is fetched: what is older makes room.
	write(150, 500)
	x = b.open("again")
	x.signIn()
	x.await("the events", func() bool { info, _, _ := x.ChatInfo(id); return info.LastEventNumber == 500 })
	stored(func() (last []string) {
		for i := 300; i < 500; i++ {
			last = append(last, fmt.Sprint(i))
		}
		return last
	}())
	page, err := answered[*protocol.ChatHistoryResponse](x.tester, &protocol.ChatHistoryRequest{ID: id, Limit: 3, Offset: 1, Kinds: []string{"message"}})
	if err != nil || len(page.Events) != 3 || page.Events[0].Text != "498" || page.Total != 200 {
		t.Errorf("a page: %+v, %v", page, err)
	}
	start := int64(400)
	page, err = answered[*protocol.ChatHistoryResponse](x.tester, &protocol.ChatHistoryRequest{ID: id, Limit: 2, Start: &start, Forward: true})
	if err != nil || len(page.Events) != 2 || page.Events[0].Number != 400 || page.Total != 101 {
		t.Errorf("from 400: %+v, %v", page, err)
	}
	page, err = answered[*protocol.ChatHistoryResponse](x.tester, &protocol.ChatHistoryRequest{ID: id, Limit: 2, Start: &start})
	if err != nil || page.Events[0].Number != 400 || page.Events[1].Number != 399 {
		t.Errorf("back from 400: %+v, %v", page, err)
	}
}

// TestOfflineIdentity looks up people and groups without a connection.
func TestOfflineIdentity(t *testing.T) {
	b := newBrowser(t)
	x := b.open("one")
	if u := x.Session().Participant; !u.Known || u.User.UserID != demoID {
		t.Errorf("before the first connection the session is of %+v", u.User)
	}
	_, err := answered[*protocol.UsersResponse](x.tester, &protocol.UsersRequest{Users: []protocol.UserID{demoID}})
	if code(err) != protocol.CodeOffline {
		t.Errorf("an unknown user: %v", err)
	}
	x.signIn()
	people := []protocol.UserID{demoID, {Username: "zoe"}, {Username: "nobody"}}
	if r, err := answered[*protocol.UsersResponse](x.tester, &protocol.UsersRequest{Users: people}); err != nil || len(r.Users) != 2 {
		t.Fatalf("online: %+v, %v", r, err)
	}
	if r, err := answered[*protocol.GroupsResponse](x.tester, &protocol.GroupsRequest{IDs: []string{"readers"}}); err != nil || len(r.Groups) != 1 {
		t.Fatalf("online: %+v, %v", r, err)
	}
	if _, err := answered[*protocol.UserGroupsResponse](x.tester, &protocol.UserGroupsRequest{Users: people[1:2]}); err != nil {
		t.Fatal(err)
	}
	x.FlushOffline()
	x.Disconnect()
	x.written()
	x.kill()
	y := b.open("two")
	r, err := answered[*protocol.UsersResponse](y.tester, &protocol.UsersRequest{Users: people})
	if err != nil || len(r.Users) != 2 || r.Users[1].DisplayName != "Zoë" || y.User(people[1]) != r.Users[1] {
		t.Errorf("from the store: %+v, %v", r, err)
	}
	if _, err := answered[*protocol.UsersResponse](y.tester, &protocol.UsersRequest{Users: people[2:]}); code(err) != protocol.CodeOffline {
		t.Errorf("an unknown user: %v", err)
	}
	s, err := answered[*protocol.UsersResponse](y.tester, &protocol.UserSearchRequest{Text: "ZO", Fields: []protocol.UserField{protocol.FieldDisplayName}})
	if err != nil || len(s.Users) != 1 || s.Users[0].Username != "zoe" {
		t.Errorf("search: %+v, %v", s, err)
	}
	s, err = answered[*protocol.UsersResponse](y.tester, &protocol.UserSearchRequest{Fields: []protocol.UserField{protocol.FieldUsername}, Descending: true})
	if err != nil || len(s.Users) != 2 || s.Users[0].Username != "zoe" || s.Total != 2 {
		t.Errorf("search: %+v, %v", s, err)
	}
	g, err := answered[*protocol.GroupsResponse](y.tester, &protocol.GroupsRequest{IDs: []string{"readers"}})
	if err != nil || len(g.Groups) != 1 || !slices.Contains(g.Groups[0].Members, people[1]) {
		t.Errorf("groups: %+v, %v", g, err)
	}
	if _, err := answered[*protocol.GroupsResponse](y.tester, &protocol.GroupsRequest{IDs: []string{"readers", "writers"}}); code(err) != protocol.CodeOffline {
		t.Errorf("an unknown group: %v", err)
	}
	u, err := answered[*protocol.UserGroupsResponse](y.tester, &protocol.UserGroupsRequest{Users: people[1:2]})
	if err != nil || len(u.Users) != 1 || !slices.Equal(u.Users[0].Groups, []string{"readers"}) {
		t.Errorf("groups of a user: %+v, %v", u, err)
	}
	for _, m := range []protocol.Message{&protocol.ChatSetNameRequest{ID: "x"}, &protocol.GetRolesRequest{}} {
		if _, err := answered[*protocol.OK](y.tester, m); code(err) != protocol.CodeOffline || !strings.Contains(err.Error(), "connect") {
			t.Errorf("%T: %v", m, err)
		}
	}
}
