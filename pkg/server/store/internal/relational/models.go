package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Model implements [store.Models].
func (d *Domain) Model(ctx context.Context, id string) (store.Model, store.Collection, error) {
	m := store.Model{ID: id}
	err := d.db.QueryRow(ctx,
		`SELECT key, collection, version, oldest, oldest_time, created, modified, ephemeral, override, world, maker_type, maker FROM models WHERE id = ?`, id).
		Scan(&m.Key, &m.Collection, &m.Version, &m.Oldest, &m.OldestTime, &m.Created, &m.Modified, &m.Ephemeral, &m.OverrideWorld, &m.World, &m.Maker.Type, &m.Maker.Username)
	if errors.Is(err, sql.ErrNoRows) {
		return m, store.Collection{}, store.ErrNotFound
	}
	if err == nil {
		m.Users, m.Groups, err = d.entriesOf(ctx, modelTables, m.Key)
	}
	if err != nil {
		return m, store.Collection{}, fmt.Errorf("looking up model %q: %w", id, err)
	}
	c, err := d.Collection(ctx, m.Collection)
	return m, c, err
}

// CreateModel implements [store.Models].
func (d *Domain) CreateModel(ctx context.Context, m store.Model, data []byte) (store.Model, error) {
	m.Version, m.Oldest = 1, 1
	err := d.update(ctx, func() error {
		exists := 0
		if err := d.db.Scan(`SELECT count(*) FROM collections WHERE id = ?`, []any{m.Collection}, &exists); err != nil {
			return err
		}
		if exists == 0 {
			return fmt.Errorf("collection %q: %w", m.Collection, store.ErrNotFound)
		}
		err := d.db.Scan(`INSERT INTO models (id, collection, version, created, modified, ephemeral, prefix, override, world, maker_type, maker, state_bytes)
			VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING key`,
			[]any{m.ID, m.Collection, m.Version, m.Created, m.Modified, m.Ephemeral, m.OverrideWorld, m.World,
				m.Maker.Type, m.Maker.Username, len(data)}, &m.Key)
		if errors.Is(err, sql.ErrNoRows) {
			return store.ErrExists
		}
		if err != nil {
			return err
		}
		if err := d.setEntries(modelTables, m.Key, store.RightsUpdate{SetUsers: m.Users, SetGroups: m.Groups}); err != nil {
			return err
		}
		if _, err = d.db.Exec(`INSERT INTO snapshots VALUES (?, ?, ?)`, m.Key, m.Version, data); err != nil {
			return err
		}
		return d.happened(&store.Event{Kind: store.EventModelCreated, Millis: m.Created, Key: m.Key, Model: m.ID, Collection: m.Collection, Version: m.Version, User: m.Maker})
	})
	if err != nil {
		return m, fmt.Errorf("creating model %q: %w", m.ID, err)
	}
	return m, nil
}

// EphemeralModels implements [store.Models].
func (d *Domain) EphemeralModels(ctx context.Context) ([]string, error) {
	all, err := firstColumn(d.db.Query(ctx, `SELECT id FROM models WHERE ephemeral ORDER BY id`))
	if err != nil {
		return nil, fmt.Errorf("listing ephemeral models: %w", err)
	}
	return all, nil
}

// Snapshot implements [store.Models].
func (d *Domain) Snapshot(ctx context.Context, key int64) (version int64, data []byte, err error) {
	err = d.db.QueryRow(ctx, `SELECT version, data FROM snapshots WHERE model = ?`, key).Scan(&version, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, store.ErrNotFound
	}
	if err != nil {
		return 0, nil, fmt.Errorf("reading the snapshot of model %d: %w", key, err)
	}
	return version, data, nil
}

// SaveSnapshot implements [store.Models].
func (d *Domain) SaveSnapshot(ctx context.Context, key, version int64, data []byte) (grown int64, err error) {
	err = d.update(ctx, func() error {
		grown = 0
		// An UPDATE, so that the snapshot of a deleted model does not come back.
		n, err := d.db.Exec(`UPDATE snapshots SET version = ?, data = ? WHERE model = ? AND version < ?`, version, data, key, version)
		if err != nil || n == 0 {
			return err
		}
		var before int64
		err = d.db.Scan(`SELECT state_bytes FROM models WHERE key = ?`, []any{key}, &before)
		if err == nil {
			_, err = d.db.Exec(`UPDATE models SET state_bytes = ? WHERE key = ?`, len(data), key)
			grown = int64(len(data)) - before
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("saving the snapshot of model %d: %w", key, err)
	}
	return grown, nil
}

// ReservePrefixes implements [store.Models].
func (d *Domain) ReservePrefixes(ctx context.Context, key int64, n int) (first uint64, err error) {
	err = d.update(ctx, func() error {
		var last uint64
		if err := d.db.Scan(`UPDATE models SET prefix = prefix + ? WHERE key = ? RETURNING prefix`, []any{n, key}, &last); err != nil {
			return err
		}
		first = last - uint64(n) + 1
		return nil
	})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, store.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("reserving id prefixes of model %d: %w", key, err)
	}
	return first, nil
}

// ModelsAfter implements [store.Models].
func (d *Domain) ModelsAfter(ctx context.Context, collection, after string, n int) ([]store.Model, error) {
	rows, err := d.db.Query(ctx, `SELECT key, id, collection, version, oldest, oldest_time, created, modified, ephemeral, override, world FROM models
		WHERE id > ?1 AND (?2 = '' OR collection = ?2) ORDER BY id LIMIT ?3`, after, collection, n)
	if err != nil {
		return nil, fmt.Errorf("listing models: %w", err)
	}
	defer rows.Close()
	var all []store.Model
	for rows.Next() {
		var m store.Model
		if err := rows.Scan(&m.Key, &m.ID, &m.Collection, &m.Version, &m.Oldest, &m.OldestTime, &m.Created, &m.Modified, &m.Ephemeral, &m.OverrideWorld, &m.World); err != nil {
			return nil, fmt.Errorf("listing models: %w", err)
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

// Collection implements [store.Models].
func (d *Domain) Collection(ctx context.Context, id string) (store.Collection, error) {
	c := store.Collection{ID: id}
	err := d.db.QueryRow(ctx, `SELECT world FROM collections WHERE id = ?`, id).Scan(&c.World)
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
func (d *Domain) Collections(ctx context.Context) ([]store.Collection, error) {
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
func (d *Domain) CreateCollection(ctx context.Context, c store.Collection, most int) error {
	if err := checkID("collection", c.ID); err != nil {
		return err
	}
	return d.update(ctx, func() error {
		n, err := d.db.Exec(`INSERT INTO collections VALUES (?, ?) ON CONFLICT DO NOTHING`, c.ID, c.World)
		if err == nil && n == 0 {
			err = store.ErrExists
		}
		if err == nil {
			err = d.noMore(`SELECT count(*) FROM collections`, most)
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
func (d *Domain) RemoveCollection(ctx context.Context, id string) error {
	return d.update(ctx, func() error {
		models := 0
		err := d.db.Scan(`SELECT count(*) FROM models WHERE collection = ?`, []any{id}, &models)
		if err == nil && models > 0 {
			err = fmt.Errorf("it has %d models: %w", models, store.ErrNotEmpty)
		}
		var n int64
		if err == nil {
			n, err = d.db.Exec(`DELETE FROM collections WHERE id = ?`, id)
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
