package sqlite

import (
	"context"
	"fmt"
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// AllUsers implements [store.Accounts].
func (d *domain) AllUsers(ctx context.Context, t protocol.UserType) ([]store.User, error) {
	return d.listUsers(ctx, ``, -1, t)
}

// UsersAfter implements [store.Accounts].
func (d *domain) UsersAfter(ctx context.Context, t protocol.UserType, after, text string, n int) ([]store.User, error) {
	where := ` AND username > ?`
	args := []any{t, after}
	if text != "" {
		where += ` AND (instr(fold(username), ?3) > 0 OR instr(fold(display), ?3) > 0 OR instr(fold(email), ?3) > 0)`
		args = append(args, fold(text))
	}
	return d.listUsers(ctx, where, n, args...)
}

// listUsers returns n users of a type who are not removed, all with -1.
func (d *domain) listUsers(ctx context.Context, where string, n int, args ...any) ([]store.User, error) {
	rows, err := d.file.read.QueryContext(ctx, `SELECT `+userColumns+` FROM users WHERE type = ? AND NOT removed`+where+
		` ORDER BY username LIMIT `+strconv.Itoa(n), args...)
	if err != nil {
		return nil, fmt.Errorf("listing users: %w", err)
	}
	defer rows.Close()
	var all []store.User
	for rows.Next() {
		u, err := scanUser(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, rows.Err()
}

// SetPassword implements [store.Accounts].
func (d *domain) SetPassword(ctx context.Context, id protocol.UserID, hash string) error {
	return d.file.update(ctx, func() error {
		return d.changeUser(id, `UPDATE users SET password = ? WHERE type = ? AND username = ? AND NOT removed`, hash)
	})
}

// SetDisabled implements [store.Accounts].
func (d *domain) SetDisabled(ctx context.Context, id protocol.UserID, disabled bool) error {
	return d.file.update(ctx, func() error {
		err := d.changeUser(id, `UPDATE users SET disabled = ? WHERE type = ? AND username = ? AND NOT removed`, disabled)
		if err == nil && disabled {
			err = d.accountChanged(store.AccountChange{User: id})
		}
		return err
	})
}

// RemoveUser implements [store.Accounts].
func (d *domain) RemoveUser(ctx context.Context, id protocol.UserID) error {
	return d.file.update(ctx, func() error {
		err := d.changeUser(id, `UPDATE users SET removed = ?, disabled = 1, password = '' WHERE type = ? AND username = ? AND NOT removed`, true)
		if err == nil {
			_, err = d.file.exec(`DELETE FROM group_members WHERE type = ? AND username = ?`, id.Type, id.Username)
		}
		if err == nil {
			err = d.accountChanged(store.AccountChange{User: id})
		}
		return err
	})
}

// changeUser runs a statement that changes a user inside a transaction, and revokes the
// user's reconnect tokens.
func (d *domain) changeUser(id protocol.UserID, statement string, value any) error {
	n, err := d.file.exec(statement, value, id.Type, id.Username)
	if err == nil && n == 0 {
		err = store.ErrNotFound
	}
	if err == nil {
		_, err = d.file.exec(`DELETE FROM tokens WHERE type = ? AND username = ?`, id.Type, id.Username)
	}
	if err != nil {
		return fmt.Errorf("changing user %q: %w", id.Username, err)
	}
	return nil
}

// SetGroups implements [store.Accounts].
func (d *domain) SetGroups(ctx context.Context, id protocol.UserID, groups []string) (unknown []string, err error) {
	err = d.file.update(ctx, func() error {
		if _, err := d.file.exec(`DELETE FROM group_members WHERE type = ? AND username = ?`, id.Type, id.Username); err != nil {
			return err
		}
		for _, g := range groups {
			exists := false
			if err := d.file.scan(`SELECT EXISTS (SELECT 1 FROM groups WHERE id = ?)`, []any{g}, &exists); err != nil {
				return err
			}
			if !exists {
				unknown = append(unknown, g)
				continue
			}
			if _, err := d.file.exec(`INSERT INTO group_members VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, id.Type, id.Username, g); err != nil {
				return err
			}
		}
		return d.changed(store.RightsChange{User: &id})
	})
	if err != nil {
		return nil, fmt.Errorf("setting the groups of user %q: %w", id.Username, err)
	}
	return unknown, nil
}

// Kick implements [store.Accounts].
func (d *domain) Kick(ctx context.Context, session string) error {
	key, err := sessionKey(session)
	if err != nil {
		return err
	}
	return d.file.update(ctx, func() error {
		connected := false
		err := d.file.scan(`SELECT EXISTS (SELECT 1 FROM sessions WHERE key = ? AND ended IS NULL)`, []any{key}, &connected)
		if err == nil && !connected {
			err = store.ErrNotFound
		}
		if err == nil {
			err = d.accountChanged(store.AccountChange{Session: session})
		}
		if err != nil {
			return fmt.Errorf("session %q: %w", session, err)
		}
		return nil
	})
}

// accountChanges is the list of changes of accounts.
var accountChanges = changeList{table: "account_changes", columns: "type, username, session"}

// accountChanged records a change inside a transaction.
func (d *domain) accountChanged(c store.AccountChange) error {
	return d.record(accountChanges, c.User.Type, c.User.Username, c.Session)
}

// AccountChanges implements [store.Accounts].
func (d *domain) AccountChanges(ctx context.Context, after int64) (changes []store.AccountChange, last int64, err error) {
	last, err = d.changesAfter(ctx, accountChanges, after, func(scan func(...any) error) error {
		var c store.AccountChange
		if err := scan(&c.User.Type, &c.User.Username, &c.Session); err != nil {
			return err
		}
		changes = append(changes, c)
		return nil
	}, func() { changes = append(changes, store.AccountChange{}) })
	return changes, last, err
}
