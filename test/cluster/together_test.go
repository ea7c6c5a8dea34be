package cluster

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// within waits until something is so.
func within(t *testing.T, most time.Duration, what string, is func() bool) {
	t.Helper()
	began := time.Now()
	for !is() {
		if time.Since(began) > most {
			t.Fatalf("not within %v: %s", most, what)
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Logf("%s after %v", what, time.Since(began).Round(time.Millisecond))
}

// cursors returns where the cursors of others are in the text.
func cursors(m *native.Model) (all []int) {
	for _, r := range m.References(m.Root().Get("text")) {
		if s := r.Status(); !s.Local {
			all = append(all, s.Values.Indexes...)
		}
	}
	slices.Sort(all)
	return all
}

// TestPeopleInAModel has two clients at different nodes see each other in a model, with their
// cursors, which move with what both type; a third comes late; and a node dies.
func TestPeopleInAModel(t *testing.T) {
	w := newWorld(t, 3)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	m := open(t, ctx, []*native.Domain{w.connect(ctx, w.nodes[0].Addr), w.connect(ctx, w.nodes[1].Addr)}, "m")
	a, b := m[0], m[1]
	there := func(m *native.Model, n int) func() bool {
		return func() bool { return len(m.Collaborators()) == n }
	}
	within(t, 2*time.Second, "the first sees the second", there(a, 2))
	within(t, 2*time.Second, "the second sees the first", there(b, 2))
	must(t, a.Element().At("text").Insert(0, "hello"))
	share := func(m *native.Model, at int) {
		t.Helper()
		r, err := m.LocalReference(m.Root().Get("text"), ot.ReferenceIndex, "cursor")
		must(t, err)
		must(t, r.Set(ot.Reference{Kind: ot.ReferenceIndex, Indexes: []int{at}}))
		must(t, r.Share())
	}
	share(a, 3)
	at := func(m *native.Model, want ...int) func() bool {
		return func() bool { return slices.Equal(cursors(m), want) }
	}
	within(t, 2*time.Second, "the second sees the cursor of the first", at(b, 3))
	must(t, b.Element().At("text").Insert(0, ">> "))
	within(t, 2*time.Second, "both see it where it has moved", func() bool { return at(b, 6)() && a.Element().At("text").Len() == 8 })
	share(b, 8)
	within(t, 2*time.Second, "the first sees the cursor of the second", at(a, 8))
	late := open(t, ctx, []*native.Domain{w.connect(ctx, w.nodes[2].Addr)}, "m")[0]
	within(t, 2*time.Second, "who comes late sees both", func() bool { return there(late, 3)() && at(late, 6, 8)() })
	within(t, 2*time.Second, "the others see who has come late", func() bool { return there(a, 3)() && there(b, 3)() })
	must(t, late.Close(ctx))
	within(t, 2*time.Second, "the others see that it has left", func() bool { return there(a, 2)() && there(b, 2)() })

	// The second node is cut off rather than killed, so that its client does not come back elsewhere.
	must(t, w.nodes[1].Signal(syscall.SIGSTOP))
	within(t, goneWithin, "who was at a dead node is gone", func() bool { return there(a, 1)() && len(cursors(a)) == 0 })
	must(t, w.nodes[1].Signal(syscall.SIGCONT))
	within(t, 20*time.Second, "they are there again when it lives again", func() bool { return there(a, 2)() && there(b, 2)() })
}

// TestNodesAreListed expects the command line to know the nodes, and one that is not one of them
// to have no place.
func TestNodesAreListed(t *testing.T) {
	w := newWorld(t, 2)
	list := w.command("node", "list", "--store", w.database.URL(""))
	for _, p := range w.nodes {
		if !strings.Contains(list, p.Addr) || strings.Count(list, "alive") != 2 {
			t.Errorf("the nodes are listed as\n%s", list)
		}
	}
	w.nodes[0].Stop()
	if list := w.command("node", "list", "--store", w.database.URL("")); strings.Contains(list, w.nodes[0].Addr) || strings.Count(list, "alive") != 1 {
		t.Errorf("when one has ended, the nodes are\n%s", list)
	}
	w.nodes[0].Args = []string{"--store", w.database.URL("")}
	if err := w.nodes[0].Start(); err == nil || !strings.Contains(err.Error(), "another server uses this database") {
		t.Errorf("a server that is no node starts beside one: %v", err)
	}
}

// TestPresenceOverNodes has a user at one node be seen from another one: there, with a state, and
// gone.
func TestPresenceOverNodes(t *testing.T) {
	w := newWorld(t, 2)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	a := w.connect(ctx, w.nodes[0].Addr)
	b := w.guest(ctx, w.nodes[1].Addr)
	seen := func() protocol.UserPresence { return presence(t, ctx, b, "demo") }
	within(t, 300*time.Millisecond, "who is at another node is there", func() bool { return seen().Available })
	must(t, a.Core().SetPresence(client.KeyValues{"mood": []protocol.JSON{"fine", 1.5}}))
	within(t, 300*time.Millisecond, "the state is seen", func() bool {
		return reflect.DeepEqual(seen().State, map[string]protocol.JSON{"mood": []protocol.JSON{"fine", 1.5}})
	})
	again := w.connect(ctx, w.nodes[1].Addr)
	a.Close()
	time.Sleep(300 * time.Millisecond)
	if p := seen(); !p.Available || len(p.State) != 1 {
		t.Errorf("with a session left at the other node, the presence is %+v", p)
	}
	again.Close()
	within(t, 300*time.Millisecond, "who has left is gone", func() bool { return !seen().Available })
}

// TestActivitiesOverNodes has clients at different nodes in one activity: they see each other's states,
// one node dies, and the activity, which is ephemeral, ends with the last one.
func TestActivitiesOverNodes(t *testing.T) {
	w := newWorld(t, 2)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	clients := []*native.Domain{w.connect(ctx, w.nodes[0].Addr), w.guest(ctx, w.nodes[1].Addr)}
	a, b := participate(t, ctx, clients[0]), participate(t, ctx, clients[1])
	sees := func(a *client.Activity, n int) func() bool { return func() bool { return len(participants(a)) == n } }
	if !sees(b, 2)() {
		t.Errorf("who joins at another node sees %v", participants(b))
	}
	within(t, 300*time.Millisecond, "who joins at another node is seen", sees(a, 2))
	must(t, b.Update(client.KeyValues{"cursor": []protocol.JSON{1.0, nil}}, nil, false))
	within(t, 300*time.Millisecond, "and so is its state", func() bool {
		return reflect.DeepEqual(participants(a)[clients[1].Session().Participant.SessionID], client.KeyValues{"cursor": []protocol.JSON{1.0, nil}})
	})
	must(t, w.nodes[1].Signal(syscall.SIGSTOP))
	within(t, goneWithin, "who was at a dead node is gone", sees(a, 1))
	must(t, w.nodes[1].Signal(syscall.SIGCONT))
	within(t, 20*time.Second, "and is there again when it has come back", func() bool { return sees(a, 2)() && sees(b, 2)() })
	exists := func() bool {
		says, err := w.database.SQL(`SELECT count(*) FROM convergence_domain_1.activities`)
		must(t, err)
		return says != "0"
	}
	left := make(chan *client.Error, 2)
	a.Leave(func(err *client.Error) { left <- err })
	<-left
	within(t, 300*time.Millisecond, "who has left is not seen", sees(b, 1))
	if !exists() {
		t.Error("it has ended while somebody is in it")
	}
	b.Leave(func(err *client.Error) { left <- err })
	<-left
	within(t, time.Second, "it ends with the last session", func() bool { return !exists() })
}

// TestModelsOverNodes creates, changes over REST and removes models at one node that are open at
// another one.
func TestModelsOverNodes(t *testing.T) {
	w := newWorld(t, 2)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	here, there := w.connect(ctx, w.nodes[0].Addr), w.connect(ctx, w.nodes[1].Addr)
	m := open(t, ctx, []*native.Domain{here, there}, "m")
	must(t, m[0].Element().At("text").Insert(0, "from a client"))
	must(t, m[0].Committed(ctx))
	key := strings.TrimSpace(w.command("api-key", "add", "test", "--scopes", "models:write", "--domain", "convergence/default", "--store", w.database.URL("")))
	key = key[strings.LastIndexAny(key, " \n")+1:]
	put := func(node int, body string) (status int, answer string) {
		t.Helper()
		r, err := http.NewRequestWithContext(ctx, http.MethodPut, "http://"+w.nodes[node].Addr+"/api/rest/v1/domains/convergence/default/models/m", strings.NewReader(body))
		must(t, err)
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("Content-Type", "application/json")
		got, err := http.DefaultClient.Do(r)
		must(t, err)
		defer got.Body.Close()
		said, _ := io.ReadAll(got.Body)
		return got.StatusCode, string(said)
	}
	for node := range w.nodes {
		if status, said := put(node, fmt.Sprintf(`{"collection":"c","data":{"list":[%d],"text":"over REST","sum":0}}`, node)); status/100 != 2 {
			t.Fatalf("node %d answers %d %s", node, status, said)
		}
		for i := range m {
			within(t, 2*time.Second, "what was set over REST is there", func() bool {
				return reflect.DeepEqual(m[i].Element().At("list").Value(), any([]any{float64(node)}))
			})
		}
	}
	var closed atomic.Bool
	m[0].OnEvent(func(client.ModelEvent) { closed.Store(true) }, client.ModelDeleted)
	must(t, there.Remove(ctx, "m"))
	within(t, 3*time.Second, "a model that was removed at another node is closed", closed.Load)
	again := open(t, ctx, []*native.Domain{here, there}, "m")
	must(t, again[1].Element().At("text").Insert(0, "again"))
	within(t, 2*time.Second, "one that was made again is another one", func() bool { return again[0].Element().At("text").Value() == "again" })
}
