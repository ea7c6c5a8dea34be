package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// defaultSchema is where the tables are unless the address says otherwise.
	defaultSchema = "convergence"
	// defaultConnections is how many connections a process has at most, beside the one that
	// says which domains it has open, and those of snapshots.
	defaultConnections = 16
	// oldest is the oldest version of PostgreSQL that will do: infinite numerics came with it.
	oldest = 140000

	// patience is how long a statement of a transaction may take, with the wait for a connection
	// and for others who write; readPatience how long a query may.
	patience     = 15 * time.Second
	readPatience = time.Minute
)

// between stands in the name of a schema with a domain before its number.
const between = "_domain_"

// schemaRule says which schemas may be named.
var schemaRule = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,39}$`)

// IsAddress reports whether a text is the address of a database rather than a directory.
func IsAddress(text string) bool {
	return strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")
}

// Redact returns an address without what is secret in it.
func Redact(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "postgres://..." // a wrong address may have a password anywhere
	}
	if values := u.Query(); values.Has("password") {
		values.Set("password", "xxxxx")
		u.RawQuery = values.Encode()
	}
	return u.Redacted()
}

// configure reads an address. The schema is a parameter of it.
func configure(address string) (config *pgxpool.Config, schema string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, "", errors.New("the address of the database cannot be read: write postgres://USER:PASSWORD@HOST:PORT/DATABASE, with %XX for characters in the password that are special in addresses")
	}
	values := u.Query()
	schema = defaultSchema
	if values.Has("schema") {
		schema = values.Get("schema")
		values.Del("schema")
	}
	if !schemaRule.MatchString(schema) || strings.HasPrefix(schema, "pg_") || strings.Contains(schema+"_", between) {
		return nil, "", fmt.Errorf("schema %q of the database: use up to 40 lower-case letters, digits and _, and neither pg_ before nor domain within", schema)
	}
	limited := values.Has("pool_max_conns")
	u.RawQuery = values.Encode()
	if config, err = pgxpool.ParseConfig(u.String()); err != nil {
		return nil, "", fmt.Errorf("the address of the database: %w", err)
	}
	if !limited {
		config.MaxConns = defaultConnections
	}
	if config.MaxConns < 4 {
		return nil, "", fmt.Errorf("pool_max_conns=%d in the address of the database: a server needs 4 connections", config.MaxConns)
	}
	c := config.ConnConfig
	c.Tracer = new(roundTrips)
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = 5 * time.Second
	}
	set := func(name, value string) {
		if _, ok := c.RuntimeParams[name]; !ok {
			c.RuntimeParams[name] = value
		}
	}
	set("application_name", "convergence")
	// A process that is stopped in the middle of a transaction, or cut off, does not hold up the
	// others for longer.
	set("idle_in_transaction_session_timeout", "10s")
	set("lock_timeout", fmt.Sprint(patience.Milliseconds()))
	set("search_path", schema)
	set("timezone", "UTC")
	c.OnNotice = func(*pgconn.PgConn, *pgconn.Notice) {}
	return config, schema, nil
}

// use takes a connection whose tables are those of a schema.
func use(ctx context.Context, pool *pgxpool.Pool, schema string) (*pgxpool.Conn, error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	if err := point(ctx, conn.Conn(), schema, ""); err != nil {
		conn.Release()
		return nil, err
	}
	return conn, nil
}

// point has a connection use the tables of a schema, remembers it, and runs then, which may be
// empty, with that at once. A transaction that is begun there does not take it back: the path is set
// in a transaction of its own.
func point(ctx context.Context, conn *pgx.Conn, schema, then string) error {
	const key = "schema"
	data := conn.PgConn().CustomData()
	if data[key] != schema {
		delete(data, key)
		then = `BEGIN; SET search_path TO ` + pgx.Identifier{schema}.Sanitize() + `; COMMIT; ` + then
	} else if then == "" {
		return nil
	}
	if _, err := conn.Exec(ctx, then, pgx.QueryExecModeSimpleProtocol); err != nil {
		return err
	}
	data[key] = schema
	return nil
}
