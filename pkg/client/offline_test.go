//go:build !js

package client_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// TestOfflineReload edits without a connection, reloads, edits again, dies,
// and connects: everything is at the server once.
func TestOfflineReload(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	first := b.open("first")
	first.signIn()
	m := first.open(id, object(text("text", "")))
	first.insert(m, 0, "online ")
	first.waitFor(m, client.SavedOnServer)
	first.Disconnect()
	first.insert(m, 7, "one ")
	first.waitFor(m, client.SavedOnDevice)
	first.insert(m, 11, "two ")
	first.waitFor(m, client.SavedOnDevice)
	first.kill()

	second := b.open("second")
	m = second.must(id)
	if got := textOf(m); got != "online one two " {
		t.Fatalf("after the first crash: %q", got)
	}
	second.insert(m, 15, "three ")
	second.waitFor(m, client.SavedOnDevice)
	second.kill()

	third := b.open("third")
	m = third.must(id)
	if got := textOf(m); got != "online one two three " {
		t.Fatalf("after the second crash: %q", got)
	}
	third.insert(m, 21, "four")
	third.signIn()
	third.waitFor(m, client.SavedOnServer)
	third.await("the domain to be saved", func() bool { return third.SaveState() == client.SavedOnServer })
	if got := atServer(t, id); got != "online one two three four" || textOf(m) != got {
		t.Fatalf("at the server %q, here %q", got, textOf(m))
	}
}

// TestOfflineHidden edits in a hidden page, whose timers are never called.
func TestOfflineHidden(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	b.saveDelay = time.Hour
	x := b.open("hidden")
	x.signIn()
	m := x.open(id, object(text("text", "")))
	x.Disconnect()
	x.insert(m, 0, "gathered ")
	x.SetHidden(true, false)
	x.waitFor(m, client.SavedOnDevice)
	for range 12 {
		x.insert(m, 0, "x")
		x.waitFor(m, client.SavedOnDevice)
	}
	b.mu.Lock()
	b.transactions = 0
	b.mu.Unlock()
	for range 64 { // of who goes on writing more is gathered
		x.insert(m, 0, "y")
		x.Turn()
	}
	x.SetHidden(true, false) // with what is gathered
	x.waitFor(m, client.SavedOnDevice)
	b.mu.Lock()
	n := b.transactions
	b.mu.Unlock()
	if n == 0 || n > 10 {
		t.Errorf("%d transactions for 64 characters", n)
	}
}

// TestOfflineGathers types 1,000 characters, each in a turn of its own.
func TestOfflineGathers(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	x := b.open("typist")
	x.signIn()
	m := x.open(id, object(text("text", "")))
	x.Disconnect()
	x.waitFor(m, client.SavedOnServer)
	b.mu.Lock()
	b.transactions = 0
	b.mu.Unlock()
	for i := range 1000 {
		x.insert(m, i, "x")
		x.Turn()
	}
	x.waitFor(m, client.SavedOnDevice)
	b.mu.Lock()
	n := b.transactions
	b.mu.Unlock()
	if n > 100 {
		t.Errorf("%d transactions for 1,000 characters", n)
	}
	x.kill()
	if got := textOf(b.open("next").must(id)); len(got) != 1000 {
		t.Errorf("%d characters are there", len(got))
	}
}

// TestOfflineCreateAndRemove makes models without a connection and removes some.
func TestOfflineCreateAndRemove(t *testing.T) {
	b := newBrowser(t)
	id, gone, removed := modelID(t), modelID(t), modelID(t)
	x := b.open("maker")
	x.signIn()
	x.open(removed, object(text("text", "")))
	x.Disconnect()
	create := func(id string) error {
		_, err := wait(x.tester, func(done func(string, *client.Error)) {
			x.CreateModel(id, client.Creation{Collection: "tests", Data: object(text("text", "made "))}, done)
		})
		return err
	}
	remove := func(id string) {
		t.Helper()
		if _, err := wait(x.tester, nothing(func(done func(*client.Error)) { x.RemoveModel(id, done) })); err != nil {
			t.Fatal(err)
		}
	}
	must[struct{}](t)(struct{}{}, create(id))
	if err := create(id); code(err) != protocol.CodeModelAlreadyExists {
		t.Errorf("created twice: %v", err)
	}
	must[struct{}](t)(struct{}{}, create(gone))
	remove(gone)
	remove(removed)
	m := x.must(id)
	if !m.IsLocal() || m.SaveState() != client.SavedOnDevice {
		t.Errorf("local %v, %v", m.IsLocal(), m.SaveState())
	}
	x.insert(m, 5, "offline")
	x.waitFor(m, client.SavedOnDevice)
	x.kill()

	y := b.open("next")
	y.signIn()
	y.await("everything to be at the server", func() bool { return y.SaveState() == client.SavedOnServer })
	if got := atServer(t, id); got != "made offline" {
		t.Errorf("created: %q", got)
	}
	for _, id := range []string{gone, removed} {
		if _, err := wait(y.tester, func(done func(*client.Model, *client.Error)) { y.OpenModel(id, 0, done) }); code(err) != protocol.CodeModelNotFound {
			t.Errorf("removed: %v", err)
		}
	}
}

// TestOfflineTwoTabs edits in two tabs that both die before they connect.
func TestOfflineTwoTabs(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	one, two := b.open("one"), b.open("two")
	one.signIn()
	m1 := one.open(id, object(text("text", "|")))
	one.waitFor(m1, client.SavedOnServer)
	one.Disconnect()
	one.await("the copy", func() bool {
		m, err := wait(two.tester, func(done func(*client.Model, *client.Error)) { two.OpenModel(id, 0, done) })
		return err == nil && m != nil
	})
	m2 := two.must(id)
	for i := range 20 {
		one.insert(m1, 0, fmt.Sprintf("<a%d>", i))
		two.insert(m2, 0, fmt.Sprintf("<b%d>", i))
	}
	one.waitFor(m1, client.SavedOnDevice)
	two.waitFor(m2, client.SavedOnDevice)
	one.kill()
	two.kill()
	three := b.open("three")
	m3 := three.must(id)
	three.insert(m3, 0, "<c0>")
	three.waitFor(m3, client.SavedOnDevice)
	here := textOf(m3)
	three.signIn()
	three.waitFor(m3, client.SavedOnServer)
	if got := atServer(t, id); got != here || len(got) != 1+4+2*(10*4+10*5) {
		t.Errorf("at the server %q, here before %q", got, here)
	}
}

// TestOfflineFull edits while the store takes nothing: nothing is called saved,
// the edits are neither lost in memory nor on their way to the server, and they
// are stored once there is room.
func TestOfflineFull(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	x := b.open("full")
	x.signIn()
	m := x.open(id, object(text("text", "")))
	x.waitFor(m, client.SavedOnServer)
	x.await("the copy", func() bool { list, err := wait(x.tester, x.OfflineModels); return err == nil && len(list) == 1 })
	x.Disconnect()
	b.setFail(storage.ErrQuota)
	x.insert(m, 0, "kept")
	x.await("the failure to be told", func() bool {
		return slices.ContainsFunc(x.taken(), func(line string) bool { return strings.Contains(line, storage.ErrQuota.Error()) })
	})
	if m.SaveState() != client.Unsaved || x.SaveState() != client.Unsaved {
		t.Errorf("without room the edits are %v and %v", m.SaveState(), x.SaveState())
	}
	b.setFail(nil)
	x.waitFor(m, client.SavedOnDevice)
	b.setFail(storage.ErrQuota)
	x.insert(m, 4, " anyway")
	x.signIn()
	x.waitFor(m, client.SavedOnServer)
	if got := atServer(t, id); got != "kept anyway" {
		t.Errorf("at the server: %q", got)
	}
}

// TestSavedIsThereToBeOpened holds the copy of a model back, to which edits are
// made: they are not called saved before it can be opened with them.
func TestSavedIsThereToBeOpened(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	x := b.open("first " + id)
	x.holdReads(layout.SnapshotKey(id, 0), storage.After(layout.SnapshotKey(id, 0)))
	x.signIn()
	m := x.open(id, object(text("text", "|")))
	x.await("the copy to be on its way", func() bool { return x.heldReads() > 0 })
	x.Disconnect()
	x.insert(m, 0, "edit")
	x.await("the edit to be stored", func() bool { return b.has(layout.InstanceKey("first "+id, id)) })
	if _, waiting := x.StorageState(); waiting > 0 || m.SaveState() != client.Unsaved || x.SaveState() != client.Unsaved {
		t.Errorf("without a copy that it belongs to the edit is %v and %v", m.SaveState(), x.SaveState())
	}
	x.releaseReads()
	x.waitFor(m, client.SavedOnDevice)
	x.kill()
	if got := textOf(b.open("next " + id).must(id)); got != "edit|" {
		t.Errorf("opened with %q", got)
	}
}

// TestOfflineDisposed gives up a domain: its locks are free then, and nothing is
// told any more when others end.
func TestOfflineDisposed(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	x, m := offlineTab(b, "disposed "+id, id)
	x.insert(m, 0, "last")
	x.Dispose()
	x.await("the locks to be free", func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return len(b.locks) == 0 && len(b.watches) == 0
	})
	if got := textOf(b.open("next " + id).must(id)); got != "last|" {
		t.Errorf("in the store: %q", got)
	}
}

// TestCommittedAfterReload edits without a connection and reloads: what was emitted as
// modified before is committed afterwards, and edits in between do not modify it anew.
func TestCommittedAfterReload(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	first := b.open("first")
	first.signIn()
	m := first.open(id, object(text("text", "")))
	first.waitFor(m, client.SavedOnServer)
	first.Disconnect()
	first.insert(m, 0, "one ")
	first.waitFor(m, client.SavedOnDevice)
	first.kill()

	second := b.open("second")
	m = second.must(id)
	m.Listen(client.ModelModified.Bit() | client.ModelCommitted.Bit())
	second.taken()
	second.insert(m, 4, "two")
	second.signIn()
	second.waitFor(m, client.SavedOnServer)
	modified, committed := 0, 0
	for _, line := range second.taken() {
		if strings.HasPrefix(line, fmt.Sprintf("model %d ", client.ModelModified)) {
			modified++
		}
		if strings.HasPrefix(line, fmt.Sprintf("model %d ", client.ModelCommitted)) {
			committed++
		}
	}
	if modified != 0 || committed != 1 {
		t.Errorf("modified %d times, committed %d times", modified, committed)
	}
}
