package sqlite

import (
	"context"
	"fmt"
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Author implements [store.Sessions]. Who is made counts as removed: the name is taken, and
// nobody is listed or let in by it.
func (d *domain) Author(ctx context.Context, c store.Connect) (store.Session, error) {
	s := store.Session{User: c.User}
	err := d.file.update(ctx, func() error {
		_, err := d.file.exec(`INSERT INTO users (`+userColumns+`) VALUES (?, ?, '', '', ?, '', '', 1, 1) ON CONFLICT DO NOTHING`,
			c.User.Type, c.User.Username, c.User.DisplayName)
		if err != nil {
			return err
		}
		instance, err := d.claim(c.Instance, c.User.UserID)
		if err != nil {
			return err
		}
		var key int64
		err = d.file.scan(`INSERT INTO sessions (type, username, instance, method, client, remote, connected, ended) VALUES (?, ?, ?, ?, ?, ?, ?7, ?7) RETURNING key`,
			[]any{c.User.Type, c.User.Username, instance, c.Method, c.Client, c.Remote, c.Millis}, &key)
		s.ID = strconv.FormatInt(key, 36)
		return err
	})
	if err != nil {
		return s, fmt.Errorf("recording user %q as an author: %w", c.User.Username, err)
	}
	return s, nil
}
