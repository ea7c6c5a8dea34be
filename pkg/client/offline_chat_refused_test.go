//go:build !js

package client_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestOfflineChatRefused writes in a channel from which the user is gone when
// the connection returns.
func TestOfflineChatRefused(t *testing.T) {
	b := newBrowser(t)
	x, id := inChannel(b.open("refused"))
	x.saved(client.SavedOnServer)
	x.Disconnect()
	lost := says(x.tester, id, "told")
	x.saved(client.SavedOnDevice)
	other := companion(t)
	leave(other, id)
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
	join(other, id)
	x.await("the chat", func() bool { _, member, ok := x.ChatInfo(id); return ok && member })
	x.Disconnect()
	says(x.tester, id, "kept")
	x.saved(client.SavedOnDevice)
	x.kill()
	leave(other, id)
	y := b.open("next")
	y.signIn()
	noted(y.tester, `pending "kept"`, "chat_not_joined")
	y.written()
	y.kill()
	join(other, id)
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

// TestOfflineChatAnswerWhileReading has the answer to a message of a dead tab
// arrive while what dead tabs have left is read again: what was read before does
// not undo it.
func TestOfflineChatAnswerWhileReading(t *testing.T) {
	b := newBrowser(t)
	x, id := inChannel(b.open("leaves " + modelID(t)))
	x.saved(client.SavedOnServer)
	x.Disconnect()
	for _, text := range []string{"refused", "discarded", "said"} {
		says(x.tester, id, text)
	}
	x.saved(client.SavedOnDevice)
	x.kill()
	other := companion(t)
	leave(other, id)
	y := b.open("reads " + id)
	y.await("the messages", func() bool { return len(y.PendingMessages(id)) == 3 })
	discarded := y.PendingMessages(id)[1]
	from, to := layout.QueueRange()
	y.holdReads(from, to)
	y.signIn() // reads again what is there
	noted(y.tester, `pending "said"`, "chat_not_joined")
	if !y.DiscardMessage(discarded.Instance, discarded.Sequence) {
		t.Error("a message that was refused cannot be discarded")
	}
	y.taken()
	if y.releaseReads() == 0 {
		t.Fatal("nothing was read meanwhile")
	}
	y.written()
	// By the answer to a request, what was sent before it is answered too.
	if _, err := answered[*protocol.UsersResponse](y.tester, &protocol.UsersRequest{Users: []protocol.UserID{demoID}}); err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, m := range y.PendingMessages(id) {
		left = append(left, fmt.Sprint(m.Text, " ", m.Err != nil))
	}
	if fmt.Sprint(left) != "[refused true said true]" {
		t.Errorf("left: %q", left)
	}
	for _, line := range y.taken() {
		if strings.Contains(line, "pending") {
			t.Errorf("told again: %s", line)
		}
	}
}
