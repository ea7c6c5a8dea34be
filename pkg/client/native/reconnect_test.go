//go:build !js

package native_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
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

// TestNewJWT expects a token to be made when one is wanted, and the program to come back
// with a new one when the server has forgotten it.
func TestNewJWT(t *testing.T) {
	ctx := patience(t)
	made := 0
	broken := false
	d := connect(t, native.Options{NewJWT: func() (string, error) {
		made++
		if broken {
			return "", errors.New("the key is gone")
		}
		return webtoken.Sign(webtoken.Claims{Username: "again"}, "robot", robotKey, time.Now(), time.Minute)
	}})
	user := d.Session().Participant.User
	if made != 1 || user.Type != protocol.UserConvergence {
		t.Errorf("%d tokens were made for %+v", made, user)
	}
	d.Disconnect()
	must(t, d.Reconnect(ctx))
	if made != 1 {
		t.Errorf("%d tokens were made, where the first session goes on", made)
	}
	forget := func() {
		d.Disconnect()
		inStore(func(s store.Domain) { // revokes the reconnect tokens
			must(t, s.SetDisabled(ctx, user.UserID, true))
			must(t, s.SetDisabled(ctx, user.UserID, false))
		})
	}
	forget()
	must(t, d.Reconnect(ctx))
	if made != 2 {
		t.Errorf("%d tokens were made", made)
	}
	forget()
	broken = true
	if err := d.Reconnect(ctx); err == nil {
		t.Error("it comes back without a token")
	}
	_, err := native.Connect(ctx, url, native.Options{NewJWT: func() (string, error) { return "", errors.New("there is no key") }})
	if err == nil || !strings.Contains(err.Error(), "there is no key") {
		t.Errorf("without a token: %v", err)
	}
}

// TestNewJWTByItself expects a program whose connection is lost, and which the server does not let
// come back without a token, to make one by itself, and nothing that it edits meanwhile to be
// lost; when it can make none, that it has to connect again itself.
func TestNewJWTByItself(t *testing.T) {
	ctx := patience(t)
	system, info, url := serve(t)
	in := func(do func(d store.Domain)) {
		d, err := system.OpenDomain(ctx, info.DomainName)
		must(t, err)
		defer d.Close()
		do(d)
	}
	public, private, err := webtoken.Generate()
	must(t, err)
	in(func(d store.Domain) { must(t, d.AddKey(ctx, store.Key{ID: "robot", Public: public, Admin: true})) })
	options := client.DefaultOptions()
	options.ReconnectIntervals = []time.Duration{10 * time.Millisecond}
	events := make(chan client.DomainEventKind, 100)
	var made atomic.Int64
	var broken atomic.Bool
	sign := func() (string, error) {
		made.Add(1)
		if broken.Load() {
			return "", errors.New("the key is somewhere else just now")
		}
		return webtoken.Sign(webtoken.Claims{Username: "robot"}, "robot", private, time.Now(), time.Minute)
	}
	d, err := native.Connect(ctx, url, native.Options{Client: &options, NewJWT: sign, Events: func(e client.DomainEvent) { events <- e.Kind }})
	must(t, err)
	t.Cleanup(d.Close)
	user := d.Session().Participant.User
	if made.Load() != 1 || user.Type != protocol.UserConvergence || user.Username != "robot" {
		t.Errorf("%d tokens for %+v", made.Load(), user)
	}
	m, err := d.AutoCreate(ctx, "m", creation(t, map[string]any{"n": 0}))
	must(t, err)
	wait := func(kind client.DomainEventKind) {
		t.Helper()
		for {
			select {
			case got := <-events:
				if got == kind {
					return
				}
			case <-ctx.Done():
				t.Fatalf("event %d does not come", kind)
			}
		}
	}
	lose := func() { // the connection, and the reconnect token with it
		info.Availability = store.Offline
		must(t, system.SetDomain(ctx, info))
		wait(client.DomainInterrupted)
		in(func(d store.Domain) {
			must(t, d.SetDisabled(ctx, user.UserID, true))
			must(t, d.SetDisabled(ctx, user.UserID, false))
		})
		must(t, m.Element().At("n").Add(1))
		info.Availability = store.Online
		must(t, system.SetDomain(ctx, info))
	}
	lose()
	must(t, m.Committed(ctx))
	if got := d.Session().Participant.User; made.Load() != 2 || got != user {
		t.Errorf("came back with %d tokens as %+v instead of %+v", made.Load(), got, user)
	}
	broken.Store(true)
	lose()
	wait(client.DomainDisconnected)
	broken.Store(false)
	must(t, d.Reconnect(ctx))
	must(t, m.Committed(ctx))
	in(func(d store.Domain) { must(t, d.RemoveKey(ctx, "robot")) })
	if _, err := native.Connect(ctx, url, native.Options{NewJWT: sign}); codeOf(err) != protocol.CodeAuthenticationFailed {
		t.Errorf("with a key that was removed: %v", err)
	}
}
