package postgres_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

var figures = flag.Bool("figures", false, "measure")

// measured is for how long each figure is measured, after as long as a third of it.
const measured = 3 * time.Second

// rate returns how many operations a second there are when step does some, again and again.
func rate(step func() int) float64 {
	for began := time.Now(); time.Since(began) < measured/3; {
		step()
	}
	began, n := time.Now(), 0
	for time.Since(began) < measured {
		n += step()
	}
	return float64(n) / time.Since(began).Seconds()
}

// TestFigures measures durable operations a second, with as many appends in a transaction as
// the server puts there: to a thousand models, each with one operation; to one model, one
// transaction after the other, with one operation and with as many as come meanwhile; beside
// them the same rows in a plain table, and SQLite.
func TestFigures(t *testing.T) {
	if !*figures {
		t.Skip("it measures: make bench-postgres")
	}
	const together = 256 // as in the package commits
	server := pgserver.ForTest(t)
	_, database := opened(t, server)
	files, err := sqlite.Open(t.Context(), t.TempDir())
	must(t, err)
	defer files.Close()
	must(t, files.CreateDomain(t.Context(), store.DomainInfo{DomainName: name}))
	inFiles, err := files.OpenDomain(t.Context(), name)
	must(t, err)
	defer inFiles.Close()
	for _, s := range []struct {
		name string
		d    store.Domain
	}{{"postgres", database}, {"sqlite", inFiles}} {
		thousand, one := appender(t, s.d, 1000), appender(t, s.d, 1)
		fmt.Printf("figure store.%s.1000models %.0f ops/s\n", s.name, rate(func() int { return thousand(together, 1) }))
		fmt.Printf("figure store.%s.1model %.0f ops/s\n", s.name, rate(func() int { return one(1, 1) }))
		fmt.Printf("figure store.%s.1model.batched %.0f ops/s\n", s.name, rate(func() int { return one(1, together) }))
	}
	conn, err := pgx.Connect(t.Context(), server.URL(""))
	must(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), `CREATE TABLE plain (model BIGINT, version BIGINT, operations BYTEA, PRIMARY KEY (model, version))`)
	must(t, err)
	version := int64(0)
	fmt.Printf("figure store.postgres.plain %.0f ops/s\n", rate(func() int {
		var batch pgx.Batch
		version++
		for model := range int64(together) {
			batch.Queue(`INSERT INTO plain VALUES ($1, $2, $3)`, model, version, []byte("an operation of forty bytes, or about so"))
		}
		if err := conn.SendBatch(t.Context(), &batch).Close(); err != nil {
			t.Error(err)
		}
		return together
	}))
}

// appender returns what appends to so many models, in one transaction, one entry with so many
// operations each, and returns how many that are.
func appender(t *testing.T, d store.Domain, models int) func(appends, operations int) int {
	t.Helper()
	ctx := t.Context()
	if err := d.CreateCollection(ctx, store.Collection{ID: "c"}, 0); !errors.Is(err, store.ErrExists) {
		must(t, err)
	}
	must(t, d.ClaimInstance(ctx, "i", protocol.UserID{Username: "ada"}))
	versions, keys := make([]int64, models), make([]int64, models)
	for i := range keys {
		m, err := d.CreateModel(ctx, store.Model{ID: fmt.Sprint(models, " ", i), Collection: "c"}, []byte("x"))
		must(t, err)
		keys[i], versions[i] = m.Key, 1
	}
	next := 0
	return func(appends, operations int) int {
		group := make([]store.Append, appends)
		for i := range group {
			m := next % models
			next++
			one := []byte("an operation of forty bytes, or about so")
			group[i] = store.Append{Model: keys[m], Version: versions[m], Entries: []store.Entry{{Version: versions[m], Count: operations, Session: "1", Instance: "i",
				First: uint64(versions[m]), Millis: 1, Operations: one, Inverses: one}}}
			versions[m] += int64(operations)
		}
		for _, err := range d.Append(ctx, group) {
			if err != nil {
				t.Fatal(err)
			}
		}
		return appends * operations
	}
}
