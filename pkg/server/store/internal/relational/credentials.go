package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

const keyColumns = `id, public, private, admin, created`

// Keys implements [store.Keys].
func (d *Domain) Keys(ctx context.Context) ([]store.Key, error) {
	rows, err := d.db.Query(ctx, `SELECT `+keyColumns+` FROM keys ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("listing keys: %w", err)
	}
	defer rows.Close()
	var all []store.Key
	for rows.Next() {
		k, err := scanKey(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// Key implements [store.Keys].
func (d *Domain) Key(ctx context.Context, id string) (store.Key, error) {
	return scanKey(d.db.QueryRow(ctx, `SELECT `+keyColumns+` FROM keys WHERE id = ?`, id))
}

func scanKey(row interface{ Scan(...any) error }) (k store.Key, err error) {
	err = row.Scan(&k.ID, &k.Public, &k.Private, &k.Admin, &k.Created)
	if errors.Is(err, sql.ErrNoRows) {
		return k, store.ErrNotFound
	}
	if err != nil {
		return k, fmt.Errorf("looking up a key: %w", err)
	}
	return k, nil
}

// AddKey implements [store.Keys].
func (d *Domain) AddKey(ctx context.Context, k store.Key) error {
	if err := checkID("key", k.ID); err != nil {
		return err
	}
	return d.update(ctx, func() error {
		n, err := d.db.Exec(`INSERT INTO keys (`+keyColumns+`) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			k.ID, k.Public, k.Private, k.Admin, k.Created)
		if err == nil && n == 0 {
			err = store.ErrExists
		}
		if err != nil {
			return fmt.Errorf("adding key %q: %w", k.ID, err)
		}
		return nil
	})
}

// RemoveKey implements [store.Keys].
func (d *Domain) RemoveKey(ctx context.Context, id string) error {
	return d.update(ctx, func() error {
		n, err := d.db.Exec(`DELETE FROM keys WHERE id = ?`, id)
		if err == nil && n == 0 {
			err = store.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("removing key %q: %w", id, err)
		}
		return nil
	})
}

// Reconnect tokens that took each other's place are a family. At most two of one are
// good: the newest, and the one before as long as it is not known whether the client has
// the newest; an answer may be lost with its connection.

// insertToken records the token of a session inside a transaction.
func (d *Domain) insertToken(c *store.Connect, user protocol.UserID, session int64) error {
	fail := func(err error) error { return fmt.Errorf("recording a token: %w", err) }
	family := session
	if c.Former != nil {
		err := d.db.Scan(`SELECT family FROM tokens WHERE hash = ? AND deadline >= ?`, []any{c.Former, c.Millis}, &family)
		if errors.Is(err, sql.ErrNoRows) {
			return fail(store.ErrNotFound)
		}
		if err == nil && family == 0 { // of a store from before there were families
			family = session
			err = d.db.Later(`UPDATE tokens SET family = ? WHERE hash = ?`, family, c.Former)
		}
		if err == nil {
			err = d.db.Later(`DELETE FROM tokens WHERE family = ? AND hash <> ?`, family, c.Former)
		}
		if err != nil {
			return fail(err)
		}
	}
	if err := d.db.Later(`DELETE FROM tokens WHERE deadline < ?`, c.Millis); err != nil {
		return fail(err)
	}
	err := d.db.Later(`INSERT INTO tokens (hash, type, username, deadline, family) VALUES (?, ?, ?, ?, ?)`,
		c.TokenHash, user.Type, user.Username, c.TokenDeadline, family)
	if err != nil {
		return fail(err)
	}
	return nil
}

// TokenUser implements [store.Sessions].
func (d *Domain) TokenUser(ctx context.Context, hash []byte, millis int64) (store.User, error) {
	return scanUser(d.db.QueryRow(ctx,
		`SELECT `+userColumns+` FROM tokens JOIN users USING (type, username) WHERE hash = ? AND deadline >= ?`, hash, millis))
}

// RevokeToken implements [store.Sessions].
func (d *Domain) RevokeToken(ctx context.Context, hash []byte) error {
	return d.update(ctx, func() error {
		_, err := d.db.Exec(`DELETE FROM tokens WHERE hash = ?1 OR family = (SELECT nullif(family, 0) FROM tokens WHERE hash = ?1)`, hash)
		if err != nil {
			return fmt.Errorf("revoking a token: %w", err)
		}
		return nil
	})
}
