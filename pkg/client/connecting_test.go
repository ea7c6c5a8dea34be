package client_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

func TestInvalidURLs(t *testing.T) {
	for _, url := range []string{
		"", "convergence/default", "ftp://h/api/a/b", "http://h/b", "http:///a/b", "http://h//b", "http://h/a//?x", "http://h/a b/c", "http:///a/b/", "http://h?/a/b",
	} {
		if _, err := client.New(url, client.DefaultOptions(), nil, nil); code(err) != protocol.CodeInvalidURL {
			t.Errorf("%q: %v", url, err)
		}
	}
	for url, socket := range map[string]string{
		"HTTPS://Host:1/any/prefix/Ns/Dom":      "wss://Host:1/any/prefix/Ns/Dom",
		"http://h/api/realtime/Ns/Dom/":         "ws://h/api/realtime/Ns/Dom",
		"http://h/api/realtime/Ns/Dom//":        "ws://h/api/realtime/Ns/Dom",
		"ws://h/Ns/Dom?key=a/b":                 "ws://h/Ns/Dom?key=a/b",
		"wss://h/api/realtime/Ns/Dom/?k=v#part": "wss://h/api/realtime/Ns/Dom?k=v",
		"http://h/Ns/Dom#part?":                 "ws://h/Ns/Dom",
	} {
		h := &clockHost{now: time.Unix(1_000_000, 0)}
		d, err := client.New(url, client.DefaultOptions(), h, &deafSink{})
		if err != nil || d.Namespace() != "Ns" || d.ID() != "Dom" {
			t.Errorf("%s: %v", url, err)
			continue
		}
		d.Connect(protocol.AuthAnonymous, func(*client.Error) {})
		if dialled := h.last().url; dialled != socket {
			t.Errorf("%s dials %s, want %s", url, dialled, socket)
		}
	}
}

func TestConnect(t *testing.T) {
	x := newTester(t, nil)
	x.creds = client.Credentials{Username: "demo", Secret: "demo"}
	if err := x.connect(protocol.AuthPassword); err != nil {
		t.Fatal(err)
	}
	s := x.Session()
	if s.State != client.StateConnected || s.Participant.User.Username != "demo" || s.ReconnectToken == "" {
		t.Errorf("session %+v", s)
	}
	if err := x.connect(protocol.AuthPassword); code(err) != protocol.CodeAlreadyConnected {
		t.Errorf("second connect: %v", err)
	}
	if millis, err := wait(x, x.ServerTime); err != nil || millis < 1e12 {
		t.Errorf("server time %d, %v", millis, err)
	}
	x.Disconnect()
	x.Disconnect()
	want := []string{"domain 2 ", "domain 3 ", "domain 4 ",
		"presence 4 own=true user=demo map[] [] available=true", "presence 3 own=true user=demo map[] [] available=false",
		"presence 4 own=true user=demo map[] [] available=false", "domain 7 "}
	if got := x.taken(); !slices.Equal(got, want) {
		t.Errorf("events %q, want %q", got, want)
	}
	if _, err := wait(x, x.ServerTime); code(err) != protocol.CodeOffline {
		t.Errorf("request while disconnected: %v", err)
	}
}

// TestAnotherUser signs out and in again as somebody else.
func TestAnotherUser(t *testing.T) {
	x := newTester(t, nil)
	for range 2 {
		if err := x.connect(protocol.AuthAnonymous); err != nil {
			t.Fatal(err)
		}
		x.Disconnect()
	}
}

// TestAnotherUserSameModel signs out and in again as somebody else with a model
// open: what is edited then is that user's. What may have been sent is not
// anybody else's.
func TestAnotherUserSameModel(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	id := modelID(t)
	a, b := x.open(id, object(text("text", ""))), y.open(id, object())
	insert(t, a, "1")
	same(x, a, b)
	first := x.Session().Participant.User.Username
	x.Disconnect()
	insert(t, a, "2")
	if err := x.connect(protocol.AuthAnonymous); err != nil {
		t.Fatal(err)
	}
	insert(t, a, "3")
	same(y, a, b)
	if got := string(document.JSON(value(a))); got != `{"text":"321"}` || x.Session().Participant.User.Username == first {
		t.Errorf("value %s by %s and %s", got, first, x.Session().Participant.User.Username)
	}

	d, h, _ := clocked(t, true, nil)
	var m *client.Model
	d.OpenModel("m", 0, func(opened *client.Model, err *client.Error) { m = opened })
	h.run()
	request, _ := newest[*protocol.OpenRequest](h.last())
	h.last().receive(0, request, opened(client.CreationIDs().Assign(object(text("text", "abc")))))
	h.run()
	insert(t, m, "x")
	h.run() // it is on its way
	_, before := newest[*protocol.ConnectionRequest](h.last())
	d.Disconnect()
	d.Connect(protocol.AuthAnonymous, func(*client.Error) {})
	h.run()
	if _, now := newest[*protocol.ConnectionRequest](h.last()); now == nil || now.Instance != before.Instance {
		t.Errorf("connects as %+v after %+v", now, before)
	}
}

// TestRefusals expects each reason not to connect to end the call with a code
// and a message, and with the events in their order.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name   string
		method protocol.AuthMethod
		creds  client.Credentials
		code   protocol.Code
		events []string
	}{
		{"wrong password", protocol.AuthPassword, client.Credentials{Username: "demo", Secret: "x"}, protocol.CodeAuthenticationFailed,
			[]string{"domain 2 ", "domain 3 ", "domain 5 authentication_failed", "domain 7 "}},
		{"empty username", protocol.AuthPassword, client.Credentials{Secret: "x"}, protocol.CodeAuthenticationFailed,
			[]string{"domain 2 ", "domain 5 authentication_failed", "domain 7 "}},
		{"bad token", protocol.AuthReconnect, client.Credentials{Secret: "nonsense"}, protocol.CodeAuthenticationFailed,
			[]string{"domain 2 ", "domain 3 ", "domain 5 authentication_failed", "domain 7 "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newTester(t, nil)
			x.creds = c.creds
			err := x.connect(c.method)
			if code(err) != c.code || len(err.Error()) < 20 {
				t.Errorf("error %v", err)
			}
			x.await("the last event", func() bool { return x.Session().State == client.StateDisconnected })
			if got := x.taken(); !slices.Equal(got, c.events) {
				t.Errorf("events %q, want %q", got, c.events)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	x := newTester(t, func(o *client.Options) { o.AutoReconnectOnInitial = false })
	d, err := client.New("ws://127.0.0.1:9/convergence/default", client.Options{ConnectionTimeout: patience}, x.host, x)
	if err != nil {
		t.Fatal(err)
	}
	x.Domain = d
	if err := x.connect(protocol.AuthAnonymous); code(err) != protocol.CodeInitialConnectionFailed || !strings.Contains(err.Error(), "127.0.0.1:9") {
		t.Errorf("error %v", err)
	}
}

// TestRetriesAndDisconnect lets attempts fail until the caller gives up.
func TestRetriesAndDisconnect(t *testing.T) {
	x := newTester(t, nil)
	o := client.DefaultOptions()
	o.ReconnectIntervals = o.ReconnectIntervals[:1] // at once
	d, err := client.New("ws://127.0.0.1:9/convergence/default", o, x.host, x)
	if err != nil {
		t.Fatal(err)
	}
	x.Domain = d
	ended := make(chan *client.Error, 1)
	x.Connect(protocol.AuthAnonymous, func(err *client.Error) { ended <- err })
	x.await("three attempts", func() bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		return strings.Count(strings.Join(x.log, ","), "domain 2") >= 3
	})
	x.Disconnect()
	if err := <-ended; err == nil || err.Code != protocol.CodeCancelled {
		t.Errorf("connect ended with %v", err)
	}
}

// TestReconnect cuts the connection and expects the same user in a new session.
func TestReconnect(t *testing.T) {
	x := connected(t, nil)
	before := x.Session()
	x.taken()
	x.host.cut()
	x.await("a new session", func() bool {
		s := x.Session()
		return s.State == client.StateConnected && s.Participant != before.Participant
	})
	after := x.Session()
	if after.Participant.User.Username != before.Participant.User.Username || after.Participant.SessionID == before.Participant.SessionID {
		t.Errorf("before %+v, after %+v", before.Participant, after.Participant)
	}
	own := "own=true user=" + before.Participant.User.Username + " map[] [] available="
	want := []string{"presence 4 " + own + "false", "domain 6 ", "domain 1 ", "domain 2 ", "domain 3 ", "domain 4 ",
		"presence 4 " + own + "true", "presence 3 " + own + "false"}
	noted(x, "presence 3 ")
	if got := x.taken(); !slices.Equal(got, want) {
		t.Errorf("events %q, want %q", got, want)
	}
}
