package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Connect implements [store.Sessions].
func (d *domain) Connect(ctx context.Context, c store.Connect) (store.Session, error) {
	s := store.Session{User: c.User}
	err := d.file.update(ctx, func() error {
		if s.User.Type == protocol.UserAnonymous && s.User.Username == "" {
			if err := d.insertAnonymous(&s.User); err != nil {
				return err
			}
		}
		instance, err := d.claim(c.Instance, s.User.UserID)
		if err != nil {
			return err
		}
		var key int64
		err = d.file.scan(`INSERT INTO sessions (type, username, instance, method, client, remote, connected)
			VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING key`,
			[]any{s.User.Type, s.User.Username, instance, c.Method, c.Client, c.Remote, c.Millis}, &key)
		if err != nil {
			return fmt.Errorf("recording a session: %w", err)
		}
		s.ID = strconv.FormatInt(key, 36)
		if _, err := d.file.exec(`DELETE FROM tokens WHERE deadline < ?`, c.Millis); err != nil {
			return fmt.Errorf("removing old tokens: %w", err)
		}
		_, err = d.file.exec(`INSERT INTO tokens VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET deadline = excluded.deadline`,
			c.TokenHash, s.User.Type, s.User.Username, c.TokenDeadline)
		if err != nil {
			return fmt.Errorf("recording a token: %w", err)
		}
		return nil
	})
	return s, err
}

// Session implements [store.Sessions].
func (d *domain) Session(ctx context.Context, id string) (store.Session, error) {
	key, err := strconv.ParseInt(id, 36, 64)
	if err != nil || strconv.FormatInt(key, 36) != id {
		return store.Session{}, store.ErrNotFound
	}
	u, err := scanUser(d.file.read.QueryRowContext(ctx,
		`SELECT `+userColumns+` FROM sessions JOIN users USING (type, username) WHERE key = ?`, key))
	return store.Session{ID: id, User: u.User}, err
}

// TokenUser implements [store.Sessions].
func (d *domain) TokenUser(ctx context.Context, hash []byte, millis int64) (store.User, error) {
	return scanUser(d.file.read.QueryRowContext(ctx,
		`SELECT `+userColumns+` FROM tokens JOIN users USING (type, username) WHERE hash = ? AND deadline >= ?`, hash, millis))
}

// ClaimInstance implements [store.Sessions].
func (d *domain) ClaimInstance(ctx context.Context, instance string, user protocol.UserID) error {
	return d.file.update(ctx, func() error {
		_, err := d.claim(instance, user)
		return err
	})
}

// claim returns the key of an instance id that belongs to user, or makes it so.
func (d *domain) claim(instance string, user protocol.UserID) (int64, error) {
	var key int64
	var owner protocol.UserID
	err := d.file.scan(`SELECT key, type, username FROM instances WHERE id = ?`, []any{instance}, &key, &owner.Type, &owner.Username)
	if errors.Is(err, sql.ErrNoRows) {
		err = d.file.scan(`INSERT INTO instances (id, type, username) VALUES (?, ?, ?) RETURNING key`,
			[]any{instance, user.Type, user.Username}, &key)
		owner = user
	}
	if err != nil {
		return 0, fmt.Errorf("looking up a client instance: %w", err)
	}
	if owner != user {
		return 0, store.ErrInstance
	}
	return key, nil
}

// instanceKey returns the key of a known instance id, or ErrNotFound.
func (d *domain) instanceKey(ctx context.Context, instance string) (int64, error) {
	d.mu.Lock()
	key, ok := d.instances[instance]
	d.mu.Unlock()
	if ok {
		return key, nil
	}
	err := d.file.read.QueryRowContext(ctx, `SELECT key FROM instances WHERE id = ?`, instance).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, store.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("looking up a client instance: %w", err)
	}
	d.mu.Lock()
	if len(d.instances) >= 10_000 { // forgetting costs a query, nothing else
		clear(d.instances)
	}
	d.instances[instance] = key
	d.mu.Unlock()
	return key, nil
}
