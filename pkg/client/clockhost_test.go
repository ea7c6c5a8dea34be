package client_test

import (
	"slices"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// clockHost is a host whose clock, timers and sockets are the test's. Behind
// its sockets is a server that lets everybody in, answers pings, and is silent
// about everything else.
type clockHost struct {
	now    time.Time
	looks  int           // at the clock
	lapse  time.Duration // that passes with each of them
	timers []*clockTimer
	turns  []*client.Domain
	then   []func() // to be done outside of the domain's lock
	calls  []*call

	mute bool // nothing comes back any more, and nobody is told
	lost bool // sockets open, and answers are lost
}

type clockTimer struct {
	at time.Time
	f  func()
}

// Stop implements client.Timer.
func (t *clockTimer) Stop() { t.f = nil }

// call is one socket.
type call struct {
	host *clockHost
	to   client.SocketHandler
	url  string
	sent []protocol.Envelope
	code int // that this side closed it with; 0: it is open
}

func (h *clockHost) Dial(_ *client.Domain, url, _ string, to client.SocketHandler) client.Socket {
	c := &call{host: h, to: to, url: url}
	h.calls = append(h.calls, c)
	if !h.mute {
		h.then = append(h.then, to.Opened)
	}
	return c
}

func (h *clockHost) AfterFunc(delay time.Duration, f func()) client.Timer {
	t := &clockTimer{h.now.Add(delay), f}
	h.timers = append(h.timers, t)
	return t
}

func (h *clockHost) Schedule(d *client.Domain) { h.turns = append(h.turns, d) }
func (h *clockHost) Proceed(d *client.Domain)  { h.then = append(h.then, d.Proceed) }

func (h *clockHost) Now() time.Time {
	h.looks++
	h.now = h.now.Add(h.lapse)
	return h.now
}

// run does what is to be done now.
func (h *clockHost) run() {
	for len(h.turns)+len(h.then) > 0 {
		turns, then := h.turns, h.then
		h.turns, h.then = nil, nil
		for _, f := range then {
			f()
		}
		for _, d := range turns {
			d.Turn()
		}
	}
}

// advance lets time pass, with every timer at its time.
func (h *clockHost) advance(d time.Duration) {
	h.run()
	end := h.now.Add(d)
	for {
		h.timers = slices.DeleteFunc(h.timers, func(t *clockTimer) bool { return t.f == nil })
		var next *clockTimer
		for _, t := range h.timers {
			if !t.at.After(end) && (next == nil || t.at.Before(next.at)) {
				next = t
			}
		}
		if next == nil {
			break
		}
		if next.at.After(h.now) {
			h.now = next.at
		}
		f := next.f
		next.f = nil
		f()
		h.run()
	}
	h.now = end
}

// sleep lets time pass as on a computer whose lid is closed: no timer fires
// until it is over.
func (h *clockHost) sleep(d time.Duration) {
	h.now = h.now.Add(d)
	h.advance(0)
}

// last returns the newest socket.
func (h *clockHost) last() *call { return h.calls[len(h.calls)-1] }

// Send implements client.Socket.
func (c *call) Send(data []byte) {
	err := protocol.Decode(append([]byte(nil), data...), func(e protocol.Envelope) error {
		c.sent = append(c.sent, e)
		switch e.Message.(type) {
		case *protocol.ConnectionRequest:
			c.receive(0, e.Request, &protocol.ConnectionResponse{Success: &protocol.ConnectionSuccess{
				SessionID: "session", ReconnectToken: "token", User: protocol.User{UserID: protocol.UserID{Username: "u"}},
			}})
		case *protocol.Ping:
			c.receive(0, 0, &protocol.Pong{})
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
}

// Buffered implements client.Socket.
func (c *call) Buffered() int { return 0 }

// receive passes a message to the client unless the host is mute.
func (c *call) receive(request, response uint32, m protocol.Message) {
	if c.host.mute || c.host.lost {
		return
	}
	data, err := protocol.Encode(request, response, m)
	if err != nil {
		panic(err)
	}
	c.host.then = append(c.host.then, func() { c.to.Message(data, false) })
}

// Close implements client.Socket.
func (c *call) Close(code int, _ string) { c.code = code }

// pings counts the pings that were sent.
func (c *call) pings() (n int) {
	for _, e := range c.sent {
		if _, ok := e.Message.(*protocol.Ping); ok {
			n++
		}
	}
	return n
}

// eventSink notes the events of a domain.
type eventSink struct {
	deafSink
	events []client.DomainEvent
	host   *clockHost
	creds  client.Credentials
	silent bool // has no credentials yet
}

func (s *eventSink) DomainEvent(_ *client.Domain, e client.DomainEvent) {
	s.events = append(s.events, e)
}

func (s *eventSink) CredentialsWanted(d *client.Domain, attempt int, _ protocol.AuthMethod) {
	if !s.silent {
		s.host.then = append(s.host.then, func() { d.Credentials(attempt, s.creds) })
	}
}

// kinds returns and forgets the kinds of the events so far.
func (s *eventSink) kinds() (kinds []client.DomainEventKind) {
	for _, e := range s.events {
		kinds = append(kinds, e.Kind)
	}
	s.events = nil
	return kinds
}

// openText opens a model with an empty text on a domain that is connected.
func openText(t *testing.T, d *client.Domain, h *clockHost) *client.Model {
	t.Helper()
	var m *client.Model
	d.OpenModel("m", 0, func(opened *client.Model, _ *client.Error) { m = opened })
	h.run()
	request, _ := newest[*protocol.OpenRequest](h.last())
	h.last().receive(0, request, opened(client.CreationIDs().Assign(object(text("text", "")))))
	h.run()
	if m == nil {
		t.Fatal("the model did not open")
	}
	return m
}

// clocked is a domain on a clockHost, connected if asked.
func clocked(t *testing.T, connect bool, change func(*client.Options)) (*client.Domain, *clockHost, *eventSink) {
	t.Helper()
	h := &clockHost{now: time.Unix(1_000_000, 0)}
	s := &eventSink{host: h}
	o := client.DefaultOptions()
	if change != nil {
		change(&o)
	}
	d, err := client.New("ws://h/n/d", o, h, s)
	if err != nil {
		t.Fatal(err)
	}
	if connect {
		d.Connect(protocol.AuthAnonymous, func(err *client.Error) {
			if err != nil {
				t.Error(err)
			}
		})
		h.run()
		if d.Session().State != client.StateConnected {
			t.Fatalf("connecting ended in state %v", d.Session().State)
		}
		s.kinds()
	}
	return d, h, s
}
