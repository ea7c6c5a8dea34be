package postgres

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// The steps that bring a schema from one version to the next. A step that has been released
// is never changed; the table schema_steps counts those done.
var (
	systemSteps = []string{systemTables, keepHistoryStep, nodeTables, changeCounters}
	domainSteps = []string{domainTables, namedVersionsStep, oldestStep, sessionNodes, togetherStep, countChanges}
)

//go:embed system.sql
var systemTables string

//go:embed domain.sql
var domainTables string

const namedVersionsStep = `
CREATE TABLE named_versions (
	model    BIGINT NOT NULL,
	name     TEXT COLLATE "C" NOT NULL,
	version  BIGINT NOT NULL,
	millis   BIGINT NOT NULL,
	type     BIGINT NOT NULL, -- of who named it
	username TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (model, name)
);
`

const (
	keepHistoryStep = `ALTER TABLE domains ADD COLUMN keep_history BIGINT NOT NULL DEFAULT 0`
	oldestStep      = `ALTER TABLE models ADD COLUMN oldest BIGINT NOT NULL DEFAULT 1, ADD COLUMN oldest_time BIGINT NOT NULL DEFAULT 0`
)

// prepare makes a schema when it is missing, and brings it to the newest version. It runs in
// one transaction, so that a schema is there as a whole or not at all, and one process does
// so at a time.
func prepare(ctx context.Context, conn *pgx.Conn, schema string, steps []string) error {
	name := pgx.Identifier{schema}.Sanitize()
	if n, err := version(ctx, conn, schema); err != nil || n == len(steps) {
		return err
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback(context.Background())
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lock{toUpdate, schema, false}.key()); err != nil {
		return err
	}
	n, err := version(ctx, conn, schema) // again: another process may have been faster
	if err != nil {
		return err
	}
	if n > len(steps) {
		return fmt.Errorf("schema %s of the database has version %d, which is newer than this program, which knows %d; use a newer convergence", schema, n, len(steps))
	}
	if n == 0 {
		if _, err := tx.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS `+name, pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("making schema %s of the database: %w", schema, err)
		}
	}
	if _, err := tx.Exec(ctx, `SET LOCAL search_path TO `+name, pgx.QueryExecModeSimpleProtocol); err != nil {
		return err
	}
	if n == 0 {
		if _, err := tx.Exec(ctx, `CREATE TABLE schema_steps (done BIGINT NOT NULL, checked TIMESTAMPTZ); INSERT INTO schema_steps VALUES (0)`, pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
	}
	cases, err := collation(ctx, conn)
	if err != nil {
		return err
	}
	for ; n < len(steps); n++ {
		if _, err := tx.Exec(ctx, strings.ReplaceAll(steps[n], "COLLATE CASES", cases), pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("step %d of schema %s of the database: %w", n+1, schema, err)
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE schema_steps SET done = $1`, int64(n)); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// version returns how many steps a schema has done, 0 when it is not there.
func version(ctx context.Context, conn *pgx.Conn, schema string) (n int, err error) {
	var there bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = 'schema_steps')`, schema).Scan(&there); err != nil || !there {
		return 0, err
	}
	err = conn.QueryRow(ctx, `SELECT done FROM `+pgx.Identifier{schema, "schema_steps"}.Sanitize()).Scan(&n)
	return n, err
}

// collation returns the rule by which letters of all scripts have upper and lower case, as the
// database has one. The last resort is that of the database itself.
func collation(ctx context.Context, conn *pgx.Conn) (string, error) {
	for _, name := range []string{"und-x-icu", "pg_c_utf8", "C.utf8"} {
		var there bool
		if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_collation WHERE collname = $1 AND collencoding IN (-1, 6))`, name).Scan(&there); err != nil {
			return "", err
		}
		if there {
			return "COLLATE " + pgx.Identifier{name}.Sanitize(), nil
		}
	}
	return `COLLATE "default"`, nil
}
