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

// rightsTables are where the entries of models or collections are. The names
// become parts of statements.
type rightsTables struct{ users, groups, key string }

var (
	modelTables      = rightsTables{"model_users", "model_groups", "model"}
	collectionTables = rightsTables{"collection_users", "collection_groups", "collection"}
)

// entriesOf reads the entries of a model, by key, or of a collection, by id.
func (d *Domain) entriesOf(ctx context.Context, t rightsTables, key any) (users []protocol.UserPermissions, groups []protocol.GroupPermissions, err error) {
	rows, err := d.db.Query(ctx, `SELECT type, username, NULL, rights FROM `+t.users+` WHERE `+t.key+` = ?1
		UNION ALL SELECT 0, '', grp, rights FROM `+t.groups+` WHERE `+t.key+` = ?1`, key)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var u protocol.UserPermissions
		var group sql.NullString
		if err := rows.Scan(&u.User.Type, &u.User.Username, &group, &u.Permissions); err != nil {
			return nil, nil, err
		}
		if group.Valid {
			groups = append(groups, protocol.GroupPermissions{Group: group.String, Permissions: u.Permissions})
		} else {
			users = append(users, u)
		}
	}
	return users, groups, rows.Err()
}

// setEntries writes the entries of an update inside a transaction.
func (d *Domain) setEntries(t rightsTables, key any, u store.RightsUpdate) error {
	type statement struct {
		text string
		args []any
	}
	var all []statement
	add := func(text string, args ...any) { all = append(all, statement{text, append([]any{key}, args...)}) }
	if u.ReplaceUsers {
		add(`DELETE FROM ` + t.users + ` WHERE ` + t.key + ` = ?`)
	}
	if u.ReplaceGroups {
		add(`DELETE FROM ` + t.groups + ` WHERE ` + t.key + ` = ?`)
	}
	for _, e := range u.SetUsers {
		add(`INSERT INTO `+t.users+` VALUES (?, ?, ?, ?) ON CONFLICT (`+t.key+`, type, username) DO UPDATE SET rights = excluded.rights`,
			e.User.Type, e.User.Username, e.Permissions)
	}
	for _, e := range u.SetGroups {
		add(`INSERT INTO `+t.groups+` VALUES (?, ?, ?) ON CONFLICT (`+t.key+`, grp) DO UPDATE SET rights = excluded.rights`, e.Group, e.Permissions)
	}
	for _, user := range u.RemoveUsers {
		add(`DELETE FROM `+t.users+` WHERE `+t.key+` = ? AND type = ? AND username = ?`, user.Type, user.Username)
	}
	for _, group := range u.RemoveGroups {
		add(`DELETE FROM `+t.groups+` WHERE `+t.key+` = ? AND grp = ?`, group)
	}
	for _, s := range all {
		if _, err := d.db.Exec(s.text, s.args...); err != nil {
			return err
		}
	}
	return nil
}

// SetModelRights implements [store.RightsKeeper].
func (d *Domain) SetModelRights(ctx context.Context, key int64, u store.RightsUpdate) error {
	err := d.update(ctx, func() error {
		var id string
		err := d.db.Scan(`UPDATE models SET override = coalesce(?, override), world = coalesce(?, world) WHERE key = ? RETURNING id`,
			[]any{u.OverrideWorld, u.World, key}, &id)
		if errors.Is(err, sql.ErrNoRows) {
			return store.ErrNotFound
		}
		if err == nil {
			err = d.setEntries(modelTables, key, u)
		}
		if err != nil {
			return err
		}
		return d.changed(store.RightsChange{Model: id})
	})
	if err != nil {
		return fmt.Errorf("setting the rights on model %d: %w", key, err)
	}
	return nil
}

// SetCollectionRights implements [store.RightsKeeper].
func (d *Domain) SetCollectionRights(ctx context.Context, id string, u store.RightsUpdate) error {
	err := d.update(ctx, func() error {
		n, err := d.db.Exec(`UPDATE collections SET world = coalesce(?, world) WHERE id = ?`, u.World, id)
		if err == nil && n == 0 {
			return store.ErrNotFound
		}
		if err == nil {
			err = d.setEntries(collectionTables, id, u)
		}
		if err != nil {
			return err
		}
		return d.changed(store.RightsChange{Collection: id})
	})
	if err != nil {
		return fmt.Errorf("setting the rights on collection %q: %w", id, err)
	}
	return nil
}

// rightsChanges is the list of changes of rights.
var rightsChanges = changeList{table: "rights_changes", columns: "model, collection, type, username"}

// changed records a change inside a transaction.
func (d *Domain) changed(c store.RightsChange) error {
	var model, collection, userType, username any
	switch {
	case c.Model != "":
		model = c.Model
	case c.Collection != "":
		collection = c.Collection
	case c.User != nil:
		userType, username = c.User.Type, c.User.Username
	}
	return d.record(rightsChanges, model, collection, userType, username)
}

// RightsChanges implements [store.RightsKeeper].
func (d *Domain) RightsChanges(ctx context.Context, after int64) (changes []store.RightsChange, last int64, err error) {
	last, err = d.changesAfter(ctx, rightsChanges, after, func(scan func(...any) error) error {
		var model, collection, username sql.NullString
		var userType sql.Null[protocol.UserType]
		if err := scan(&model, &collection, &userType, &username); err != nil {
			return err
		}
		change := store.RightsChange{Model: model.String, Collection: collection.String}
		if username.Valid {
			change.User = &protocol.UserID{Type: userType.V, Username: username.String}
		}
		changes = append(changes, change)
		return nil
	}, func() { changes = append(changes, store.RightsChange{}) })
	return changes, last, err
}

// Whoever uses a domain hears of what other programs change in it by asking for the
// changes since the last time.

// keptChanges bounds a list of changes. Who asks less often than that many happen is
// notified that everything may have changed.
const keptChanges = 100

// changeList is a table of numbered changes, and its columns beside the number.
type changeList struct{ table, columns string }

// record adds a change inside a transaction, and drops the oldest one. Numbers have no gaps,
// also when a transaction fails.
func (d *Domain) record(l changeList, values ...any) error {
	places := strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")
	var number int64
	err := d.db.Scan("INSERT INTO "+l.table+" (number, "+l.columns+") VALUES ((SELECT coalesce(max(number), 0) + 1 FROM "+l.table+"), "+places+") RETURNING number", values, &number)
	if err == nil {
		_, err = d.db.Exec("DELETE FROM "+l.table+" WHERE number <= ?", number-keptChanges)
	}
	if err != nil {
		return fmt.Errorf("adding to %s: %w", l.table, err)
	}
	return nil
}

// changesAfter calls each for the changes after a number, in order, and missed where
// some are gone. It returns the number of the newest one; with a negative number only
// that.
func (d *Domain) changesAfter(ctx context.Context, l changeList, after int64, each func(scan func(...any) error) error, missed func()) (last int64, err error) {
	fail := func(err error) (int64, error) { return 0, fmt.Errorf("reading %s: %w", l.table, err) }
	if after < 0 {
		if err := d.db.QueryRow(ctx, "SELECT coalesce(max(number), 0) FROM "+l.table).Scan(&last); err != nil {
			return fail(err)
		}
		return last, nil
	}
	rows, err := d.db.Query(ctx, "SELECT number, "+l.columns+" FROM "+l.table+" WHERE number > ? ORDER BY number", after)
	if err != nil {
		return fail(err)
	}
	defer rows.Close()
	last = after
	for rows.Next() {
		var number int64
		err := each(func(columns ...any) error {
			if err := rows.Scan(append([]any{&number}, columns...)...); err != nil {
				return err
			}
			if number != last+1 {
				missed()
			}
			last = number
			return nil
		})
		if err != nil {
			return fail(err)
		}
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	return last, nil
}
