package server_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
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
	call[*protocol.ChatCreateResponse](ada, &protocol.ChatCreateRequest{ID: "talk", Type: protocol.ChatChannel, Membership: "private"})
	ada.ask(&protocol.ChatPublishRequest{ID: "talk", Text: "hi"})
	mu.Lock()
	heard = nil
	mu.Unlock()
	wait("ada said hi 1 in talk")
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
