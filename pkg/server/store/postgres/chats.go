package postgres

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

//go:embed together.sql
var togetherStep string

// ChatNews implements [store.ChatsTogether].
func (d *domain) ChatNews(ctx context.Context, after int64) (all []store.ChatNews, last int64, err error) {
	if after < 0 {
		err := d.db.QueryRow(ctx, `SELECT greatest((SELECT max(changed) FROM chats), (SELECT max(place) FROM chat_events), (SELECT max(place) FROM removed_chats), 0)`).Scan(&last)
		if err != nil {
			return nil, 0, fmt.Errorf("looking for the last change of chats: %w", err)
		}
		return nil, last, nil
	}
	last = after
	all, err = relational.Records(ctx, d.Domain, "changes of chats", `WITH e AS (SELECT chat, min(number) AS first, max(place) AS place FROM chat_events WHERE place > ?1 GROUP BY chat)
		SELECT c.key, c.id, FALSE, coalesce(e.first, c.last + 1), c.last, c.revision, greatest(c.changed, e.place) FROM chats c LEFT JOIN e ON e.chat = c.key WHERE c.changed > ?1
		UNION ALL SELECT key, id, TRUE, 0, -1, 0, place FROM removed_chats WHERE place > ?1`, []any{after}, func(rows relational.Rows) (n store.ChatNews, err error) {
		var place int64
		err = rows.Scan(&n.Key, &n.ID, &n.Removed, &n.First, &n.Last, &n.Revision, &place)
		last = max(last, place)
		return n, err
	})
	if err == nil && slices.ContainsFunc(all, func(n store.ChatNews) bool { return n.Removed }) {
		err = d.addMembers(ctx, all, after)
	}
	if err != nil {
		return nil, 0, err
	}
	return all, last, nil
}

// addMembers says in news who was in chats that were removed after a place.
func (d *domain) addMembers(ctx context.Context, all []store.ChatNews, after int64) error {
	type member struct {
		chat int64
		user protocol.UserID
	}
	members, err := relational.Records(ctx, d.Domain, "members of removed chats", `SELECT chat, type, username FROM removed_chat_members JOIN removed_chats ON key = chat WHERE place > ?`,
		[]any{after}, func(rows relational.Rows) (m member, err error) {
			err = rows.Scan(&m.chat, &m.user.Type, &m.user.Username)
			return m, err
		})
	of := make(map[int64][]protocol.UserID)
	for _, m := range members {
		of[m.chat] = append(of[m.chat], m.user)
	}
	for i := range all {
		if all[i].Removed {
			all[i].Members = of[all[i].Key]
		}
	}
	return err
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

func (d *domain) roomSessions(ctx context.Context, query string, args ...any) ([]store.RoomSession, error) {
	return relational.Records(ctx, d.Domain, "who is in rooms", query, args, func(rows relational.Rows) (r store.RoomSession, err error) {
		var session int64
		err = rows.Scan(&r.Chat, &session, &r.User.Type, &r.User.Username)
		r.Session = relational.SessionID(session)
		return r, err
	})
}

// RoomsOf implements [store.ChatsTogether].
func (d *domain) RoomsOf(ctx context.Context, user protocol.UserID) ([]string, error) {
	return relational.Records(ctx, d.Domain, "in which rooms a user is", `SELECT DISTINCT c.id FROM room_sessions r JOIN chats c ON c.key = r.chat WHERE r.type = ? AND r.username = ?`,
		[]any{user.Type, user.Username}, func(rows relational.Rows) (id string, err error) {
			err = rows.Scan(&id)
			return id, err
		})
}
