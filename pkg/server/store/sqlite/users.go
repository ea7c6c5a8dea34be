package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// domain is the store of one domain.
type domain struct {
	file *file

	mu        sync.Mutex
	instances map[string]int64 // keys of instance ids, which never change
	wrote     map[string]bool  // sessions and instances of which is noted that they have changed something
}

var _ store.Domain = (*domain)(nil)

func (d *domain) Close() error { return d.file.close() }

// Check implements [store.Domain].
func (d *domain) Check(ctx context.Context) error { return d.file.check(ctx) }

const userColumns = `type, username, first, last, display, email, password, disabled, removed`

func scanUser(row interface{ Scan(...any) error }) (u store.User, err error) {
	err = row.Scan(&u.Type, &u.Username, &u.FirstName, &u.LastName, &u.DisplayName, &u.Email, &u.PasswordHash, &u.Disabled, &u.Removed)
	if errors.Is(err, sql.ErrNoRows) {
		return u, store.ErrNotFound
	}
	if err != nil {
		return u, fmt.Errorf("looking up a user: %w", err)
	}
	return u, nil
}

// User implements [store.Users].
func (d *domain) User(ctx context.Context, id protocol.UserID) (store.User, error) {
	return scanUser(d.file.read.QueryRowContext(ctx,
		`SELECT `+userColumns+` FROM users WHERE type = ? AND username = ?`, id.Type, id.Username))
}

// CreateUser implements [store.Users].
func (d *domain) CreateUser(ctx context.Context, u store.User) error {
	if u.Username == "" {
		return fmt.Errorf("user %q: %w: use 1 to 255 bytes", u.Username, store.ErrName)
	}
	if err := checkNames(u.User); err != nil {
		return err
	}
	return d.file.update(ctx, func() error { return d.insertUser(u) })
}

// limits are those of names, for which every server has the same.
var limits = protocol.DefaultLimits()

// checkNames returns ErrName for a user with a name that is too long.
func checkNames(u protocol.User) error {
	if x := limits.User(u); x != nil {
		return fmt.Errorf("user %.100q: %w: %w", u.Username, store.ErrName, x)
	}
	return nil
}

func (d *domain) insertUser(u store.User) error {
	n, err := d.file.exec(`INSERT INTO users (`+userColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		u.Type, u.Username, u.FirstName, u.LastName, u.DisplayName, u.Email, u.PasswordHash, u.Disabled, u.Removed)
	if err != nil {
		return fmt.Errorf("creating user %q: %w", u.Username, err)
	}
	if n == 0 {
		return fmt.Errorf("user %q: %w", u.Username, store.ErrExists)
	}
	return nil
}

// insertAnonymous makes an anonymous user with the next number as its name.
func (d *domain) insertAnonymous(u *protocol.User) error {
	var n int64
	if err := d.file.scan(`UPDATE anonymous SET last = last + 1 RETURNING last`, nil, &n); err != nil {
		return fmt.Errorf("numbering an anonymous user: %w", err)
	}
	u.Username = strconv.FormatInt(n, 36)
	return d.insertUser(store.User{User: *u})
}
