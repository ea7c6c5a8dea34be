package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestNodes has two servers share a database: neither can have it alone, one leads, and what was
// one's that does not live any more is the other's.
func TestNodes(t *testing.T) {
	server := pgserver.ForTest(t, fast...)
	a, da := opened(t, server)
	b, db := opened(t, server)
	alone, _ := opened(t, server)
	ctx := t.Context()
	join := func(s store.Nodes, addr string) string {
		id, err := s.Join(ctx, addr, "1")
		must(t, err)
		return id
	}
	first, second := join(a, "a:1"), join(b, "b:1")
	if err := alone.Serve(ctx); !errors.Is(err, store.ErrBusy) {
		t.Errorf("beside nodes a server has the database for itself: %v", err)
	}
	must(t, a.Beat(ctx, 7, 1))
	all, err := b.Nodes(ctx)
	must(t, err)
	if len(all) != 2 || all[0].ID != first || all[0].Sessions != 7 || all[1].Addr != "b:1" {
		t.Errorf("the nodes are %+v", all)
	}
	m := withModel(t, da)
	name := store.DomainName{Namespace: "n", ID: "d"}
	leads := func(s store.Nodes, want, when string) {
		t.Helper()
		if node, err := s.Lead(ctx, name, m); err != nil || node != want {
			t.Errorf("%s: %q leads (%v)", when, node, err)
		}
	}
	leads(a, first, "at first")
	leads(b, first, "asked by another one")
	must(t, a.Yield(ctx, name, m))
	leads(b, second, "when the first has yielded")
	leads(a, second, "asked by the first")

	// Both write, each at the version that it knows.
	must(t, appendOne(t, da, m, 1))
	if err := appendOne(t, db, m, 1); !errors.Is(err, store.ErrVersion) {
		t.Errorf("the other appends at the same version: %v", err)
	}
	must(t, appendOne(t, db, m, 2))
	versions, err := da.(store.Versions).Versions(ctx, []int64{m, m + 1})
	if must(t, err); len(versions) != 1 || versions[m] != 3 {
		t.Errorf("the versions are %v", versions)
	}

	// The second stops to say that it lives.
	connect := func(d store.Domain, instance string) string {
		s, err := d.Connect(ctx, store.Connect{User: protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous}}, Instance: instance})
		must(t, err)
		return s.ID
	}
	of, gone := connect(da, "of the first"), connect(db, "of the second")
	must(t, da.EndAll(ctx, 1))
	if c, err := da.Connected(ctx); err != nil || len(c) != 2 {
		t.Errorf("connected while both live: %v, %v", c, err)
	}
	if _, err := server.SQL(`UPDATE convergence.nodes SET seen = now() - interval '3 seconds' WHERE id = '` + second + `'`); err != nil {
		t.Fatal(err)
	}
	leads(a, first, "when the second is late")
	if dead, err := a.Bury(ctx); err != nil || len(dead) != 0 {
		t.Errorf("late, and buried: %v, %v", dead, err)
	}
	if _, err := server.SQL(`UPDATE convergence.nodes SET seen = now() - interval '9 seconds' WHERE id = '` + second + `'`); err != nil {
		t.Fatal(err)
	}
	if dead, err := a.Bury(ctx); err != nil || len(dead) != 1 || dead[0] != second {
		t.Errorf("buried %v, %v", dead, err)
	}
	must(t, da.EndAll(ctx, time.Now().UnixMilli()))
	if c, err := da.Connected(ctx); err != nil || len(c) != 1 || c[0].ID != of {
		t.Errorf("connected %v, %v; %s is of the dead node", c, err, gone)
	}
	if err := b.Beat(ctx, 0, 0); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the dead node says that it lives: %v", err)
	}
	if id := join(b, "b:1"); id != second {
		t.Errorf("it comes back as %s", id)
	}
	must(t, b.Depart(ctx))
	must(t, a.Depart(ctx))
	must(t, a.Close())
	must(t, b.Close())
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) { // until the database has seen that they are gone
		err := alone.Serve(ctx)
		if err == nil {
			break
		}
		if !errors.Is(err, store.ErrBusy) || time.Now().After(end) {
			t.Fatalf("when no node is left: %v", err)
		}
	}
}
