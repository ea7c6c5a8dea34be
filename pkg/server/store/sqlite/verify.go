package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// invariants are what holds in the file of a domain whatever has happened. Each selects
// what breaks it, as text. GONE stands for the models that were deleted and of which
// something may be left, see [domain.Purge], OLDEST for the oldest versions of models.
var invariants = []struct{ name, breaches string }{
	{"operations of a model follow each other", `
		SELECT format('model %d: versions %d to %d are missing or doubled', model, expected, version) FROM (
			SELECT model, version, lag(version + count) OVER (PARTITION BY model ORDER BY version) AS expected FROM log WHERE model NOT IN GONE)
		WHERE expected IS NOT NULL AND expected <> version`},
	{"the log ends at the version of its model", `
		SELECT format('model %d (%s) is at version %d, and its log ends at %d', m.key, m.id, m.version, l.till)
		FROM models m JOIN (SELECT model, max(version + count) AS till FROM log GROUP BY model) l ON l.model = m.key WHERE l.till <> m.version`},
	{"a model has a snapshot, and the log goes on from there", `
		SELECT format('model %d (%s) is at version %d, its snapshot at %s, and its log begins at %s', m.key, m.id, m.version, s.version, l.since)
		FROM models m LEFT JOIN snapshots s ON s.model = m.key LEFT JOIN (SELECT model, min(version) AS since FROM log GROUP BY model) l ON l.model = m.key
		WHERE s.version IS NULL OR s.version > m.version OR s.version < coalesce(l.since, m.version)`},
	{"every operation is counted among those of its instance", `
		SELECT format('model %d: instance %d has sent operation %d, and %s are counted', l.model, l.instance, l.newest, s.last)
		FROM (SELECT model, instance, max(first + count - 1) AS newest FROM log GROUP BY model, instance) l
		LEFT JOIN sequences s ON s.model = l.model AND s.instance = l.instance WHERE (s.last IS NULL OR s.last < l.newest) AND l.model NOT IN GONE`},
	{"operations are kept from the oldest version on", `
		SELECT format('model %d: version %d has %s operations, and the oldest version is %d', l.model, l.version, iif(length(l.operations) = 0, 'no', 'its'), m.oldest)
		FROM log l JOIN (SELECT key, OLDEST AS oldest FROM models) m ON m.key = l.model WHERE (l.version < m.oldest) <> (length(l.operations) = 0)`},
	{"a snapshot is not older than the oldest version", `
		SELECT format('model %d: its snapshot is of version %d, and operations are kept from version %d on', m.key, s.version, m.oldest)
		FROM (SELECT key, OLDEST AS oldest FROM models) m JOIN snapshots s ON s.model = m.key WHERE s.version < m.oldest`},
	{"every instance is known", `
		SELECT DISTINCT format('model %d: instance %d is not known', model, instance) FROM log WHERE instance NOT IN (SELECT key FROM instances)`},
	{"a named version is one of its model", `
		SELECT format('model %d: version %d is named %s, and the model %s', n.model, n.version, n.name, coalesce('(' || m.id || ') has ' || m.oldest || ' to ' || m.version, 'does not exist'))
		FROM named_versions n LEFT JOIN (SELECT key, id, version, OLDEST AS oldest FROM models) m ON m.key = n.model WHERE m.key IS NULL OR n.version < m.oldest OR n.version > m.version`},
	{"nothing is kept of models that were deleted", `
		SELECT DISTINCT format('model %d does not exist, and there is something of it', model)
		FROM (SELECT model FROM log UNION SELECT model FROM snapshots UNION SELECT model FROM sequences) WHERE model NOT IN (SELECT key FROM models) AND model NOT IN GONE`},
}

// mostBreaches is how many breaches of one kind are told.
const mostBreaches = 10

// Verify reads everything in a directory, that of a server which may run or a backup, and
// returns what is wrong with it. It changes nothing.
func Verify(ctx context.Context, dir string) (wrong []string, err error) {
	system := filepath.Join(dir, "system.db")
	db, err := openToRead(system)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if wrong, err = intact(ctx, db, "system.db", len(systemSteps)); err != nil || len(wrong) > 0 {
		return wrong, err
	}
	all, err := listed(ctx, db)
	if err != nil {
		return nil, err
	}
	used := make(map[string]bool)
	// Whoever opens the store next removes these; a file of before knows of none.
	if unused, err := texts(ctx, db, `SELECT namespace || '/' || file FROM unused_files`); err == nil {
		for _, path := range unused {
			used[filepath.Join(dir, "domains", filepath.FromSlash(path))] = true
		}
	}
	for name, in := range all {
		path := domainPath(dir, name, in.file)
		used[path] = true
		found, err := verifyDomain(ctx, path, name)
		if err != nil {
			return nil, err
		}
		wrong = append(wrong, found...)
	}
	files, err := filepath.Glob(filepath.Join(dir, "domains", "*", "*.db"))
	for _, path := range files {
		id, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".db"), "~")
		name := store.DomainName{Namespace: filepath.Base(filepath.Dir(path)), ID: id}
		switch _, ok := all[name]; {
		case used[path]:
		case ok:
			wrong = append(wrong, fmt.Sprintf("there is a file of domain %s that it does not use: %s", name, filepath.Base(path)))
		default:
			wrong = append(wrong, fmt.Sprintf("there is a file of domain %s, which does not exist", name))
		}
	}
	return wrong, err
}

func verifyDomain(ctx context.Context, path string, name store.DomainName) ([]string, error) {
	db, err := openToRead(path)
	if errors.Is(err, fs.ErrNotExist) {
		return []string{fmt.Sprintf("the file of domain %s is missing", name)}, nil
	}
	if err != nil {
		return nil, err
	}
	defer db.Close()
	wrong, err := intact(ctx, db, "domain "+name.String(), len(domainSteps))
	if err != nil || len(wrong) > 0 {
		return wrong, err // what follows would only repeat it
	}
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // all of one moment
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	has := func(column, table string) bool { // which a file of before it came has not
		found, err := texts(ctx, tx, "SELECT name FROM pragma_table_info('"+table+"') WHERE name = '"+column+"'")
		return err == nil && len(found) > 0
	}
	gone, oldest := "()", "1"
	if has("model", "deleted") {
		gone = "(SELECT model FROM deleted)"
	}
	if has("oldest", "models") {
		oldest = "oldest"
	}
	names := strings.NewReplacer("GONE", gone, "OLDEST", oldest)
	for _, i := range invariants {
		if strings.Contains(i.breaches, "named_versions") && !has("name", "named_versions") {
			continue
		}
		found, err := texts(ctx, tx, names.Replace(i.breaches)+fmt.Sprint(" LIMIT ", mostBreaches))
		if err != nil {
			return nil, fmt.Errorf("domain %s: looking whether %s: %w", name, i.name, err)
		}
		for _, text := range found {
			wrong = append(wrong, fmt.Sprintf("domain %s: %s", name, text))
		}
	}
	return wrong, nil
}

// intact returns what SQLite finds wrong with a file. What is no SQLite file, or newer than
// this program, is wrong too.
func intact(ctx context.Context, db *sql.DB, what string, newest int) ([]string, error) {
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return []string{fmt.Sprintf("%s cannot be read: %v", what, err)}, ctx.Err()
	}
	if version > newest || version == 0 {
		return []string{fmt.Sprintf("%s has schema version %d, and this program knows 1 to %d", what, version, newest)}, nil
	}
	found, err := texts(ctx, db, fmt.Sprintf("PRAGMA integrity_check(%d)", mostBreaches))
	if err != nil {
		return []string{fmt.Sprintf("%s cannot be read: %v", what, err)}, ctx.Err()
	}
	if len(found) == 1 && found[0] == "ok" {
		return nil, nil
	}
	for i := range found {
		found[i] = what + ": " + found[i]
	}
	return found, nil
}

// texts returns the first column of a query.
func texts(ctx context.Context, q interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}, query string) (all []string, err error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}
