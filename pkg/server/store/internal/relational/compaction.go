package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Aged implements [store.Compaction]. The oldest version is where an entry begins.
func (d *Domain) Aged(ctx context.Context, after int64, n int, since int64) (last int64, aged []store.AgedModel, err error) {
	err = d.db.QueryRow(ctx, `SELECT coalesce(max(key), 0) FROM (SELECT key FROM models WHERE key > ? ORDER BY key LIMIT ?) AS page`, after, n).Scan(&last)
	if err != nil || last == 0 {
		return 0, nil, err
	}
	aged, err = Records(ctx, d, "models that have grown old", `SELECT m.key, m.id, m.maker_type, m.maker FROM models m
		JOIN snapshots s ON s.model = m.key JOIN log l ON l.model = m.key AND l.version = m.oldest
		WHERE m.key > ? AND m.key <= ? AND l.millis < ? AND l.version + l.count <= s.version
		AND NOT EXISTS (SELECT 1 FROM named_versions n WHERE n.model = m.key AND n.version < l.version + l.count) ORDER BY m.key`,
		[]any{after, last, since}, func(rows Rows) (m store.AgedModel, err error) {
			err = rows.Scan(&m.Key, &m.ID, &m.Maker.Type, &m.Maker.Username)
			return m, err
		})
	return last, aged, err
}

// portionEntries is how many entries are compacted in one transaction.
const portionEntries = 500

// Compact implements [store.Compaction].
func (d *Domain) Compact(ctx context.Context, key, below, since int64) (c store.Compacted, err error) {
	err = d.update(ctx, func() error {
		c = store.Compacted{}
		err := d.db.Scan(`SELECT oldest FROM models WHERE key = ?`, []any{key}, &c.Oldest)
		if errors.Is(err, sql.ErrNoRows) {
			return nil // deleted meanwhile
		}
		var needed int64
		if err == nil {
			needed, err = d.neededFrom(key)
		}
		if err == nil {
			err = d.compact(key, min(below, needed), since, &c)
		}
		return err
	})
	if err != nil {
		return store.Compacted{}, fmt.Errorf("compacting the log of model %d: %w", key, err)
	}
	return c, nil
}

// neededFrom returns, inside a transaction, the version from which on somebody needs the
// operations of a model, whatever their age: whoever opens it those after its snapshot, and
// whoever goes back to a version that has a name all from there on.
func (d *Domain) neededFrom(key int64) (version int64, err error) {
	var named int64
	err = d.db.Scan(`SELECT s.version, coalesce((SELECT min(version) FROM named_versions WHERE model = ?1), s.version) FROM snapshots s WHERE s.model = ?1`,
		[]any{key}, &version, &named)
	return min(version, named), err
}

// compact is Compact inside a transaction, from the version c.Oldest on.
func (d *Domain) compact(key, below, since int64, c *store.Compacted) error {
	begin := c.Oldest
	heads, err := d.lastHead(key, c.Oldest)
	if err != nil {
		return err
	}
	if len(heads) > 0 {
		begin = heads[0].Version
	}
	rows, err := d.db.Found(`SELECT version, count, session, instance, first, millis, length(operations), length(inverses)
		FROM log WHERE model = ? AND version >= ? ORDER BY version`, key, c.Oldest)
	if err != nil {
		return err
	}
	defer rows.Close()
	for n := 0; rows.Next(); n++ {
		var h head
		var operations, inverses int64
		if err := rows.Scan(&h.Version, &h.Count, &h.Session, &h.instance, &h.First, &h.Millis, &operations, &inverses); err != nil {
			return err
		}
		if h.Version+int64(h.Count) > below || h.Millis >= since {
			break
		}
		if c.Bytes >= portion || n == portionEntries {
			c.More = true
			break
		}
		c.Oldest = h.Version + int64(h.Count)
		c.OldestTime = h.Millis
		c.Operations += int64(h.Count)
		c.Bytes += operations + inverses
		if last := len(heads) - 1; last >= 0 && heads[last].precedes(&h) {
			heads[last].Count += h.Count
			heads[last].Millis = h.Millis
		} else {
			heads = append(heads, h)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || c.Operations == 0 {
		return err
	}
	if _, err := d.db.Exec(`DELETE FROM log WHERE model = ? AND version >= ? AND version < ?`, key, begin, c.Oldest); err != nil {
		return err
	}
	for _, h := range heads {
		_, err := d.db.Exec(`INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, key, h.Version, h.Count, h.Session, h.instance, h.First, h.Millis, []byte{}, []byte{})
		if err != nil {
			return err
		}
	}
	_, err = d.db.Exec(`UPDATE models SET oldest = ?, oldest_time = ?, log_bytes = log_bytes - ? WHERE key = ?`,
		c.Oldest, c.OldestTime, c.Bytes, key)
	return err
}

// head is an entry without operations.
type head struct {
	store.Entry
	instance int64
}

// precedes reports whether an entry that comes next in the log goes on with what a session
// sent.
func (h *head) precedes(next *head) bool {
	return h.Session == next.Session && h.instance == next.instance && h.First+uint64(h.Count) == next.First
}

// lastHead returns the entry before the oldest version, if there is one.
func (d *Domain) lastHead(key, oldest int64) ([]head, error) {
	var h head
	err := d.db.Scan(`SELECT version, count, session, instance, first, millis FROM log WHERE model = ? AND version < ? ORDER BY version DESC LIMIT 1`,
		[]any{key, oldest}, &h.Version, &h.Count, &h.Session, &h.instance, &h.First, &h.Millis)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []head{h}, err
}

// Identities implements [store.Compaction].
func (d *Domain) Identities(ctx context.Context, key, from int64, n int) ([]store.Entry, error) {
	return Records(ctx, d, "identities of operations", `SELECT version, count, session, i.id, first, millis FROM log JOIN instances i ON i.key = log.instance
		WHERE model = ?1 AND version >= ?2 AND version < (SELECT oldest FROM models WHERE key = ?1) ORDER BY version LIMIT ?3`,
		[]any{key, from, n}, func(rows Rows) (e store.Entry, err error) {
			err = rows.Scan(&e.Version, &e.Count, &e.Session, &e.Instance, &e.First, &e.Millis)
			return e, err
		})
}
