//go:build !js

package client_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestOfflineChatOfAnother shows and sends nothing of a store to another user.
func TestOfflineChatOfAnother(t *testing.T) {
	b := newBrowser(t)
	x, id := inChannel(b.open("mine"))
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
	x, id := inChannel(b.open("reader"))
	other := companion(t)
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
