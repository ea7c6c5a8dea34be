package sqlite

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"sync"

	engine "modernc.org/sqlite"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/server/query"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

// now is the time in milliseconds, in SQL.
const now = `CAST(strftime('%s', 'now') AS INTEGER) * 1000`

var dialect = relational.Dialect{
	Now:         now,
	Bytes:       `SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)`,
	LastSession: `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'sessions'), 0)`,
	SetLastSession: []string{
		`DELETE FROM sqlite_sequence WHERE name = 'sessions' AND seq <> ?`,
		`INSERT INTO sqlite_sequence (name, seq) SELECT 'sessions', ? WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'sessions')`,
	},
	Queries:   query.SQLite,
	Document:  []string{"json"},
	Documents: func(json []byte) []any { return []any{string(json)} },
	Field:     func(json []byte) []byte { return json },
}

// Dialect implements [relational.Database].
func (f *file) Dialect() *relational.Dialect { return &dialect }

// registerFold makes fold(text) known to SQLite: text as it is compared when
// case does not matter, in any script. SQLite's own functions know ASCII only.
var registerFold = sync.OnceValue(func() error {
	return registerFunction("fold", 1, func(_ *engine.FunctionContext, args []driver.Value) (driver.Value, error) {
		switch text := args[0].(type) {
		case string:
			return fold(text), nil
		case nil:
			return nil, nil
		}
		return nil, fmt.Errorf("fold of a %T", args[0])
	})
})

// registerFunction makes a function known to SQLite that depends on nothing but
// its arguments and keeps none of them. These are what SQLite holds: the
// driver's copies would end at the first zero byte.
func registerFunction(name string, arguments int32, f func(*engine.FunctionContext, []driver.Value) (driver.Value, error)) error {
	return engine.RegisterFunction(name, &engine.FunctionImpl{NArgs: arguments, Deterministic: true, VolatileArgs: true, Scalar: f})
}

func fold(text string) string { return strings.ToLower(strings.ToUpper(text)) }

// register adds the functions that queries need to the driver, once.
var register = sync.OnceValue(func() error {
	err := registerFunction(query.FunctionMatches, 2,
		func(_ *engine.FunctionContext, args []driver.Value) (driver.Value, error) {
			text, ok := args[0].(string)
			pattern, ok2 := args[1].(string)
			if !ok || !ok2 {
				return nil, nil
			}
			return query.Matches(text, pattern), nil
		})
	if err != nil {
		return err
	}
	return registerFunction(query.FunctionMillis, 1,
		func(_ *engine.FunctionContext, args []driver.Value) (driver.Value, error) {
			if text, ok := args[0].(string); ok {
				if millis, ok := document.ParseDate(text); ok {
					return millis, nil
				}
			}
			return nil, nil
		})
})
