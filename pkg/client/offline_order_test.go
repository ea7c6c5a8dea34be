//go:build !js

package client_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
)

// Several queues may hold the same operation, and one of them has others before it. That
// one has to reach the server first.

// everythingOnce has a tab bring everything to the server, and checks the text there.
func (b *browser) everythingOnce(id string, either ...string) {
	b.t.Helper()
	last := b.open("last")
	last.signIn()
	last.await("everything to be at the server", func() bool { return last.SaveState() == client.SavedOnServer })
	got := atServer(b.t, id)
	for _, want := range either {
		if got == want {
			if here := textOf(last.must(id)); here != want {
				b.t.Errorf("at the server %q, here %q", got, here)
			}
			return
		}
	}
	b.t.Errorf("at the server %q, and not one of %q", got, either)
}

// leaves opens a model without a connection, edits it, and dies.
func (b *browser) leaves(instance, id, s string) {
	b.t.Helper()
	x := b.open(instance)
	m := x.must(id)
	x.insert(m, 0, s)
	x.waitFor(m, client.SavedOnDevice)
	x.kill()
}

// TestOfflineBehindAcknowledged has a tab live on whose queue was taken over, after the
// first operation of it has reached the server: what is left of it is behind another
// one there, and the queue of the one that lives on begins with what is acknowledged.
func TestOfflineBehindAcknowledged(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	first, m := offlineTab(b, "z first", id)
	first.insert(m, 0, "z")
	first.waitFor(m, client.SavedOnDevice)
	first.loseLocks()
	frozen := b.open("y frozen")
	theirs := frozen.must(id)
	frozen.insert(theirs, 0, "y")
	frozen.waitFor(theirs, client.SavedOnDevice)
	first.insert(m, 1, "2") // is refused, and "z2" goes into a queue of a new name
	first.waitFor(m, client.SavedOnDevice)
	first.kill()
	pusher := b.open("pusher")
	pusher.signIn()
	pusher.await("what the first has left", func() bool { return atServer(t, id) == "z2|" && pusher.SaveState() != client.Unsaved })
	pusher.kill()

	b.leaves("a other", id, "o")
	frozen.loseLocks()
	heir := b.open("heir")
	if got := textOf(heir.must(id)); got != "oyz2|" && got != "yoz2|" {
		t.Fatalf("taken over: %q", got)
	}
	frozen.insert(theirs, 0, "x")
	frozen.waitFor(theirs, client.SavedOnDevice)
	frozen.kill()
	heir.kill()
	b.everythingOnce(id, "oxyz2|", "xyoz2|", "xoyz2|")
}

// TestOfflineEditedWhileAsking edits a model of a queue that was taken over, between the
// question whether it may be sent and the answer.
func TestOfflineEditedWhileAsking(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	frozen, m := offlineTab(b, "frozen", id)
	frozen.insert(m, 0, "f")
	frozen.waitFor(m, client.SavedOnDevice)
	b.leaves("a other", id, "o")
	frozen.loseLocks()
	heir := b.open("heir")
	if got := textOf(heir.must(id)); got != "of|" && got != "fo|" {
		t.Fatalf("taken over: %q", got)
	}
	frozen.hold()
	frozen.signIn()
	frozen.await("the question", func() bool { frozen.mu.Lock(); defer frozen.mu.Unlock(); return len(frozen.late) > 0 })
	frozen.insert(m, 1, "2")
	frozen.SetHidden(true, false) // it is handed to the store at once
	frozen.release()
	heir.signIn()
	frozen.waitFor(m, client.SavedOnServer)
	heir.saved(client.SavedOnServer)
	frozen.kill()
	heir.kill()
	b.everythingOnce(id, "of2|", "f2o|")
}
