package postgres_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/postgres"
)

// cutOff has the database end the connections on which locks are held while nothing runs.
func cutOff(t *testing.T, server *pgserver.Server) {
	t.Helper()
	ended, err := server.SQL(`SELECT count(pg_terminate_backend(pid, 5000)) FROM (SELECT DISTINCT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
		WHERE locktype = 'advisory' AND state = 'idle') AS held`)
	must(t, err)
	if ended == "0" {
		t.Fatal("nobody holds a lock")
	}
}

// twoServers opens a store twice, with the same domain. The first is its only server.
func twoServers(t *testing.T) (server *pgserver.Server, s, other *postgres.System, d, beside store.Domain) {
	t.Helper()
	server = pgserver.ForTest(t, fast...)
	s, d = opened(t, server)
	other, beside = opened(t, server)
	must(t, s.Serve(t.Context()))
	return server, s, other, d, beside
}

// TestLockIsTakenAgain expects a server that has lost its lock to have it again before it has
// written anything, without being looked at.
func TestLockIsTakenAgain(t *testing.T) {
	server, _, other, d, _ := twoServers(t)
	ctx := t.Context()
	m := withModel(t, d)
	for version, write := range []func(int64) error{
		func(int64) error { return d.CreateGroup(ctx, "g", "") },
		func(version int64) error { return appendOne(t, d, m, version) },
	} {
		cutOff(t, server)
		must(t, write(int64(version)))
		if err := other.Serve(ctx); !errors.Is(err, store.ErrBusy) {
			t.Fatalf("write %d came before the lock: another server has %v", version, err)
		}
	}
}

// TestTakenOver has another server take the lock that one has lost: that one writes nothing any
// more, also when the other has ended.
func TestTakenOver(t *testing.T) {
	server, s, other, d, beside := twoServers(t)
	ctx := t.Context()
	m := withModel(t, d)
	must(t, appendOne(t, d, m, 1))
	cutOff(t, server)
	must(t, other.Serve(ctx))
	refused := func(when string) {
		t.Helper()
		for what, write := range map[string]func() error{
			"changes a domain":    func() error { return d.CreateGroup(ctx, "g", "") },
			"appends":             func() error { return appendOne(t, d, m, 2) },
			"changes the system":  func() error { return s.AddAdministrator(ctx, store.Administrator{Name: "a"}) },
			"says that all works": func() error { return s.Check(ctx) },
		} {
			if write() == nil {
				t.Errorf("%s, the first server %s", when, what)
			}
		}
	}
	refused("beside another one")
	must(t, other.Check(ctx))
	must(t, beside.CreateGroup(ctx, "h", ""))
	must(t, other.Close())
	refused("after another one")
	if err := s.Check(ctx); !errors.Is(err, store.ErrBusy) {
		t.Errorf("it says %v", err)
	}
	third, d := opened(t, server)
	must(t, third.Serve(ctx))
	if groups, err := d.GroupIDs(ctx); err != nil || len(groups) != 1 {
		t.Errorf("there are the groups %v, %v", groups, err)
	}
	must(t, appendOne(t, d, m, 2))
}

// TestTakenOverFromSeveral has a server take the database for itself that one of several has
// lost: that one writes nothing any more, also when there are several again.
func TestTakenOverFromSeveral(t *testing.T) {
	server := pgserver.ForTest(t, fast...)
	s, d := opened(t, server)
	alone, _ := opened(t, server)
	later, _ := opened(t, server)
	ctx := t.Context()
	join := func(s *postgres.System) {
		t.Helper()
		_, err := s.Join(ctx, "a:1", "1")
		must(t, err)
	}
	join(s)
	m := withModel(t, d)
	cutOff(t, server)
	must(t, appendOne(t, d, m, 1)) // it has the lock again
	join(later)
	cutOff(t, server)
	must(t, later.Check(ctx))
	must(t, appendOne(t, d, m, 2)) // nobody has served but the two
	must(t, later.Close())
	cutOff(t, server)
	must(t, alone.Serve(ctx))
	cutOff(t, server)
	again, beside := opened(t, server)
	join(again)
	if err := appendOne(t, d, m, 3); !errors.Is(err, store.ErrBusy) {
		t.Errorf("one of several that was replaced meanwhile appends: %v", err)
	}
	must(t, appendOne(t, beside, m, 3))
}

// TestTakenOverInTheMiddle loses the lock while a transaction runs: another server begins once
// that has ended.
func TestTakenOverInTheMiddle(t *testing.T) {
	server, _, other, d, beside := twoServers(t)
	ctx := t.Context()
	holding, release, ended, begun := make(chan bool), make(chan bool), make(chan error, 1), make(chan error, 1)
	let := sync.OnceFunc(func() { close(release) })
	defer let()
	go func() { ended <- postgres.Hold(d, holding, release) }()
	<-holding
	cutOff(t, server)
	go func() { begun <- other.Serve(ctx) }()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		waits, err := server.SQL(`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)
		must(t, err)
		if waits == "1" {
			break
		}
		if len(begun) > 0 || time.Now().After(end) {
			t.Fatal("another server does not wait for what is being written")
		}
	}
	let()
	must(t, <-ended)
	must(t, <-begun)
	if groups, err := beside.GroupIDs(ctx); err != nil || len(groups) != 1 {
		t.Errorf("the other server finds the groups %v, %v", groups, err)
	}
}

func withModel(t *testing.T, d store.Domain) (key int64) {
	t.Helper()
	must(t, d.ClaimInstance(t.Context(), "i", protocol.UserID{Username: "ada"}))
	must(t, d.CreateCollection(t.Context(), store.Collection{ID: "c"}, 0))
	m, err := d.CreateModel(t.Context(), store.Model{ID: "m", Collection: "c"}, []byte("x"))
	must(t, err)
	return m.Key
}

// appendOne appends an operation to a model of which version-1 are there.
func appendOne(t *testing.T, d store.Domain, model, version int64) error {
	return d.Append(t.Context(), []store.Append{{Model: model, Version: version, Entries: []store.Entry{
		{Version: version, Count: 1, Instance: "i", First: uint64(version), Operations: []byte{1}}}}})[0]
}
