package sqlite

import (
	"context"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// quotasStep gives domains quotas, and has those that are there go on without.
const quotasStep = `
ALTER TABLE domains ADD COLUMN max_models INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN max_storage INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN max_chats INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN user_models INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN user_storage INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN user_chats INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN keep_guests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN keep_sessions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE domains ADD COLUMN keep_chats INTEGER NOT NULL DEFAULT 0;
`

// usageStep records who has made what, and how much it is. Who has made the models that
// are there is not known. The sizes are kept with what they are of, so that counting a
// domain reads no operation.
const usageStep = `
ALTER TABLE models ADD COLUMN maker_type INTEGER NOT NULL DEFAULT 0;
ALTER TABLE models ADD COLUMN maker TEXT NOT NULL DEFAULT '';
ALTER TABLE models ADD COLUMN state_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE models ADD COLUMN log_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE models SET state_bytes = coalesce((SELECT length(data) FROM snapshots WHERE model = key), 0),
	log_bytes = coalesce((SELECT sum(length(operations) + length(inverses)) FROM log WHERE model = key), 0);
ALTER TABLE chats ADD COLUMN maker_type INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN maker TEXT NOT NULL DEFAULT '';
ALTER TABLE chats ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
UPDATE chats SET bytes = coalesce((SELECT sum(length(CAST(text AS BLOB)) + length(CAST(topic AS BLOB)) + 64) FROM chat_events WHERE chat = key), 0),
	maker_type = coalesce((SELECT type FROM chat_events WHERE chat = key AND number = 0), 0),
	maker = coalesce((SELECT username FROM chat_events WHERE chat = key AND number = 0), '');
`

// Used implements [store.Usage].
func (d *domain) Used(ctx context.Context) ([]store.Used, error) {
	rows, err := d.file.read.QueryContext(ctx, `
		SELECT maker_type, maker, sum(models), sum(state), sum(log), sum(chats), sum(said) FROM (
			SELECT maker_type, maker, count(*) AS models, sum(state_bytes) AS state, sum(log_bytes) AS log, 0 AS chats, 0 AS said
				FROM models GROUP BY maker_type, maker
			UNION ALL SELECT maker_type, maker, 0, 0, 0, count(*), sum(bytes) FROM chats GROUP BY maker_type, maker
		) GROUP BY maker_type, maker ORDER BY maker_type, maker`)
	if err != nil {
		return nil, fmt.Errorf("counting what there is: %w", err)
	}
	defer rows.Close()
	var all []store.Used
	for rows.Next() {
		var u store.Used
		if err := rows.Scan(&u.Maker.Type, &u.Maker.Username, &u.Models, &u.State, &u.Log, &u.Chats, &u.ChatBytes); err != nil {
			return nil, fmt.Errorf("counting what there is: %w", err)
		}
		all = append(all, u)
	}
	return all, rows.Err()
}

// Counts implements [store.Usage]. A model's version counts its operations, from 1 on.
func (d *domain) Counts(ctx context.Context) (c store.Counts, err error) {
	err = d.file.read.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM users WHERE type <> 2 AND NOT removed), (SELECT count(*) FROM users WHERE type = 2 AND NOT removed),
		(SELECT count(*) FROM groups), (SELECT count(*) FROM collections), (SELECT count(*) FROM models), (SELECT count(*) FROM chats),
		(SELECT count(*) FROM activities), (SELECT coalesce(sum(version - 1), 0) FROM models), (SELECT count(*) FROM sessions WHERE ended IS NULL), (SELECT count(*) FROM sessions),
		(SELECT count(*) FROM instances), (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)`).
		Scan(&c.Users, &c.Guests, &c.Groups, &c.Collections, &c.Models, &c.Chats, &c.Activities, &c.Operations, &c.Connected, &c.Sessions, &c.Clients, &c.File)
	if err != nil {
		return c, fmt.Errorf("counting what there is: %w", err)
	}
	return c, nil
}
