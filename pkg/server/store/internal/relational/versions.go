package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// NamedVersions implements [store.NamedVersions].
func (d *Domain) NamedVersions(ctx context.Context, key int64) ([]protocol.NamedVersion, error) {
	return Records(ctx, d, "named versions", `SELECT name, version, millis, type, username FROM named_versions WHERE model = ? ORDER BY version, name`,
		[]any{key}, func(rows Rows) (v protocol.NamedVersion, err error) {
			err = rows.Scan(&v.Name, &v.Version, &v.Millis, &v.By.Type, &v.By.Username)
			return v, err
		})
}

// NameVersion implements [store.NamedVersions].
func (d *Domain) NameVersion(ctx context.Context, key int64, v protocol.NamedVersion, most int) (named protocol.NamedVersion, err error) {
	err = d.update(ctx, func() error {
		named = v
		var newest, oldest int64
		err := d.db.Scan(`SELECT version, oldest FROM models WHERE key = ?`, []any{key}, &newest, &oldest)
		if errors.Is(err, sql.ErrNoRows) || err == nil && (v.Version < 0 || v.Version > newest) {
			return store.ErrVersion
		}
		if err != nil {
			return err
		}
		if v.Version > 0 && v.Version < oldest {
			return store.ErrForgotten
		}
		if v.Version == 0 {
			named.Version = newest
		}
		n, err := d.db.Exec(`INSERT INTO named_versions VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			key, named.Name, named.Version, named.Millis, named.By.Type, named.By.Username)
		if err == nil && n == 0 {
			err = store.ErrExists
		}
		if err == nil {
			err = d.noMore(`SELECT count(*) FROM named_versions WHERE model = ?`, most, key)
		}
		return err
	})
	if err != nil {
		return v, fmt.Errorf("naming version %d of model %d %.300q: %w", v.Version, key, v.Name, err)
	}
	return named, nil
}

// RemoveVersionName implements [store.NamedVersions].
func (d *Domain) RemoveVersionName(ctx context.Context, key int64, name string) error {
	return d.update(ctx, func() error {
		n, err := d.db.Exec(`DELETE FROM named_versions WHERE model = ? AND name = ?`, key, name)
		if err == nil && n == 0 {
			err = store.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("removing the name %.300q of a version of model %d: %w", name, key, err)
		}
		return nil
	})
}
