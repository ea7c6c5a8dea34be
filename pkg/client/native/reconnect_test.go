//go:build !js

package native_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestDisconnectReconnectClose does each of them twice.
func TestDisconnectReconnectClose(t *testing.T) {
	ctx := patience(t)
	var mu sync.Mutex
	var events []client.DomainEventKind
	d := connect(t, native.Options{DisplayName: "X", Events: func(e client.DomainEvent) {
		mu.Lock()
		defer mu.Unlock()
		events = append(events, e.Kind)
	}})
	m, err := d.AutoCreate(ctx, "comes and goes", creation(t, map[string]any{"n": 0}))
	must(t, err)
	user := d.Session().Participant.User.Username
	for range 2 {
		d.Disconnect()
		d.Disconnect()
		must(t, m.Element().At("n").Add(1))
		if _, err := d.ServerTime(ctx); codeOf(err) != protocol.CodeOffline {
			t.Errorf("a request while disconnected: %v", err)
		}
		must(t, d.Reconnect(ctx))
		if err := d.Reconnect(ctx); codeOf(err) != protocol.CodeAlreadyConnected {
			t.Errorf("connecting twice: %v", err)
		}
		must(t, m.Committed(ctx))
		if got := d.Session().Participant.User.Username; got != user {
			t.Errorf("came back as %s instead of %s", got, user)
		}
	}
	d.Close()
	d.Close()
	if err := d.Reconnect(ctx); codeOf(err) != protocol.CodeDisposed {
		t.Errorf("reconnect after close: %v", err)
	}
	if m.Status().Open {
		t.Error("a model is open after close")
	}
	time.Sleep(20 * time.Millisecond)
	mu.Lock()
	defer mu.Unlock()
	once := []client.DomainEventKind{2, 3, 4, 7}
	want := append(append(append([]client.DomainEventKind(nil), once...), once...), once...)
	if fmt.Sprint(events) != fmt.Sprint(want) {
		t.Errorf("events %v, want %v", events, want)
	}
}

// TestReconnectAsUser comes back as a user with a password, and as the one
// behind a token.
func TestReconnectAsUser(t *testing.T) {
	ctx := patience(t)
	d := connect(t, native.Options{Username: "demo", Password: "demo"})
	token := d.Session().ReconnectToken
	d.Disconnect()
	must(t, d.Reconnect(ctx))
	if got := d.Session().ReconnectToken; got == token {
		t.Error("the token is the same as before")
	}
	again := connect(t, native.Options{Token: d.Session().ReconnectToken})
	again.Disconnect()
	must(t, again.Reconnect(ctx))
	for _, d := range []*native.Domain{d, again} {
		if got := d.Session().Participant.User.Username; got != "demo" {
			t.Errorf("came back as %q", got)
		}
	}
}
