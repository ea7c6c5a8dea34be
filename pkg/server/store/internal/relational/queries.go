package relational

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/query"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// StaleModels implements [store.Queries]. The models have no rights.
func (d *Domain) StaleModels(ctx context.Context, collection string, after int64, n int) ([]store.Model, error) {
	rows, err := d.db.Query(ctx, `
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
func (d *Domain) SaveDocuments(ctx context.Context, documents []store.Document) error {
	dialect := d.db.Dialect()
	columns, places, set := "model, version", "?1, ?2", "version = excluded.version"
	for i, c := range dialect.Document {
		columns += ", " + c
		places += ", ?" + strconv.Itoa(i+3)
		set += ", " + c + " = excluded." + c
	}
	statement := `INSERT INTO documents (` + columns + `) SELECT ` + places + ` WHERE EXISTS (SELECT 1 FROM models WHERE key = ?1)
		ON CONFLICT (model) DO UPDATE SET ` + set + ` WHERE documents.version < excluded.version`
	return d.update(ctx, func() error {
		for _, doc := range documents {
			if _, err := d.db.Exec(statement, append([]any{doc.Model, doc.Version}, dialect.Documents(doc.JSON)...)...); err != nil {
				return fmt.Errorf("saving the document of model %d: %w", doc.Model, err)
			}
		}
		return nil
	})
}

// Query implements [store.Queries].
func (d *Domain) Query(ctx context.Context, s *query.Select, user protocol.UserID, limit, bytes int) (found []store.Found, total int, err error) {
	dialect := d.db.Dialect()
	may, args := readable(user)
	document := dialect.Document[len(dialect.Document)-1] // that is looked into
	c := s.SQL(dialect.Queries, query.Columns{JSON: "d." + document, ID: "m.id", Collection: "m.collection", Version: "d.version", Created: "m.created", Modified: "m.modified"},
		append([]any{s.Collection}, args...)...)
	from := ` FROM models m JOIN documents d ON d.model = m.key WHERE m.collection = ?1 AND ` + may + ` AND ` + c.Where
	columns := append([]string{"m.id", "d.version", "m.created", "m.modified"}, c.Fields...)
	if len(c.Fields) == 0 {
		columns = append(columns, "d."+dialect.Document[0])
	}
	args = append(c.Args, limit, s.Offset)
	page := fmt.Sprintf(`SELECT %s%s ORDER BY %s LIMIT ?%d OFFSET ?%d`,
		strings.Join(columns, ", "), from, strings.Join(append(c.Order, "m.key"), ", "), len(args)-1, len(args))
	err = d.db.Read(ctx, func(r Reader) (err error) {
		if found, err = readPage(ctx, r, page, args, len(c.Fields), bytes, dialect.Field); err != nil {
			return err
		}
		if n := len(found); n < limit && (n > 0 || s.Offset == 0) {
			total = s.Offset + n // the last page: no need to count
			return nil
		}
		return r.QueryRow(ctx, `SELECT count(*)`+from, c.Args[:c.Needed]...).Scan(&total)
	})
	if err != nil {
		return nil, 0, fmt.Errorf("querying collection %q: %w", s.Collection, err)
	}
	return found, total, nil
}

func readPage(ctx context.Context, r Reader, statement string, args []any, fields, bytes int, field func([]byte) []byte) ([]store.Found, error) {
	rows, err := r.Query(ctx, statement, args...)
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
			f.Fields[i] = field(f.Fields[i])
			bytes -= len(f.Fields[i])
		}
		if bytes < 0 {
			return nil, store.ErrTooLarge
		}
		found = append(found, f)
	}
	return found, rows.Err()
}

// readable is the condition that a user may read model m, with the values of ?2 and on. It is
// the order in which the server's modelRights decides, for one right; a test compares the
// two.
func readable(user protocol.UserID) (condition string, args []any) {
	if user.Type == protocol.UserConvergence {
		return "TRUE", nil
	}
	return `coalesce(
		(SELECT rights & 1 FROM model_users WHERE model = m.key AND type = ?2 AND username = ?3),
		(SELECT rights & 1 FROM collection_users WHERE NOT m.override AND collection = m.collection AND type = ?2 AND username = ?3),
		(SELECT max(rights & 1) FROM model_groups JOIN group_members USING (grp) WHERE model = m.key AND type = ?2 AND username = ?3),
		(SELECT max(rights & 1) FROM collection_groups JOIN group_members USING (grp) WHERE NOT m.override AND collection = m.collection AND type = ?2 AND username = ?3),
		CASE WHEN m.override THEN m.world & 1 ELSE (SELECT world & 1 FROM collections WHERE id = m.collection) END) = 1`, []any{user.Type, user.Username}
}
