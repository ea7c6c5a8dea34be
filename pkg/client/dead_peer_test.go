//go:build !js

package client_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/faultproxy"
	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// impatientServer runs a server that notices silence soon and returns its
// address.
func impatientServer(t *testing.T, ping, giveUp time.Duration) string {
	t.Helper()
	ctx := context.Background()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	system, err := sqlite.Open(ctx, t.TempDir())
	check(err)
	t.Cleanup(func() { system.Close() })
	check(system.CreateDomain(ctx, store.DomainInfo{DomainName: store.DomainName{Namespace: "n", ID: "d"}, Anonymous: true, Makers: store.MakersEverybody}))
	s := server.New(system, server.Options{PingAfter: ping, GiveUpAfter: giveUp})
	t.Cleanup(func() {
		stop, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		s.Shutdown(stop)
	})
	web := httptest.NewServer(s.Handler(server.Pages{}))
	t.Cleanup(web.Close)
	return strings.TrimPrefix(web.URL, "http://")
}

// TestDeadPeerIsNoticedOnBothSides freezes a connection without a word. The
// client and, through the server, the other client must notice within ping
// interval and timeout; when the network is back everybody has everything.
func TestDeadPeerIsNoticedOnBothSides(t *testing.T) {
	const ping, timeout = 300 * time.Millisecond, 500 * time.Millisecond
	const slack = 500 * time.Millisecond // of a busy machine
	const told = 200 * time.Millisecond  // that the server gives a dead client to hear why
	addr := impatientServer(t, ping, timeout)
	proxy, err := faultproxy.Listen(addr, faultproxy.Clean)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	at := func(addr string) *tester {
		x := newTester(t, nil)
		o := client.DefaultOptions()
		o.PingInterval, o.PongTimeout, o.ConnectionTimeout = ping, timeout, time.Second
		o.ConnectionRequestTimeout = time.Second
		o.ReconnectIntervals = []time.Duration{50 * time.Millisecond}
		d, err := client.New("http://"+addr+"/api/realtime/n/d", o, x.host, x)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(d.Dispose)
		x.Domain = d
		if err := x.connect(protocol.AuthAnonymous); err != nil {
			t.Fatal(err)
		}
		return x
	}
	x, y := at(proxy.Addr()), at(addr)
	id := modelID(t)
	a, b := x.open(id, everything), y.open(id, object())
	y.await("both to be there", func() bool { return len(b.Collaborators()) == 2 })
	time.Sleep(3 * ping) // so that pings have been answered before
	if x.Session().State != client.StateConnected || len(b.Collaborators()) != 2 {
		t.Fatal("a living peer was taken for dead")
	}
	proxy.Freeze()
	start := time.Now()
	var here, there time.Duration
	for here == 0 || there == 0 {
		if here == 0 && x.Session().State != client.StateConnected {
			here = time.Since(start)
		}
		if there == 0 && len(b.Collaborators()) == 1 {
			there = time.Since(start)
		}
		if time.Since(start) > patience {
			t.Fatalf("not noticed after %v: client %v, server %v", patience, here, there)
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Logf("the client noticed after %v, the server after %v", here, there)
	if most := ping + timeout + slack; here > most || there > most+told {
		t.Errorf("noticed after %v by the client and %v by the server, at most %v and %v are allowed", here, there, most, most+told)
	}
	if err := a.Splice(part(a, "text"), 0, 0, units("a")); err != nil {
		t.Fatal(err)
	}
	if err := b.Splice(part(b, "text"), 0, 0, units("b")); err != nil {
		t.Fatal(err)
	}
	proxy.Thaw()
	same(x, a, b)
	if got := part(a, "text").Len(); got != len("hello")+2 {
		t.Errorf("the text has %d units", got)
	}
}
