package relational

import (
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// enterAndExit lets sessions into a room and takes others out, inside a transaction. The table is
// there in stores that several servers can have.
func (d *Domain) enterAndExit(c *store.ChatChange) error {
	inside := func(u protocol.UserID) (n int, err error) {
		err = d.db.Scan(`SELECT count(*) FROM room_sessions WHERE chat = ? AND type = ? AND username = ?`, []any{c.Key, u.Type, u.Username}, &n)
		return n, err
	}
	for _, r := range c.Enter {
		key, err := sessionKey(r.Session)
		if err != nil {
			return err
		}
		before, err := inside(r.User)
		if err == nil && (before == 0) != says(c, r.User, protocol.ChatUserJoined) {
			err = store.ErrVersion
		}
		if err == nil {
			_, err = d.db.Exec(`INSERT INTO room_sessions VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, c.Key, key, r.User.Type, r.User.Username)
		}
		if err != nil {
			return err
		}
	}
	for _, r := range c.Exit {
		key, err := sessionKey(r.Session)
		if err != nil {
			return err
		}
		n, err := d.db.Exec(`DELETE FROM room_sessions WHERE chat = ? AND session = ?`, c.Key, key)
		if err == nil && n == 0 {
			err = store.ErrVersion // somebody else has taken it out
		}
		if err != nil {
			return err
		}
	}
	for _, r := range c.Exit {
		left, err := inside(r.User)
		if err == nil && (left == 0) != (says(c, r.User, protocol.ChatUserLeft) || says(c, r.User, protocol.ChatUserRemoved)) {
			err = store.ErrVersion
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// says reports whether a change has an event of a kind about a user.
func says(c *store.ChatChange, user protocol.UserID, kind protocol.ChatEventKind) bool {
	for _, e := range c.Events {
		about := e.User
		if e.Subject != nil {
			about = *e.Subject
		}
		if e.Kind == kind && about == user {
			return true
		}
	}
	return false
}
