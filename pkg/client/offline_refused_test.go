//go:build !js

package client_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

func (x *tab) subscribe(id string, on bool) {
	x.t.Helper()
	if _, err := wait(x.tester, nothing(func(done func(*client.Error)) { x.SubscribeOffline([]string{id}, on, done) })); err != nil {
		x.t.Fatal(err)
	}
}

// refusals returns what was refused of a model.
func (x *tab) refusals(id string) []client.RefusedModel {
	x.t.Helper()
	list, err := wait(x.tester, x.RefusedModels)
	if err != nil {
		x.t.Fatal(err)
	}
	return slices.DeleteFunc(list, func(m client.RefusedModel) bool { return m.ID != id })
}

func (x *tab) discard(m client.RefusedModel) {
	x.t.Helper()
	if _, err := wait(x.tester, nothing(func(done func(*client.Error)) { x.DiscardRefused(m.ID, m.Number, done) })); err != nil {
		x.t.Fatal(err)
	}
}

// awaitEvent waits for an event of the offline support about a model.
func (x *tab) awaitEvent(name, id string) {
	x.t.Helper()
	x.await(name, func() bool {
		return slices.ContainsFunc(x.taken(), func(line string) bool { return strings.HasPrefix(line, name+" "+id) })
	})
}

// textIn returns the text of plain data.
func textIn(v ot.Value) string {
	for _, m := range v.Members {
		if m.Key == "text" {
			return m.Value.Text.WTF8()
		}
	}
	return ""
}

// reads reports whether a call reads a whole range, or the beginning of it.
func (c *storeCall) reads(from, to []byte) bool {
	return c.changes == nil && string(c.from) == string(from) && string(c.to) == string(to)
}

// TestOfflineFailedIsNotRefused fails at reading what a dead tab has left. That
// is no answer of the server's: unsubscribing gives up nothing, and nobody says
// that the server has it.
func TestOfflineFailedIsNotRefused(t *testing.T) {
	failing := errors.New("a failure without a name")
	for _, c := range []struct {
		what string
		err  error
		of   func(id string) (from, to []byte)
	}{
		{"the model times out", storage.ErrTimeout, layout.ModelRange},
		{"the model cannot be read", failing, layout.ModelRange},
		{"the marks time out", storage.ErrTimeout, func(string) (from, to []byte) { return layout.InstanceRange("") }},
	} {
		t.Run(c.what, func(t *testing.T) {
			b, id := newBrowser(t), modelID(t)
			x, m := offlineTab(b, "dead "+id, id)
			x.insert(m, 0, "kept")
			x.waitFor(m, client.SavedOnDevice)
			x.kill()

			y := b.open("next " + id)
			y.setFaults(func(call storeCall) *callFault {
				if call.reads(c.of(id)) {
					return &callFault{err: c.err}
				}
				return nil
			})
			y.signIn()
			y.await("the round", func() bool { return y.called() > 2 && !y.IsSynchronising() })
			if s := y.SaveState(); s != client.SavedOnDevice {
				t.Errorf("while it cannot be read: %v", s)
			}
			y.setFaults(nil)
			y.subscribe(id, false)
			if s := y.SaveState(); s != client.SavedOnDevice {
				t.Errorf("after unsubscribing: %v", s)
			}
			if list := y.refusals(id); len(list) != 0 {
				t.Errorf("refused, though nobody was asked: %+v", list)
			}
			y.Disconnect()
			y.signIn()
			y.await("everything to be at the server", func() bool { return y.SaveState() == client.SavedOnServer })
			if got := atServer(t, id); got != "kept|" {
				t.Errorf("at the server: %q", got)
			}
		})
	}
}

// TestOfflineCreationNotNoted fails at noting that the server has created a model
// that is open. The connection is as good as before: it is tried again.
func TestOfflineCreationNotNoted(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	x := b.open("maker " + id)
	m := x.makes(id, "made ")
	x.insert(m, 5, "here")
	x.waitFor(m, client.SavedOnDevice)
	failed := 0
	x.setFaults(func(call storeCall) *callFault {
		for _, c := range call.changes {
			if c.Kind == storage.KindDelete && string(c.Key) == string(layout.CreationKey(id)) && failed == 0 {
				failed++
				return &callFault{err: storage.ErrAbort}
			}
		}
		return nil
	})
	x.signIn()
	x.waitFor(m, client.SavedOnServer)
	if got := atServer(t, id); got != "made here" || failed != 1 {
		t.Errorf("at the server %q after %d failures", got, failed)
	}
}

// makes creates a model without a connection and opens it.
func (x *tab) makes(id, content string) *client.Model {
	x.t.Helper()
	_, err := wait(x.tester, func(done func(string, *client.Error)) {
		x.CreateModel(id, client.Creation{Collection: "tests", Data: object(text("text", content))}, done)
	})
	if err != nil {
		x.t.Fatal(err)
	}
	return x.must(id)
}

// demo is a client without a store that has signed in as the user of the tabs.
func demo(t *testing.T) *tester {
	t.Helper()
	y := newTester(t, nil)
	y.creds = client.Credentials{Username: "demo", Secret: "demo"}
	if err := y.connect(protocol.AuthPassword); err != nil {
		t.Fatal(err)
	}
	return y
}

// TestOfflineIDTaken creates models without a connection whose ids others have at
// the server: what was made can be had until it is discarded, and the other model
// is there under the id.
func TestOfflineIDTaken(t *testing.T) {
	for _, how := range []string{"open", "closed", "dead", "two dead"} {
		t.Run(how, func(t *testing.T) {
			b, id := newBrowser(t), modelID(t)
			x := b.open("maker " + id)
			m := x.makes(id, "made ")
			x.subscribe(id, true)
			x.insert(m, 5, "here")
			x.waitFor(m, client.SavedOnDevice)
			demo(t).open(id, object(text("text", "theirs")))
			want := []string{"made here"}
			if how == "two dead" {
				second := b.open("second " + id)
				n := second.must(id)
				second.insert(n, 5, "too ")
				second.waitFor(n, client.SavedOnDevice)
				second.kill()
				want = []string{"made heretoo ", "made too here"} // in either order
			}
			switch how {
			case "closed":
				must[struct{}](t)(wait(x.tester, nothing(m.Close)))
			case "dead", "two dead":
				x.kill()
				x = b.open("next " + id)
			}
			x.signIn()
			x.awaitEvent(client.OfflineRefused, id)
			check := func(x *tab) client.RefusedModel {
				t.Helper()
				list := x.refusals(id)
				if len(list) != 1 {
					t.Fatalf("%d were refused: %+v", len(list), list)
				}
				r := list[0]
				if !slices.Contains(want, textIn(r.Data)) || r.Err.Code != protocol.CodeModelAlreadyExists || !r.Created ||
					r.Retried || r.Collection != "tests" {
					t.Errorf("refused: %+v, with %q", r, textIn(r.Data))
				}
				return r
			}
			check(x)
			if m.Status().Open && how == "open" {
				t.Error("the model that was refused is still open")
			}
			if s := x.SaveState(); s != client.SavedOnDevice {
				t.Errorf("as long as it is kept: %v", s)
			}
			if got := textOf(x.must(id)); got != "theirs" {
				t.Errorf("under the id there is %q", got)
			}
			x.insert(x.must(id), 0, "and ")
			x.waitFor(x.must(id), client.SavedOnServer)
			x.kill()

			y := b.open("reloaded " + id)
			check(y)
			if s := y.SaveState(); s != client.SavedOnDevice {
				t.Errorf("after a reload: %v", s)
			}
			y.signIn()
			y.await("the round", func() bool { return !y.IsSynchronising() })
			y.subscribe(id, false)
			y.discard(check(y))
			y.await("nothing to be left", func() bool { return y.SaveState() == client.SavedOnServer })
			if list := y.refusals(id); len(list) != 0 {
				t.Errorf("after discarding: %+v", list)
			}
			if got := atServer(t, id); got != "and theirs" {
				t.Errorf("at the server: %q", got)
			}
		})
	}
}

// TestOfflineRecreated has the model deleted and another one created under its
// id: edits of the first never get into the second, not even of a tab that
// opens the second before it has sent them.
func TestOfflineRecreated(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	x, m := offlineTab(b, "editor "+id, id)
	x.insert(m, 0, "old ")
	x.waitFor(m, client.SavedOnDevice)
	x.kill()
	y := demo(t)
	must[struct{}](t)(wait(y, nothing(func(done func(*client.Error)) { y.RemoveModel(id, done) })))

	z := b.open("next " + id)
	z.signIn()
	z.awaitEvent(client.OfflineRefused, id)
	if list := z.refusals(id); len(list) != 1 || textIn(list[0].Data) != "old |" || !list[0].Retried {
		t.Errorf("of the deleted model: %+v", list)
	}
	n := z.open(id, object(text("text", "new")))
	z.insert(n, 0, "a ")
	z.waitFor(n, client.SavedOnServer)
	z.kill()

	last := b.open("last " + id)
	if got := textOf(last.must(id)); !strings.HasSuffix(got, "new") || strings.Contains(got, "old") {
		t.Errorf("in the store: %q", got)
	}
	last.signIn()
	last.awaitEvent(client.OfflineModelSyncError, id)
	if got := atServer(t, id); got != "a new" {
		t.Errorf("at the server: %q", got)
	}
	list := last.refusals(id)
	if len(list) != 1 || textIn(list[0].Data) != "old |" {
		t.Fatalf("refused: %+v", list)
	}
	last.discard(list[0])
	last.await("nothing to be left", func() bool { return last.SaveState() == client.SavedOnServer })
}

// TestOfflineGivesUpWhatWasRefused unsubscribes after edits were refused and more
// were made: only those go about which the server was asked.
func TestOfflineGivesUpWhatWasRefused(t *testing.T) {
	b, id := newBrowser(t), modelID(t)
	x, m := offlineTab(b, "editor "+id, id)
	x.insert(m, 0, "refused ")
	x.waitFor(m, client.SavedOnDevice)
	x.kill()
	owner := demo(t)
	must[struct{}](t)(wait(owner, nothing(func(done func(*client.Error)) { owner.RemoveModel(id, done) })))

	y := b.open("next " + id)
	y.signIn()
	y.awaitEvent(client.OfflineRefused, id)
	y.Disconnect()
	n := y.must(id)
	y.insert(n, 0, "asked nobody ")
	y.waitFor(n, client.SavedOnDevice)
	must[struct{}](t)(wait(y.tester, nothing(n.Close)))
	y.subscribe(id, false)
	if got := textOf(y.must(id)); got != "asked nobody refused |" {
		t.Errorf("after unsubscribing: %q", got)
	}
	y.signIn()
	y.awaitEvent(client.OfflineRefused, id)
	y.subscribe(id, false)
	y.await("nothing to be left", func() bool { return y.SaveState() == client.SavedOnServer })
	if _, err := wait(y.tester, func(done func(*client.Model, *client.Error)) { y.OpenModel(id, 0, done) }); code(err) != protocol.CodeModelNotFound {
		t.Errorf("a model that was given up: %v", err)
	}
}
