package postgres

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

//go:embed together.sql
var togetherStep string

// ChatNews implements [store.ChatsTogether].
func (d *domain) ChatNews(ctx context.Context, after int64) (all []store.ChatNews, last int64, err error) {
	fail := func(err error) ([]store.ChatNews, int64, error) {
		return nil, 0, fmt.Errorf("looking for changes of chats: %w", err)
	}
	if after < 0 {
		err := d.db.QueryRow(ctx, `SELECT greatest((SELECT max(changed) FROM chats), (SELECT max(place) FROM chat_events), (SELECT max(place) FROM removed_chats), 0)`).Scan(&last)
		if err != nil {
			return fail(err)
		}
		return nil, last, nil
	}
	rows, err := d.db.Query(ctx, `WITH e AS (SELECT chat, min(number) AS first, max(place) AS place FROM chat_events WHERE place > ?1 GROUP BY chat)
		SELECT c.key, c.id, FALSE, coalesce(e.first, c.last + 1), c.last, c.revision, greatest(c.changed, e.place) FROM chats c LEFT JOIN e ON e.chat = c.key WHERE c.changed > ?1
		UNION ALL SELECT key, id, TRUE, 0, -1, 0, place FROM removed_chats WHERE place > ?1`, after)
	if err != nil {
		return fail(err)
	}
	defer rows.Close()
	last = after
	for rows.Next() {
		var n store.ChatNews
		var place int64
		if err := rows.Scan(&n.Key, &n.ID, &n.Removed, &n.First, &n.Last, &n.Revision, &place); err != nil {
			return fail(err)
		}
		all, last = append(all, n), max(last, place)
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	rows.Close()
	for i := range all {
		if n := &all[i]; n.Removed {
			if n.Members, err = d.removedMembers(ctx, n.Key); err != nil {
				return fail(err)
			}
		}
	}
	return all, last, nil
}

func (d *domain) removedMembers(ctx context.Context, key int64) (all []protocol.UserID, err error) {
	rows, err := d.db.Query(ctx, `SELECT type, username FROM removed_chat_members WHERE chat = ?`, key)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var u protocol.UserID
		if err := rows.Scan(&u.Type, &u.Username); err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, rows.Err()
}

// ChatSince implements [store.ChatsTogether]. Of a long chat only what is after the place is read.
func (d *domain) ChatSince(ctx context.Context, id string, after int64) (key, first, revision int64, err error) {
	err = d.db.QueryRow(ctx, `SELECT c.key, coalesce((SELECT min(number) FROM (SELECT number FROM chat_events WHERE chat = c.key AND place > ?2 OFFSET 0) AS e), c.last + 1), c.revision
		FROM chats c WHERE c.id = ?1`, id, after).Scan(&key, &first, &revision)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, 0, 0, store.ErrNotFound
	}
	if err != nil {
		return 0, 0, 0, fmt.Errorf("looking what is new in chat %q: %w", id, err)
	}
	return key, first, revision, nil
}

// RoomSessions implements [store.ChatsTogether].
func (d *domain) RoomSessions(ctx context.Context, key int64) ([]store.RoomSession, error) {
	return d.roomSessions(ctx, `SELECT '', session, type, username FROM room_sessions WHERE chat = ?`, key)
}

// LostRoomSessions implements [store.ChatsTogether].
func (d *domain) LostRoomSessions(ctx context.Context, n int) ([]store.RoomSession, error) {
	return d.roomSessions(ctx, `SELECT c.id, r.session, r.type, r.username FROM room_sessions r JOIN chats c ON c.key = r.chat LEFT JOIN sessions s ON s.key = r.session
		WHERE s.key IS NULL OR s.ended IS NOT NULL LIMIT ?`, n)
}

func (d *domain) roomSessions(ctx context.Context, query string, args ...any) (all []store.RoomSession, err error) {
	rows, err := d.db.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("looking who is in rooms: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r store.RoomSession
		var session int64
		if err := rows.Scan(&r.Chat, &session, &r.User.Type, &r.User.Username); err != nil {
			return nil, fmt.Errorf("looking who is in rooms: %w", err)
		}
		r.Session = relational.SessionID(session)
		all = append(all, r)
	}
	return all, rows.Err()
}

// RoomsOf implements [store.ChatsTogether].
func (d *domain) RoomsOf(ctx context.Context, user protocol.UserID) (all []string, err error) {
	rows, err := d.db.Query(ctx, `SELECT DISTINCT c.id FROM room_sessions r JOIN chats c ON c.key = r.chat WHERE r.type = ? AND r.username = ?`, user.Type, user.Username)
	if err != nil {
		return nil, fmt.Errorf("looking in which rooms a user is: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("looking in which rooms a user is: %w", err)
		}
		all = append(all, id)
	}
	return all, rows.Err()
}
