package relational

import (
	"context"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// CreateGroup implements [store.Groups].
func (d *Domain) CreateGroup(ctx context.Context, id, description string) error {
	if err := checkID("group", id); err != nil {
		return err
	}
	if err := checkDescription(description); err != nil {
		return err
	}
	return d.update(ctx, func() error {
		n, err := d.db.Exec(`INSERT INTO groups (id, description) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, description)
		if err != nil {
			return fmt.Errorf("creating group %q: %w", id, err)
		}
		if n == 0 {
			return fmt.Errorf("group %q: %w", id, store.ErrExists)
		}
		return nil
	})
}

// checkDescription returns ErrName for what cannot be said of a group.
func checkDescription(text string) error {
	if !isText(text) {
		return fmt.Errorf("description %.100q: %w: it is not UTF-8", text, store.ErrName)
	}
	if len(text) > limits.Topic {
		return fmt.Errorf("description of %d bytes: %w: use up to %d", len(text), store.ErrName, limits.Topic)
	}
	return nil
}

// DescribeGroup implements [store.Groups].
func (d *Domain) DescribeGroup(ctx context.Context, id, description string) error {
	if err := checkDescription(description); err != nil {
		return err
	}
	return d.update(ctx, func() error {
		n, err := d.db.Exec(`UPDATE groups SET description = ? WHERE id = ?`, description, id)
		if err != nil {
			return fmt.Errorf("describing group %q: %w", id, err)
		}
		if n == 0 {
			return fmt.Errorf("group %q: %w", id, store.ErrNotFound)
		}
		return nil
	})
}

// RemoveGroup implements [store.Groups]. Another group of the same name has nothing of it.
func (d *Domain) RemoveGroup(ctx context.Context, id string) error {
	return d.update(ctx, func() error {
		n, err := d.db.Exec(`DELETE FROM groups WHERE id = ?`, id)
		if err == nil && n == 0 {
			err = store.ErrNotFound
		}
		for _, table := range []string{"group_members", "model_groups", "collection_groups"} {
			if err == nil {
				_, err = d.db.Exec(`DELETE FROM `+table+` WHERE grp = ?`, id)
			}
		}
		if err == nil {
			_, err = d.db.Exec(`DELETE FROM roles WHERE grantee = ? AND who = ?`, grantGroup, id)
		}
		if err != nil {
			return fmt.Errorf("group %q: %w", id, err)
		}
		return d.changed(store.RightsChange{})
	})
}

// AddGroupMember implements [store.Groups].
func (d *Domain) AddGroupMember(ctx context.Context, group string, user protocol.UserID) error {
	return d.update(ctx, func() error {
		for _, c := range []struct {
			what, query string
			args        []any
		}{
			{fmt.Sprintf("group %q", group), `SELECT count(*) FROM groups WHERE id = ?`, []any{group}},
			{fmt.Sprintf("user %q", user.Username), `SELECT count(*) FROM users WHERE type = ? AND username = ?`, []any{user.Type, user.Username}},
		} {
			n := 0
			if err := d.db.Scan(c.query, c.args, &n); err != nil {
				return fmt.Errorf("looking up %s: %w", c.what, err)
			}
			if n == 0 {
				return fmt.Errorf("%s: %w", c.what, store.ErrNotFound)
			}
		}
		_, err := d.db.Exec(`INSERT INTO group_members VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, user.Type, user.Username, group)
		if err != nil {
			return fmt.Errorf("adding a member to group %q: %w", group, err)
		}
		return d.changed(store.RightsChange{User: &user})
	})
}

// RemoveGroupMember implements [store.Groups].
func (d *Domain) RemoveGroupMember(ctx context.Context, group string, user protocol.UserID) error {
	return d.update(ctx, func() error {
		n, err := d.db.Exec(`DELETE FROM group_members WHERE type = ? AND username = ? AND grp = ?`, user.Type, user.Username, group)
		if err != nil {
			return fmt.Errorf("removing a member of group %q: %w", group, err)
		}
		if n == 0 {
			return fmt.Errorf("user %q in group %q: %w", user.Username, group, store.ErrNotFound)
		}
		return d.changed(store.RightsChange{User: &user})
	})
}

// GroupIDs implements [store.Groups].
func (d *Domain) GroupIDs(ctx context.Context) ([]string, error) {
	all, err := d.texts(ctx, `SELECT id FROM groups ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("listing the groups: %w", err)
	}
	return all, nil
}

// GroupsOf implements [store.Groups].
func (d *Domain) GroupsOf(ctx context.Context, user protocol.UserID) ([]string, error) {
	all, err := d.texts(ctx, `SELECT grp FROM group_members WHERE type = ? AND username = ? ORDER BY grp`, user.Type, user.Username)
	if err != nil {
		return nil, fmt.Errorf("listing the groups of user %q: %w", user.Username, err)
	}
	return all, nil
}

// texts runs a query for one column of texts.
func (d *Domain) texts(ctx context.Context, query string, args ...any) ([]string, error) {
	return firstColumn(d.db.Query(ctx, query, args...))
}

// firstColumn reads the texts of a query, and closes it.
func firstColumn(rows Rows, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}
