package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/postgres"
)

// What one server does for all.

// TestCompactionOverNodes gives up the history of a model that is open at two nodes, and expects
// both to know from which version on it is kept.
func TestCompactionOverNodes(t *testing.T) {
	w := newWorld(t, 2)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	clients := []*native.Domain{w.connect(ctx, w.nodes[0].Addr), w.connect(ctx, w.nodes[1].Addr)}
	m := open(t, ctx, clients, "m")
	for i := range 1200 { // more than lie between two snapshots
		must(t, m[0].Element().At("list").InsertEntry(0, float64(i)))
	}
	must(t, m[0].Committed(ctx))
	within(t, 5*time.Second, "the edits are at the other node", func() bool { return m[1].Element().At("list").Len() == 1200 })
	system, err := postgres.Open(ctx, w.database.URL(""), false)
	must(t, err)
	defer system.Close()
	domain, err := system.OpenDomain(ctx, store.DomainName{Namespace: "convergence", ID: "default"})
	must(t, err)
	defer domain.Close()
	model, _, err := domain.Model(ctx, "m")
	must(t, err)
	within(t, 10*time.Second, "there is a snapshot, and the history before it is given up", func() bool {
		done, err := domain.Compact(ctx, model.Key, math.MaxInt64, time.Now().Add(time.Hour).UnixMilli())
		must(t, err)
		return done.Operations > 0 && !done.More
	})
	model, _, err = domain.Model(ctx, "m")
	must(t, err)
	if model.Oldest < 2 {
		t.Fatalf("nothing was given up: %+v", model)
	}
	for i, d := range clients {
		h, failed := ask(ctx, func(done func(*client.History, *client.Error)) { d.Core().OpenHistory("m", done) })
		if failed != nil {
			t.Fatal(failed)
		}
		if _, _, _, _, _, oldest, _ := h.Identity(); oldest != model.Oldest {
			t.Errorf("node %d says that the history is kept from %d on, and the store from %d", i, oldest, model.Oldest)
		}
	}
}

// TestWebhooksOverNodes has each of two nodes stand still for so long that the other one takes the
// webhooks over, and then expects each event once.
func TestWebhooksOverNodes(t *testing.T) {
	w := newWorld(t, 2)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var mu sync.Mutex
	calls := make(map[string]int)
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var event struct {
			Data struct{ Model string } `json:"data"`
		}
		if err := json.NewDecoder(r.Body).Decode(&event); err != nil {
			t.Error(err)
		}
		mu.Lock()
		calls[event.Data.Model]++
		mu.Unlock()
		time.Sleep(time.Second) // in which others would call too
	}))
	defer hook.Close()
	w.command("webhook", "add", "test", hook.URL, "--events", "model.created", "--domain", "convergence/default", "--store", w.database.URL(""))
	called := func(id string) int {
		mu.Lock()
		defer mu.Unlock()
		return calls[id]
	}
	create := func(id string) {
		t.Helper()
		for _, p := range w.nodes { // which have the domain open then
			open(t, ctx, []*native.Domain{w.connect(ctx, p.Addr)}, id)
		}
		within(t, 10*time.Second, "the webhook is called", func() bool { return called(id) > 0 })
	}
	create("before")
	for _, p := range w.nodes {
		must(t, p.Signal(syscall.SIGSTOP))
		time.Sleep(3 * time.Second) // past its lease
		must(t, p.Signal(syscall.SIGCONT))
	}
	ids := []string{"a", "b", "c", "d", "e"}
	for _, id := range ids {
		create(id)
	}
	time.Sleep(1500 * time.Millisecond) // until the last call is answered
	for _, id := range ids {
		if n := called(id); n != 1 {
			t.Errorf("that model %s was made is told %d times", id, n)
		}
	}
}

// TestQuotaOverNodes makes models at two nodes up to the quota of their domain: each counts what the
// other has made.
func TestQuotaOverNodes(t *testing.T) {
	w := newWorld(t, 2)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	w.command("domain", "edit", "convergence/default", "--max-models", "10", "--store", w.database.URL(""))
	clients := []*native.Domain{w.connect(ctx, w.nodes[0].Addr), w.connect(ctx, w.nodes[1].Addr)}
	data, err := native.Value(map[string]any{})
	must(t, err)
	made := 0
	create := func(node, n int) (succeeded int) {
		t.Helper()
		for range n {
			made++
			_, err := clients[node].Create(ctx, fmt.Sprint("m", made), client.Creation{Collection: "c", Data: data})
			if err == nil {
				succeeded++
			} else if e, ok := errors.AsType[*client.Error](err); !ok || e.Code != protocol.CodeLimitExceeded {
				t.Errorf("model %d: %v", made, err)
			}
		}
		return succeeded
	}
	const looked = time.Second // in which both have looked for changes, of the settings too
	time.Sleep(looked)
	if n := create(0, 6); n != 6 {
		t.Errorf("the first node makes %d of 6", n)
	}
	time.Sleep(looked)
	if n := create(1, 6); n != 4 {
		t.Errorf("the second node makes %d of the 4 that there is room for", n)
	}
	must(t, clients[0].Remove(ctx, "m1"))
	time.Sleep(looked)
	if n := create(1, 2); n != 1 {
		t.Errorf("when one was removed at the first node, the second one makes %d", n)
	}
	time.Sleep(looked)
	if n := create(0, 1); n != 0 {
		t.Error("the first node makes another one")
	}
}
