package relational

import (
	"context"
	"fmt"
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// AllUsers implements [store.Accounts].
func (d *Domain) AllUsers(ctx context.Context, t protocol.UserType) ([]store.User, error) {
	return d.listUsers(ctx, ` ORDER BY username`, t)
}

// UsersAfter implements [store.Accounts].
func (d *Domain) UsersAfter(ctx context.Context, t protocol.UserType, after, text string, n int) ([]store.User, error) {
	where := ` AND username > ?2`
	args := []any{t, after}
	if text != "" {
		where += ` AND (instr(fold(username), fold(?3)) > 0 OR instr(fold(display), fold(?3)) > 0 OR instr(fold(email), fold(?3)) > 0)`
		args = append(args, text)
	}
	return d.listUsers(ctx, where+` ORDER BY username LIMIT `+strconv.Itoa(n), args...)
}

// listUsers returns users of a type who are not removed.
func (d *Domain) listUsers(ctx context.Context, rest string, args ...any) ([]store.User, error) {
	rows, err := d.db.Query(ctx, `SELECT `+userColumns+` FROM users WHERE type = ?1 AND NOT removed`+rest, args...)
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
func (d *Domain) SetPassword(ctx context.Context, id protocol.UserID, hash string) error {
	return d.update(ctx, func() error {
		return d.changeUser(id, `UPDATE users SET password = ? WHERE type = ? AND username = ? AND NOT removed`, hash)
	})
}

// SetDisabled implements [store.Accounts].
func (d *Domain) SetDisabled(ctx context.Context, id protocol.UserID, disabled bool) error {
	return d.update(ctx, func() error {
		err := d.changeUser(id, `UPDATE users SET disabled = ? WHERE type = ? AND username = ? AND NOT removed`, disabled)
		if err == nil && disabled {
			err = d.accountChanged(store.AccountChange{User: id})
		}
		return err
	})
}

// RemoveUser implements [store.Accounts].
func (d *Domain) RemoveUser(ctx context.Context, id protocol.UserID) error {
	return d.update(ctx, func() error {
		err := d.changeUser(id, `UPDATE users SET removed = ?, disabled = TRUE, password = '' WHERE type = ? AND username = ? AND NOT removed`, true)
		if err == nil {
			_, err = d.db.Exec(`DELETE FROM group_members WHERE type = ? AND username = ?`, id.Type, id.Username)
		}
		if err == nil {
			err = d.accountChanged(store.AccountChange{User: id})
		}
		return err
	})
}

// changeUser runs a statement that changes a user inside a transaction, and revokes the
// user's reconnect tokens.
func (d *Domain) changeUser(id protocol.UserID, statement string, value any) error {
	n, err := d.db.Exec(statement, value, id.Type, id.Username)
	if err == nil && n == 0 {
		err = store.ErrNotFound
	}
	if err == nil {
		_, err = d.db.Exec(`DELETE FROM tokens WHERE type = ? AND username = ?`, id.Type, id.Username)
	}
	if err != nil {
		return fmt.Errorf("changing user %q: %w", id.Username, err)
	}
	return nil
}

// SetGroups implements [store.Accounts].
func (d *Domain) SetGroups(ctx context.Context, id protocol.UserID, groups []string) (unknown []string, err error) {
	err = d.update(ctx, func() error {
		unknown = nil
		if _, err := d.db.Exec(`DELETE FROM group_members WHERE type = ? AND username = ?`, id.Type, id.Username); err != nil {
			return err
		}
		for _, g := range groups {
			exists := false
			if err := d.db.Scan(`SELECT EXISTS (SELECT 1 FROM groups WHERE id = ?)`, []any{g}, &exists); err != nil {
				return err
			}
			if !exists {
				unknown = append(unknown, g)
				continue
			}
			if _, err := d.db.Exec(`INSERT INTO group_members VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, id.Type, id.Username, g); err != nil {
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
func (d *Domain) Kick(ctx context.Context, session string) error {
	key, err := sessionKey(session)
	if err != nil {
		return err
	}
	return d.update(ctx, func() error {
		connected := false
		err := d.db.Scan(`SELECT EXISTS (SELECT 1 FROM sessions WHERE key = ? AND ended IS NULL)`, []any{key}, &connected)
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
func (d *Domain) accountChanged(c store.AccountChange) error {
	return d.record(accountChanges, c.User.Type, c.User.Username, c.Session)
}

// AccountChanges implements [store.Accounts].
func (d *Domain) AccountChanges(ctx context.Context, after int64) (changes []store.AccountChange, last int64, err error) {
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
