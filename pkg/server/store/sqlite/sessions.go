package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// accountsStep adds what sign-in keeps. Tokens that are there already have the family 0
// until they are used; which of the sessions are connected is not known.
const accountsStep = `
ALTER TABLE users ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN family INTEGER NOT NULL DEFAULT 0; -- key of the session that began it
CREATE INDEX tokens_family ON tokens (family);
CREATE INDEX tokens_user ON tokens (type, username);
ALTER TABLE sessions ADD COLUMN ended INTEGER;
UPDATE sessions SET ended = connected;
CREATE INDEX sessions_connected ON sessions (key) WHERE ended IS NULL;
CREATE TABLE devices ( -- where the password of a user was right
	type     INTEGER NOT NULL,
	username TEXT NOT NULL,
	device   TEXT NOT NULL,
	last     INTEGER NOT NULL,
	PRIMARY KEY (type, username, device)
) WITHOUT ROWID;
CREATE TABLE keys (
	id      TEXT PRIMARY KEY,
	public  TEXT NOT NULL,
	private TEXT NOT NULL,
	admin   INTEGER NOT NULL,
	created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE account_changes ( -- of a user or a session; the oldest are dropped
	number   INTEGER PRIMARY KEY AUTOINCREMENT,
	type     INTEGER NOT NULL,
	username TEXT NOT NULL,
	session  TEXT NOT NULL
);
`

// Connect implements [store.Sessions].
func (d *domain) Connect(ctx context.Context, c store.Connect) (store.Session, error) {
	s := store.Session{User: c.User}
	err := d.file.update(ctx, func() error {
		if s.User.Type == protocol.UserAnonymous && s.User.Username == "" {
			if err := d.insertAnonymous(&s.User); err != nil {
				return err
			}
		}
		admit := d.mayConnect
		if c.Admitted {
			admit = func(protocol.UserID) error { return d.insertAuthor(c.User) }
		}
		if err := admit(s.User.UserID); err != nil {
			return err
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
		s.ID = sessionID(key)
		if err := d.seen(key, c.Millis); err != nil {
			return err
		}
		if err := d.sessionEvent(store.EventSessionConnected, s.ID, s.User.UserID, c.Millis, c.Method, c.Client); err != nil {
			return err
		}
		if c.Device != "" {
			_, err := d.file.exec(`INSERT INTO devices VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET last = excluded.last`,
				s.User.Type, s.User.Username, c.Device, c.Millis)
			if err != nil {
				return fmt.Errorf("recording a device: %w", err)
			}
		}
		if c.TokenHash == nil {
			return nil
		}
		return d.insertToken(&c, s.User.UserID, key)
	})
	return s, err
}

// sessionID is the id of a session by its key.
func sessionID(key int64) string { return strconv.FormatInt(key, 36) }

// sessionKey is the other way round. It fails with ErrNotFound for what is no id.
func sessionKey(id string) (int64, error) {
	key, err := strconv.ParseInt(id, 36, 64)
	if err != nil || key <= 0 || sessionID(key) != id {
		return 0, fmt.Errorf("session %q: %w", id, store.ErrNotFound)
	}
	return key, nil
}

// mayConnect fails for somebody who has been disabled while signing in.
func (d *domain) mayConnect(user protocol.UserID) error {
	disabled := false
	err := d.file.scan(`SELECT disabled FROM users WHERE type = ? AND username = ?`, []any{user.Type, user.Username}, &disabled)
	if errors.Is(err, sql.ErrNoRows) || err == nil && disabled {
		return fmt.Errorf("user %q who may sign in: %w", user.Username, store.ErrNotFound)
	}
	if err != nil {
		return fmt.Errorf("looking up a user: %w", err)
	}
	return nil
}

// Session implements [store.Sessions].
func (d *domain) Session(ctx context.Context, id string) (store.Session, error) {
	key, err := sessionKey(id)
	if err != nil {
		return store.Session{}, err
	}
	u, err := scanUser(d.file.read.QueryRowContext(ctx,
		`SELECT `+userColumns+` FROM sessions JOIN users USING (type, username) WHERE key = ?`, key))
	return store.Session{ID: id, User: u.User}, err
}

// Connected implements [store.Sessions].
func (d *domain) Connected(ctx context.Context) ([]store.ConnectedSession, error) {
	rows, err := d.file.read.QueryContext(ctx, `SELECT key, method, client, remote, connected, type, username, display
		FROM sessions JOIN users USING (type, username) WHERE ended IS NULL ORDER BY key`)
	if err != nil {
		return nil, fmt.Errorf("listing sessions: %w", err)
	}
	defer rows.Close()
	var all []store.ConnectedSession
	for rows.Next() {
		var s store.ConnectedSession
		var key int64
		u := &s.User
		if err := rows.Scan(&key, &s.Method, &s.Client, &s.Remote, &s.Connected, &u.Type, &u.Username, &u.DisplayName); err != nil {
			return nil, fmt.Errorf("listing sessions: %w", err)
		}
		s.ID = sessionID(key)
		all = append(all, s)
	}
	return all, rows.Err()
}

// SignIns implements [store.Sessions]. Sessions of the REST API, and those that came with an
// archive to find authors by, signed nobody in here. Guests who are forgotten are called by their names.
func (d *domain) SignIns(ctx context.Context, before string, n int) ([]store.SignIn, error) {
	first := int64(1<<63 - 1)
	if before != "" {
		var err error
		if first, err = sessionKey(before); err != nil {
			return nil, err
		}
	}
	rows, err := d.file.read.QueryContext(ctx, `SELECT key, method, client, remote, connected, coalesce(ended, 0), type, username, coalesce(display, username)
		FROM sessions LEFT JOIN users USING (type, username) WHERE key < ? AND method NOT IN ('rest', '') ORDER BY key DESC LIMIT ?`, first, n)
	if err != nil {
		return nil, fmt.Errorf("listing sign-ins: %w", err)
	}
	defer rows.Close()
	var all []store.SignIn
	for rows.Next() {
		var s store.SignIn
		var key int64
		u := &s.User
		if err := rows.Scan(&key, &s.Method, &s.Client, &s.Remote, &s.Connected, &s.Ended, &u.Type, &u.Username, &u.DisplayName); err != nil {
			return nil, fmt.Errorf("listing sign-ins: %w", err)
		}
		s.ID = sessionID(key)
		all = append(all, s)
	}
	return all, rows.Err()
}

// Sighted implements [store.Sessions].
func (d *domain) Sighted(ctx context.Context, s store.Sightings) error {
	return d.file.update(ctx, func() error {
		for _, hash := range s.Replaced {
			if _, err := d.file.exec(`DELETE FROM tokens WHERE hash = ?`, hash); err != nil {
				return fmt.Errorf("removing a used token: %w", err)
			}
		}
		for _, id := range s.Ended {
			key, err := sessionKey(id)
			if err == nil {
				err = d.ending(key, key, s.Millis)
			}
			if err == nil {
				_, err = d.file.exec(`UPDATE sessions SET ended = ? WHERE key = ?`, s.Millis, key)
			}
			if err == nil {
				err = d.seen(key, s.Millis)
			}
			if err != nil {
				return fmt.Errorf("ending session %q: %w", id, err)
			}
		}
		return nil
	})
}

// EndAll implements [store.Sessions].
func (d *domain) EndAll(ctx context.Context, millis int64) error {
	open := false
	err := d.file.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sessions WHERE ended IS NULL)`).Scan(&open)
	if err != nil || !open {
		return err
	}
	return d.file.update(ctx, func() error {
		if err := d.ending(0, math.MaxInt64, millis); err != nil {
			return err
		}
		for _, statement := range []string{
			`UPDATE users SET seen = ? WHERE type = 2 AND username IN (SELECT username FROM sessions WHERE ended IS NULL AND type = 2)`,
			`UPDATE instances SET seen = ? WHERE key IN (SELECT instance FROM sessions WHERE ended IS NULL)`,
			`UPDATE sessions SET ended = ? WHERE ended IS NULL`,
		} {
			if _, err := d.file.exec(statement, millis); err != nil {
				return err
			}
		}
		return nil
	})
}

// KnownDevice implements [store.Sessions].
func (d *domain) KnownDevice(ctx context.Context, user protocol.UserID, device string, since int64) (known bool, err error) {
	err = d.file.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM devices WHERE type = ? AND username = ? AND device = ? AND last >= ?)`,
		user.Type, user.Username, device, since).Scan(&known)
	if err != nil {
		return false, fmt.Errorf("looking up a device: %w", err)
	}
	return known, nil
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
		err = d.file.scan(`INSERT INTO instances (id, type, username, seen) VALUES (?, ?, ?, `+now+`) RETURNING key`,
			[]any{instance, user.Type, user.Username}, &key)
		owner = user
	}
	if err != nil {
		return 0, fmt.Errorf("looking up a client instance: %w", err)
	}
	if owner != user {
		return 0, store.ErrInstance
	}
	// So that it is not forgotten before it is used.
	if _, err := d.file.exec(`UPDATE instances SET seen = `+now+` WHERE key = ? AND seen < `+now+` - 3600000`, key); err != nil {
		return 0, fmt.Errorf("recording a client instance: %w", err)
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

// insertAuthor makes a user who does not exist, inside a transaction. Who is made counts as
// removed: the name is taken, and nobody is listed or let in by it.
func (d *domain) insertAuthor(u protocol.User) error {
	_, err := d.file.exec(`INSERT INTO users (`+userColumns+`) VALUES (?, ?, '', '', ?, '', '', 1, 1) ON CONFLICT DO NOTHING`, u.Type, u.Username, u.DisplayName)
	if err != nil {
		return fmt.Errorf("recording an author: %w", err)
	}
	return nil
}

// Author implements [store.Sessions].
func (d *domain) Author(ctx context.Context, c store.Connect) (store.Session, error) {
	s := store.Session{User: c.User}
	err := d.file.update(ctx, func() error {
		if err := d.insertAuthor(c.User); err != nil {
			return err
		}
		instance, err := d.claim(c.Instance, c.User.UserID)
		if err != nil {
			return err
		}
		// It writes for as long as the server runs, and is never forgotten.
		if _, err := d.file.exec(`UPDATE instances SET wrote = 1 WHERE key = ?`, instance); err != nil {
			return err
		}
		var key int64
		err = d.file.scan(`INSERT INTO sessions (type, username, instance, method, client, remote, connected, ended, wrote) VALUES (?, ?, ?, ?, ?, ?, ?7, ?7, 1) RETURNING key`,
			[]any{c.User.Type, c.User.Username, instance, c.Method, c.Client, c.Remote, c.Millis}, &key)
		s.ID = sessionID(key)
		return err
	})
	if err != nil {
		return s, fmt.Errorf("recording user %q as an author: %w", c.User.Username, err)
	}
	return s, nil
}
