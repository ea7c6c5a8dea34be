//go:build !js

package client_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

const poison = "POISON"

// sentTwice checks that poison was sent twice and no more, and connections made
// for each time that it ended one and once more.
func sentTwice(t *testing.T, h *cuttableHost) {
	t.Helper()
	if dials, doses := h.counted(); doses != 2 || dials > 2 {
		t.Errorf("sent %d times, with %d more connections", doses, dials)
	}
}

// TestEditsThatEndConnections makes an edit for which the server, or something
// before it, ends every connection: its model is told and closed, and all others
// go on, also those that had edits under way.
func TestEditsThatEndConnections(t *testing.T) {
	x := connected(t, func(o *client.Options) { o.ReconnectIntervals = []time.Duration{0} })
	var models []*client.Model
	for range 5 {
		models = append(models, x.open(modelID(t), object(text("text", ""))))
	}
	x.host.endure(poison)
	bad := models[2]
	bad.Listen(^uint32(0))
	x.inOneTurn(func() {
		for i, m := range models {
			s := fmt.Sprintf("text of %d", i)
			if m == bad {
				s = poison
			}
			if err := m.Splice(m.Root().Get("text"), 0, 0, units(s)); err != nil {
				t.Fatal(err)
			}
		}
	})
	x.await("the model to be closed", func() bool { return !bad.Status().Open })
	for _, m := range models {
		if m != bad {
			goesOn(t, x, m, 2)
		}
	}
	sentTwice(t, x.host)
	if told := x.lines("model 18 "); len(told) != 1 || !strings.Contains(told[0], "malformed message") {
		t.Errorf("the model was told %q", told)
	}
	// What it had is to be read when its error is told.
	if got := textOf(bad); got != poison {
		t.Errorf("its text was %q", got)
	}
	if got := atServer(t, models[0].ID()); got != "xtext of 0" {
		t.Errorf("at the server: %q", got)
	}
}

// TestOthersThatEndConnections does the same with everything else that is sent
// again on the next connection.
func TestOthersThatEndConnections(t *testing.T) {
	for name, do := range map[string]func(t *testing.T, x *tester, m *client.Model) (over func() bool){
		"presence": func(t *testing.T, x *tester, _ *client.Model) func() bool {
			if err := x.SetPresence(client.KeyValues{"k": poison}); err != nil {
				t.Fatal(err)
			}
			return func() bool {
				return len(x.lines("presence refused")) == 1 && len(x.OwnPresence()) == 0
			}
		},
		"activity": func(t *testing.T, x *tester, m *client.Model) func() bool {
			a := joinActivity(x, m.ID())
			update(t, a, client.KeyValues{"k": poison})
			return func() bool {
				return len(x.lines("activity "+m.ID()+" 7 local=true")) == 1 && len(a.Status().State) == 0
			}
		},
		"reference": func(t *testing.T, x *tester, m *client.Model) func() bool {
			r, err := m.LocalReference(m.Root(), ot.ReferenceProperty, "r")
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Set(ot.Reference{Keys: []string{poison}}); err != nil {
				t.Fatal(err)
			}
			if err := r.Share(); err != nil {
				t.Fatal(err)
			}
			m.Listen(^uint32(0))
			return func() bool { return !r.Status().Shared && len(x.lines("a reference cannot be shared")) > 0 }
		},
		"message": func(t *testing.T, x *tester, m *client.Model) func() bool {
			if _, err := answeredBy(x, &protocol.ChatCreateRequest{ID: m.ID(), Type: protocol.ChatChannel, Membership: protocol.MembershipPublic}); err != nil {
				t.Fatal(err)
			}
			done := make(chan *client.Error, 1)
			x.PublishChat(m.ID(), poison, func(_ *protocol.ChatPublishResponse, err *client.Error) { done <- err })
			return func() bool {
				select {
				case err := <-done:
					if err == nil || err.Code != protocol.CodeInvalidMessage {
						t.Errorf("the message ended with %v", err)
					}
					return true
				default:
					return false
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			x := connected(t, func(o *client.Options) { o.ReconnectIntervals = []time.Duration{0} })
			m := x.open(modelID(t), object(text("text", "")))
			x.host.endure(poison)
			over := do(t, x, m)
			x.await("the end of it", over)
			x.await("the connection", x.isConnected)
			goesOn(t, x, m, 2)
			sentTwice(t, x.host)
		})
	}
}

// TestEditsThatEndConnectionsInAStore has such edits in a store, from before the
// program began: they are refused, can be read, and are not sent again by the next
// program either.
func TestEditsThatEndConnectionsInAStore(t *testing.T) {
	b, id, made, beside := newBrowser(t), modelID(t), modelID(t), modelID(t)
	first := b.open("first")
	first.signIn()
	m := first.open(id, object(text("text", "")))
	other := first.open(beside, object(text("text", "")))
	first.Disconnect()
	first.insert(m, 0, poison)
	first.insert(other, 0, "beside")
	created := first.open(made, object(text("text", poison)))
	first.waitFor(m, client.SavedOnDevice)
	first.waitFor(other, client.SavedOnDevice)
	first.waitFor(created, client.SavedOnDevice)
	first.kill()

	second := b.open("second")
	second.host.endure(poison)
	second.signIn()
	refused := func(x *tab, what string) {
		t.Helper()
		x.await("the refusal of "+what, func() bool { return len(x.refusals(what)) == 1 })
		if r := x.refusals(what)[0]; r.Err.Code != protocol.CodeInvalidMessage || textIn(r.Data) != poison || r.Created != (what == made) {
			t.Errorf("refused: %+v", r)
		}
	}
	refused(second, id)
	refused(second, made)
	second.await("the other model", func() bool { return atServer(t, beside) == "beside" })
	if dials, doses := second.host.counted(); doses > 4 || dials > 5 {
		t.Errorf("sent %d times over %d connections", doses, dials)
	}
	second.kill()

	third := b.open("third")
	third.host.endure(poison)
	third.signIn()
	refused(third, id)
	refused(third, made)
	third.await("the round to end", func() bool { return third.isConnected() })
	next := third.open(modelID(t), object(text("text", "")))
	goesOn(t, third.tester, next, 1)
	if _, doses := third.host.counted(); doses > 0 {
		t.Errorf("sent %d times more", doses)
	}
	for _, what := range []string{id, made} {
		third.discard(third.refusals(what)[0])
	}
	third.await("the domain to be saved", func() bool { return third.SaveState() == client.SavedOnServer })
	if m := third.must(id); textOf(m) != "" {
		t.Errorf("after discarding: %q", textOf(m))
	}
}

// TestWaitsGrow meets a server that lets everybody in and ends the connection at
// once: the waits between attempts grow as if it did not. After a connection that
// has lived they begin anew. The waits are random, so many clients do it.
func TestWaitsGrow(t *testing.T) {
	want := []time.Duration{2 * time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second, 20 * time.Second, 2 * time.Second}
	longest := make([]time.Duration, len(want))
	for range 200 {
		_, h, sink := clocked(t, true, func(o *client.Options) {
			o.ReconnectIntervals = []time.Duration{0, 5 * time.Second, 10 * time.Second, 20 * time.Second}
		})
		for i := range want {
			if i == len(want)-1 {
				h.advance(12 * time.Second)
			}
			h.last().to.Closed(1006, "")
			h.run()
			at := slices.IndexFunc(sink.events, func(e client.DomainEvent) bool { return e.Kind == scheduled })
			if at < 0 {
				t.Fatalf("no attempt after drop %d: %+v", i, sink.events)
			}
			delay := sink.events[at].Delay
			longest[i] = max(longest[i], delay)
			sink.kinds()
			h.advance(delay)
		}
	}
	for i, d := range longest {
		if d > want[i] || d < want[i]*3/4 {
			t.Errorf("after %d drops in a row up to %v, where it should be %v", i+1, d, want[i])
		}
	}
}
