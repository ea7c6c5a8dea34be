//go:build !js

package client_test

import (
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// quotas changes those of the test server's domain, and waits until it has noticed.
func quotas(t *testing.T, q store.Quotas) {
	t.Helper()
	system, err := sqlite.Open(t.Context(), testData)
	if err != nil {
		t.Fatal(err)
	}
	defer system.Close()
	info, err := system.Domain(t.Context(), store.DomainName{Namespace: "convergence", ID: "default"})
	if err != nil {
		t.Fatal(err)
	}
	info.Quotas = q
	if err := system.SetDomain(t.Context(), info); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
}

// TestOverQuota edits and makes models while the user's quotas are used up, without a
// connection and with one. Everything stays on the device, is not taken for refused, and
// reaches the server when there is room.
func TestOverQuota(t *testing.T) {
	b, id, online, made := newBrowser(t), modelID(t), modelID(t)+" online", modelID(t)+" made"
	x, m := offlineTab(b, "one "+id, id)
	x.insert(m, 0, "offline ")
	x.waitFor(m, client.SavedOnDevice)
	x.signIn()
	o := x.open(online, object(text("text", "|")))
	x.waitFor(o, client.SavedOnServer)
	x.Disconnect()
	n := x.open(made, object(text("text", "made|")))
	x.insert(m, 0, "later ")
	x.waitFor(m, client.SavedOnDevice)
	x.waitFor(n, client.SavedOnDevice)

	quotas(t, store.Quotas{UserModels: 1, UserStorage: 1})
	x.signIn()
	x.insert(o, 0, "online ")
	time.Sleep(2 * time.Second)
	for name, model := range map[string]*client.Model{id: m, online: o, made: n} {
		if s := model.SaveState(); s == client.SavedOnServer {
			t.Errorf("%s is at the server", name)
		}
		if list := x.refusals(name); len(list) != 0 {
			t.Errorf("%s is refused: %+v", name, list)
		}
	}
	if later, online := textOf(m), textOf(o); later != "later offline |" || online != "online |" {
		t.Errorf("the models have %q and %q", later, online)
	}

	quotas(t, store.Quotas{})
	x.Disconnect()
	x.signIn()
	x.await("everything to be at the server", func() bool { return x.SaveState() == client.SavedOnServer })
	for name, want := range map[string]string{id: "later offline |", online: "online |", made: "made|"} {
		if got := atServer(t, name); got != want {
			t.Errorf("%s at the server: %q, want %q", name, got, want)
		}
	}
}
