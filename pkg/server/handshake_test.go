package server_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

func TestHandshake(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	display := "Guest"
	r := credentials("")
	r.DisplayName = &display
	for _, request := range []*protocol.ConnectionRequest{credentials("ada"), r} {
		c := dial(t, s.url).listen()
		answer := call[*protocol.ConnectionResponse](c, request)
		ok := answer.Success
		if ok == nil || ok.SessionID == "" || ok.ReconnectToken == "" || ok.Limits != protocol.DefaultLimits() || ok.User.DisplayName == "" {
			t.Fatalf("answer %+v", ok)
		}
		again := credentials("")
		again.Method, again.Secret, again.Instance = protocol.AuthReconnect, ok.ReconnectToken, request.Instance
		second := s.connectAs(again)
		if second.session == ok.SessionID || second.people[second.session] != ok.User.UserID {
			t.Fatalf("reconnected as %v in session %s", second.people[second.session], second.session)
		}
	}
}

func TestHandshakeRefused(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	taken := s.connect("bob").instance
	for _, c := range []struct {
		what   string
		change func(r *protocol.ConnectionRequest, url *string)
		code   protocol.Code
		advice string
	}{
		{"password", func(r *protocol.ConnectionRequest, _ *string) { r.Secret = "wrong" }, protocol.CodeAuthenticationFailed, "convergence user add"},
		{"user", func(r *protocol.ConnectionRequest, _ *string) { r.Username = "eve" }, protocol.CodeAuthenticationFailed, "convergence user add"},
		{"domain", func(_ *protocol.ConnectionRequest, url *string) { *url += "x" }, protocol.CodeDomainNotFound, "convergence domain add"},
		{"older", func(r *protocol.ConnectionRequest, _ *string) { r.ProtocolVersion = 0 }, protocol.CodeProtocolVersion, "update the client"},
		{"newer", func(r *protocol.ConnectionRequest, _ *string) { r.ProtocolVersion++ }, protocol.CodeProtocolVersion, "update the server"},
		{"token", func(r *protocol.ConnectionRequest, _ *string) { r.Method, r.Secret = protocol.AuthReconnect, "made up" }, protocol.CodeAuthenticationFailed, "sign in again"},
		{"jwt", func(r *protocol.ConnectionRequest, _ *string) { r.Method = protocol.AuthJWT }, protocol.CodeAuthenticationFailed, "JSON Web Token"},
		{"method", func(r *protocol.ConnectionRequest, _ *string) { r.Method = 99 }, protocol.CodeInvalidAuthMethod, "99"},
		{"no instance", func(r *protocol.ConnectionRequest, _ *string) { r.Instance = "" }, protocol.CodeInvalidMessage, "instance"},
		{"instance of bob", func(r *protocol.ConnectionRequest, _ *string) { r.Instance = taken }, protocol.CodeAuthenticationFailed, "instance"},
	} {
		t.Run(c.what, func(t *testing.T) {
			request, url := credentials("ada"), s.url
			c.change(request, &url)
			conn := dial(t, url).listen()
			answer := call[*protocol.ConnectionResponse](conn, request)
			if answer.Failure == nil || answer.Failure.Code != c.code || !strings.Contains(answer.Failure.Message, c.advice) || answer.Failure.RetryOK {
				t.Fatalf("answer %+v", answer.Failure)
			}
			conn.closedWith(protocol.CloseRefused)
		})
	}
}

func TestHandshakeTimeout(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{Handshake: 50 * time.Millisecond})
	dial(t, s.url).listen().closedWith(protocol.CloseProtocolError)
}

// TestSubprotocol lets in who offers the server's subprotocol, also among others,
// and who offers none, as sockets do that applications make; who offers only
// others is told why not.
func TestSubprotocol(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	for _, offer := range [][]string{nil, {protocol.Subprotocol}, {"convergence.v9.msgpack", protocol.Subprotocol}} {
		c := dialOffering(t, s.url, offer...).listen()
		if answer := call[*protocol.ConnectionResponse](c, credentials("ada")); answer.Success == nil {
			t.Errorf("offering %q: %+v", offer, answer.Failure)
		}
	}
	for _, offer := range [][]string{{"convergence.v9.msgpack"}, {"chat", "superchat"}} {
		c := dialOffering(t, s.url, offer...)
		_, _, err := c.socket.Read(t.Context())
		var closed websocket.CloseError
		if !errors.As(err, &closed) || closed.Code != websocket.StatusCode(protocol.CloseRefused) || !strings.Contains(closed.Reason, protocol.Subprotocol) {
			t.Errorf("offering %q: %v", offer, err)
		}
		// Without this a browser would not let a page see the reason.
		if c.socket.Subprotocol() != offer[0] {
			t.Errorf("offering %q was answered with %q", offer, c.socket.Subprotocol())
		}
	}
}

// TestBadFrames sends what no client should: only the sender's connection ends.
func TestBadFrames(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{Limits: protocol.Limits{Message: 200_000}})
	witness := s.connect("bob").open("m")
	submission, err := protocol.Encode(0, 0, &protocol.OperationSubmission{Resource: 1, First: 1, Version: 1, Operations: newOps(3)})
	must(t, err)
	notice, err := protocol.Encode(0, 0, &protocol.OpenRequest{ModelID: "m"})
	must(t, err)
	again, err := protocol.Encode(9, 0, credentials("ada"))
	must(t, err)
	ping, err := protocol.Encode(0, 0, &protocol.Ping{})
	must(t, err)
	for what, data := range map[string][]byte{
		"garbage":                  []byte("GET / HTTP/1.1"),
		"empty":                    {},
		"truncated":                submission[:len(submission)-2],
		"oversized":                bytes.Repeat(ping, 200_000/len(ping)+1),
		"huge length":              {0xDD, 0xFF, 0xFF, 0xFF, 0xFF},
		"request without an id":    notice,
		"second handshake":         again,
		"deep":                     append([]byte{0x94, 104, 1, 0}, bytes.Repeat([]byte{0x91}, 5000)...),
		"valid, then garbage":      append(append([]byte(nil), submission...), 0xC1),
		"answer that is a request": {0x94, 3, 1, 1, 0x90},
	} {
		t.Run(what, func(t *testing.T) {
			c := s.connect("ada")
			c.t = t
			r := c.open("m")
			c.write(data)
			for range c.in {
			}
			c.closedWith(protocol.CloseProtocolError)
			_ = r
		})
	}
	t.Run("text frame", func(t *testing.T) {
		c := s.connect("ada")
		must(t, c.socket.Write(t.Context(), websocket.MessageText, submission))
		c.closedWith(protocol.CloseProtocolError)
	})
	t.Run("before the handshake", func(t *testing.T) {
		c := dial(t, s.url).listen()
		c.write(submission)
		c.closedWith(protocol.CloseProtocolError)
		c = dial(t, s.url).listen()
		c.write(make([]byte, 65<<10))
		c.closedWith(protocol.CloseProtocolError)
	})
	version := witness.opened.Version
	if state := s.stored("m"); state.Version != version && state.Version != version+3 {
		t.Fatalf("the model is at version %d", state.Version)
	}
	witness.edit(splice(0, 0, "fine"))
	witness.settle(s.stored("m").Version)
	mustEqual(t, witness.doc.Value(), valueOf(t, s.stored("m").Data))
}

func TestUnknownMessages(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	c := s.connect("ada")
	c.write([]byte{0x94, 0xCD, 0x03, 0xE7, 0x07, 0x00, 0x90}) // 999 with request id 7
	if e := c.receive(); e.Response != 7 || e.Message.(*protocol.Error).Code != protocol.CodeNotSupported {
		t.Fatalf("answer %+v %+v", e, e.Message)
	}
	c.write([]byte{0x94, 0xCD, 0x03, 0xE7, 0x00, 0x00, 0x90}) // ... without one
	c.send(0, 0, &protocol.OperationSubmission{Resource: 5, First: 1, Version: 1, Operations: newOps(1)})
	if e := next[*protocol.Error](c); e.Code != protocol.CodeUnknownResource {
		t.Fatalf("error %+v", e)
	}
	c.send(0, 0, &protocol.Ping{})
	next[*protocol.Pong](c)
}

// TestHeartbeatBeforeSigningIn has a client live on whose sign-in takes its time.
func TestHeartbeatBeforeSigningIn(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{PingAfter: 50 * time.Millisecond, GiveUpAfter: 2 * time.Second})
	c := dial(t, s.url).listen()
	c.pings.Store(true)
	for range 3 {
		next[*protocol.Ping](c)
		c.send(0, 0, &protocol.Pong{})
	}
	c.send(0, 0, &protocol.Ping{})
	next[*protocol.Pong](c)
	c.pings.Store(false)
	if answer := call[*protocol.ConnectionResponse](c, credentials("ada")); answer.Success == nil {
		t.Fatalf("connection refused: %+v", answer.Failure)
	}
}

func TestHeartbeat(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{PingAfter: 100 * time.Millisecond, GiveUpAfter: 2 * time.Second})
	alive, dead := s.connect(""), s.connect("")
	alive.pings.Store(true)
	dead.pings.Store(true)
	for range 8 {
		next[*protocol.Ping](alive)
		alive.send(0, 0, &protocol.Pong{})
	}
	next[*protocol.Ping](dead)
	dead.closedWith(protocol.CloseHeartbeat)
}
