package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// portion is how many bytes of operations are deleted in one transaction, about: others
// write in between.
const portion = 1 << 20

// DeleteModel implements [store.Models]. The log may be long, and goes in portions.
func (d *Domain) DeleteModel(ctx context.Context, key int64) (freed int64, err error) {
	freed, _, err = d.DeleteModelIf(ctx, key, func() (bool, error) { return true, nil })
	return freed, err
}

// DeleteModelIf is DeleteModel if it may be, which is asked inside the transaction.
func (d *Domain) DeleteModelIf(ctx context.Context, key int64, may func() (bool, error)) (freed int64, deleted bool, err error) {
	err = d.update(ctx, func() error {
		freed = 0
		var err error
		if deleted, err = may(); err != nil || !deleted {
			return err
		}
		e := store.Event{Kind: store.EventModelRemoved, Key: key, Millis: time.Now().UnixMilli()}
		err = d.db.Scan(`DELETE FROM models WHERE key = ? RETURNING state_bytes + log_bytes + `+nameBytes+` * (SELECT count(*) FROM named_versions WHERE model = key), id, collection, version`,
			[]any{key}, &freed, &e.Model, &e.Collection, &e.Version)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		for _, statement := range []string{
			`DELETE FROM model_users WHERE model = ?`,
			`DELETE FROM model_groups WHERE model = ?`,
			`DELETE FROM snapshots WHERE model = ?`, // without which nobody reads the log
			`DELETE FROM changing WHERE model = ?`,
			`DELETE FROM named_versions WHERE model = ?`,
			`INSERT INTO deleted VALUES (?)`,
		} {
			if err == nil {
				_, err = d.db.Exec(statement, key)
			}
		}
		if err == nil {
			err = d.happened(&e)
		}
		for all := false; err == nil && !all && freed < portion; {
			all, err = d.purge(key)
		}
		return err
	})
	if err != nil {
		return 0, false, fmt.Errorf("deleting model %d: %w", key, err)
	}
	return freed, deleted, nil
}

// Purge implements [store.Models].
func (d *Domain) Purge(ctx context.Context) (more bool, err error) {
	var key int64
	err = d.db.QueryRow(ctx, `SELECT model FROM deleted LIMIT 1`).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err == nil {
		err = d.update(ctx, func() error {
			_, err := d.purge(key)
			return err
		})
	}
	if err != nil {
		return false, fmt.Errorf("removing what is left of deleted models: %w", err)
	}
	return true, nil
}

// purge removes a portion of what is left of a deleted model inside a transaction, and
// reports whether that was all. Of the operations go the first ones, as many as are a
// portion.
func (d *Domain) purge(key int64) (all bool, err error) {
	if to, err := d.firstPortion(key); err != nil {
		return false, err
	} else if to > 0 {
		_, err = d.db.Exec(`DELETE FROM log WHERE model = ? AND version <= ?`, key, to)
		return false, err
	}
	for _, statement := range []string{
		`DELETE FROM sequences WHERE model = ?`,
		`DELETE FROM documents WHERE model = ?`,
		`DELETE FROM deleted WHERE model = ?`,
	} {
		if _, err := d.db.Exec(statement, key); err != nil {
			return false, err
		}
	}
	return true, nil
}

// firstPortion returns the version of the last of those entries of a log, from the first
// one on, that are a portion, 0 when there are none. The lengths are read without what is
// so long, which SQLite does for a column but not for that of a subquery.
func (d *Domain) firstPortion(key int64) (to int64, err error) {
	rows, err := d.db.Found(`SELECT version, length(operations), length(inverses) FROM log WHERE model = ? ORDER BY version`, key)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for bytes := 0; bytes < portion && rows.Next(); {
		var operations, inverses int
		if err := rows.Scan(&to, &operations, &inverses); err != nil {
			return 0, err
		}
		bytes += operations + inverses + entrySize
	}
	return to, rows.Err()
}

// entrySize is about what an entry takes beside its operations, with its places in indexes.
const entrySize = 100
