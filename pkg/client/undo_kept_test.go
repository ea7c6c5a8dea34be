//go:build !js

package client_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/mem"
)

// keeper is a tab whose undo steps outlive it.
type keeper struct {
	*tab
	m     *client.Model
	u     *client.UndoManager
	lives int
}

// keeping opens a model in the next life of a tab.
func (k *keeper) keeping(b *browser, id string, online bool) {
	k.t.Helper()
	k.lives++
	x := b.open(fmt.Sprintf("%s%d", k.instance, k.lives))
	if online {
		x.signIn()
	}
	m, err := wait(x.tester, func(done func(*client.Model, *client.Error)) { x.OpenModel(id, 0, done) })
	if err != nil {
		k.t.Fatal(err)
	}
	instance := k.instance
	k.tab, k.m, k.u = x, m, m.UndoManager(client.UndoOptions{Keep: true, CaptureMillis: -1})
	k.tab.instance = instance
}

// reload ends a life as a page does: what was edited is stored at once.
func (k *keeper) reload(b *browser, id string, online bool) {
	k.t.Helper()
	k.SetHidden(true, false)
	k.await("the edits to be stored", func() bool { return k.m.SaveState() != client.Unsaved })
	k.FlushOffline()
	k.await("the store to have all", func() bool { _, waiting := k.StorageState(); return waiting == 0 })
	k.kill()
	k.keeping(b, id, online)
}

func (k *keeper) undo(want string) {
	k.t.Helper()
	if done, err := k.u.Undo(); !done || err != nil {
		k.t.Fatalf("undo: %v %v", done, err)
	}
	if got := textOf(k.m); got != want {
		k.t.Fatalf("after undo the text is %q, not %q", got, want)
	}
}

// records returns everything that is stored.
func (b *browser) records() []storage.Record {
	read := make(chan []storage.Record, 1)
	b.db.Open(mem.Options{}).Range([]byte{}, nil, 0, func(all []storage.Record, _ error) { read <- all })
	return <-read
}

// isSteps reports whether a key is that of a record of steps of a model, whose id is one of
// modelID's.
func isSteps(key []byte) bool {
	end := bytes.Index(key, []byte{0, 1})
	return key[0] == 0x11 && key[end+2] == 7
}

// change changes what is stored behind the back of the tabs.
func (b *browser) change(c storage.Change) {
	done := make(chan error, 1)
	b.db.Open(mem.Options{}).Apply([]storage.Change{c}, func(err error) { done <- err })
	if err := <-done; err != nil {
		b.t.Fatal(err)
	}
}

// newKeeper returns one that has created a model with a text.
func newKeeper(b *browser, data ot.Value) (k *keeper, id string) {
	b.t.Helper()
	id = modelID(b.t)
	begin := b.open("begin" + id[len(id)-4:])
	begin.signIn()
	m := begin.open(id, data)
	begin.waitFor(m, client.SavedOnServer)
	begin.await("the copy", func() bool {
		list, err := wait(begin.tester, begin.OfflineModels)
		return err == nil && len(list) > 0
	})
	k = &keeper{tab: begin}
	begin.kill()
	begin.instance = "k" + id[len(id)-4:]
	k.keeping(b, id, true)
	return k, id
}

func TestUndoKeptOverReload(t *testing.T) {
	for _, mode := range []string{"online", "offline", "offline then online", "online then offline"} {
		t.Run(mode, func(t *testing.T) {
			b := newBrowser(t)
			k, id := newKeeper(b, object(text("text", "")))
			k.insert(k.m, 0, "a")
			k.insert(k.m, 1, "b")
			if strings.HasPrefix(mode, "offline") {
				k.waitFor(k.m, client.SavedOnServer)
				k.Disconnect()
			} else {
				k.waitFor(k.m, client.SavedOnServer)
			}
			k.insert(k.m, 2, "c")
			k.insert(k.m, 3, "d")
			k.undo("abc")
			k.reload(b, id, mode == "online" || mode == "offline then online")
			if got := textOf(k.m); got != "abc" {
				t.Fatalf("the text is %q", got)
			}
			if !k.u.CanUndo() || !k.u.CanRedo() {
				t.Fatal("the steps are not there after the reload")
			}
			k.undo("ab")
			k.reload(b, id, mode == "offline then online")
			k.undo("a")
			k.undo("")
			for _, want := range []string{"a", "ab", "abc", "abcd"} {
				if done, err := k.u.Redo(); !done || err != nil || textOf(k.m) != want {
					t.Fatalf("redo: %v %v %q, not %q", done, err, textOf(k.m), want)
				}
			}
		})
	}
}

// TestUndoKeptPastOthers: what others have done while the page was away, in either order
// with what it had on its way, is there for the steps.
func TestUndoKeptPastOthers(t *testing.T) {
	b := newBrowser(t)
	k, id := newKeeper(b, object(text("text", "")))
	other := connected(t, nil)
	theirs := other.open(id, object())
	k.insert(k.m, 0, "one two")
	k.waitFor(k.m, client.SavedOnServer)
	same(other, theirs, k.m)
	k.Disconnect()
	if err := k.m.Splice(part(k.m, "text"), 4, 3, nil); err != nil { // on its way over two reloads
		t.Fatal(err)
	}
	k.reload(b, id, false)
	if err := theirs.Splice(part(theirs, "text"), 0, 0, units("zero ")); err != nil {
		t.Fatal(err)
	}
	other.await("it to be taken", func() bool { return theirs.Status().Committed })
	k.reload(b, id, true)
	k.waitFor(k.m, client.SavedOnServer)
	same(other, theirs, k.m)
	if got := textOf(k.m); got != "zero one " {
		t.Fatalf("the text is %q", got)
	}
	k.undo("zero one two")
	k.undo("zero ")
	same(other, theirs, k.m)
}

// TestUndoKeptOnItsWay: what becomes of an edit that is on its way over reloads is known of it.
func TestUndoKeptOnItsWay(t *testing.T) {
	b := newBrowser(t)
	k, id := newKeeper(b, object(text("text", "one two three"), text("aside", "")))
	other := connected(t, nil)
	theirs := other.open(id, object())
	for i := range 3 { // so that numbers begin anew after the reload
		k.insert(k.m, i, "-")
		k.waitFor(k.m, client.SavedOnServer)
	}
	same(other, theirs, k.m)
	k.Disconnect()
	if err := k.m.Splice(part(k.m, "aside"), 0, 0, units("aside")); err != nil {
		t.Fatal(err)
	}
	if err := k.m.Splice(part(k.m, "text"), 3, 8, nil); err != nil { // "one two "
		t.Fatal(err)
	}
	k.reload(b, id, false)
	if err := theirs.Splice(part(theirs, "text"), 7, 9, nil); err != nil { // "two three"
		t.Fatal(err)
	}
	other.await("it to be taken", func() bool { return theirs.Status().Committed })
	k.reload(b, id, true)
	k.waitFor(k.m, client.SavedOnServer)
	k.undo("---one ")
	same(other, theirs, k.m)
}

// TestUndoKeptOfTabs: each tab has its own steps back, and a new one none.
func TestUndoKeptOfTabs(t *testing.T) {
	b := newBrowser(t)
	b.name = "left"
	left, id := newKeeper(b, object(text("text", "")))
	b.name = "right"
	right := &keeper{tab: &tab{tester: left.tester, instance: "right"}}
	right.keeping(b, id, true)
	left.insert(left.m, 0, "l")
	left.waitFor(left.m, client.SavedOnServer)
	right.await("the other's", func() bool { return textOf(right.m) == "l" })
	right.insert(right.m, 1, "r")
	right.waitFor(right.m, client.SavedOnServer)
	left.await("the other's", func() bool { return textOf(left.m) == "lr" })
	b.name = "left"
	left.reload(b, id, true)
	b.name = "right"
	right.reload(b, id, true)
	b.name = "new"
	fresh := &keeper{tab: &tab{tester: left.tester, instance: "fresh"}}
	fresh.keeping(b, id, true)
	if fresh.u.CanUndo() {
		t.Error("a new tab has steps")
	}
	left.undo("r")
	right.await("the other's", func() bool { return textOf(right.m) == "r" })
	right.undo("")
}

// TestUndoKeptDamaged: of records with a wrong bit, wherever it is, nothing is undone.
func TestUndoKeptDamaged(t *testing.T) {
	b := newBrowser(t)
	k, id := newKeeper(b, object(text("text", "")))
	k.insert(k.m, 0, "a")
	k.insert(k.m, 1, "b")
	k.waitFor(k.m, client.SavedOnServer)
	k.reload(b, id, false)
	if !k.u.CanUndo() {
		t.Fatal("there is nothing to damage")
	}
	records := b.records()
	damaged := 0
	for _, r := range records {
		if !isSteps(r.Key) {
			continue
		}
		for i := range r.Value {
			value := slices.Clone(r.Value)
			value[i] ^= 1 << (i % 8)
			k.SetHidden(true, false)
			k.kill()
			b.change(storage.DeleteRange([]byte{}, nil))
			for _, r := range records {
				b.change(storage.Put(r.Key, r.Value))
			}
			b.change(storage.Put(r.Key, value))
			k.keeping(b, id, i%2 == 0)
			damaged++
			if k.u.CanUndo() || textOf(k.m) != "ab" {
				t.Fatalf("record %x: with a wrong bit in byte %d there is something to undo", r.Key, i)
			}
		}
	}
	if damaged < 50 {
		t.Fatalf("only %d bytes were damaged", damaged)
	}
}

// TestUndoKeptRemoved: with the manager, or the model, the records go.
func TestUndoKeptRemoved(t *testing.T) {
	b := newBrowser(t)
	k, id := newKeeper(b, object(text("text", "")))
	stored := func() (n int) {
		for _, r := range b.records() {
			if isSteps(r.Key) {
				n++
			}
		}
		return n
	}
	k.insert(k.m, 0, "a")
	k.await("the steps to be stored", func() bool { return stored() > 0 })
	k.u.Close()
	k.await("those of a closed manager to go", func() bool { return stored() == 0 })
	k.u = k.m.UndoManager(client.UndoOptions{Keep: true})
	k.insert(k.m, 0, "b")
	k.await("the steps to be stored", func() bool { return stored() > 0 })
	k.waitFor(k.m, client.SavedOnServer)
	if _, err := wait(k.tester, func(done func(struct{}, *client.Error)) {
		k.RemoveModel(id, func(err *client.Error) { done(struct{}{}, err) })
	}); err != nil {
		t.Fatal(err)
	}
	k.await("those of a removed model to go", func() bool { k.FlushOffline(); return stored() == 0 })
}
