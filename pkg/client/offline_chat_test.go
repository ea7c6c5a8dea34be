//go:build !js

package client_test

import (
	"fmt"
	"slices"
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

// inChannel connects a tab, which has a new channel then.
func inChannel(x *tab) (*tab, string) {
	x.t.Helper()
	x.signIn()
	id := newChat(x.tester, protocol.ChatChannel, demoID)
	if _, err := getChat(x.tester, id); err != nil {
		x.t.Fatal(err)
	}
	return x, id
}

func join(x *tester, chat string) {
	x.t.Helper()
	if _, err := wait(x, func(done func(protocol.ChatInfo, *client.Error)) { x.JoinChat(chat, done) }); err != nil {
		x.t.Fatal(err)
	}
}

func leave(x *tester, chat string) {
	x.t.Helper()
	if _, err := wait(x, nothing(func(done func(*client.Error)) { x.LeaveChat(chat, done) })); err != nil {
		x.t.Fatal(err)
	}
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
	first, id := inChannel(b.open("first"))
	if err := <-says(first.tester, id, "online"); err != nil {
		t.Fatal(err)
	}
	first.await("the event", func() bool { return first.StoredEvents(id) == 2 })
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
	x, id := inChannel(b.open("cut"))
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
	x, id := inChannel(b.open("deaf " + modelID(t)))
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

// TestOfflineRoom keeps what was written for a room until it is joined.
func TestOfflineRoom(t *testing.T) {
	b := newBrowser(t)
	x := b.open("one")
	x.signIn()
	id := newChat(x.tester, protocol.ChatRoom)
	join(x.tester, id)
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
	join(y.tester, id)
	y.saved(client.SavedOnServer)
	if got := texts(y.tester, id); !slices.Equal(got, []string{"same page", "next page"}) {
		t.Errorf("said: %q", got)
	}
}

// TestOfflineChatFull says what could not be stored all the same.
func TestOfflineChatFull(t *testing.T) {
	b := newBrowser(t)
	x, id := inChannel(b.open("full"))
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
