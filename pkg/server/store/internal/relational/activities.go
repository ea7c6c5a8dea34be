package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Activity implements [store.Activities].
func (d *Domain) Activity(ctx context.Context, name protocol.ActivityName) (store.Activity, error) {
	a := store.Activity{ActivityName: name}
	var key int64
	err := d.db.QueryRow(ctx, `SELECT key, ephemeral, created FROM activities WHERE type = ? AND id = ?`, name.Type, name.ID).
		Scan(&key, &a.Ephemeral, &a.Created)
	if errors.Is(err, sql.ErrNoRows) {
		return a, store.ErrNotFound
	}
	if err == nil {
		a.Roles, err = d.rolesOf(ctx, rolesOfActivity, key)
	}
	if err != nil {
		return a, fmt.Errorf("looking up activity %q: %w", name, err)
	}
	return a, nil
}

// CreateActivity implements [store.Activities].
func (d *Domain) CreateActivity(ctx context.Context, a store.Activity, most int) error {
	err := d.update(ctx, func() error {
		var key int64
		err := d.db.Scan(`INSERT INTO activities (type, id, ephemeral, created) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING key`,
			[]any{a.Type, a.ID, a.Ephemeral, a.Created}, &key)
		if errors.Is(err, sql.ErrNoRows) {
			return store.ErrExists
		}
		if err != nil {
			return err
		}
		if err := d.noMore(`SELECT count(*) FROM activities`, most); err != nil {
			return err
		}
		return d.changeRoles(rolesOfActivity, key, store.RolesChange{Roles: a.Roles})
	})
	if err != nil {
		return fmt.Errorf("creating activity %q: %w", a.ActivityName, err)
	}
	return nil
}

// DeleteActivity implements [store.Activities].
func (d *Domain) DeleteActivity(ctx context.Context, name protocol.ActivityName) error {
	_, err := d.DeleteActivityIf(ctx, name, func(int64) (bool, error) { return true, nil })
	return err
}

// DeleteActivityIf is DeleteActivity if it may be, which is asked inside the transaction with the
// key of the activity.
func (d *Domain) DeleteActivityIf(ctx context.Context, name protocol.ActivityName, may func(key int64) (bool, error)) (deleted bool, err error) {
	err = d.update(ctx, func() error {
		deleted = false
		var key int64
		err := d.db.Scan(`SELECT key FROM activities WHERE type = ? AND id = ?`, []any{name.Type, name.ID}, &key)
		if errors.Is(err, sql.ErrNoRows) {
			return store.ErrNotFound
		}
		if err == nil {
			deleted, err = may(key)
		}
		if err != nil || !deleted {
			return err
		}
		_, err = d.db.Exec(`DELETE FROM activities WHERE key = ?`, key)
		if err == nil {
			_, err = d.db.Exec(`DELETE FROM roles WHERE kind = ? AND target = ?`, rolesOfActivity, key)
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("deleting activity %q: %w", name, err)
	}
	return deleted, nil
}

// EphemeralActivities implements [store.Activities].
func (d *Domain) EphemeralActivities(ctx context.Context) ([]protocol.ActivityName, error) {
	rows, err := d.db.Query(ctx, `SELECT type, id FROM activities WHERE ephemeral ORDER BY type, id`)
	if err != nil {
		return nil, fmt.Errorf("listing ephemeral activities: %w", err)
	}
	defer rows.Close()
	var all []protocol.ActivityName
	for rows.Next() {
		var n protocol.ActivityName
		if err := rows.Scan(&n.Type, &n.ID); err != nil {
			return nil, fmt.Errorf("listing ephemeral activities: %w", err)
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

// ChangeActivityRoles implements [store.Activities].
func (d *Domain) ChangeActivityRoles(ctx context.Context, name protocol.ActivityName, c store.RolesChange) (r protocol.Roles, err error) {
	err = d.update(ctx, func() error {
		var key int64
		err := d.db.Scan(`SELECT key FROM activities WHERE type = ? AND id = ?`, []any{name.Type, name.ID}, &key)
		if errors.Is(err, sql.ErrNoRows) {
			return store.ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := d.changeRoles(rolesOfActivity, key, c); err != nil {
			return err
		}
		r, err = d.rolesNow(rolesOfActivity, key)
		return err
	})
	if err != nil {
		return r, fmt.Errorf("changing the roles of activity %q: %w", name, err)
	}
	return r, nil
}

// rolesNow reads roles inside a transaction.
func (d *Domain) rolesNow(kind int, target int64) (protocol.Roles, error) {
	rows, err := d.db.Found(selectRoles, kind, target)
	if err != nil {
		return protocol.Roles{}, err
	}
	defer rows.Close()
	return scanRoles(rows)
}

// ActivitiesAfter implements [store.Activities].
func (d *Domain) ActivitiesAfter(ctx context.Context, after protocol.ActivityName, n int) ([]store.Activity, error) {
	rows, err := d.db.Query(ctx, `SELECT type, id, ephemeral, created FROM activities WHERE (type, id) > (?, ?) ORDER BY type, id LIMIT ?`,
		after.Type, after.ID, n)
	if err != nil {
		return nil, fmt.Errorf("listing activities: %w", err)
	}
	defer rows.Close()
	var all []store.Activity
	for rows.Next() {
		var a store.Activity
		if err := rows.Scan(&a.Type, &a.ID, &a.Ephemeral, &a.Created); err != nil {
			return nil, fmt.Errorf("listing activities: %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}
