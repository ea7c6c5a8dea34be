package server_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/administration"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// TestEventHooks tells a program what happens, in order and at least once.
func TestEventHooks(t *testing.T) {
	var mu sync.Mutex
	var heard []string
	failing := 0
	hear := func(format string, args ...any) error {
		mu.Lock()
		defer mu.Unlock()
		if failing > 0 {
			failing--
			if failing%2 == 0 {
				panic("not yet")
			}
			return errors.New("not yet")
		}
		heard = append(heard, fmt.Sprintf(format, args...))
		return nil
	}
	hooks := server.Hooks{
		OnModelCreated: func(_ context.Context, e server.ModelEvent) error {
			return hear("created %s in %s by %s", e.Model, e.Collection, e.Maker.Username)
		},
		OnModelChanged: func(_ context.Context, e server.ModelEvent) error {
			return hear("changed %s %d to %d", e.Model, e.From, e.Version)
		},
		OnModelRemoved: func(_ context.Context, e server.ModelEvent) error {
			return hear("removed %s of %s at %d", e.Model, e.Domain, e.Version)
		},
		OnChatMessage: func(_ context.Context, e server.ChatEvent) error {
			return hear("%s said %s %d in %s", e.User.Username, e.Text, e.Number, e.Chat)
		},
		OnSessionConnected:    func(_ context.Context, e server.SessionEvent) error { return hear("came %s", e.Session) },
		OnSessionDisconnected: func(_ context.Context, e server.SessionEvent) error { return hear("went %s", e.Session) },
	}
	options := server.Options{RightsEvery: 10 * time.Millisecond, ChangedQuiet: 50 * time.Millisecond, Hooks: hooks}
	dir := t.TempDir()
	s := start(t, dir, options)
	wait := func(want ...string) {
		t.Helper()
		for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
			mu.Lock()
			got := slices.Clone(heard)
			mu.Unlock()
			if slices.Equal(got, want) {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("heard %q\nwant %q", got, want)
			}
		}
	}
	ada := s.connect("ada")
	wait("came " + ada.session)
	mu.Lock()
	heard, failing = nil, 2
	mu.Unlock()
	d := s.mustProgram(native.Options{Username: "bob", Password: "bob"})
	session := d.Session().Participant.SessionID
	m, err := create(t, d, "m", "notes")
	must(t, err)
	wait("came "+session, "created m in notes by bob")
	for range 3 {
		must(t, m.Element().At("text").Insert(0, "x"))
		must(t, m.Committed(t.Context()))
	}
	changed := fmt.Sprintf("changed m %d to %d", 1, m.Status().Version)
	wait("came "+session, "created m in notes by bob", changed)
	const half = "h\xed\xa0\xbdi" // with half a character, as JavaScript has them
	call[*protocol.ChatCreateResponse](ada, &protocol.ChatCreateRequest{ID: "talk", Type: protocol.ChatChannel, Membership: "private"})
	ada.ask(&protocol.ChatPublishRequest{ID: "talk", Text: half})
	mu.Lock()
	heard = nil
	mu.Unlock()
	wait("ada said " + half + " 1 in talk")
	// What could not be told before the server ended is told by the next one.
	mu.Lock()
	heard, failing = nil, 1_000_000
	mu.Unlock()
	must(t, d.Remove(t.Context(), "m"))
	d.Close()
	time.Sleep(100 * time.Millisecond)
	s.stop()
	mu.Lock()
	failing = 0
	mu.Unlock()
	s = start(t, dir, options)
	again := s.connect("ada")
	wait(fmt.Sprintf("removed m of %s at %d", name, m.Status().Version), "went "+session, "went "+ada.session, "came "+again.session)
}

// TestHooksEnd expects the hooks that are at work to be told when the server stops, each of
// which may take a minute otherwise, and nothing in the log that looks like a fault.
func TestHooksEnd(t *testing.T) {
	var said logged
	asked, told := make(chan string, 10), make(chan struct{}, 10)
	hanging := false
	var mu sync.Mutex
	s := start(t, t.TempDir(), server.Options{Log: log(&said), RightsEvery: 10 * time.Millisecond, HookTime: time.Minute, Hooks: server.Hooks{
		Authorize: func(ctx context.Context, r server.AccessRequest) (protocol.Permissions, error) {
			mu.Lock()
			hang := hanging
			mu.Unlock()
			if hang {
				asked <- r.Model
				<-ctx.Done()
				return 0, ctx.Err()
			}
			return store.AllRights, nil
		},
		OnSessionConnected: func(ctx context.Context, _ server.SessionEvent) error {
			told <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		},
	}})
	ada, bob := s.connect("ada"), s.connect("bob")
	<-told
	ada.open("reviewed")
	ada.create("opened", nil)
	mu.Lock()
	hanging = true
	mu.Unlock()
	go s.server.ReviewRights(name, "reviewed")
	bob.ask(&protocol.OpenRequest{ModelID: "opened"})
	if got := []string{<-asked, <-asked}; !slices.Contains(got, "opened") || !slices.Contains(got, "reviewed") {
		t.Errorf("it is asked about %q", got)
	}
	begun := time.Now()
	s.stop()
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
	if text := said.all(); strings.Contains(text, "level=ERROR") {
		t.Errorf("the log says\n%s", text)
	}
}

// counting is a store that counts how often the webhooks of its domains are looked for.
type counting struct {
	store.System
	looks *atomic.Int64
}

func (c counting) OpenDomain(ctx context.Context, name store.DomainName) (store.Domain, error) {
	d, err := c.System.OpenDomain(ctx, name)
	return countingDomain{d, c.looks}, err
}

type countingDomain struct {
	store.Domain
	looks *atomic.Int64
}

func (d countingDomain) Webhooks(ctx context.Context) ([]store.Webhook, error) {
	d.looks.Add(1)
	return d.Domain.Webhooks(ctx)
}

// TestWebhooksAdded expects nothing to be done for webhooks in a domain that has none, until one
// is added by another process while the domain is open.
func TestWebhooksAdded(t *testing.T) {
	dir := t.TempDir()
	start(t, dir, server.Options{}).stop() // makes the domain
	system, err := sqlite.Open(t.Context(), dir)
	must(t, err)
	defer system.Close()
	var looks atomic.Int64
	s := server.New(counting{system, &looks}, server.Options{RightsEvery: 5 * time.Millisecond, WebhookPrivate: true})
	defer s.Shutdown(context.Background())
	web := httptest.NewServer(s.Handler(server.Pages{}))
	defer web.Close()
	ts := &testServer{t: t, dir: dir, server: s, url: "ws" + strings.TrimPrefix(web.URL, "http") + "/api/realtime/" + name.String()}
	ada := ts.connect("ada")
	time.Sleep(100 * time.Millisecond)
	if n := looks.Load(); n != 1 {
		t.Errorf("webhooks are looked for %d times, want once when the domain is opened", n)
	}
	called := make(chan struct{}, 100)
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called <- struct{}{} }))
	defer receiver.Close()
	ts.inStore(func(d store.Domain) {
		_, err := administration.AddWebhook(t.Context(), d, store.Webhook{ID: "w", URL: receiver.URL, Enabled: true, Events: store.EventKinds})
		must(t, err)
	})
	for end, n := time.After(patience), 0; ; n++ {
		ada.create(fmt.Sprint("m", n), nil)
		select {
		case <-called:
			return
		case <-end:
			t.Fatal("nobody is called")
		case <-time.After(50 * time.Millisecond):
		}
	}
}
