package postgres_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/postgres"
)

// TestLater expects statements of which nothing is wanted to have been run before those behind them,
// to share their way to the database, and to take back all when one of them fails.
func TestLater(t *testing.T) {
	system, d := opened(t, pgserver.ForTest(t, fast...))
	count := func() (n int) {
		must(t, postgres.Update(d, func(u postgres.Updating) error {
			return u.Scan(`SELECT count(*) FROM groups`, nil, &n)
		}))
		return n
	}
	add := func(u postgres.Updating, id string) error { return u.Later(`INSERT INTO groups (id) VALUES (?)`, id) }
	failed := errors.New("enough")
	for _, test := range []struct {
		name   string
		change func(postgres.Updating) error
		adds   int
		fails  bool
	}{
		{"one", func(u postgres.Updating) error { return add(u, "a") }, 1, false},
		{"two", func(u postgres.Updating) error { return errors.Join(add(u, "b"), add(u, "c")) }, 2, false},
		{"one twice", func(u postgres.Updating) error { return errors.Join(add(u, "d"), add(u, "d"), add(u, "e")) }, 0, true},
		{"of which one asks", func(u postgres.Updating) error {
			var n int
			if err := errors.Join(add(u, "f"), u.Scan(`SELECT count(*) FROM groups`, nil, &n)); err != nil || n != 4 {
				return fmt.Errorf("%d groups, %w", n, err)
			}
			return add(u, "g")
		}, 2, false},
		{"of which one changes more", func(u postgres.Updating) error {
			n, err := 0, add(u, "h")
			if err == nil {
				var changed int64
				changed, err = u.Exec(`UPDATE groups SET description = 'x' WHERE id = ?`, "h")
				n = int(changed)
			}
			if err != nil || n != 1 {
				return fmt.Errorf("%d changed, %w", n, err)
			}
			return nil
		}, 1, false},
		{"that fail before the next", func(u postgres.Updating) error {
			err := add(u, "a")
			if err == nil {
				_, err = u.Exec(`UPDATE groups SET description = 'y'`)
			}
			return err
		}, 0, true},
		{"and then an error", func(u postgres.Updating) error { return errors.Join(add(u, "i"), failed) }, 0, true},
		{"after all of that", func(u postgres.Updating) error { return add(u, "i") }, 1, false},
	} {
		before := count()
		if err := postgres.Update(d, test.change); (err != nil) != test.fails {
			t.Errorf("%s: %v", test.name, err)
		}
		if n := count() - before; n != test.adds {
			t.Errorf("%s: there are %d more, not %d", test.name, n, test.adds)
		}
	}
	trips := system.RoundTrips()
	must(t, postgres.Update(d, func(u postgres.Updating) error { return errors.Join(add(u, "x"), add(u, "y"), add(u, "z")) }))
	if n := system.RoundTrips() - trips; n != 2 {
		t.Errorf("three statements cost %d round trips", n)
	}
}

// TestSignInRoundTrips counts what a sign-in with a password sends to the database and waits for.
func TestSignInRoundTrips(t *testing.T) {
	system, d := opened(t, pgserver.ForTest(t, fast...))
	ctx := t.Context()
	ada := protocol.User{UserID: protocol.UserID{Username: "ada"}}
	must(t, d.CreateUser(ctx, store.User{User: ada}))
	var hash []byte // of the last token
	for i, test := range []struct {
		name, instance string
		again          bool // whether it comes with the token of the one before
		trips          uint64
	}{
		{"the first", "a", false, 8},
		{"somebody new", "b", false, 8},
		{"somebody who was there", "b", false, 7},
		{"somebody with a token", "b", true, 8},
	} {
		before := system.RoundTrips()
		if _, err := system.Domain(ctx, name); err != nil {
			t.Fatal(err)
		}
		if _, err := d.KnownDevice(ctx, ada.UserID, "device", 0); err != nil {
			t.Fatal(err)
		}
		if _, err := d.User(ctx, ada.UserID); err != nil {
			t.Fatal(err)
		}
		c := store.Connect{User: ada, Instance: test.instance, Device: "device", Millis: int64(i + 1), TokenHash: fmt.Append(nil, "token ", i), TokenDeadline: 1000}
		if test.again {
			c.Former = hash
		}
		s, err := d.Connect(ctx, c)
		must(t, err)
		hash = c.TokenHash
		n := system.RoundTrips() - before
		t.Logf("%s: %d round trips", test.name, n)
		if n != test.trips {
			t.Errorf("%s: %d round trips, not %d", test.name, n, test.trips)
		}
		if found, err := d.TokenUser(ctx, hash, 0); err != nil || found.User != s.User {
			t.Errorf("%s: the token is of %+v, %v", test.name, found, err)
		}
	}
}
