package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
	"sync"

	engine "modernc.org/sqlite"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/query"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

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

// StaleModels implements [store.Queries]. The models have no rights.
func (d *domain) StaleModels(ctx context.Context, collection string, after int64, n int) ([]store.Model, error) {
	rows, err := d.file.read.QueryContext(ctx, `
		SELECT m.key, m.id, m.version FROM models m LEFT JOIN documents d ON d.model = m.key
		WHERE m.collection = ? AND m.key > ? AND (d.version IS NULL OR d.version < m.version)
		ORDER BY m.key LIMIT ?`, collection, after, n)
	if err != nil {
		return nil, fmt.Errorf("listing models of collection %q without a document: %w", collection, err)
	}
	defer rows.Close()
	var all []store.Model
	for rows.Next() {
		m := store.Model{Collection: collection}
		if err := rows.Scan(&m.Key, &m.ID, &m.Version); err != nil {
			return nil, fmt.Errorf("listing models of collection %q without a document: %w", collection, err)
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

// SaveDocuments implements [store.Queries].
func (d *domain) SaveDocuments(ctx context.Context, documents []store.Document) error {
	return d.file.update(ctx, func() error {
		for _, doc := range documents {
			_, err := d.file.exec(`INSERT INTO documents SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM models WHERE key = ?1)
				ON CONFLICT DO UPDATE SET version = excluded.version, json = excluded.json WHERE version < excluded.version`,
				doc.Model, doc.Version, string(doc.JSON))
			if err != nil {
				return fmt.Errorf("saving the document of model %d: %w", doc.Model, err)
			}
		}
		return nil
	})
}

// Query implements [store.Queries].
func (d *domain) Query(ctx context.Context, s *query.Select, user protocol.UserID, limit, bytes int) (found []store.Found, total int, err error) {
	c := s.SQL(query.Columns{JSON: "d.json", ID: "m.id", Collection: "m.collection", Version: "d.version", Created: "m.created", Modified: "m.modified"},
		s.Collection, user.Type, user.Username)
	from := ` FROM models m JOIN documents d ON d.model = m.key WHERE m.collection = ?1 AND ` + readable(user) + ` AND ` + c.Where
	columns := append([]string{"m.id", "d.version", "m.created", "m.modified"}, c.Fields...)
	if len(c.Fields) == 0 {
		columns = append(columns, "d.json")
	}
	args := append(c.Args, limit, s.Offset)
	page := fmt.Sprintf(`SELECT %s%s ORDER BY %s LIMIT ?%d OFFSET ?%d`,
		strings.Join(columns, ", "), from, strings.Join(append(c.Order, "m.key"), ", "), len(args)-1, len(args))
	fail := func(err error) ([]store.Found, int, error) {
		return nil, 0, fmt.Errorf("querying collection %q: %w", s.Collection, err)
	}
	// One transaction, so that the total fits the page.
	tx, err := d.file.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fail(err)
	}
	defer tx.Rollback()
	if found, err = readPage(ctx, tx, page, args, len(c.Fields), bytes); err != nil {
		return fail(err)
	}
	if n := len(found); n < limit && (n > 0 || s.Offset == 0) {
		return found, s.Offset + n, nil // the last page: no need to count
	}
	// Both statements take the same parameters, so this one mentions the last.
	count := fmt.Sprintf(`SELECT count(*), ?%d%s`, len(args), from)
	if err := tx.QueryRowContext(ctx, count, args...).Scan(&total, new(any)); err != nil {
		return fail(err)
	}
	return found, total, nil
}

func readPage(ctx context.Context, tx *sql.Tx, statement string, args []any, fields, bytes int) ([]store.Found, error) {
	rows, err := tx.QueryContext(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []store.Found
	for rows.Next() {
		f := store.Found{Fields: make([][]byte, fields)}
		into := []any{&f.ID, &f.Version, &f.Created, &f.Modified}
		for i := range f.Fields {
			into = append(into, &f.Fields[i])
		}
		if fields == 0 {
			into = append(into, &f.JSON)
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		bytes -= len(f.JSON) + 128
		for i := range f.Fields {
			bytes -= len(f.Fields[i])
		}
		if bytes < 0 {
			return nil, store.ErrTooLarge
		}
		found = append(found, f)
	}
	return found, rows.Err()
}

// readable is the condition that the user with type ?2 and name ?3 may read
// model m. It is the order in which the server's modelRights decides, for one
// right; a test compares the two.
func readable(user protocol.UserID) string {
	if user.Type == protocol.UserConvergence {
		return "TRUE"
	}
	return `coalesce(
		(SELECT rights & 1 FROM model_users WHERE model = m.key AND type = ?2 AND username = ?3),
		(SELECT rights & 1 FROM collection_users WHERE NOT m.override AND collection = m.collection AND type = ?2 AND username = ?3),
		(SELECT max(rights & 1) FROM model_groups JOIN group_members USING (grp) WHERE model = m.key AND type = ?2 AND username = ?3),
		(SELECT max(rights & 1) FROM collection_groups JOIN group_members USING (grp) WHERE NOT m.override AND collection = m.collection AND type = ?2 AND username = ?3),
		CASE WHEN m.override THEN m.world & 1 ELSE (SELECT world & 1 FROM collections WHERE id = m.collection) END) = 1`
}
