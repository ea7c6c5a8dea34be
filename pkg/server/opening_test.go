package server_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// slowSystem takes its time to open one of its domains.
type slowSystem struct {
	store.System
	slow   store.DomainName
	open   chan struct{} // closed when that may be opened
	opened atomic.Int32  // how often it was
}

func (s *slowSystem) OpenDomain(ctx context.Context, name store.DomainName) (store.Domain, error) {
	if name == s.slow {
		s.opened.Add(1)
		select {
		case <-s.open:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return s.System.OpenDomain(ctx, name)
}

// TestSlowDomain has a domain that takes long to open: other domains are not held up, and
// it is opened once for all who wait, also when the first of them has gone.
func TestSlowDomain(t *testing.T) {
	files, err := sqlite.Open(t.Context(), t.TempDir())
	must(t, err)
	defer files.Close()
	system := &slowSystem{System: files, slow: store.DomainName{Namespace: "n", ID: "slow"}, open: make(chan struct{})}
	for _, d := range []store.DomainName{system.slow, {Namespace: "n", ID: "quick"}} {
		must(t, files.CreateDomain(t.Context(), store.DomainInfo{DomainName: d, Anonymous: true}))
	}
	s := server.New(system, server.Options{})
	web := httptest.NewServer(s.Handler(server.Pages{}))
	defer web.Close()
	defer s.Shutdown(context.Background())
	url := "ws" + strings.TrimPrefix(web.URL, "http") + "/api/realtime/n/"
	request := func(instance string) *protocol.ConnectionRequest {
		return &protocol.ConnectionRequest{ProtocolVersion: protocol.Version, Instance: instance, Method: protocol.AuthAnonymous}
	}
	enter := func(domain, instance string) chan *protocol.ConnectionResponse {
		c := dial(t, url+domain).listen()
		answer := make(chan *protocol.ConnectionResponse, 1)
		go func() { answer <- call[*protocol.ConnectionResponse](c, request(instance)) }()
		return answer
	}
	first := dial(t, url+"slow")
	first.send(1, 0, request("first"))
	for system.opened.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	first.socket.CloseNow()
	second := enter("slow", "second")
	third := enter("slow", "third")
	quick := enter("quick", "quick")
	if a := <-quick; a.Success == nil {
		t.Fatalf("another domain: %+v", a.Failure)
	}
	select {
	case a := <-second:
		t.Fatalf("let in before the domain was open: %+v", a)
	case a := <-third:
		t.Fatalf("let in before the domain was open: %+v", a)
	default:
	}
	close(system.open)
	for _, answer := range []chan *protocol.ConnectionResponse{second, third} {
		if a := <-answer; a.Success == nil {
			t.Errorf("refused: %+v", a.Failure)
		}
	}
	if n := system.opened.Load(); n != 1 {
		t.Errorf("opened %d times", n)
	}
}

// whileConnecting is a store in which something happens when a session is recorded and nobody knows
// of it yet.
type whileConnecting struct {
	store.System
	happens func(store.Domain)
}

func (w whileConnecting) OpenDomain(ctx context.Context, name store.DomainName) (store.Domain, error) {
	d, err := w.System.OpenDomain(ctx, name)
	return whileConnectingDomain{d, w.happens}, err
}

type whileConnectingDomain struct {
	store.Domain
	happens func(store.Domain)
}

func (d whileConnectingDomain) Connect(ctx context.Context, c store.Connect) (store.Session, error) {
	s, err := d.Domain.Connect(ctx, c)
	d.happens(d.Domain)
	return s, err
}

// TestDisabledWhileConnecting disables a user whose session has just been recorded, and lets the
// server see that before and after it knows the connection: it ends either way.
func TestDisabledWhileConnecting(t *testing.T) {
	for what, wait := range map[string]time.Duration{"seen before": 200 * time.Millisecond, "seen after": 0} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			start(t, dir, server.Options{}).stop() // makes the domain
			files, err := sqlite.Open(t.Context(), dir)
			must(t, err)
			defer files.Close()
			s := server.New(whileConnecting{files, func(d store.Domain) {
				must(t, d.SetDisabled(t.Context(), adaID, true))
				time.Sleep(wait)
			}}, server.Options{RightsEvery: 20 * time.Millisecond})
			defer s.Shutdown(context.Background())
			web := httptest.NewServer(s.Handler(server.Pages{}))
			defer web.Close()
			ts := &testServer{t: t, dir: dir, server: s, url: "ws" + strings.TrimPrefix(web.URL, "http") + "/api/realtime/" + name.String()}
			c, answer := ts.signIn(credentials("ada"))
			if answer.Success == nil {
				t.Fatalf("%+v", answer.Failure)
			}
			c.closedWith(protocol.CloseKicked)
		})
	}
}
