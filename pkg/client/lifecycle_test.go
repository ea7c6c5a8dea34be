package client_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

const (
	scheduled    = client.DomainConnectionScheduled
	connecting   = client.DomainConnecting
	authenticate = client.DomainAuthenticating
	isConnected  = client.DomainConnected
	interrupted  = client.DomainInterrupted
	disconnected = client.DomainDisconnected
)

func expect(t *testing.T, s *eventSink, want ...client.DomainEventKind) {
	t.Helper()
	if got := s.kinds(); !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
}

// TestSilentServerIsNoticed gives the server its 5 s, then a ping and 10 s more.
func TestSilentServerIsNoticed(t *testing.T) {
	d, h, s := clocked(t, true, nil)
	first := h.last()
	h.advance(time.Hour)
	if n := first.pings(); n != 720 || len(h.calls) != 1 {
		t.Fatalf("%d pings in an hour of silence that a server answers, %d sockets", n, len(h.calls))
	}
	h.mute = true
	h.advance(15*time.Second - time.Millisecond)
	if first.pings() != 721 || d.Session().State != client.StateConnected {
		t.Fatalf("%d pings, state %v", first.pings(), d.Session().State)
	}
	expect(t, s)
	h.advance(time.Millisecond)
	expect(t, s, interrupted, scheduled)
	if first.code != int(protocol.CloseAbort) {
		t.Errorf("the socket was closed with %d", first.code)
	}
	h.mute = false
	h.advance(2 * time.Second)
	expect(t, s, connecting, authenticate, isConnected)
}

// TestMessagesCountAsLife expects no ping while anything comes.
func TestMessagesCountAsLife(t *testing.T) {
	_, h, _ := clocked(t, true, nil)
	for range 100 {
		h.advance(4 * time.Second)
		h.last().receive(0, 0, &protocol.Pong{})
	}
	if n := h.last().pings(); n != 0 {
		t.Errorf("%d pings", n)
	}
}

// TestSleepOfAnHour puts the computer to sleep in each state; in whatever way
// the connection has ended meanwhile, the client comes back by itself.
func TestSleepOfAnHour(t *testing.T) {
	for _, c := range []struct {
		name   string
		before func(h *clockHost)
		wake   func(h *clockHost) // what the system tells first
		within time.Duration
	}{
		{"the connection has survived", func(*clockHost) {}, func(*clockHost) {}, 0},
		{"it is dead and nobody says so", func(*clockHost) {}, func(h *clockHost) { h.mute = true }, 12 * time.Second},
		{"it is closed", func(*clockHost) {}, func(h *clockHost) { h.last().to.Closed(1006, "") }, 2 * time.Second},
		{"the server had given up", func(*clockHost) {}, func(h *clockHost) { h.last().to.Closed(int(protocol.CloseHeartbeat), "") }, 2 * time.Second},
		{"after a ping", func(h *clockHost) { h.mute = true; h.advance(6 * time.Second) }, func(*clockHost) {}, 12 * time.Second},
		{"between two attempts", func(h *clockHost) { h.last().to.Closed(1006, "") }, func(*clockHost) {}, 0},
		{"while the socket opens", func(h *clockHost) {
			h.last().to.Closed(1006, "")
			h.mute = true
			h.advance(2 * time.Second)
		}, func(*clockHost) {}, 6 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, h, _ := clocked(t, true, nil)
			h.advance(time.Second)
			c.before(h)
			c.wake(h)
			h.sleep(time.Hour)
			// From now on the network works; what was on the way is lost.
			dead := h.last()
			if h.mute {
				dead.host = &clockHost{mute: true}
				h.mute = false
			}
			h.advance(c.within)
			if got := d.Session().State; got != client.StateConnected {
				t.Errorf("%v after waking up it is %v", c.within, got)
			}
			answered := false
			d.ServerTime(func(_ int64, err *client.Error) { answered = err == nil })
			h.run()
			h.last().receive(0, h.last().sent[len(h.last().sent)-1].Request, &protocol.ServerTimeResponse{})
			h.run()
			if !answered {
				t.Error("the connection does not work")
			}
		})
	}
}

// TestWaking tells the client that the network may have changed: a connection
// has to answer at once, a dead one is noticed within the pong timeout alone.
func TestWaking(t *testing.T) {
	d, h, s := clocked(t, true, nil)
	h.advance(time.Second)
	d.Online()
	d.Online()
	h.run()
	if n := h.last().pings(); n != 1 {
		t.Fatalf("%d pings at once", n)
	}
	h.advance(4 * time.Second)
	expect(t, s)
	h.mute = true
	d.Online()
	h.advance(10*time.Second - time.Millisecond)
	expect(t, s)
	h.advance(time.Millisecond)
	expect(t, s, interrupted, scheduled)
}

// TestClientsComeBackSpreadOut loses the connections of many clients at once
// and expects no more than a fair part of them back in each tenth of the time
// that they take.
func TestClientsComeBackSpreadOut(t *testing.T) {
	for _, c := range []struct {
		name      string
		code      protocol.CloseCode
		intervals []time.Duration
		over      time.Duration
	}{
		{"a crash", 1006, nil, 2 * time.Second},
		{"a restart", protocol.CloseShutdown, nil, 5 * time.Second},
		{"short intervals", 1006, []time.Duration{0, 100 * time.Millisecond}, 100 * time.Millisecond},
		{"one interval", 1006, []time.Duration{time.Second}, time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			const clients = 2000
			var tenths [11]int
			for range clients {
				_, h, s := clocked(t, true, func(o *client.Options) {
					if c.intervals != nil {
						o.ReconnectIntervals = c.intervals
					}
				})
				h.last().to.Closed(int(c.code), "")
				i := slices.IndexFunc(s.events, func(e client.DomainEvent) bool { return e.Kind == scheduled })
				if i < 0 || s.events[i].Delay > c.over {
					t.Fatalf("events %+v; the wait may be %v", s.events, c.over)
				}
				tenths[10*s.events[i].Delay/c.over]++
			}
			for i, n := range tenths {
				if n > clients/10*14/10 { // six times the standard deviation
					t.Errorf("%d of %d clients come within tenth %d", n, clients, i)
				}
			}
		})
	}
}

// TestMoved has a server hand a client over to another one: it connects at once, and when that goes
// on, after the waits that it is told to make.
func TestMoved(t *testing.T) {
	_, h, s := clocked(t, true, func(o *client.Options) { o.ReconnectIntervals = []time.Duration{time.Minute} })
	delays := func() (all []time.Duration) {
		for _, e := range s.events {
			if e.Kind == scheduled {
				all = append(all, e.Delay)
			}
		}
		return all
	}
	for i := range 3 { // by one server after the other
		h.advance(time.Second)
		h.last().to.Closed(int(protocol.CloseMoved), "moved")
		if got := delays(); len(got) != i+1 || got[i] != 0 {
			t.Fatalf("after it was moved it waits %v", got)
		}
		h.advance(0)
	}
	h.last().to.Closed(int(protocol.CloseMoved), "moved")
	if got := delays(); len(got) != 4 || got[3] == 0 {
		t.Fatalf("moved again at once it waits %v", got)
	}
}

// TestRequestsFailAtOnce cuts off requests in every way that a connection ends.
func TestRequestsFailAtOnce(t *testing.T) {
	for name, end := range map[string]func(*client.Domain, *clockHost){
		"lost":       func(_ *client.Domain, h *clockHost) { h.last().to.Closed(1006, "") },
		"refused":    func(_ *client.Domain, h *clockHost) { h.last().to.Closed(int(protocol.CloseKicked), "") },
		"silent":     func(_ *client.Domain, h *clockHost) { h.mute = true; h.advance(16 * time.Second) },
		"text":       func(_ *client.Domain, h *clockHost) { h.last().to.Text() },
		"nonsense":   func(_ *client.Domain, h *clockHost) { h.last().to.Message([]byte{0xc1}, false) },
		"disconnect": func(d *client.Domain, _ *clockHost) { d.Disconnect() },
		"dispose":    func(d *client.Domain, _ *clockHost) { d.Dispose() },
	} {
		t.Run(name, func(t *testing.T) {
			d, h, _ := clocked(t, true, func(o *client.Options) { o.RequestTimeout = time.Hour })
			answers := map[string][]string{}
			note := func(what string, err *client.Error) {
				answers[what] = append(answers[what], fmt.Sprint(err != nil && err.Code == protocol.CodeConnectionFailed))
			}
			d.ServerTime(func(_ int64, err *client.Error) { note("time", err) })
			d.OpenModel("m", 0, func(_ *client.Model, err *client.Error) { note("open", err) })
			d.OpenModel("m", 0, func(_ *client.Model, err *client.Error) { note("open again", err) })
			d.CreateModel("n", client.Creation{Collection: "c", Data: object()}, func(_ string, err *client.Error) { note("create", err) })
			d.RemoveModel("o", func(err *client.Error) { note("remove", err) })
			h.run()
			old := h.last()
			end(d, h)
			want := map[string][]string{"time": {"true"}, "open": {"true"}, "open again": {"true"}, "create": {"true"}, "remove": {"true"}}
			if fmt.Sprint(answers) != fmt.Sprint(want) {
				t.Errorf("answers %v, want %v", answers, want)
			}
			// Answers that come late change nothing.
			h.mute = false
			for _, e := range old.sent {
				if e.Request != 0 {
					old.receive(0, e.Request, &protocol.ServerTimeResponse{})
				}
			}
			h.advance(2 * time.Hour)
			if fmt.Sprint(answers) != fmt.Sprint(want) {
				t.Errorf("late answers were taken: %v", answers)
			}
			if d.ModelState("m") != client.ModelNotOpen {
				t.Error("the model counts as being opened")
			}
		})
	}
}

// TestLateWordsOfADeadConnection lets the socket that was given up say
// everything that a socket can say, when another one has taken its place.
func TestLateWordsOfADeadConnection(t *testing.T) {
	d, h, s := clocked(t, true, nil)
	old := h.last()
	old.to.Closed(1006, "")
	h.advance(2 * time.Second)
	if len(h.calls) != 2 || d.Session().State != client.StateConnected {
		t.Fatalf("%d sockets, state %v", len(h.calls), d.Session().State)
	}
	s.kinds()
	before := d.Session()
	asked := 0
	d.ServerTime(func(int64, *client.Error) { asked++ })
	h.run()
	for _, m := range []protocol.Message{
		&protocol.ConnectionResponse{Failure: &protocol.ConnectionFailure{Code: protocol.CodeAuthenticationFailed}},
		&protocol.ServerTimeResponse{}, &protocol.Error{Code: protocol.CodeUnknown}, &protocol.Pong{}, &protocol.Ping{},
		&protocol.ForceClose{Resource: 1}, &protocol.OperationAck{Resource: 1, First: 1, Count: 1},
	} {
		for request := range uint32(4) {
			old.receive(0, request, m)
		}
	}
	h.run()
	old.to.Opened()
	old.to.Text()
	old.to.Message([]byte("nonsense"), false)
	old.to.Closed(int(protocol.CloseRefused), "")
	h.run()
	if len(old.sent) != 1 {
		t.Errorf("the dead socket was used: %d messages", len(old.sent))
	}
	expect(t, s)
	if asked != 0 || d.Session() != before || len(h.calls) != 2 {
		t.Errorf("answers %d, session %+v instead of %+v", asked, d.Session(), before)
	}
}
