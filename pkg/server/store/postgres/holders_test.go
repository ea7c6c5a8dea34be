package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestHolders has two servers hold an ephemeral model and an ephemeral activity: both are there
// until the second lets go, and what a server held that has ended is held for a time.
func TestHolders(t *testing.T) {
	server := pgserver.ForTest(t, fast...)
	a, da := opened(t, server)
	b, db := opened(t, server)
	ctx := t.Context()
	join := func(s store.Nodes) (id string) {
		t.Helper()
		id, err := s.Join(ctx, "", "1")
		must(t, err)
		return id
	}
	join(a)
	second := join(b)
	sql := func(statement string) {
		t.Helper()
		_, err := server.SQL(statement)
		must(t, err)
	}
	here, there := da.(store.Holders), db.(store.Holders)
	must(t, da.CreateCollection(ctx, store.Collection{ID: "c"}, 0))
	name := protocol.ActivityName{Type: "t", ID: "1"}
	make := func() (key int64) {
		t.Helper()
		m, err := da.CreateModel(ctx, store.Model{ID: "m", Collection: "c", Ephemeral: true}, []byte("x"))
		must(t, err)
		must(t, da.CreateActivity(ctx, store.Activity{ActivityName: name, Ephemeral: true}, 0))
		return m.Key
	}
	unheld := func(what string, grace time.Duration, want bool) {
		t.Helper()
		models, activities, err := here.Unheld(ctx, grace)
		must(t, err)
		if is := slices.Equal(models, []string{"m"}); is != want || is != slices.Equal(activities, []protocol.ActivityName{name}) || !want && len(models)+len(activities) > 0 {
			t.Errorf("%s: nobody holds %v, %v", what, models, activities)
		}
	}
	release := func(what string, by store.Holders, key int64, want bool) {
		t.Helper()
		freed, removed, err := by.ReleaseModel(ctx, key)
		must(t, err)
		ended, err := by.ReleaseActivity(ctx, name)
		must(t, err)
		if removed != want || ended != want || want != (freed > 0) {
			t.Errorf("%s: the model is removed: %v, which frees %d bytes; the activity: %v", what, removed, freed, ended)
		}
		_, _, err = da.Model(ctx, "m")
		_, of := da.Activity(ctx, name)
		if errors.Is(err, store.ErrNotFound) != want || errors.Is(of, store.ErrNotFound) != want {
			t.Errorf("%s: of the model %v, of the activity %v", what, err, of)
		}
	}
	key := make()
	unheld("nobody has come", 0, true)
	for _, s := range []store.Holders{here, there, here} { // twice is once
		must(t, s.HoldModel(ctx, key))
		must(t, s.HoldActivity(ctx, name))
	}
	unheld("both hold them", 0, false)
	release("one lets go", here, key, false)
	unheld("the other one holds them", 0, false)
	release("the other one lets go", there, key, true)
	if err := here.HoldModel(ctx, key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a model that was removed is held: %v", err)
	}
	if err := here.HoldActivity(ctx, name); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an activity that was removed is held: %v", err)
	}

	const passed = `UPDATE convergence_domain_1.holders SET until = now() - interval '1 second'`
	key = make()
	must(t, there.HoldModel(ctx, key))
	must(t, there.HoldActivity(ctx, name))
	sql(`DELETE FROM convergence.nodes WHERE id = '` + second + `'`)
	unheld("who held them is taken for dead", time.Hour, false)
	if id := join(b); id != second {
		t.Errorf("it comes back as %s", id)
	}
	sql(passed)
	unheld("it has come back", 0, false)
	must(t, b.Depart(ctx))
	unheld("who held them has just ended", time.Hour, false)
	unheld("the time is the one of the first look", 0, false)
	must(t, here.HoldModel(ctx, key))
	must(t, here.HoldActivity(ctx, name))
	release("within that time", here, key, false)
	sql(passed)
	unheld("after it", 0, true)
	release("after it", here, key, true)
}
