package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// ChatsOf implements [store.Chats].
func (d *Domain) ChatsOf(ctx context.Context, user protocol.UserID) ([]string, error) {
	return d.chatIDs(ctx, `SELECT id FROM chats JOIN chat_members ON chat = key
		WHERE chat_members.type = ? AND username = ? ORDER BY id`, user.Type, user.Username)
}

func (d *Domain) chatIDs(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := d.db.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("looking for chats: %w", err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("looking for chats: %w", err)
		}
		all = append(all, id)
	}
	return all, rows.Err()
}

// SearchChats implements [store.Chats].
func (d *Domain) SearchChats(ctx context.Context, s store.ChatSearch) (ids []string, total int, err error) {
	var found []string
	for _, f := range s.Fields {
		switch f {
		case "id", "name", "topic":
			found = append(found, "instr(fold("+f+"), fold(?)) > 0")
		}
	}
	if len(found) == 0 {
		return nil, 0, nil
	}
	var args []any
	for range found {
		args = append(args, s.Text)
	}
	where := " FROM chats WHERE (" + strings.Join(found, " OR ") + ")"
	if len(s.Types) > 0 {
		where += " AND type IN (?" + strings.Repeat(", ?", len(s.Types)-1) + ")"
		for _, t := range s.Types {
			args = append(args, t)
		}
	}
	if s.Membership != "" {
		where += " AND membership = ?"
		args = append(args, s.Membership)
	}
	if s.After != "" {
		where += " AND id > ?"
		args = append(args, s.After)
	}
	if !s.All {
		where += ` AND (membership = 'public' OR EXISTS (SELECT 1 FROM chat_members m WHERE m.type = ? AND m.username = ? AND m.chat = key))`
		args = append(args, s.Viewer.Type, s.Viewer.Username)
	}
	if err := d.db.QueryRow(ctx, `SELECT count(*)`+where, args...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("counting chats: %w", err)
	}
	ids, err = d.chatIDs(ctx, `SELECT id`+where+` ORDER BY id LIMIT ? OFFSET ?`, append(args, s.Limit, s.Offset)...)
	return ids, total, err
}

// ChatHistory implements [store.Chats].
func (d *Domain) ChatHistory(ctx context.Context, key int64, p store.ChatPage) (events []protocol.ChatEvent, total int, err error) {
	where, args := ` FROM chat_events e WHERE chat = ?`, []any{key}
	order, compare := ` ORDER BY number DESC`, ` AND number <= ?`
	if p.Forward {
		order, compare = ` ORDER BY number`, ` AND number >= ?`
	}
	if p.Start != nil {
		where += compare
		args = append(args, *p.Start)
	}
	if len(p.Kinds) > 0 {
		where += ` AND kind IN (?` + strings.Repeat(", ?", len(p.Kinds)-1) + `)`
		for _, k := range p.Kinds {
			args = append(args, k)
		}
	}
	if err := d.db.QueryRow(ctx, `SELECT count(*)`+where, args...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("counting the events of chat %d: %w", key, err)
	}
	events, err = Records(ctx, d, "events of a chat", `SELECT `+eventColumns+where+order+` LIMIT ? OFFSET ?`, append(args, p.Limit, p.Offset),
		func(rows Rows) (protocol.ChatEvent, error) { return scanEvent(rows) })
	return events, total, err
}

// ChatMessage implements [store.Chats].
func (d *Domain) ChatMessage(ctx context.Context, key int64, instance string, sequence uint64) (number, millis int64, err error) {
	err = d.db.QueryRow(ctx, `SELECT number, millis FROM chat_events e JOIN instances i ON i.key = e.instance
		WHERE chat = ? AND i.id = ? AND sequence = ?`, key, instance, sequence).Scan(&number, &millis)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, store.ErrNotFound
	}
	if err != nil {
		return 0, 0, fmt.Errorf("looking up a message of chat %d: %w", key, err)
	}
	return number, millis, nil
}
