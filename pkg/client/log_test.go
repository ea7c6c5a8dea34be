package client_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestFirstConnectionIsNotSilent has each call of Connect whose first attempt
// fails say so, once, where nobody listens to events.
func TestFirstConnectionIsNotSilent(t *testing.T) {
	var lines []string
	log := client.NewLog(func(level client.LogLevel, logger client.Logger, line string) {
		lines = append(lines, logger.String()+" "+line)
		if level != client.LogWarn {
			t.Errorf("%s has level %d", line, level)
		}
	})
	d, h, _ := clocked(t, false, func(o *client.Options) { o.Log = log })
	connect := func() (failed *client.Error) {
		d.Connect(protocol.AuthAnonymous, func(err *client.Error) { failed = err })
		h.run()
		return failed
	}
	h.mute = true
	connect()
	h.advance(time.Hour)
	if len(lines) != 1 || !strings.HasPrefix(lines[0], "connection cannot reach ws://h/n/d: ") || !strings.Contains(lines[0], "tried again") {
		t.Fatalf("lines %q", lines)
	}
	d.Online() // counts the attempts anew
	h.advance(time.Hour)
	d.Disconnect()
	connect()
	h.advance(time.Hour)
	if len(lines) != 2 {
		t.Errorf("after a second call: %q", lines)
	}
	h.mute = false
	h.advance(time.Minute)
	if d.Session().State != client.StateConnected {
		t.Fatalf("state %v", d.Session().State)
	}
	h.mute = true
	h.last().to.Closed(1006, "cut")
	h.advance(time.Hour)
	if len(lines) != 2 {
		t.Errorf("a loss is told by events: %q", lines)
	}
}

// TestRefusedForGood ends the call when the server closes with a code that says
// to stay away, and gives its reason.
func TestRefusedForGood(t *testing.T) {
	d, h, s := clocked(t, false, nil)
	h.lost = true // nobody answers the connection request
	var failed *client.Error
	d.Connect(protocol.AuthAnonymous, func(err *client.Error) { failed = err })
	h.run()
	h.last().to.Closed(int(protocol.CloseRefused), "another subprotocol")
	h.advance(time.Hour)
	if failed == nil || failed.Code != protocol.CodeInitialConnectionFailed || !strings.Contains(failed.Message, "another subprotocol") || !strings.Contains(failed.Message, "ws://h/n/d") {
		t.Errorf("connect: %v", failed)
	}
	want := []client.DomainEventKind{client.DomainConnecting, client.DomainAuthenticating, client.DomainConnectionFailed, client.DomainDisconnected}
	if got := s.kinds(); !slices.Equal(got, want) || len(h.calls) != 1 {
		t.Errorf("events %v, %d attempts", got, len(h.calls))
	}
}

// TestLogLevels makes lines of one logger and of no other, from the next message
// on, and never shows a secret.
func TestLogLevels(t *testing.T) {
	var lines []string
	log := client.NewLog(func(_ client.LogLevel, logger client.Logger, line string) {
		lines = append(lines, logger.String()+": "+line)
	})
	d, h, s := clocked(t, false, func(o *client.Options) { o.Log = log })
	s.creds = client.Credentials{Username: "demo", Secret: "very secret"}
	log.Levels[client.LogProtocol] = client.LogDebug
	d.Connect(protocol.AuthPassword, func(*client.Error) {})
	h.run()
	want := []string{"protocol: sends ConnectionRequest 1", "protocol: receives ConnectionResponse 1"}
	if !slices.Equal(lines, want) {
		t.Errorf("lines %q, want %q", lines, want)
	}
	log.Levels[client.LogProtocol], log.Levels[client.LogHeartbeat] = client.LogSilent, client.LogTrace
	lines = nil
	h.advance(6 * time.Second)
	if want := []string{"heartbeat: sends Ping", "heartbeat: receives Pong"}; !slices.Equal(lines, want) {
		t.Errorf("lines %q, want %q", lines, want)
	}
}
