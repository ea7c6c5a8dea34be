package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// manageStep takes the right to manage all models of a collection away from the world
// where it came with the collection: guests could take models from those who had made
// them. What somebody has set otherwise stays.
const manageStep = `UPDATE collections SET world = 23 WHERE world = 31`

// Collection implements [store.Models].
func (d *domain) Collection(ctx context.Context, id string) (store.Collection, error) {
	c := store.Collection{ID: id}
	err := d.file.read.QueryRowContext(ctx, `SELECT world FROM collections WHERE id = ?`, id).Scan(&c.World)
	if errors.Is(err, sql.ErrNoRows) {
		return c, store.ErrNotFound
	}
	if err == nil {
		c.Users, c.Groups, err = d.entriesOf(ctx, collectionTables, id)
	}
	if err != nil {
		return c, fmt.Errorf("looking up collection %q: %w", id, err)
	}
	return c, nil
}

// Collections implements [store.Models].
func (d *domain) Collections(ctx context.Context) ([]store.Collection, error) {
	ids, err := d.texts(ctx, `SELECT id FROM collections ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("listing collections: %w", err)
	}
	var all []store.Collection
	for _, id := range ids {
		c, err := d.Collection(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue // removed meanwhile
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// CreateCollection implements [store.Models].
func (d *domain) CreateCollection(ctx context.Context, c store.Collection) error {
	if c.ID == "" || len(c.ID) > 255 {
		return fmt.Errorf("collection %.300q: %w: use 1 to 255 bytes", c.ID, store.ErrName)
	}
	return d.file.update(ctx, func() error {
		n, err := d.file.exec(`INSERT INTO collections VALUES (?, ?) ON CONFLICT DO NOTHING`, c.ID, c.World)
		if err == nil && n == 0 {
			err = store.ErrExists
		}
		if err == nil {
			err = d.setEntries(collectionTables, c.ID, store.RightsUpdate{SetUsers: c.Users, SetGroups: c.Groups})
		}
		if err != nil {
			return fmt.Errorf("creating collection %q: %w", c.ID, err)
		}
		return nil
	})
}

// RemoveCollection implements [store.Models].
func (d *domain) RemoveCollection(ctx context.Context, id string) error {
	return d.file.update(ctx, func() error {
		models := 0
		err := d.file.scan(`SELECT count(*) FROM models WHERE collection = ?`, []any{id}, &models)
		if err == nil && models > 0 {
			err = fmt.Errorf("it has %d models: %w", models, store.ErrNotEmpty)
		}
		var n int64
		if err == nil {
			n, err = d.file.exec(`DELETE FROM collections WHERE id = ?`, id)
		}
		if err == nil && n == 0 {
			err = store.ErrNotFound
		}
		if err == nil {
			err = d.setEntries(collectionTables, id, store.RightsUpdate{ReplaceUsers: true, ReplaceGroups: true})
		}
		if err != nil {
			return fmt.Errorf("removing collection %q: %w", id, err)
		}
		return nil
	})
}
