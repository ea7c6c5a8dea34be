package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// SetProfile implements [store.Profiles].
func (d *Domain) SetProfile(ctx context.Context, u protocol.User) error {
	if err := checkNames(u); err != nil {
		return err
	}
	return d.update(ctx, func() error {
		n, err := d.db.Exec(`UPDATE users SET first = ?, last = ?, display = ?, email = ? WHERE type = ? AND username = ?`,
			u.FirstName, u.LastName, u.DisplayName, u.Email, u.Type, u.Username)
		if err != nil {
			return fmt.Errorf("changing user %q: %w", u.Username, err)
		}
		if n == 0 {
			return fmt.Errorf("user %q: %w", u.Username, store.ErrNotFound)
		}
		return nil
	})
}

// FindUsers implements [store.Profiles].
func (d *Domain) FindUsers(ctx context.Context, s store.UserSearch) (users []protocol.User, total int, err error) {
	column := map[protocol.UserField]string{
		protocol.FieldUsername: "username", protocol.FieldFirstName: "first", protocol.FieldLastName: "last",
		protocol.FieldDisplayName: "display", protocol.FieldEmail: "visible",
	}
	order, ok := column[s.OrderBy]
	if !ok {
		order = "username"
	}
	if s.Descending {
		order = "fold(" + order + ") DESC, username DESC"
	} else {
		order = "fold(" + order + "), username"
	}
	var found []string
	for _, f := range s.Fields {
		if c, ok := column[f]; ok {
			found = append(found, "instr(fold("+c+"), fold(?1)) > 0")
		}
	}
	if len(found) == 0 {
		return nil, 0, nil
	}
	from := ` FROM (SELECT *, CASE WHEN ?2 OR type = ?3 AND username = ?4 THEN email ELSE '' END AS visible
		FROM users WHERE type = 0 AND NOT disabled) AS found WHERE ` + strings.Join(found, " OR ")
	args := []any{s.Text, s.Emails, s.Viewer.Type, s.Viewer.Username, s.Limit, s.Offset}
	if err := d.db.QueryRow(ctx, `SELECT count(*)`+from, args[:4]...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("counting users: %w", err)
	}
	rows, err := d.db.Query(ctx,
		`SELECT type, username, first, last, display, visible`+from+` ORDER BY `+order+` LIMIT ?5 OFFSET ?6`, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("searching users: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var u protocol.User
		if err := rows.Scan(&u.Type, &u.Username, &u.FirstName, &u.LastName, &u.DisplayName, &u.Email); err != nil {
			return nil, 0, fmt.Errorf("searching users: %w", err)
		}
		users = append(users, u)
	}
	return users, total, rows.Err()
}

// Group implements [store.Profiles].
func (d *Domain) Group(ctx context.Context, id string) (protocol.Group, error) {
	g := protocol.Group{ID: id}
	err := d.db.QueryRow(ctx, `SELECT description FROM groups WHERE id = ?`, id).Scan(&g.Description)
	if errors.Is(err, sql.ErrNoRows) {
		return g, store.ErrNotFound
	}
	if err == nil {
		g.Members, err = d.queryUsers(ctx, `SELECT type, username FROM group_members WHERE grp = ? ORDER BY type, username`, id)
	}
	if err != nil {
		return g, fmt.Errorf("reading group %q: %w", id, err)
	}
	return g, nil
}

// queryUsers runs a query for types and usernames.
func (d *Domain) queryUsers(ctx context.Context, query string, args ...any) ([]protocol.UserID, error) {
	rows, err := d.db.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []protocol.UserID
	for rows.Next() {
		var u protocol.UserID
		if err := rows.Scan(&u.Type, &u.Username); err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, rows.Err()
}

// ProfileChanges implements [store.Profiles].
func (d *Domain) ProfileChanges(ctx context.Context, after int64) (changed []protocol.UserID, last int64, err error) {
	if after < 0 {
		if err = d.db.QueryRow(ctx, `SELECT coalesce(max(number), 0) FROM profile_changes`).Scan(&last); err != nil {
			err = fmt.Errorf("looking for changes of profiles: %w", err)
		}
		return nil, last, err
	}
	rows, err := d.db.Query(ctx, `SELECT number, type, username FROM profile_changes WHERE number > ? ORDER BY number`, after)
	if err != nil {
		return nil, 0, fmt.Errorf("looking for changes of profiles: %w", err)
	}
	defer rows.Close()
	last = after
	for rows.Next() {
		var number int64
		var u protocol.UserID
		if err := rows.Scan(&number, &u.Type, &u.Username); err != nil {
			return nil, 0, fmt.Errorf("looking for changes of profiles: %w", err)
		}
		if number != last+1 {
			changed = append(changed, protocol.UserID{})
		}
		last = number
		changed = append(changed, u)
	}
	if err := rows.Err(); err != nil {
		return nil, 0, fmt.Errorf("looking for changes of profiles: %w", err)
	}
	return changed, last, nil
}

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
func (d *Domain) User(ctx context.Context, id protocol.UserID) (store.User, error) {
	return scanUser(d.db.QueryRow(ctx,
		`SELECT `+userColumns+` FROM users WHERE type = ? AND username = ?`, id.Type, id.Username))
}

// CreateUser implements [store.Users].
func (d *Domain) CreateUser(ctx context.Context, u store.User) error {
	if err := checkID("user", u.Username); err != nil {
		return err
	}
	if err := checkNames(u.User); err != nil {
		return err
	}
	for _, prefix := range store.AuthorPrefixes {
		if u.Type == protocol.UserConvergence && strings.HasPrefix(u.Username, prefix) {
			return fmt.Errorf("administrator %q: %w: what begins with %s is not a person", u.Username, store.ErrName, prefix)
		}
	}
	return d.update(ctx, func() error { return d.insertUser(u) })
}

// limits are those of names, for which every server has the same.
var limits = protocol.DefaultLimits()

// checkID returns ErrName for the id of something that nothing can have.
func checkID(what, id string) error {
	if id == "" || len(id) > limits.ID || !isText(id) {
		return fmt.Errorf("%s %.300q: %w: use 1 to %d bytes of UTF-8", what, id, store.ErrName, limits.ID)
	}
	return nil
}

// isText reports whether a text is one that clients and archives can have.
func isText(s string) bool {
	_, err := ot.NewText(s)
	return err == nil
}

// checkNames returns ErrName for a user with a name that is too long, or no text.
func checkNames(u protocol.User) error {
	for _, name := range []string{u.Username, u.FirstName, u.LastName, u.DisplayName, u.Email} {
		if !isText(name) {
			return fmt.Errorf("user %.100q: %w: %.100q is not UTF-8", u.Username, store.ErrName, name)
		}
	}
	if x := limits.User(u); x != nil {
		return fmt.Errorf("user %.100q: %w: %w", u.Username, store.ErrName, x)
	}
	return nil
}

func (d *Domain) insertUser(u store.User) error {
	n, err := d.db.Exec(`INSERT INTO users (`+userColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
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
func (d *Domain) insertAnonymous(u *protocol.User) error {
	var n int64
	if err := d.db.Scan(`UPDATE anonymous SET last = last + 1 RETURNING last`, nil, &n); err != nil {
		return fmt.Errorf("numbering an anonymous user: %w", err)
	}
	u.Username = strconv.FormatInt(n, 36)
	return d.insertUser(store.User{User: *u})
}
