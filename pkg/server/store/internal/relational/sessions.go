package relational

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

// Connect implements [store.Sessions].
func (d *Domain) Connect(ctx context.Context, c store.Connect) (store.Session, error) {
	var s store.Session
	err := d.update(ctx, func() error {
		s = store.Session{User: c.User}
		if s.User.Type == protocol.UserAnonymous && s.User.Username == "" {
			if err := d.insertAnonymous(&s.User); err != nil {
				return err
			}
		}
		var of claimed
		var err error
		if c.Admitted {
			if err = d.insertAuthor(c.User); err == nil {
				of, err = d.claimed(c.Instance)
			}
		} else {
			of, err = d.mayConnect(s.User.UserID, c.Instance)
		}
		if err != nil {
			return err
		}
		of.stale = false // it is seen below
		instance, err := d.claim(of, c.Instance, s.User.UserID)
		if err != nil {
			return err
		}
		var key int64
		err = d.db.Scan(`INSERT INTO sessions (type, username, instance, method, client, remote, connected)
			VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING key`,
			[]any{s.User.Type, s.User.Username, instance, c.Method, c.Client, c.Remote, c.Millis}, &key)
		if err != nil {
			return fmt.Errorf("recording a session: %w", err)
		}
		s.ID = SessionID(key)
		if c.TokenHash != nil { // which asks; from then on nothing is asked
			if err := d.insertToken(&c, s.User.UserID, key); err != nil {
				return err
			}
		}
		if err := d.seen(key, c.Millis); err != nil {
			return err
		}
		if err := d.sessionEvent(store.EventSessionConnected, s.ID, s.User.UserID, c.Millis, c.Method, c.Client); err != nil {
			return err
		}
		if c.Device != "" {
			err := d.db.Later(`INSERT INTO devices VALUES (?, ?, ?, ?) ON CONFLICT (type, username, device) DO UPDATE SET last = excluded.last`,
				s.User.Type, s.User.Username, c.Device, c.Millis)
			if err != nil {
				return fmt.Errorf("recording a device: %w", err)
			}
		}
		return nil
	})
	return s, err
}

// SessionID is the id of a session by its key.
func SessionID(key int64) string { return strconv.FormatInt(key, 36) }

// sessionKey is the other way round. It fails with ErrNotFound for what is no id.
func sessionKey(id string) (int64, error) {
	key, err := strconv.ParseInt(id, 36, 64)
	if err != nil || key <= 0 || SessionID(key) != id {
		return 0, fmt.Errorf("session %q: %w", id, store.ErrNotFound)
	}
	return key, nil
}

// mayConnect fails for somebody who has been disabled while signing in. It returns whose the client
// instance is.
func (d *Domain) mayConnect(user protocol.UserID, instance string) (of claimed, err error) {
	disabled := false
	err = d.db.Scan(`SELECT disabled, `+d.claimedColumns()+` FROM users LEFT JOIN instances i ON i.id = ?3 WHERE users.type = ?1 AND users.username = ?2`,
		[]any{user.Type, user.Username, instance}, append([]any{&disabled}, of.to()...)...)
	if errors.Is(err, sql.ErrNoRows) || err == nil && disabled {
		return of, fmt.Errorf("user %q who may sign in: %w", user.Username, store.ErrNotFound)
	}
	if err != nil {
		return of, fmt.Errorf("looking up a user: %w", err)
	}
	return of, nil
}

// Session implements [store.Sessions].
func (d *Domain) Session(ctx context.Context, id string) (store.Session, error) {
	key, err := sessionKey(id)
	if err != nil {
		return store.Session{}, err
	}
	u, err := scanUser(d.db.QueryRow(ctx,
		`SELECT `+userColumns+` FROM sessions JOIN users USING (type, username) WHERE key = ?`, key))
	return store.Session{ID: id, User: u.User}, err
}

// Connected implements [store.Sessions].
func (d *Domain) Connected(ctx context.Context) ([]store.ConnectedSession, error) {
	rows, err := d.db.Query(ctx, `SELECT key, method, client, remote, connected, type, username, display
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
		s.ID = SessionID(key)
		all = append(all, s)
	}
	return all, rows.Err()
}

// SignIns implements [store.Sessions]. Sessions of the REST API, and those that came with an
// archive to find authors by, signed nobody in here. Guests who are forgotten are called by their names.
func (d *Domain) SignIns(ctx context.Context, before string, n int) ([]store.SignIn, error) {
	first := int64(1<<63 - 1)
	if before != "" {
		var err error
		if first, err = sessionKey(before); err != nil {
			return nil, err
		}
	}
	rows, err := d.db.Query(ctx, `SELECT key, method, client, remote, connected, coalesce(ended, 0), type, username, coalesce(display, username)
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
		s.ID = SessionID(key)
		all = append(all, s)
	}
	return all, rows.Err()
}

// Sighted implements [store.Sessions].
func (d *Domain) Sighted(ctx context.Context, s store.Sightings) error {
	return d.update(ctx, func() error {
		for _, hash := range s.Replaced {
			if err := d.db.Later(`DELETE FROM tokens WHERE hash = ?`, hash); err != nil {
				return fmt.Errorf("removing a used token: %w", err)
			}
		}
		for _, id := range s.Ended {
			key, err := sessionKey(id)
			if err == nil {
				err = d.ending(key, key, s.Millis)
			}
			if err == nil {
				err = d.db.Later(`UPDATE sessions SET ended = ? WHERE key = ?`, s.Millis, key)
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
func (d *Domain) EndAll(ctx context.Context, millis int64) error {
	open := false
	err := d.db.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM sessions WHERE ended IS NULL)`).Scan(&open)
	if err != nil || !open {
		return err
	}
	return d.update(ctx, func() error {
		if err := d.ending(0, math.MaxInt64, millis); err != nil {
			return err
		}
		for _, statement := range []string{
			`UPDATE users SET seen = ? WHERE type = 2 AND username IN (SELECT username FROM sessions WHERE ended IS NULL AND type = 2)`,
			`UPDATE instances SET seen = ? WHERE key IN (SELECT instance FROM sessions WHERE ended IS NULL)`,
			`UPDATE sessions SET ended = ? WHERE ended IS NULL`,
		} {
			if _, err := d.db.Exec(statement, millis); err != nil {
				return err
			}
		}
		return nil
	})
}

// KnownDevice implements [store.Sessions].
func (d *Domain) KnownDevice(ctx context.Context, user protocol.UserID, device string, since int64) (known bool, err error) {
	err = d.db.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM devices WHERE type = ? AND username = ? AND device = ? AND last >= ?)`,
		user.Type, user.Username, device, since).Scan(&known)
	if err != nil {
		return false, fmt.Errorf("looking up a device: %w", err)
	}
	return known, nil
}

// ClaimInstance implements [store.Sessions].
func (d *Domain) ClaimInstance(ctx context.Context, instance string, user protocol.UserID) error {
	return d.update(ctx, func() error {
		of, err := d.claimed(instance)
		if err == nil {
			_, err = d.claim(of, instance, user)
		}
		return err
	})
}

// claimed is whose a client instance is.
type claimed struct {
	key   int64 // 0 when it is nobody's
	owner protocol.UserID
	stale bool // whether it was not seen for an hour
}

// claimedColumns are what of instances i is scanned to it.
func (d *Domain) claimedColumns() string {
	return `coalesce(i.key, 0), coalesce(i.type, 0), coalesce(i.username, ''), coalesce(i.seen < ` + d.db.Dialect().Now + ` - 3600000, FALSE)`
}

func (c *claimed) to() []any { return []any{&c.key, &c.owner.Type, &c.owner.Username, &c.stale} }

// claimed returns whose an instance id is, inside a transaction.
func (d *Domain) claimed(instance string) (of claimed, err error) {
	err = d.db.Scan(`SELECT `+d.claimedColumns()+` FROM instances i WHERE id = ?`, []any{instance}, of.to()...)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return of, fmt.Errorf("looking up a client instance: %w", err)
	}
	return of, nil
}

// claim returns the key of an instance id that belongs to user, or makes it so.
func (d *Domain) claim(of claimed, instance string, user protocol.UserID) (key int64, err error) {
	now := d.db.Dialect().Now
	switch {
	case of.key == 0:
		err = d.db.Scan(`INSERT INTO instances (id, type, username, seen) VALUES (?, ?, ?, `+now+`) RETURNING key`,
			[]any{instance, user.Type, user.Username}, &of.key)
	case of.owner != user:
		return 0, store.ErrInstance
	case of.stale: // so that it is not forgotten before it is used
		err = d.db.Later(`UPDATE instances SET seen = `+now+` WHERE key = ?`, of.key)
	}
	if err != nil {
		return 0, fmt.Errorf("recording a client instance: %w", err)
	}
	return of.key, nil
}

// instanceKey returns the key of a known instance id, or ErrNotFound.
func (d *Domain) instanceKey(ctx context.Context, instance string) (int64, error) {
	d.mu.Lock()
	key, ok := d.instances[instance]
	d.mu.Unlock()
	if ok {
		return key, nil
	}
	err := d.db.QueryRow(ctx, `SELECT key FROM instances WHERE id = ?`, instance).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, store.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("looking up a client instance: %w", err)
	}
	if d.db.Dialect().Shared { // another process may forget the client, who comes back with another key
		return key, nil
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
func (d *Domain) insertAuthor(u protocol.User) error {
	_, err := d.db.Exec(`INSERT INTO users (`+userColumns+`) VALUES (?, ?, '', '', ?, '', '', TRUE, TRUE) ON CONFLICT DO NOTHING`, u.Type, u.Username, u.DisplayName)
	if err != nil {
		return fmt.Errorf("recording an author: %w", err)
	}
	return nil
}

// Author implements [store.Sessions].
func (d *Domain) Author(ctx context.Context, c store.Connect) (store.Session, error) {
	s := store.Session{User: c.User}
	err := d.update(ctx, func() error {
		if err := d.insertAuthor(c.User); err != nil {
			return err
		}
		of, err := d.claimed(c.Instance)
		if err != nil {
			return err
		}
		instance, err := d.claim(of, c.Instance, c.User.UserID)
		if err != nil {
			return err
		}
		// It writes for as long as the server runs, and is never forgotten.
		if _, err := d.db.Exec(`UPDATE instances SET wrote = TRUE WHERE key = ?`, instance); err != nil {
			return err
		}
		var key int64
		err = d.db.Scan(`INSERT INTO sessions (type, username, instance, method, client, remote, connected, ended, wrote) VALUES (?, ?, ?, ?, ?, ?, ?7, ?7, TRUE) RETURNING key`,
			[]any{c.User.Type, c.User.Username, instance, c.Method, c.Client, c.Remote, c.Millis}, &key)
		s.ID = SessionID(key)
		return err
	})
	if err != nil {
		return s, fmt.Errorf("recording user %q as an author: %w", c.User.Username, err)
	}
	return s, nil
}
