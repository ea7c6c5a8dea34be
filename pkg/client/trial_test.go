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
	// Opened again it is without them, and can be edited.
	again := x.open(bad.ID(), object(text("text", "")))
	goesOn(t, x, again, 2)
	if got := atServer(t, bad.ID()); got != "x" {
		t.Errorf("after opening it again: %q", got)
	}
}

// TestTrialEnds types on, faster than messages go one by one, while a connection is
// on trial: it ends after a while, and what has piled up is bounded.
func TestTrialEnds(t *testing.T) {
	x := newTypist(t, nil)
	x.h.last().to.Closed(int(protocol.CloseProtocolError), "for no reason")
	before := len(x.h.calls)
	for len(x.h.calls) == before {
		x.h.advance(100 * time.Millisecond)
	}
	c := x.h.last()
	request, _ := newest[*protocol.ResyncRequest](c)
	c.receive(0, request, &protocol.ResyncResponse{Resource: 3, Version: 1, Permissions: protocol.AllPermissions})
	x.h.run()
	asked := 0
	for range 500 { // 20 seconds; each question is answered after 200 ms
		x.splice(0, 0, "x")
		x.h.advance(40 * time.Millisecond)
		if asked++; asked%5 == 0 {
			if request, m := newest[*protocol.ServerTimeRequest](c); m != nil {
				c.receive(0, request, &protocol.ServerTimeResponse{})
			}
			if _, done := newest[*protocol.ResyncClientDone](c); done != nil {
				c.receive(0, 0, &protocol.ResyncServerDone{Resource: 3, Sessions: []string{"session"}})
			}
		}
	}
	x.h.run()
	questions, edits := 0, 0
	for _, e := range c.sent {
		switch m := e.Message.(type) {
		case *protocol.ServerTimeRequest:
			questions++
		case *protocol.OperationSubmission:
			for _, op := range m.Operations { // typing on merges while it waits
				edits += op.Text.Len()
			}
		}
	}
	if questions > 60 || edits != 500 {
		t.Errorf("%d questions, %d characters sent", questions, edits)
	}
}

// TestBlamesNobody ends connections in ways that no edit is the cause of.
func TestBlamesNobody(t *testing.T) {
	for name, end := range map[string]func(c *call){
		"text":     func(c *call) { c.to.Text() },
		"nonsense": func(c *call) { c.to.Message([]byte{0xc1}, false) },
		"internal": func(c *call) { c.to.Closed(int(protocol.CloseInternal), "") },
		"policy":   func(c *call) { c.to.Closed(1008, "") },
		"lost":     func(c *call) { c.to.Closed(1006, "") },
	} {
		t.Run(name, func(t *testing.T) {
			x := newTypist(t, nil)
			x.splice(0, 0, "x")
			x.h.run()
			for range 4 {
				end(x.h.last())
				x.mend()
				x.h.run()
			}
			if _, m := newest[*protocol.OperationSubmission](x.h.last()); m == nil || !x.m.Status().Open {
				t.Errorf("the edit is not sent any more; open: %v", x.m.Status().Open)
			}
		})
	}
}

// TestSlowCredentials has the server give up waiting for credentials, again and
// again: that is no reason to stop asking.
func TestSlowCredentials(t *testing.T) {
	d, h, sink := clocked(t, false, nil)
	sink.silent = true
	d.Connect(protocol.AuthPassword, func(err *client.Error) { t.Error(err) })
	for range 5 {
		h.run()
		before := len(h.calls)
		h.last().to.Closed(int(protocol.CloseProtocolError), "no connection request within 10s")
		h.advance(time.Minute)
		if len(h.calls) == before {
			t.Fatal("it is not tried any more")
		}
	}
}

// TestCloseWaitsForParts closes a model right after an edit that takes many
// messages, and disposes of a domain: all of it is at the server.
func TestCloseWaitsForParts(t *testing.T) {
	for name, end := range map[string]func(x *tester, m *client.Model){
		"close":   func(x *tester, m *client.Model) { _, _ = wait(x, nothing(m.Close)) },
		"dispose": func(x *tester, _ *client.Model) { x.Dispose() },
	} {
		t.Run(name, func(t *testing.T) {
			x := connected(t, nil)
			m := x.open(modelID(t), object(text("text", "")))
			if err := m.Splice(part(m, "text"), 0, 0, units(strings.Repeat("x", 5*mostMessage))); err != nil {
				t.Fatal(err)
			}
			end(x, m)
			y := connected(t, nil)
			there := y.open(m.ID(), object(text("text", "")))
			y.await("all of it", func() bool { return len(textOf(there)) == 5*mostMessage })
		})
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
	third.await("the round to end", func() bool {
		lines := third.lines(client.OfflineModelSyncError)
		return len(lines) >= 2
	})
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
