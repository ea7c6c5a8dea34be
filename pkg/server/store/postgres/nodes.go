package postgres

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

//go:embed nodes.sql
var nodeTables string

// whose are the sessions that a process records: the parameter is set for each of its
// connections. Sessions of before are of none: a column that is added with a default has it in all rows.
const (
	nodeParameter = "convergence.node"
	sessionNodes  = `ALTER TABLE sessions ADD COLUMN node TEXT COLLATE "C";
ALTER TABLE sessions ALTER COLUMN node SET DEFAULT current_setting('` + nodeParameter + `', TRUE);
CREATE INDEX sessions_node ON sessions (node) WHERE ended IS NULL`
)

var (
	_ store.Nodes    = (*System)(nil)
	_ store.Together = (*domain)(nil)
)

// pulse is the connection on which a node says that it lives: it waits for nobody else.
type pulse struct {
	mu   sync.Mutex
	conn *pgx.Conn
}

// beatWithin is how long saying so may take.
const beatWithin = time.Second

func (s *System) beat(ctx context.Context, statement string, args ...any) (changed int64, err error) {
	p := &s.pulse
	p.mu.Lock()
	defer p.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, beatWithin)
	defer cancel()
	if p.conn == nil || p.conn.IsClosed() {
		if p.conn, err = pgx.ConnectConfig(ctx, s.holder.config.Copy()); err != nil {
			return 0, explain(err)
		}
	}
	tag, err := p.conn.Exec(ctx, statement, args...)
	if err != nil {
		p.conn.Close(context.Background())
	}
	return tag.RowsAffected(), explain(err)
}

// table is a table of the system's schema.
func (s *System) table(name string) string { return s.holder.serving.named(name) }

// Join implements [store.Nodes].
func (s *System) Join(ctx context.Context, addr, release string) (string, error) {
	err := s.holder.serve(ctx, true)
	if errors.Is(err, errTaken) {
		return "", busy("a server has this database for itself: stop it, and start it again as one of several")
	}
	if err != nil {
		return "", err
	}
	_, err = s.beat(ctx, `INSERT INTO `+s.table("nodes")+` (id, addr, release) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET seen = now(), addr = excluded.addr`, s.node, addr, release)
	if err != nil {
		return "", fmt.Errorf("joining the nodes: %w", err)
	}
	return s.node, nil
}

// Beat implements [store.Nodes].
func (s *System) Beat(ctx context.Context, sessions, models int) error {
	n, err := s.beat(ctx, `UPDATE `+s.table("nodes")+` SET seen = now(), sessions = $2, models = $3 WHERE id = $1`, s.node, sessions, models)
	if err == nil && n == 0 {
		err = store.ErrNotFound
	}
	return err
}

// Depart implements [store.Nodes].
func (s *System) Depart(ctx context.Context) error {
	if _, err := s.beat(ctx, `DELETE FROM `+s.table("leads")+` WHERE node = $1`, s.node); err != nil {
		return err
	}
	_, err := s.beat(ctx, `DELETE FROM `+s.table("nodes")+` WHERE id = $1`, s.node)
	return err
}

// since is when something happened that long ago, in SQL.
func since(millis int) string { return fmt.Sprintf(`now() - interval '%d milliseconds'`, millis) }

// Bury implements [store.Nodes].
func (s *System) Bury(ctx context.Context) (dead []string, err error) {
	rows, err := s.pool.Query(ctx, `WITH dead AS (DELETE FROM `+s.table("nodes")+` WHERE seen < `+since(store.LiveFor)+` RETURNING id),
		yielded AS (DELETE FROM `+s.table("leads")+` WHERE node IN (SELECT id FROM dead)) SELECT id FROM dead`)
	if err != nil {
		return nil, explain(err)
	}
	dead, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return dead, explain(err)
}

// Nodes implements [store.Nodes].
func (s *System) Nodes(ctx context.Context) (all []store.Node, err error) {
	millis := func(of string) string { return `CAST(extract(epoch FROM ` + of + `) * 1000 AS BIGINT)` }
	rows, err := s.pool.Query(ctx, `SELECT id, addr, release, `+millis("started")+`, `+millis("seen")+`, `+millis("now()")+`, sessions, models,
		(SELECT count(*) FROM `+s.table("leads")+` l WHERE l.node = n.id) FROM `+s.table("nodes")+` n ORDER BY started, id`)
	if err != nil {
		return nil, explain(err)
	}
	all, err = pgx.CollectRows(rows, pgx.RowToStructByPos[store.Node])
	return all, explain(err)
}

// Lead implements [store.Nodes].
func (s *System) Lead(ctx context.Context, domain store.DomainName, model int64) (node string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	live := ` EXISTS (SELECT 1 FROM ` + s.table("nodes") + ` n WHERE n.id = l.node AND n.seen > ` + since(store.LeadFor) + `)`
	leads := s.table("leads")
	for range attempts {
		err = s.pool.QueryRow(ctx, `SELECT l.node FROM `+leads+` l WHERE l.domain = $1 AND l.model = $2 AND`+live, domain.String(), model).Scan(&node)
		if !errors.Is(err, pgx.ErrNoRows) {
			break
		}
		// Only when nobody was faster meanwhile.
		err = s.pool.QueryRow(ctx, `INSERT INTO `+leads+` AS l (domain, model, node) VALUES ($1, $2, $3)
			ON CONFLICT (domain, model) DO UPDATE SET node = excluded.node WHERE l.node = excluded.node OR NOT`+live+` RETURNING node`,
			domain.String(), model, s.node).Scan(&node)
		if !errors.Is(err, pgx.ErrNoRows) {
			break
		}
	}
	if err != nil {
		return "", fmt.Errorf("finding out who leads model %d: %w", model, explain(err))
	}
	return node, nil
}

// Yield implements [store.Nodes].
func (s *System) Yield(ctx context.Context, domain store.DomainName, model int64) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM `+s.table("leads")+` WHERE domain = $1 AND model = $2 AND node = $3`, domain.String(), model, s.node)
	return explain(err)
}

// Versions implements [store.Versions].
func (d *domain) Versions(ctx context.Context, keys []int64) (map[int64]int64, error) {
	return d.numbers(ctx, `SELECT key, version FROM models WHERE key = ANY ($1)`, keys)
}

// numbers is what a query finds for keys.
func (d *domain) numbers(ctx context.Context, query string, keys []int64) (map[int64]int64, error) {
	conn, err := use(ctx, d.db.pool, d.db.schema)
	if err != nil {
		return nil, explain(err)
	}
	defer conn.Release()
	rows, err := conn.Query(ctx, query, keys)
	if err != nil {
		return nil, explain(err)
	}
	all := make(map[int64]int64, len(keys))
	var key, number int64
	_, err = pgx.ForEachRow(rows, []any{&key, &number}, func() error { all[key] = number; return nil })
	return all, explain(err)
}

// EndAll implements [store.Sessions]. Of several servers each ends the sessions of those that do
// not live any more.
func (d *domain) EndAll(ctx context.Context, millis int64) error {
	if !d.db.holder.together() {
		return d.Domain.EndAll(ctx, millis)
	}
	ended, err := relational.Records(ctx, d.Domain, "sessions of nodes that have ended", `SELECT key FROM sessions WHERE ended IS NULL AND NOT EXISTS (SELECT 1 FROM `+
		d.db.holder.serving.named("nodes")+` n WHERE n.id = node)`, nil, func(rows relational.Rows) (string, error) {
		var key int64
		err := rows.Scan(&key)
		return relational.SessionID(key), err
	})
	if err != nil || len(ended) == 0 {
		return err
	}
	return d.Sighted(ctx, store.Sightings{Ended: ended, Millis: millis})
}
