package relational

import (
	"context"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

const (
	rolesOfActivity = 1
	rolesOfChat     = 2

	grantWorld = 0
	grantUser  = 1
	grantGroup = 2
)

const selectRoles = `SELECT grantee, type, who, name FROM roles WHERE kind = ? AND target = ? ORDER BY grantee, type, who, name`

func scanRoles(rows Rows) (r protocol.Roles, err error) {
	for rows.Next() {
		var grantee int
		var user protocol.UserID
		var name string
		if err := rows.Scan(&grantee, &user.Type, &user.Username, &name); err != nil {
			return r, err
		}
		switch grantee {
		case grantWorld:
			r.World = append(r.World, name)
		case grantUser:
			if n := len(r.Users); n == 0 || r.Users[n-1].User != user {
				r.Users = append(r.Users, protocol.UserRoles{User: user})
			}
			last := &r.Users[len(r.Users)-1]
			last.Names = append(last.Names, name)
		case grantGroup:
			if n := len(r.Groups); n == 0 || r.Groups[n-1].Group != user.Username {
				r.Groups = append(r.Groups, protocol.GroupRoles{Group: user.Username})
			}
			last := &r.Groups[len(r.Groups)-1]
			last.Names = append(last.Names, name)
		}
	}
	return r, rows.Err()
}

func (d *Domain) rolesOf(ctx context.Context, kind int, target int64) (protocol.Roles, error) {
	rows, err := d.db.Query(ctx, selectRoles, kind, target)
	if err != nil {
		return protocol.Roles{}, fmt.Errorf("reading roles: %w", err)
	}
	defer rows.Close()
	return scanRoles(rows)
}

// changeRoles changes roles inside a transaction.
func (d *Domain) changeRoles(kind int, target int64, c store.RolesChange) error {
	set := c.Mode == store.RolesSet
	clear := func(where string, args ...any) error {
		_, err := d.db.Exec(`DELETE FROM roles WHERE kind = ? AND target = ? AND grantee = ?`+where, append([]any{kind, target}, args...)...)
		return err
	}
	put := func(grantee int, u protocol.UserID, names []string) error {
		if set {
			if err := clear(` AND type = ? AND who = ?`, grantee, u.Type, u.Username); err != nil {
				return err
			}
		}
		for _, name := range names {
			query := `INSERT INTO roles VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
			if c.Mode == store.RolesRemove {
				query = `DELETE FROM roles WHERE kind = ? AND target = ? AND grantee = ? AND type = ? AND who = ? AND name = ?`
			}
			if _, err := d.db.Exec(query, kind, target, grantee, u.Type, u.Username, name); err != nil {
				return err
			}
		}
		return nil
	}
	change := func() error {
		for grantee, all := range []bool{false, set && c.AllUsers, set && c.AllGroups} {
			if all {
				if err := clear(``, grantee); err != nil {
					return err
				}
			}
		}
		if !set || c.World {
			if err := put(grantWorld, protocol.UserID{}, c.Roles.World); err != nil {
				return err
			}
		}
		for _, u := range c.Roles.Users {
			if err := put(grantUser, u.User, u.Names); err != nil {
				return err
			}
		}
		for _, g := range c.Roles.Groups {
			if err := put(grantGroup, protocol.UserID{Username: g.Group}, g.Names); err != nil {
				return err
			}
		}
		return nil
	}
	if err := change(); err != nil {
		return fmt.Errorf("changing roles: %w", err)
	}
	return nil
}
