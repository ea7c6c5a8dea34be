package sqlite

import (
	"context"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Counts implements [store.Counter]. A model's version counts its operations, from 1 on.
func (d *domain) Counts(ctx context.Context) (c store.Counts, err error) {
	err = d.file.read.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM users WHERE type <> 2 AND NOT removed), (SELECT count(*) FROM users WHERE type = 2), (SELECT count(*) FROM groups),
		(SELECT count(*) FROM collections), (SELECT count(*) FROM models), (SELECT count(*) FROM chats), (SELECT count(*) FROM activities),
		(SELECT count(*) FROM sessions WHERE ended IS NULL), (SELECT coalesce(sum(version - 1), 0) FROM models),
		(SELECT page_count * page_size FROM pragma_page_count, pragma_page_size)`).
		Scan(&c.Users, &c.Guests, &c.Groups, &c.Collections, &c.Models, &c.Chats, &c.Activities, &c.Sessions, &c.Operations, &c.Bytes)
	if err != nil {
		return c, fmt.Errorf("counting: %w", err)
	}
	return c, nil
}
