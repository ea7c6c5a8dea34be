package relational

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Counters implements [store.Records].
func (d *Domain) Counters(ctx context.Context) (c store.Counters, err error) {
	err = d.db.QueryRow(ctx, `SELECT last, (`+d.db.Dialect().LastSession+`) FROM anonymous`).Scan(&c.Guests, &c.Sessions)
	if err != nil {
		return c, fmt.Errorf("reading the counters: %w", err)
	}
	return c, nil
}

// SetCounters implements [store.NewDomainStore].
func (d *Domain) SetCounters(ctx context.Context, c store.Counters) error {
	return d.update(ctx, func() error {
		_, err := d.db.Exec(`UPDATE anonymous SET last = ?`, c.Guests)
		for _, statement := range d.db.Dialect().SetLastSession {
			if err == nil {
				_, err = d.db.Exec(statement, c.Sessions)
			}
		}
		if err != nil {
			return fmt.Errorf("setting the counters: %w", err)
		}
		return nil
	})
}

// Records reads what a query finds with a function that scans one.
func Records[T any](ctx context.Context, d *Domain, what, query string, args []any, scan func(Rows) (T, error)) ([]T, error) {
	rows, err := d.db.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", what, err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", what, err)
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// UserRecords implements [store.Records].
func (d *Domain) UserRecords(ctx context.Context, after protocol.UserID, n int) ([]store.UserRecord, error) {
	return Records(ctx, d, "users", `SELECT `+userColumns+`, seen FROM users WHERE (type, username) > (?, ?) ORDER BY type, username LIMIT ?`,
		[]any{after.Type, after.Username, n}, func(rows Rows) (r store.UserRecord, err error) {
			u := &r.User
			err = rows.Scan(&u.Type, &u.Username, &u.FirstName, &u.LastName, &u.DisplayName, &u.Email, &u.PasswordHash, &u.Disabled, &u.Removed, &r.Seen)
			return r, err
		})
}

// AddUserRecords implements [store.NewDomainStore].
func (d *Domain) AddUserRecords(ctx context.Context, all []store.UserRecord) error {
	return d.update(ctx, func() error {
		for _, r := range all {
			if err := checkID("user", r.Username); err != nil {
				return err
			}
			if err := checkNames(r.User.User); err != nil {
				return err
			}
			if err := d.insertUser(r.User); err != nil {
				return err
			}
			if _, err := d.db.Exec(`UPDATE users SET seen = ? WHERE type = ? AND username = ?`, r.Seen, r.Type, r.Username); err != nil {
				return err
			}
		}
		return nil
	})
}

// ClientRecords implements [store.Records].
func (d *Domain) ClientRecords(ctx context.Context, after string, n int) ([]store.ClientRecord, error) {
	return Records(ctx, d, "clients", `SELECT id, type, username, seen, wrote FROM instances WHERE id > ? ORDER BY id LIMIT ?`,
		[]any{after, n}, func(rows Rows) (r store.ClientRecord, err error) {
			err = rows.Scan(&r.ID, &r.User.Type, &r.User.Username, &r.Seen, &r.Wrote)
			return r, err
		})
}

// AddClientRecords implements [store.NewDomainStore].
func (d *Domain) AddClientRecords(ctx context.Context, all []store.ClientRecord) error {
	return d.update(ctx, func() error {
		for _, r := range all {
			n, err := d.db.Exec(`INSERT INTO instances (id, type, username, seen, wrote) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
				r.ID, r.User.Type, r.User.Username, r.Seen, r.Wrote)
			if err == nil && n == 0 {
				err = store.ErrExists
			}
			if err != nil {
				return fmt.Errorf("client %q: %w", r.ID, err)
			}
		}
		return nil
	})
}

// AuthorRecords implements [store.Records].
func (d *Domain) AuthorRecords(ctx context.Context, after string, n int) ([]store.AuthorRecord, error) {
	last := int64(0)
	if after != "" {
		var err error
		if last, err = sessionKey(after); err != nil {
			return nil, err
		}
	}
	return Records(ctx, d, "sessions", `SELECT s.key, s.type, s.username, coalesce(i.id, ''), s.connected FROM sessions s LEFT JOIN instances i ON i.key = s.instance
		WHERE s.wrote AND s.key > ? ORDER BY s.key LIMIT ?`, []any{last, n}, func(rows Rows) (r store.AuthorRecord, err error) {
		var key int64
		err = rows.Scan(&key, &r.User.Type, &r.User.Username, &r.Client, &r.Connected)
		r.Session = SessionID(key)
		return r, err
	})
}

// AddAuthorRecords implements [store.NewDomainStore].
func (d *Domain) AddAuthorRecords(ctx context.Context, all []store.AuthorRecord) error {
	clients := make([]int64, len(all))
	for i, r := range all {
		var err error
		if r.Client == "" {
			continue
		}
		if clients[i], err = d.instanceKey(ctx, r.Client); err != nil {
			return fmt.Errorf("client %q of session %q: %w", r.Client, r.Session, err)
		}
	}
	return d.update(ctx, func() error {
		for i, r := range all {
			key, err := sessionKey(r.Session)
			if err != nil {
				return fmt.Errorf("session %q: %w: ids are whole numbers above 0 to the base of 36", r.Session, store.ErrName)
			}
			n, err := d.db.Exec(`INSERT INTO sessions (key, type, username, instance, method, client, remote, connected, ended, wrote)
				VALUES (?1, ?2, ?3, ?4, '', '', '', ?5, ?5, TRUE) ON CONFLICT DO NOTHING`, key, r.User.Type, r.User.Username, clients[i], r.Connected)
			if err == nil && n == 0 {
				err = store.ErrExists
			}
			if err != nil {
				return fmt.Errorf("session %q: %w", r.Session, err)
			}
		}
		return nil
	})
}

// Prefixes implements [store.Records].
func (d *Domain) Prefixes(ctx context.Context, model int64) (last uint64, err error) {
	err = d.db.QueryRow(ctx, `SELECT prefix FROM models WHERE key = ?`, model).Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, store.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("reading the id prefixes of model %d: %w", model, err)
	}
	return last, nil
}

// ChatIDs implements [store.Records].
func (d *Domain) ChatIDs(ctx context.Context, after string, n int) ([]string, error) {
	return d.chatIDs(ctx, `SELECT id FROM chats WHERE id > ? ORDER BY id LIMIT ?`, after, n)
}

// ChatEntries implements [store.Records].
func (d *Domain) ChatEntries(ctx context.Context, chat, from int64, n int) ([]store.ChatEntry, error) {
	return Records(ctx, d, "events of a chat", `SELECT `+eventColumns+`, coalesce(i.id, ''), coalesce(sequence, 0) FROM chat_events e LEFT JOIN instances i ON i.key = e.instance
		WHERE chat = ? AND number >= ? ORDER BY number LIMIT ?`, []any{chat, from, n}, func(rows Rows) (e store.ChatEntry, err error) {
		e.ChatEvent, err = scanEvent(rows, &e.Instance, &e.Sequence)
		return e, err
	})
}

// eventColumns are what scanEvent reads, before what the caller adds.
const eventColumns = `number, kind, millis, e.type, e.username, text, topic, subject_type, subject, members`

func scanEvent(rows Rows, more ...any) (e protocol.ChatEvent, err error) {
	var subjectType sql.Null[protocol.UserType]
	var subject, members sql.NullString
	err = rows.Scan(append([]any{&e.Number, &e.Kind, &e.Millis, &e.User.Type, &e.User.Username, &e.Text, &e.Topic, &subjectType, &subject, &members}, more...)...)
	if err == nil && members.Valid {
		err = json.Unmarshal([]byte(members.String), &e.Members)
	}
	if subject.Valid {
		e.Subject = &protocol.UserID{Type: subjectType.V, Username: subject.String}
	}
	return e, err
}
