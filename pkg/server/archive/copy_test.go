package archive_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/archive"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/postgres"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
	"github.com/convergence-wasm/convergence/pkg/server/webtoken"
)

// outside has what archives leave out, in a domain.
func outside(t *testing.T, system store.System) {
	t.Helper()
	d, err := system.OpenDomain(t.Context(), name)
	must(t, err)
	defer d.Close()
	public, private, err := webtoken.Generate()
	must(t, err)
	must(t, d.AddKey(t.Context(), store.Key{ID: "ours", Public: public, Private: private, Created: 7}))
	must(t, d.AddWebhook(t.Context(), store.Webhook{ID: "hook", URL: "https://example.org", Secret: "secret", Events: store.EventKinds, Enabled: true, Created: 5}))
	must(t, d.SetWebhook(t.Context(), store.Webhook{ID: "hook", URL: "https://example.org", Events: store.EventKinds, Disabled: "it failed", Failing: 3}))
	must(t, system.AddAPIKey(t.Context(), store.APIKey{ID: "program", Domain: name, Hash: []byte("hash"), Scopes: []string{"models:read"}, Created: 9}))
	// Texts that a database may refuse.
	must(t, d.CreateUser(t.Context(), store.User{User: protocol.User{UserID: protocol.UserID{Username: "zero\x00"}, DisplayName: "half \xed\xa0\xbd \uFDD0"}}))
}

func onPostgres(t *testing.T, server *pgserver.Server, schema string) *postgres.System {
	t.Helper()
	system, err := postgres.Open(t.Context(), server.URL(schema), true)
	must(t, err)
	t.Cleanup(func() { system.Close() })
	return system
}

func inFiles(t *testing.T) *sqlite.System {
	t.Helper()
	system, err := sqlite.Open(t.Context(), t.TempDir())
	must(t, err)
	t.Cleanup(func() { system.Close() })
	return system
}

// TestCopy copies a domain with everything in it from SQLite to PostgreSQL, to another schema
// there, and back, and expects the same everywhere.
func TestCopy(t *testing.T) {
	server := pgserver.ForTest(t, "fsync=off")
	first := filled(t)
	outside(t, first)
	stores := []store.System{first, onPostgres(t, server, "one"), onPostgres(t, server, "two"), inFiles(t)}
	var sums []string
	for i, to := range stores[1:] {
		c, err := archive.Copy(t.Context(), stores[i], to, name, nil)
		if err != nil || c.There || c.Counts.Models == 0 || c.Counts.Events == 0 || c.Counts.Operations == 0 {
			t.Fatalf("copy %d: %+v, %v", i, c, err)
		}
		sums = append(sums, c.SHA256)
	}
	if sums[0] != sums[1] || sums[1] != sums[2] {
		t.Errorf("the sums are %v", sums)
	}
	a, b := export(t, first, archive.ExportOptions{Program: "test"}), export(t, stores[3], archive.ExportOptions{Program: "test"})
	if !reflect.DeepEqual(a[1:len(a)-1], b[1:len(b)-1]) {
		t.Error("the archives differ")
	}
	last := stores[3]
	d, err := last.OpenDomain(t.Context(), name)
	must(t, err)
	key, err := d.Key(t.Context(), "ours")
	hook, err2 := d.Webhook(t.Context(), "hook")
	program, err3 := last.APIKey(t.Context(), []byte("hash"))
	must(t, errors.Join(err, err2, err3, d.Close()))
	if !strings.Contains(key.Private, "PRIVATE KEY") || hook.Secret != "secret" || hook.Disabled != "it failed" || hook.Enabled || hook.Failing != 3 || program.ID != "program" {
		t.Errorf("there are %+v, %+v, %+v", key, hook, program)
	}
	if all, err := last.DomainsWithWebhooks(t.Context()); err != nil || !reflect.DeepEqual(all, []store.DomainName{name}) {
		t.Errorf("the domains with webhooks are %v, %v", all, err)
	}

	// Again, it is there; one that differs is refused, and left.
	if c, err := archive.Copy(t.Context(), first, last, name, nil); err != nil || !c.There || c.SHA256 != sums[0] {
		t.Errorf("again: %+v, %v", c, err)
	}
	d, err = last.OpenDomain(t.Context(), name)
	must(t, err)
	must(t, d.CreateGroup(t.Context(), "one more", ""))
	must(t, d.Close())
	if _, err := archive.Copy(t.Context(), first, last, name, nil); !errors.Is(err, store.ErrExists) {
		t.Errorf("over another one: %v", err)
	}
	if _, err := archive.Copy(t.Context(), first, last, store.DomainName{Namespace: "no", ID: "where"}, nil); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("of none: %v", err)
	}
	compareModels(t, first, stores[1]) // which edits both
}

// spoiled is a store in which something is other than what was put there.
type spoiled struct{ store.System }

func (s spoiled) OpenDomain(ctx context.Context, name store.DomainName) (store.Domain, error) {
	d, err := s.System.OpenDomain(ctx, name)
	if err == nil {
		err = errors.Join(d.CreateGroup(ctx, "nobody's", ""), ctx.Err())
		if errors.Is(err, store.ErrExists) {
			err = nil
		}
	}
	return d, err
}

// TestCopyFails expects nothing of a copy that is broken off, or is not the same in the end.
func TestCopyFails(t *testing.T) {
	server := pgserver.ForTest(t, "fsync=off")
	from, to := filled(t), onPostgres(t, server, "")
	nothing := func(why string) {
		t.Helper()
		if all, err := to.Domains(t.Context()); err != nil || len(all) > 0 {
			t.Errorf("%s leaves %+v, %v", why, all, err)
		}
		if says, err := server.SQL(`SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'convergence\_domain%'`); err != nil || says != "0" {
			t.Errorf("%s leaves %s schemas, %v", why, says, err)
		}
	}
	if _, err := archive.Copy(t.Context(), from, spoiled{to}, name, nil); !errors.Is(err, archive.ErrDiffers) {
		t.Errorf("a copy that differs: %v", err)
	}
	nothing("a copy that differs")
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	_, err := archive.Copy(ctx, from, to, name, func(c archive.Counts) {
		if seen++; c.Models > 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || seen == 0 {
		t.Errorf("broken off: %v after %d lines", err, seen)
	}
	nothing("a copy that was broken off")
	if _, err := archive.Copy(t.Context(), from, to, name, nil); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// TestServedFromPostgres has clients fill a domain that is served from PostgreSQL, and expects
// it in an archive as it is.
func TestServedFromPostgres(t *testing.T) {
	system := onPostgres(t, pgserver.ForTest(t, "fsync=off"), "")
	fill(t, system)
	lines := export(t, system, archive.ExportOptions{Program: "test"})
	for _, kind := range []string{`"model"`, `"operations"`, `"chat"`, `"event"`, `"activity"`, `"group"`} {
		if !strings.Contains(strings.Join(lines, ""), `{"type":`+kind) {
			t.Errorf("no line of type %s", kind)
		}
	}
	to := sameAgain(t, lines)
	compareModels(t, system, to)
}
