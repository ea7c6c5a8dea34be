package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Append implements [store.Log].
func (d *Domain) Append(ctx context.Context, appends []store.Append) []error {
	errs := make([]error, len(appends))
	keys := make([][]int64, len(appends))
	for i, a := range appends {
		keys[i], errs[i] = d.instanceKeys(ctx, a.Entries)
	}
	together := d.db.Update(ctx, func() error {
		for i, a := range appends {
			if errs[i] == nil {
				if err := d.appendOne(a, keys[i]); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if together == nil {
		return errs
	}
	d.forgetWriting() // what was noted is not in the store
	// One of them is wrong, which is rare: each on its own, so that the others
	// do not suffer.
	for i, a := range appends {
		if errs[i] == nil {
			if errs[i] = d.update(ctx, func() error { return d.appendOne(a, keys[i]) }); errs[i] != nil {
				d.forgetWriting()
			}
		}
		if errs[i] != nil {
			errs[i] = fmt.Errorf("appending to the log of model %d: %w", a.Model, errs[i])
		}
	}
	return errs
}

// instanceKeys looks up the instances of entries ahead of the transaction.
func (d *Domain) instanceKeys(ctx context.Context, entries []store.Entry) (keys []int64, err error) {
	keys = make([]int64, len(entries))
	for i, e := range entries {
		if i > 0 && e.Instance == entries[i-1].Instance {
			keys[i] = keys[i-1]
		} else if keys[i], err = d.instanceKey(ctx, e.Instance); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// appendOne writes one append inside a transaction; after an error the
// transaction must not be committed.
func (d *Domain) appendOne(a store.Append, instances []int64) error {
	if len(a.Entries) == 0 {
		return nil
	}
	version, bytes := a.Version, 0
	for i, e := range a.Entries {
		bytes += e.Bytes()
		if e.Version != version || e.Count <= 0 {
			return fmt.Errorf("entry %d has version %d and %d operations after version %d", i, e.Version, e.Count, version)
		}
		version += int64(e.Count)
	}
	n, err := d.db.Exec(`UPDATE models SET version = ?, modified = ?, log_bytes = log_bytes + ? WHERE key = ? AND version = ?`,
		version, a.Entries[len(a.Entries)-1].Millis, bytes, a.Model, a.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return store.ErrVersion
	}
	for i, e := range a.Entries {
		n, err := d.db.Exec(`INSERT INTO sequences VALUES (?, ?, ?)
			ON CONFLICT (model, instance) DO UPDATE SET last = excluded.last WHERE sequences.last < ?`,
			a.Model, instances[i], e.First+uint64(e.Count)-1, e.First)
		if err != nil {
			return err
		}
		if n == 0 {
			return store.ErrSequence
		}
		_, err = d.db.Exec(`INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			a.Model, e.Version, e.Count, e.Session, instances[i], e.First, e.Millis, e.Operations, e.Inverses)
		if err == nil {
			err = d.noteWriting(e.Session, instances[i])
		}
		if err != nil {
			return err
		}
	}
	return d.modelChanged(a.Model, a.Version, a.Entries[0].Millis)
}

// Entries implements [store.Log].
func (d *Domain) Entries(ctx context.Context, key, from, to int64, limit int) ([]store.Entry, error) {
	return d.entries(ctx, "operations, NULL", key, from, to, limit)
}

// History implements [store.Log].
func (d *Domain) History(ctx context.Context, key, from, to int64, limit int) ([]store.Entry, error) {
	return d.entries(ctx, "operations, inverses", key, from, to, limit)
}

// VersionAt implements [store.Log].
func (d *Domain) VersionAt(ctx context.Context, key, millis int64) (version int64, err error) {
	err = d.db.QueryRow(ctx,
		`SELECT version + count FROM log WHERE model = ? AND millis <= ? ORDER BY millis DESC, version DESC LIMIT 1`, key, millis).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, store.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("looking up a time in the log of model %d: %w", key, err)
	}
	return version, nil
}

func (d *Domain) entries(ctx context.Context, columns string, key, from, to int64, limit int) ([]store.Entry, error) {
	if from >= to {
		return nil, nil
	}
	rows, err := d.db.Query(ctx, `
		SELECT version, count, session, i.id, first, millis, `+columns+`
		FROM log JOIN instances i ON i.key = log.instance
		WHERE model = ?1 AND version < ?3 AND version + count > ?2 AND
			version >= coalesce((SELECT max(version) FROM log WHERE model = ?1 AND version <= ?2), ?2)
		ORDER BY version`, key, from, to)
	if err != nil {
		return nil, fmt.Errorf("reading the log of model %d: %w", key, err)
	}
	defer rows.Close()
	var all []store.Entry
	for rows.Next() && (limit > 0 || len(all) == 0) {
		var e store.Entry
		if err := rows.Scan(&e.Version, &e.Count, &e.Session, &e.Instance, &e.First, &e.Millis, &e.Operations, &e.Inverses); err != nil {
			return nil, fmt.Errorf("reading the log of model %d: %w", key, err)
		}
		if len(e.Operations) == 0 { // an entry has some
			return nil, fmt.Errorf("the log of model %d at version %d: %w", key, from, store.ErrForgotten)
		}
		limit -= len(e.Operations) + len(e.Inverses)
		all = append(all, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading the log of model %d: %w", key, err)
	}
	return all, nil
}

// LastSequence implements [store.Log].
func (d *Domain) LastSequence(ctx context.Context, key int64, instance string) (last uint64, err error) {
	err = d.db.QueryRow(ctx,
		`SELECT last FROM sequences s JOIN instances i ON i.key = s.instance WHERE s.model = ? AND i.id = ?`, key, instance).Scan(&last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("looking up the last sequence in model %d: %w", key, err)
	}
	return last, nil
}

// Accepted implements [store.Log].
func (d *Domain) Accepted(ctx context.Context, key int64, instance string, sequence uint64) (store.Entry, error) {
	e := store.Entry{Instance: instance}
	err := d.db.QueryRow(ctx, `
		SELECT version, count, session, first, millis FROM log l JOIN instances i ON i.key = l.instance
		WHERE model = ? AND i.id = ? AND first <= ? ORDER BY first DESC LIMIT 1`, key, instance, sequence).
		Scan(&e.Version, &e.Count, &e.Session, &e.First, &e.Millis)
	if errors.Is(err, sql.ErrNoRows) || err == nil && sequence >= e.First+uint64(e.Count) {
		return e, store.ErrNotFound
	}
	if err != nil {
		return e, fmt.Errorf("looking up an operation of model %d: %w", key, err)
	}
	return e, nil
}
