//go:build !js

package native_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// serve returns a server with a domain that a test has for itself, and its address.
func serve(t *testing.T) (system *sqlite.System, info store.DomainInfo, url string) {
	t.Helper()
	system, err := sqlite.Open(t.Context(), t.TempDir())
	must(t, err)
	t.Cleanup(func() { system.Close() })
	info = store.DomainInfo{DomainName: store.DomainName{Namespace: "space", ID: "domain"}, Anonymous: true, Makers: store.MakersEverybody}
	must(t, system.CreateDomain(t.Context(), info))
	s := server.New(system, server.Options{RightsEvery: 20 * time.Millisecond})
	web := httptest.NewServer(s.Handler(server.Pages{}))
	t.Cleanup(func() {
		stop, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		s.Shutdown(stop)
		web.Close()
	})
	return system, info, web.URL + "/api/realtime/" + info.DomainName.String()
}

// TestUnavailable edits while the domain is taken offline and comes back: the client takes it
// for a connection that was lost, comes back by itself, and nothing is lost.
func TestUnavailable(t *testing.T) {
	ctx := patience(t)
	system, info, url := serve(t)
	interrupted, failed := make(chan bool, 100), make(chan string, 100)
	options := client.DefaultOptions()
	options.ReconnectIntervals = []time.Duration{10 * time.Millisecond}
	d, err := native.Connect(ctx, url, native.Options{DisplayName: "X", Client: &options, Events: func(e client.DomainEvent) {
		switch e.Kind {
		case client.DomainInterrupted:
			interrupted <- true
		case client.DomainConnectionFailed:
			failed <- string(e.Code) + " " + e.Message
		}
	}})
	must(t, err)
	t.Cleanup(d.Close)
	m, err := d.AutoCreate(ctx, "m", creation(t, map[string]any{"n": 0}))
	must(t, err)
	add := func() { must(t, m.Element().At("n").Add(1)) }
	user := d.Session().Participant.User.Username
	add()
	info.Availability = store.Offline
	must(t, system.SetDomain(ctx, info))
	for edits, waiting := 0, true; waiting; edits++ {
		add()
		select {
		case <-interrupted:
			waiting = false
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			t.Fatal("the client is not disconnected")
		}
	}
	for range 10 {
		add()
	}
	if why := <-failed; why != "domain_unavailable domain space/domain is offline for now" {
		t.Errorf("the attempt to come back fails with %q", why)
	}
	info.Availability = store.Online
	must(t, system.SetDomain(ctx, info))
	must(t, m.Committed(ctx))
	if got := d.Session().Participant.User.Username; got != user {
		t.Errorf("came back as %s instead of %s", got, user)
	}
	want := m.Element().At("n").Value()
	other, err := native.Connect(ctx, url, native.Options{DisplayName: "Y"})
	must(t, err)
	t.Cleanup(other.Close)
	same, err := other.Open(ctx, "m")
	must(t, err)
	if got := same.Element().At("n").Value(); got != want {
		t.Errorf("another client finds %v, and this one has %v", got, want)
	}
}
