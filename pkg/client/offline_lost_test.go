//go:build !js

package client_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/mem"
)

// states returns the states of the store that a tab was told, in order.
func (x *tab) states(lines []string) (states []string) {
	for _, line := range lines {
		if s, ok := strings.CutPrefix(line, "storage "); ok {
			states = append(states, s)
		}
	}
	return states
}

// TestOfflineLost deletes the records underneath a tab: what is open is stored
// again, and edits that were pending arrive.
func TestOfflineLost(t *testing.T) {
	b, id, clean, made := newBrowser(t), modelID(t), modelID(t), modelID(t)
	x, m := offlineTab(b, "loser", id)
	x.signIn()
	still := x.open(clean, object(text("text", "still")))
	must[struct{}](t)(wait(x.tester, nothing(func(done func(*client.Error)) { x.SubscribeOffline([]string{clean}, true, done) })))
	x.waitFor(still, client.SavedOnServer)
	x.Disconnect()
	_, err := wait(x.tester, func(done func(string, *client.Error)) {
		x.CreateModel(made, client.Creation{Collection: "tests", Data: object(text("text", "made "))}, done)
	})
	must[struct{}](t)(struct{}{}, err)
	local := x.must(made)
	x.insert(m, 0, "one ")
	x.insert(local, 5, "here ")
	x.waitFor(m, client.SavedOnDevice)
	x.waitFor(local, client.SavedOnDevice)
	x.taken()

	b.db.Open(mem.Options{}).Destroy(nil)
	x.insert(m, 4, "two ")
	x.await("the loss to be noticed", func() bool {
		s, _ := x.StorageState()
		return s == storage.StateLost || m.SaveState() == client.SavedOnDevice
	})
	x.insert(local, 10, "too")
	x.waitFor(m, client.SavedOnDevice)
	x.waitFor(local, client.SavedOnDevice)
	if states := x.states(x.taken()); !slices.Equal(states, []string{"lost", "best-effort"}) {
		t.Errorf("the store was told to be %v", states)
	}
	x.await("the copies", func() bool {
		list, err := wait(x.tester, x.OfflineModels)
		n := 0
		for _, known := range list {
			if known.ID == clean && known.Flags == layout.FlagSubscribed|layout.FlagAvailable ||
				known.ID == made && known.Flags&layout.FlagCreated != 0 || known.ID == id && known.Flags&layout.FlagUncommitted != 0 {
				n++
			}
		}
		return err == nil && n == 3
	})
	x.kill()

	y := b.open("next")
	if got := textOf(y.must(made)); got != "made here too" {
		t.Errorf("made without a connection: %q", got)
	}
	if got := textOf(y.must(clean)); got != "still" {
		t.Errorf("without edits: %q", got)
	}
	if _, err := wait(y.tester, func(done func(*client.Model, *client.Error)) { y.OpenModel(id, 0, done) }); code(err) != protocol.CodeOffline {
		t.Errorf("a model whose state is not stored was opened: %v", err)
	}
	y.signIn()
	y.await("everything to be at the server", func() bool { return y.SaveState() == client.SavedOnServer })
	for id, want := range map[string]string{id: "one two |", made: "made here too", clean: "still"} {
		if got := atServer(t, id); got != want {
			t.Errorf("at the server %q, want %q", got, want)
		}
	}
}

// TestOfflineLostThenOnline acknowledges what was pending when the store was
// lost: the state is stored then.
func TestOfflineLostThenOnline(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	x, m := offlineTab(b, "loser", id)
	x.insert(m, 0, "one ")
	x.waitFor(m, client.SavedOnDevice)
	b.db.Open(mem.Options{}).Destroy(nil)
	x.insert(m, 4, "two ")
	x.signIn()
	x.waitFor(m, client.SavedOnServer)
	x.await("the copy", func() bool {
		list, err := wait(x.tester, x.OfflineModels)
		state, _ := x.StorageState()
		return state == storage.StateBestEffort && err == nil && len(list) == 1 && list[0].Flags&layout.FlagAvailable != 0
	})
	x.insert(m, 8, "three ")
	x.waitFor(m, client.SavedOnServer)
	x.Disconnect()
	x.insert(m, 14, "four ")
	x.waitFor(m, client.SavedOnDevice)
	x.kill()
	y := b.open("next")
	if got := textOf(y.must(id)); got != "one two three four |" {
		t.Errorf("in the store: %q", got)
	}
}

// TestOfflineBlocked has newer code take the store over. Work goes on in memory,
// and everything of it is stored when the store can be opened again.
func TestOfflineBlocked(t *testing.T) {
	b, id, closed, made := newBrowser(t), modelID(t), modelID(t), modelID(t)
	x, m := offlineTab(b, "old", id)
	x.signIn()
	other := x.open(closed, object(text("text", "")))
	x.waitFor(other, client.SavedOnServer)
	x.Disconnect()
	x.insert(m, 0, "one ")
	x.waitFor(m, client.SavedOnDevice)
	x.taken()
	b.block(true)
	x.StorageChanged(storage.StateBlocked, storage.ErrVersion)
	x.insert(m, 4, "two ")
	if m.SaveState() != client.Unsaved || x.SaveState() != client.Unsaved {
		t.Errorf("while blocked the edits are %v and %v", m.SaveState(), x.SaveState())
	}
	x.insert(other, 0, "closed")
	if _, err := wait(x.tester, nothing(other.Close)); err != nil {
		t.Fatal(err)
	}
	_, err := wait(x.tester, func(done func(string, *client.Error)) {
		x.CreateModel(made, client.Creation{Collection: "tests", Data: object(text("text", "made"))}, done)
	})
	must[struct{}](t)(struct{}{}, err)
	if x.SaveState() != client.Unsaved {
		t.Errorf("while blocked closed edits are %v", x.SaveState())
	}
	if s, _ := x.StorageState(); s != storage.StateBlocked {
		t.Errorf("the store is %v", s)
	}
	b.block(false)
	x.waitFor(m, client.SavedOnDevice)
	x.await("the domain to be saved", func() bool { return x.SaveState() == client.SavedOnDevice })
	if states := x.states(x.taken()); !slices.Equal(states, []string{"blocked", "best-effort"}) {
		t.Errorf("the store was told to be %v", states)
	}
	x.kill()
	y := b.open("next")
	y.signIn()
	y.await("everything to be at the server", func() bool { return y.SaveState() == client.SavedOnServer })
	for id, want := range map[string]string{id: "one two |", closed: "closed", made: "made"} {
		if got := atServer(t, id); got != want {
			t.Errorf("at the server %q, want %q", got, want)
		}
	}
}

// TestOfflineLostWhileLoading loses a store that has just come back. What was
// asked meanwhile is answered, and what the store holds can be had in the end.
func TestOfflineLostWhileLoading(t *testing.T) {
	b := newBrowser(t)
	x, id := inChannel(b.open("early " + modelID(t)))
	x.written()
	x.kill()

	b.block(true)
	y := b.open("late " + id)
	y.holdReads(layout.KnownRange())
	b.block(false)
	y.await("reading", func() bool { return y.heldReads() > 0 })
	asked := make(chan *client.Error, 1)
	y.GetChats([]string{id}, func(_ []protocol.ChatInfo, err *client.Error) { asked <- err })
	b.block(true)
	y.StorageChanged(storage.StateBlocked, storage.ErrVersion)
	select {
	case err := <-asked:
		if code(err) != protocol.CodeOffline || !strings.Contains(err.Error(), "at present") {
			t.Errorf("answered with %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Error("a question that was asked before the store was lost again is not answered")
	}
	y.releaseReads()
	b.block(false)
	y.await("the chat", func() bool { _, err := getChat(y.tester, id); return err == nil })
}

// TestOfflineOpensLate opens a store only after a while: what it holds is there
// then, as if it had been at once.
func TestOfflineOpensLate(t *testing.T) {
	for _, lockless := range []bool{false, true} {
		b, model := newBrowser(t), modelID(t)
		b.lockless = lockless
		x, id := inChannel(b.open("early " + modelID(t)))
		if err := <-says(x.tester, id, "online"); err != nil {
			t.Fatal(err)
		}
		m := x.open(model, object(text("text", "")))
		x.waitFor(m, client.SavedOnServer)
		x.await("the event", func() bool { return x.StoredEvents(id) == 2 })
		x.written()
		x.Disconnect()
		says(x.tester, id, "offline")
		x.insert(m, 0, "edited")
		x.saved(client.SavedOnDevice)
		x.kill()

		b.block(true)
		y := b.open("late " + id)
		if _, err := getChat(y.tester, id); code(err) != protocol.CodeOffline || !strings.Contains(err.Error(), "at present") {
			t.Errorf("without a store: %v", err)
		}
		y.holdReads(layout.KnownRange())
		b.block(false)
		y.await("reading", func() bool { return y.heldReads() > 0 })
		y.await("the store", func() bool { s, _ := y.StorageState(); return s == storage.StateBestEffort })
		asked := make(chan *client.Error, 1)
		y.GetChats([]string{id}, func(_ []protocol.ChatInfo, err *client.Error) { asked <- err })
		select {
		case err := <-asked:
			t.Errorf("answered before what the store holds is known: %v", err)
			asked <- err
		case <-time.After(20 * time.Millisecond):
		}
		y.releaseReads()
		if err := <-asked; err != nil {
			t.Errorf("once what the store holds is known: %v", err)
		}
		y.await("the message", func() bool { return len(y.PendingMessages(id)) == 1 })
		if got := texts(y.tester, id); !slices.Equal(got, []string{"online"}) {
			t.Errorf("history from the store: %q", got)
		}
		if got := textOf(y.must(model)); got != "edited" {
			t.Errorf("the model from the store: %q", got)
		}
		y.saved(client.SavedOnDevice)
		y.signIn()
		y.saved(client.SavedOnServer)
		if got := texts(y.tester, id); !slices.Equal(got, []string{"online", "offline"}) {
			t.Errorf("said: %q", got)
		}
		if got := atServer(t, model); got != "edited" {
			t.Errorf("at the server: %q", got)
		}
	}
}
