package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Who holds what, by kind.
const (
	heldModel    = 1
	heldActivity = 2

	thisNode = `current_setting('` + nodeParameter + `')`
)

// hold notes that this process holds what a query finds.
func (d *domain) hold(ctx context.Context, kind int, query string, args ...any) error {
	return d.db.Update(ctx, func() error {
		var key int64
		err := d.db.Scan(query, args, &key)
		if errors.Is(err, pgx.ErrNoRows) {
			return store.ErrNotFound
		}
		if err == nil {
			_, err = d.db.Exec(`INSERT INTO holders VALUES (?, ?, `+thisNode+`, NULL) ON CONFLICT (kind, target, node) DO UPDATE SET until = NULL`, kind, key)
		}
		return err
	})
}

// released ends that inside a transaction, and reports whether nobody else holds it.
func (d *domain) released(kind int, key int64) (last bool, err error) {
	if _, err := d.db.Exec(`DELETE FROM holders WHERE kind = ? AND target = ? AND (node = `+thisNode+` OR until < now())`, kind, key); err != nil {
		return false, err
	}
	err = d.db.Scan(`SELECT NOT EXISTS (SELECT 1 FROM holders WHERE kind = ? AND target = ?)`, []any{kind, key}, &last)
	return last, err
}

// HoldModel implements [store.Holders].
func (d *domain) HoldModel(ctx context.Context, key int64) error {
	return d.hold(ctx, heldModel, `SELECT key FROM models WHERE key = ?`, key)
}

// ReleaseModel implements [store.Holders].
func (d *domain) ReleaseModel(ctx context.Context, key int64) (freed int64, removed bool, err error) {
	return d.DeleteModelIf(ctx, key, func() (bool, error) { return d.released(heldModel, key) })
}

// HoldActivity implements [store.Holders].
func (d *domain) HoldActivity(ctx context.Context, name protocol.ActivityName) error {
	return d.hold(ctx, heldActivity, `SELECT key FROM activities WHERE type = ? AND id = ?`, name.Type, name.ID)
}

// ReleaseActivity implements [store.Holders].
func (d *domain) ReleaseActivity(ctx context.Context, name protocol.ActivityName) (removed bool, err error) {
	removed, err = d.DeleteActivityIf(ctx, name, func(key int64) (bool, error) { return d.released(heldActivity, key) })
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	return removed, err
}

// Unheld implements [store.Holders].
func (d *domain) Unheld(ctx context.Context, grace time.Duration) (models []string, activities []protocol.ActivityName, err error) {
	fail := func(err error) ([]string, []protocol.ActivityName, error) {
		return nil, nil, fmt.Errorf("looking for what nobody has open: %w", err)
	}
	// One that was taken for dead may have come back, with clients that have gone on.
	dead := `node NOT IN (SELECT id FROM ` + d.db.holder.serving.named("nodes") + `)`
	where := ` WHERE (until IS NULL) = (` + dead + `)`
	var changed bool
	if err := d.db.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM holders`+where+`)`).Scan(&changed); err != nil {
		return fail(err)
	}
	if changed {
		err := d.db.Update(ctx, func() error {
			_, err := d.db.Exec(`UPDATE holders SET until = CASE WHEN `+dead+` THEN now() + CAST(? AS BIGINT) * interval '1 millisecond' END`+where, grace.Milliseconds())
			return err
		})
		if err != nil {
			return fail(err)
		}
	}
	// What was just made is not held yet, and may never be.
	free := func(kind int) string {
		return fmt.Sprintf(`ephemeral AND created < %s - ? AND NOT EXISTS (SELECT 1 FROM holders h WHERE h.kind = %d AND h.target = key AND (until IS NULL OR until > now()))`, now, kind)
	}
	rows, err := d.db.Query(ctx, `SELECT id, '', FALSE FROM models WHERE `+free(heldModel)+` UNION ALL SELECT id, type, TRUE FROM activities WHERE `+free(heldActivity),
		grace.Milliseconds(), grace.Milliseconds())
	if err != nil {
		return fail(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name protocol.ActivityName
		var activity bool
		if err := rows.Scan(&name.ID, &name.Type, &activity); err != nil {
			return fail(err)
		}
		if activity {
			activities = append(activities, name)
		} else {
			models = append(models, name.ID)
		}
	}
	return models, activities, rows.Err()
}

// ActivityRevision implements [store.Together].
func (d *domain) ActivityRevision(ctx context.Context, name protocol.ActivityName) (key, revision int64, err error) {
	err = d.db.QueryRow(ctx, `SELECT key, revision FROM activities WHERE type = ? AND id = ?`, name.Type, name.ID).Scan(&key, &revision)
	if errors.Is(err, pgx.ErrNoRows) {
		err = store.ErrNotFound
	}
	if err != nil {
		return 0, 0, fmt.Errorf("looking whether activity %q has changed: %w", name, err)
	}
	return key, revision, nil
}

// ActivityRevisions implements [store.Together].
func (d *domain) ActivityRevisions(ctx context.Context, keys []int64) (map[int64]int64, error) {
	return d.numbers(ctx, `SELECT key, revision FROM activities WHERE key = ANY ($1)`, keys)
}
