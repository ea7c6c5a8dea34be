package relational

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

var nameBytes = strconv.Itoa(store.NamedVersionBytes)

// Used implements [store.Usage].
func (d *Domain) Used(ctx context.Context) ([]store.Used, error) {
	rows, err := d.db.Query(ctx, `
		SELECT maker_type, maker, sum(models), sum(state), sum(log), sum(chats), sum(said) FROM (
			SELECT maker_type, maker, count(*) AS models, sum(state_bytes) AS state, sum(log_bytes) AS log, 0 AS chats, 0 AS said
				FROM models GROUP BY maker_type, maker
			UNION ALL SELECT maker_type, maker, 0, 0, `+nameBytes+` * count(*), 0, 0 FROM named_versions n JOIN models m ON m.key = n.model GROUP BY maker_type, maker
			UNION ALL SELECT maker_type, maker, 0, 0, 0, count(*), sum(bytes) FROM chats GROUP BY maker_type, maker
		) AS made GROUP BY maker_type, maker ORDER BY maker_type, maker`)
	if err != nil {
		return nil, fmt.Errorf("counting what there is: %w", err)
	}
	defer rows.Close()
	var all []store.Used
	for rows.Next() {
		var u store.Used
		if err := rows.Scan(&u.Maker.Type, &u.Maker.Username, &u.Models, &u.State, &u.Log, &u.Chats, &u.ChatBytes); err != nil {
			return nil, fmt.Errorf("counting what there is: %w", err)
		}
		all = append(all, u)
	}
	return all, rows.Err()
}

// Counts implements [store.Usage]. The version of a model counts its operations.
func (d *Domain) Counts(ctx context.Context) (c store.Counts, err error) {
	err = d.db.QueryRow(ctx, `SELECT
		(SELECT count(*) FROM users WHERE type <> 2 AND NOT removed), (SELECT count(*) FROM users WHERE type = 2 AND NOT removed),
		(SELECT count(*) FROM groups), (SELECT count(*) FROM collections), (SELECT count(*) FROM models), (SELECT count(*) FROM chats),
		(SELECT count(*) FROM activities), (SELECT coalesce(sum(version - oldest), 0) FROM models), (SELECT count(*) FROM sessions WHERE ended IS NULL), (SELECT count(*) FROM sessions),
		(SELECT count(*) FROM instances), (`+d.db.Dialect().Bytes+`)`).
		Scan(&c.Users, &c.Guests, &c.Groups, &c.Collections, &c.Models, &c.Chats, &c.Activities, &c.Operations, &c.Connected, &c.Sessions, &c.Clients, &c.File)
	if err != nil {
		return c, fmt.Errorf("counting what there is: %w", err)
	}
	return c, nil
}

// seen records inside a transaction that the client of a session was there, and its user
// when that is a guest.
func (d *Domain) seen(session, millis int64) error {
	for _, statement := range []string{
		`UPDATE instances SET seen = ?1 WHERE key = (SELECT instance FROM sessions WHERE key = ?2)`,
		`UPDATE users SET seen = ?1 WHERE type = 2 AND username = (SELECT username FROM sessions WHERE key = ?2 AND type = 2)`,
	} {
		if err := d.db.Later(statement, millis, session); err != nil {
			return fmt.Errorf("recording who was there: %w", err)
		}
	}
	return nil
}

// noteWriting records inside a transaction that a session, if one is named, and a client
// have changed something, so that they are not forgotten.
func (d *Domain) noteWriting(session string, instance int64) error {
	if len(d.wrote) >= 20_000 { // forgetting costs a statement, nothing else
		clear(d.wrote)
	}
	by := strconv.FormatInt(instance, 10) + " " + session
	if d.wrote[by] {
		return nil
	}
	d.wrote[by] = true
	_, err := d.db.Exec(`UPDATE instances SET wrote = TRUE WHERE key = ? AND NOT wrote`, instance)
	if key, bad := sessionKey(session); err == nil && bad == nil {
		_, err = d.db.Exec(`UPDATE sessions SET wrote = TRUE WHERE key = ? AND NOT wrote`, key)
	}
	return err
}

// forgetWriting has noteWriting and modelChanged record everything again.
func (d *Domain) forgetWriting() {
	d.db.Guarded(func() {
		clear(d.wrote)
		clear(d.recording.changing)
	})
}

// guestNamed is true of a guest whom something still refers to.
const guestNamed = `EXISTS (SELECT 1 FROM sessions WHERE username = ?1 AND wrote AND type = 2)
	OR EXISTS (SELECT 1 FROM chat_events WHERE username = ?1 AND type = 2)
	OR EXISTS (SELECT 1 FROM chat_events WHERE subject = ?1 AND subject_type = 2)
	OR EXISTS (SELECT 1 FROM chat_members WHERE username = ?1 AND type = 2)
	OR EXISTS (SELECT 1 FROM model_users WHERE username = ?1 AND type = 2)
	OR EXISTS (SELECT 1 FROM collection_users WHERE username = ?1 AND type = 2)
	OR EXISTS (SELECT 1 FROM roles WHERE who = ?1 AND grantee = 1 AND type = 2)`

// ExpireGuests implements [store.Usage].
func (d *Domain) ExpireGuests(ctx context.Context, after string, n int, since int64) (last string, gone []protocol.UserID, err error) {
	found, err := d.queryUsers(ctx, `SELECT type, username FROM users WHERE type = 2 AND username > ? ORDER BY username LIMIT ?`, after, n)
	if err != nil || len(found) == 0 {
		return "", nil, err
	}
	last = found[len(found)-1].Username
	err = d.update(ctx, func() error {
		names, err := d.column(`SELECT username FROM users WHERE type = 2 AND username > ? AND username <= ? AND seen < ? AND NOT removed
			AND username NOT IN (SELECT username FROM sessions WHERE ended IS NULL AND type = 2)`, after, last, since)
		gone = nil
		for _, name := range names {
			if err == nil {
				err = d.expireGuest(name)
			}
			gone = append(gone, protocol.UserID{Type: protocol.UserAnonymous, Username: name})
		}
		return err
	})
	if err != nil {
		return "", nil, fmt.Errorf("forgetting guests: %w", err)
	}
	return last, gone, nil
}

// column runs a query for texts inside a transaction.
func (d *Domain) column(query string, args ...any) ([]string, error) {
	return firstColumn(d.db.Found(query, args...))
}

// expireGuest forgets a guest inside a transaction.
func (d *Domain) expireGuest(name string) error {
	var named bool
	if err := d.db.Scan(`SELECT `+guestNamed, []any{name}, &named); err != nil {
		return err
	}
	forget := `DELETE FROM users WHERE type = 2 AND username = ?`
	if named {
		forget = `UPDATE users SET removed = TRUE, disabled = TRUE WHERE type = 2 AND username = ?`
	}
	for _, statement := range []string{
		forget,
		`DELETE FROM tokens WHERE type = 2 AND username = ?`,
		`DELETE FROM group_members WHERE type = 2 AND username = ?`,
	} {
		if _, err := d.db.Exec(statement, name); err != nil {
			return err
		}
	}
	return nil
}

// ExpireSessions implements [store.Usage].
func (d *Domain) ExpireSessions(ctx context.Context, n int, since int64) (int, error) {
	var gone int64
	err := d.update(ctx, func() (err error) {
		gone, err = d.db.Exec(`DELETE FROM sessions WHERE key IN (SELECT key FROM sessions WHERE NOT wrote AND ended < ? LIMIT ?)`, since, n)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forgetting sessions: %w", err)
	}
	return int(gone), nil
}

// EmptyChats implements [store.Usage].
func (d *Domain) EmptyChats(ctx context.Context, n int, since int64) ([]string, error) {
	return d.chatIDs(ctx, `SELECT id FROM chats WHERE last_time < ? AND NOT EXISTS (SELECT 1 FROM chat_members WHERE chat = key)
		AND NOT EXISTS (SELECT 1 FROM chat_events WHERE chat = key AND kind = ?) LIMIT ?`, since, protocol.ChatMessage, n)
}

// ExpireInstances implements [store.Usage].
func (d *Domain) ExpireInstances(ctx context.Context, after int64, n int, since int64) (last int64, gone []string, err error) {
	err = d.db.QueryRow(ctx, `SELECT coalesce(max(key), 0) FROM (SELECT key FROM instances WHERE key > ? ORDER BY key LIMIT ?) AS page`, after, n).Scan(&last)
	if err != nil || last == 0 {
		return 0, nil, err
	}
	err = d.update(ctx, func() error {
		gone, err = d.column(`DELETE FROM instances WHERE key > ? AND key <= ? AND NOT wrote AND seen < ?
			AND key NOT IN (SELECT instance FROM sessions WHERE ended IS NULL) RETURNING id`, after, last, since)
		d.mu.Lock() // before others write again, who look for keys there
		defer d.mu.Unlock()
		for _, id := range gone {
			delete(d.instances, id)
		}
		return err
	})
	if err != nil {
		return 0, nil, fmt.Errorf("forgetting clients: %w", err)
	}
	return last, gone, nil
}

// Writers are sessions, by key, and clients, by id, that have changed something.
type Writers struct {
	Sessions []int64
	Clients  []string
	names    []string // as they are remembered
}

// Unnoted returns those of pairs of a session and a client that are not remembered to be noted
// in the store. A store that appends in its own way notes them with what they append.
func (d *Domain) Unnoted(all iter.Seq2[string, string]) (w Writers) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for session, client := range all {
		name := client + " " + session
		if d.appended[name] || slices.Contains(w.names, name) {
			continue
		}
		w.names = append(w.names, name)
		w.Clients = append(w.Clients, client)
		if key, err := sessionKey(session); err == nil {
			w.Sessions = append(w.Sessions, key)
		}
	}
	return w
}

// Noted remembers who is noted in the store.
func (d *Domain) Noted(w Writers) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.appended) >= 20_000 || d.appended == nil { // forgetting costs a statement, nothing else
		d.appended = make(map[string]bool)
	}
	for _, name := range w.names {
		d.appended[name] = true
	}
}
