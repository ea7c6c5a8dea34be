package postgres

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

var _ store.Changes = (*System)(nil)

// changeCounters are in the system's schema, so that one statement reads those of all domains.
// countChanges has the tables of a domain count there, in the transactions that change them.
//
//go:embed changes.sql
var countChanges string

const changeCounters = `CREATE TABLE changes ( -- how many there were, by domain
	schema   TEXT COLLATE "C" PRIMARY KEY, -- of the domain
	rights   BIGINT NOT NULL DEFAULT 0,
	profiles BIGINT NOT NULL DEFAULT 0,
	accounts BIGINT NOT NULL DEFAULT 0,
	chats    BIGINT NOT NULL DEFAULT 0
)`

// DomainStates implements [store.Changes].
func (s *System) DomainStates(ctx context.Context, names []store.DomainName) (map[store.DomainName]store.DomainState, error) {
	fail := func(err error) (map[store.DomainName]store.DomainState, error) {
		return nil, fmt.Errorf("looking for changes of domains: %w", explain(err))
	}
	var namespaces, ids []string
	for _, n := range names {
		namespaces, ids = append(namespaces, n.Namespace), append(ids, n.ID)
	}
	rows, err := s.space.anywhere(ctx, `SELECT `+relational.DomainColumns+`, coalesce(rights, 0), coalesce(profiles, 0), coalesce(accounts, 0), coalesce(chats, 0), webhooks
		FROM (SELECT number FROM unnest(CAST(? AS TEXT[]), CAST(? AS TEXT[])) AS named (namespace, id) JOIN `+s.table("domains")+` USING (namespace, id)
			UNION SELECT number FROM `+s.table("domains")+` WHERE webhooks) AS asked JOIN `+s.table("domains")+` USING (number)
		LEFT JOIN `+s.table("changes")+` ON schema = '`+s.schema+between+`' || number`, namespaces, ids)
	if err != nil {
		return fail(err)
	}
	defer rows.Close()
	all := make(map[store.DomainName]store.DomainState, len(names))
	for rows.Next() {
		var d store.DomainState
		to := relational.ColumnsOf(&d.DomainInfo)
		for i := range d.Changed {
			to = append(to, &d.Changed[i])
		}
		if err := rows.Scan(append(to, &d.Webhooks)...); err != nil {
			return fail(err)
		}
		all[d.DomainName] = d
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	return all, nil
}
