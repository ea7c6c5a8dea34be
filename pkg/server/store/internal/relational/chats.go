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

// Chat implements [store.Chats].
func (d *Domain) Chat(ctx context.Context, id string) (store.Chat, error) {
	c := store.Chat{ChatInfo: protocol.ChatInfo{ID: id}}
	var direct sql.NullString
	err := d.db.QueryRow(ctx,
		`SELECT key, type, membership, name, topic, created, last, last_time, direct, maker_type, maker, bytes FROM chats WHERE id = ?`, id).
		Scan(&c.Key, &c.Type, &c.Membership, &c.Name, &c.Topic, &c.Created, &c.LastEventNumber, &c.LastEventTime, &direct, &c.Maker.Type, &c.Maker.Username, &c.Bytes)
	if errors.Is(err, sql.ErrNoRows) {
		return c, store.ErrNotFound
	}
	if err == nil {
		c.Direct = direct.String
		c.Members, err = d.chatMembers(ctx, `SELECT m.type, m.username, coalesce(s.number, -1)
			FROM chat_members m LEFT JOIN chat_seen s USING (chat, type, username) WHERE m.chat = ? ORDER BY m.type, m.username`, c.Key)
	}
	if err == nil {
		c.Roles, err = d.rolesOf(ctx, rolesOfChat, c.Key)
	}
	if err != nil {
		return c, fmt.Errorf("looking up chat %q: %w", id, err)
	}
	return c, nil
}

// ChatSeen implements [store.Chats].
func (d *Domain) ChatSeen(ctx context.Context, key int64) ([]protocol.ChatMember, error) {
	return d.chatMembers(ctx, `SELECT type, username, number FROM chat_seen WHERE chat = ? ORDER BY type, username`, key)
}

func (d *Domain) chatMembers(ctx context.Context, query string, key int64) ([]protocol.ChatMember, error) {
	rows, err := d.db.Query(ctx, query, key)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []protocol.ChatMember
	for rows.Next() {
		var m protocol.ChatMember
		if err := rows.Scan(&m.User.Type, &m.User.Username, &m.Seen); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

// DirectChat implements [store.Chats].
func (d *Domain) DirectChat(ctx context.Context, direct string) (id string, err error) {
	err = d.db.QueryRow(ctx, `SELECT id FROM chats WHERE direct = ?`, direct).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", store.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("looking up a direct chat: %w", err)
	}
	return id, nil
}

// ChangeChats implements [store.Chats].
func (d *Domain) ChangeChats(ctx context.Context, changes []store.ChatChange) error {
	instances := make(map[string]int64)
	for _, c := range changes {
		for _, e := range c.Events {
			if _, ok := instances[e.Instance]; e.Instance != "" && !ok {
				key, err := d.instanceKey(ctx, e.Instance)
				if err != nil {
					return err
				}
				instances[e.Instance] = key
			}
		}
	}
	err := d.update(ctx, func() error {
		for _, c := range changes {
			if err := d.changeChat(c, instances); err != nil {
				return fmt.Errorf("changing chat %d: %w", c.Key, err)
			}
		}
		return nil
	})
	if err != nil {
		d.forgetWriting() // what was noted is not in the store
	}
	return err
}

// changeChat makes one change inside a transaction.
func (d *Domain) changeChat(c store.ChatChange, instances map[string]int64) error {
	last := c.Last
	if c.Create != nil {
		last = -1
		if err := d.createChat(c.Create); err != nil {
			return err
		}
	}
	bytes := int64(0)
	for i := range c.Events {
		bytes += c.Events[i].Bytes()
	}
	n, err := d.db.Exec(`UPDATE chats SET last = last + ?, last_time = coalesce(?, last_time), name = coalesce(?, name), topic = coalesce(?, topic), bytes = bytes + ? WHERE key = ? AND last = ?`,
		len(c.Events), lastTime(c), c.Name, c.Topic, bytes, c.Key, last)
	if err != nil {
		return err
	}
	if n == 0 {
		return store.ErrVersion
	}
	for i, e := range c.Events {
		if e.Number != last+1+int64(i) {
			return fmt.Errorf("event %d after %d", e.Number, last+int64(i))
		}
		if err := d.insertChatEvent(c.Key, e, instances); err != nil {
			return err
		}
	}
	type statement struct {
		text string
		args []any
	}
	var all []statement
	add := func(text string, args ...any) { all = append(all, statement{text, args}) }
	for _, u := range c.Add {
		add(`INSERT INTO chat_members VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, u.Type, u.Username, c.Key)
	}
	for _, u := range c.Remove {
		add(`DELETE FROM chat_members WHERE type = ? AND username = ? AND chat = ?`, u.Type, u.Username, c.Key)
	}
	for _, s := range c.Seen {
		add(`INSERT INTO chat_seen VALUES (?, ?, ?, ?) ON CONFLICT (chat, type, username)
			DO UPDATE SET number = CASE WHEN excluded.number > chat_seen.number THEN excluded.number ELSE chat_seen.number END`,
			c.Key, s.User.Type, s.User.Username, s.Seen)
	}
	if c.Delete {
		add(`DELETE FROM chats WHERE key = ?`, c.Key) // first, so that a store can note who was in it
		for _, table := range []string{"chat_members", "chat_seen", "chat_events"} {
			add(`DELETE FROM `+table+` WHERE chat = ?`, c.Key)
		}
		add(`DELETE FROM roles WHERE kind = ? AND target = ?`, rolesOfChat, c.Key)
	}
	if len(c.Enter)+len(c.Exit) > 0 {
		if err := d.enterAndExit(&c); err != nil {
			return err
		}
	}
	for _, r := range c.Roles {
		if err := d.changeRoles(rolesOfChat, c.Key, r); err != nil {
			return err
		}
	}
	for _, s := range all {
		if _, err := d.db.Exec(s.text, s.args...); err != nil {
			return err
		}
	}
	return nil
}

// lastTime is when the newest event of a change happened; nil leaves the time.
func lastTime(c store.ChatChange) any {
	if len(c.Events) == 0 {
		return sql.NullInt64{}
	}
	return c.Events[len(c.Events)-1].Millis
}

func (d *Domain) createChat(c *store.Chat) error {
	var direct any
	if c.Direct != "" {
		direct = c.Direct
	}
	n, err := d.db.Exec(`INSERT INTO chats (key, id, type, membership, name, topic, created, last, last_time, direct, maker_type, maker)
		VALUES (?, ?, ?, ?, ?, ?, ?, -1, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		c.Key, c.ID, c.Type, c.Membership, c.Name, c.Topic, c.Created, c.Created, direct, c.Maker.Type, c.Maker.Username)
	if err != nil {
		return err
	}
	if n == 0 {
		return store.ErrExists
	}
	return d.changeRoles(rolesOfChat, c.Key, store.RolesChange{Roles: c.Roles})
}

func (d *Domain) insertChatEvent(chat int64, e store.ChatEntry, instances map[string]int64) error {
	var subjectType, subject, members, instance, sequence any
	if e.Subject != nil {
		subjectType, subject = e.Subject.Type, e.Subject.Username
	}
	if e.Kind == protocol.ChatCreated {
		data, err := json.Marshal(e.Members)
		if err != nil {
			return err
		}
		members = string(data)
	}
	if e.Instance != "" {
		instance, sequence = instances[e.Instance], e.Sequence
		var n int
		err := d.db.Scan(`SELECT count(*) FROM chat_events WHERE chat = ? AND instance = ? AND sequence = ?`, []any{chat, instance, sequence}, &n)
		if err != nil {
			return err
		}
		if n > 0 {
			return store.ErrSequence
		}
		if err := d.noteWriting("", instances[e.Instance]); err != nil {
			return err
		}
	}
	_, err := d.db.Exec(`INSERT INTO chat_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		chat, e.Number, e.Kind, e.Millis, e.User.Type, e.User.Username, e.Text, e.Topic, subjectType, subject, members, instance, sequence)
	if err != nil || e.Kind != protocol.ChatMessage {
		return err
	}
	return d.happened(&store.Event{Kind: store.EventChatMessage, Millis: e.Millis, Chat: e.ChatID, Message: e.Number, Text: e.Text, User: e.User})
}
