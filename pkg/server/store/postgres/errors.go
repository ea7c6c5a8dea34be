package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/convergence-wasm/convergence/pkg/server/query/pgtext"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// hints say what to do about errors of PostgreSQL, by their codes.
var hints = map[string]string{
	"3D000": "make it with: createdb NAME",
	"28000": "the user may not connect from here, see pg_hba.conf of the database",
	"28P01": "the user or the password in the address of the database is wrong",
	"42501": "the user of the database needs the right to create schemas in it: GRANT CREATE ON DATABASE ... TO ...",
	"53300": "the database has no connection left: raise its max_connections, or lower pool_max_conns in its address",
	"25006": "the database takes no changes; connect to the primary, not to a standby",
	"3F000": "the domain was removed or replaced, or its tables are missing",
	"42P01": "the domain was removed or replaced, or its tables are missing",
	"53100": "the disk of the database is full",
}

// explain adds to an error of the database what to do about it.
func explain(err error) error {
	if _, already := errors.AsType[*told](err); already || err == nil {
		return err
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		if hint := hints[e.Code]; hint != "" {
			return &told{err, hint}
		}
		return err
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return &told{err, "the database cannot be reached: look whether PostgreSQL runs, and whether its address is right"}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &told{err, "the database has not answered in time"}
	}
	return err
}

// told is an error with what to do about it.
type told struct {
	err  error
	hint string
}

func (t *told) Error() string { return fmt.Sprintf("%s; %v", t.hint, t.err) }
func (t *told) Unwrap() error { return t.err }

// field is JSON as documents have it, without the spaces of PostgreSQL.
func field(b []byte) []byte {
	if b == nil {
		return nil
	}
	var out bytes.Buffer
	if err := json.Compact(&out, b); err != nil {
		return b
	}
	return pgtext.UnescapeJSON(out.Bytes())
}

// busy is [store.ErrBusy] with what is in the way.
func busy(what string) error { return fmt.Errorf("%w: %s", store.ErrBusy, what) }
