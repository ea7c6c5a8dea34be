//go:build !js

package client_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/mem"
)

// offlineTab returns a tab that has a model open and is not connected.
func offlineTab(b *browser, instance, id string) (*tab, *client.Model) {
	x := b.open(instance)
	x.signIn()
	m := x.open(id, object(text("text", "|")))
	x.waitFor(m, client.SavedOnServer)
	x.await("the copy", func() bool { return b.has(layout.SnapshotKey(id, 0)) })
	x.Disconnect()
	return x, m
}

// has reports whether the database has a record.
func (b *browser) has(key []byte) bool {
	found := make(chan bool, 1)
	b.db.Open(mem.Options{}).Range(key, storage.After(key), 1, func(r []storage.Record, err error) { found <- len(r) > 0 })
	return <-found
}

// lateWriter returns a tab that died after it had stored "one ", and whose next
// write, of "late " behind it, arrives when it is released.
func lateWriter(b *browser, id string) *tab {
	dying, m := offlineTab(b, "dying", id)
	dying.insert(m, 0, "one ")
	dying.waitFor(m, client.SavedOnDevice)
	dying.hold()
	dying.insert(m, 4, "late ")
	dying.await("the write", func() bool { dying.mu.Lock(); defer dying.mu.Unlock(); return len(dying.late) > 0 })
	dying.kill()
	return dying
}

// TestOfflineLateWrite lets the last write of a dying tab arrive after another
// one has taken its queue over. Nothing of it may be there.
func TestOfflineLateWrite(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	dying := lateWriter(b, id)

	heir := b.open("heir")
	m := heir.must(id)
	if got := textOf(m); got != "one |" {
		t.Fatalf("taken over: %q", got)
	}
	heir.insert(m, 0, "two ")
	heir.waitFor(m, client.SavedOnDevice)
	dying.release()
	heir.insert(m, 0, "three ")
	heir.waitFor(m, client.SavedOnDevice)
	heir.kill()

	last := b.open("last")
	m = last.must(id)
	const want = "three two one |"
	if got := textOf(m); got != want {
		t.Fatalf("in the store: %q", got)
	}
	last.signIn()
	last.await("everything to be at the server", func() bool { return last.SaveState() == client.SavedOnServer })
	if got := atServer(t, id); got != want || textOf(m) != want {
		t.Errorf("at the server %q, here %q", got, textOf(m))
	}
}

// TestOfflineLateWriteWhileSending is the same with a queue that is being sent.
func TestOfflineLateWriteWhileSending(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	dying := lateWriter(b, id)
	heir := b.open("heir")
	heir.signIn()
	heir.await("the queue to be sent", func() bool { return atServer(t, id) == "one |" && heir.SaveState() == client.SavedOnServer })
	dying.release()
	heir.kill()
	last := b.open("last")
	if got := textOf(last.must(id)); got != "one |" {
		t.Errorf("in the store: %q", got)
	}
	last.signIn()
	last.await("everything to be at the server", func() bool { return last.SaveState() == client.SavedOnServer })
	if got := atServer(t, id); got != "one |" {
		t.Errorf("at the server: %q", got)
	}
}

// TestOfflineWritesWhilePushed lets a tab without locks write into its queue
// after another one, which takes it for dead, has read it: what the server has of
// it already is deleted, and what was added is not.
func TestOfflineWritesWhilePushed(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	b.lockless = true
	living, m := offlineTab(b, "living "+id, id)
	living.signIn()
	living.insert(m, 0, "- ")
	living.waitFor(m, client.SavedOnServer) // it is there again
	living.host.deafen(true)
	living.insert(m, 2, "one ") // arrives, and the answer is lost
	living.waitFor(m, client.SavedOnDevice)
	living.await("the edit to arrive", func() bool { return atServer(t, id) == "- one |" })
	living.Disconnect()

	heir := b.open("heir of " + id)
	heir.written()
	heir.hold()
	heir.signIn()
	noted(heir.tester, client.OfflineModelSyncStarted, id)
	if _, err := wait(heir.tester, heir.OfflineModels); err != nil { // by then the queue was read
		t.Fatal(err)
	}
	living.insert(m, 6, "two ")
	living.waitFor(m, client.SavedOnDevice)
	heir.release()
	heir.saved(client.SavedOnServer)
	living.kill()
	heir.kill()

	last := b.open("last " + id)
	last.signIn()
	last.saved(client.SavedOnServer)
	if got := atServer(t, id); got != "- one two |" {
		t.Errorf("at the server: %q", got)
	}
}

// TestOfflineDeadTabOfOpenModel has a tab die that has edited, without a
// connection, a model that another tab has open with one.
func TestOfflineDeadTabOfOpenModel(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	dying, m := offlineTab(b, "dying", id)
	living := b.open("living")
	living.signIn()
	here := living.must(id)
	dying.insert(m, 0, "left ")
	dying.waitFor(m, client.SavedOnDevice)
	living.insert(here, 1, " here")
	living.waitFor(here, client.SavedOnServer)
	dying.kill()
	living.await("what the dead tab has left", func() bool { return textOf(here) == "left | here" })
	living.insert(here, 11, ", and on")
	living.waitFor(here, client.SavedOnServer)
	if got := atServer(t, id); got != "left | here, and on" || textOf(here) != got {
		t.Errorf("at the server %q, here %q", got, textOf(here))
	}
}

// TestOfflineFencedOff lets a tab live on after another has taken its queue over,
// as one that was frozen, or where there are no locks.
func TestOfflineFencedOff(t *testing.T) {
	for _, lockless := range []bool{false, true} {
		for _, order := range []string{"heir first", "frozen first", "both die", "frozen dies", "heir dies"} {
			t.Run(fmt.Sprintf("%v %s", lockless, order), func(t *testing.T) {
				b, id := newBrowser(t), modelID(t)
				b.lockless = lockless
				frozen, mine := offlineTab(b, "frozen", id)
				if !lockless { // something that comes before the queue of the frozen tab
					other, m := b.open("other"), (*client.Model)(nil)
					m = other.must(id)
					other.insert(m, 0, "<o>")
					other.waitFor(m, client.SavedOnDevice)
					other.kill()
				}
				frozen.insert(mine, 0, "<a>")
				frozen.waitFor(mine, client.SavedOnDevice)
				frozen.loseLocks()
				heir := b.open("heir")
				theirs := heir.must(id)
				if !strings.Contains(textOf(theirs), "<a>") {
					t.Fatalf("taken over: %q", textOf(theirs))
				}
				heir.insert(theirs, 0, "<b>")
				heir.waitFor(theirs, client.SavedOnDevice)
				frozen.insert(mine, 2, "c") // within what was taken over
				frozen.waitFor(mine, client.SavedOnDevice)
				frozen.insert(mine, 0, "<d>")
				frozen.waitFor(mine, client.SavedOnDevice)
				switch order {
				case "both die":
					frozen.kill()
					heir.kill()
				case "frozen dies":
					frozen.kill()
					heir.signIn()
				case "heir dies":
					heir.kill()
					frozen.signIn()
				case "heir first":
					heir.signIn()
					heir.waitFor(theirs, client.SavedOnServer)
					frozen.signIn()
					frozen.waitFor(mine, client.SavedOnServer)
				case "frozen first":
					frozen.signIn()
					heir.signIn()
					heir.waitFor(theirs, client.SavedOnServer)
					frozen.waitFor(mine, client.SavedOnServer)
				}
				last := b.open("last")
				last.signIn()
				last.await("everything to be at the server", func() bool { return last.SaveState() == client.SavedOnServer })
				marks := []string{"<ac>", "<b>", "<d>"}
				if !lockless {
					marks = append(marks, "<o>")
				}
				var got string
				last.await("all marks to be there once", func() bool {
					got = atServer(t, id)
					for _, mark := range marks {
						if strings.Count(got, mark) != 1 {
							return false
						}
					}
					return len(got) == 1+len(strings.Join(marks, ""))
				})
				if m := last.must(id); textOf(m) != got {
					t.Errorf("at the server %q, here %q", got, textOf(m))
				}
				for x, m := range map[*tab]*client.Model{frozen: mine, heir: theirs} {
					if !x.isDead() && m.Status().Open && x.Session().State == client.StateConnected && textOf(m) != got {
						t.Errorf("at the server %q, at %s %q", got, x.instance, textOf(m))
					}
				}
			})
		}
	}
}
