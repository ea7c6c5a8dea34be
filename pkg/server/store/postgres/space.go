package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/convergence-wasm/convergence/pkg/server/query"
	"github.com/convergence-wasm/convergence/pkg/server/query/pgtext"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

// space is a schema of the database. It implements [relational.Database].
type space struct {
	pool   *pgxpool.Pool
	holder *holder
	schema string
	close  func() error

	mu   sync.Mutex // held for the whole of an Update
	conn *pgx.Conn  // of the Update that runs
	late []late     // what it has not sent yet
}

// late is a statement of [space.Later].
type late struct {
	statement string
	args      []any
}

var _ relational.Database = (*space)(nil)

// Update implements [relational.Database]. A transaction that has begun is not broken off by
// ctx, only when the database does not answer for too long.
func (s *space) Update(ctx context.Context, change func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	conn, err := s.begin()
	if err != nil && s.broken(err) {
		conn, err = s.begin()
	}
	if err != nil {
		return explain(err)
	}
	defer conn.Release()
	s.conn = conn.Conn()
	defer func() { s.conn, s.late = nil, nil }()
	if err = change(); err == nil {
		var tag pgconn.CommandTag
		if tag, err = s.commit(); err == nil && tag.String() != "COMMIT" {
			err = errors.New("the transaction was taken back") // after an error that change has swallowed
		}
		if err == nil {
			return nil
		}
	}
	if !s.conn.IsClosed() && s.conn.PgConn().TxStatus() != 'I' {
		if _, rollback := s.run(`ROLLBACK`); rollback != nil {
			s.conn.Close(context.Background())
		}
	}
	return explain(err)
}

// beginning takes a connection on which a transaction runs and nobody else changes the schema.
func (s *space) beginning() (*pgxpool.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	// Together, which is one way there and back.
	statement := fmt.Sprintf(`BEGIN; %s; SELECT pg_advisory_xact_lock(%d)`, s.holder.serving.statement(), lock{toUpdate, s.schema, false}.key())
	if err := point(ctx, conn.Conn(), s.schema, statement); err != nil {
		conn.Conn().Close(context.Background())
		conn.Release()
		return nil, err
	}
	return conn, nil
}

// broken reports whether a connection has failed, as those do that were there before the
// database restarted. Then all are made anew.
func (s *space) broken(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return false // that was a new one, or it is not known
	}
	e, told := errors.AsType[*pgconn.PgError](err)
	_, network := errors.AsType[*net.OpError](err)
	if !(told && strings.HasPrefix(e.Code, "57P")) && !network && !pgconn.SafeToRetry(err) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return false
	}
	s.pool.Reset()
	return true
}

func (s *space) run(statement string) (pgconn.CommandTag, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return s.conn.Exec(ctx, statement, pgx.QueryExecModeSimpleProtocol)
}

// commit commits with what is to be sent before that.
func (s *space) commit() (pgconn.CommandTag, error) {
	if len(s.late) == 0 {
		return s.run(`COMMIT`)
	}
	return s.send(late{statement: `COMMIT`})
}

// send sends statements at once, behind those that are late, and returns what the last one did.
func (s *space) send(more ...late) (tag pgconn.CommandTag, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var batch pgx.Batch
	for _, l := range append(s.late, more...) {
		batch.Queue(l.statement, l.args...)
	}
	s.late = nil
	results := s.conn.SendBatch(ctx, &batch)
	for range batch.Len() {
		if tag, err = results.Exec(); err != nil {
			break
		}
	}
	if closing := results.Close(); err == nil {
		err = closing
	}
	return tag, err
}

// Later implements [relational.Database].
func (s *space) Later(statement string, args ...any) error {
	bound, err := bind(args)
	if err != nil {
		return err
	}
	if s.conn == nil {
		return errOutside
	}
	s.late = append(s.late, late{number(statement), bound})
	return nil
}

// Again implements [relational.Database].
func (s *space) Again(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01") // serialization_failure, deadlock_detected
}

// Guarded implements [relational.Database].
func (s *space) Guarded(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

var errOutside = errors.New("a statement outside of a transaction")

// Exec implements [relational.Database].
func (s *space) Exec(statement string, args ...any) (int64, error) {
	bound, err := bind(args)
	if err != nil {
		return 0, err
	}
	if s.conn == nil {
		return 0, errOutside
	}
	if len(s.late) > 0 {
		tag, err := s.send(late{number(statement), bound})
		return tag.RowsAffected(), err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tag, err := s.conn.Exec(ctx, number(statement), bound...)
	return tag.RowsAffected(), err
}

// Scan implements [relational.Database].
func (s *space) Scan(query string, args []any, dest ...any) error {
	found, err := s.Found(query, args...)
	return row{found, err}.Scan(dest...)
}

// Found implements [relational.Database].
func (s *space) Found(query string, args ...any) (relational.Rows, error) {
	if s.conn == nil {
		return nil, errOutside
	}
	if len(s.late) > 0 {
		if _, err := s.send(); err != nil {
			return nil, err
		}
	}
	return asked(ask(context.Background(), patience, s.conn, query, args, func() {}))
}

// Query implements [relational.Reader].
func (s *space) Query(ctx context.Context, query string, args ...any) (relational.Rows, error) {
	found, err := s.query(ctx, query, args)
	if err != nil && s.broken(err) {
		found, err = s.query(ctx, query, args)
	}
	return found, explain(err)
}

func (s *space) query(ctx context.Context, query string, args []any) (relational.Rows, error) {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := use(waiting, s.pool, s.schema)
	if err != nil {
		return nil, err
	}
	return answered(ctx, conn, query, args)
}

// anywhere runs a query that names the schemas of its tables, for which no connection has to be
// pointed to one first.
func (s *space) anywhere(ctx context.Context, query string, args ...any) (relational.Rows, error) {
	look := func() (relational.Rows, error) {
		waiting, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		conn, err := s.pool.Acquire(waiting)
		if err != nil {
			return nil, err
		}
		return answered(ctx, conn, query, args)
	}
	found, err := look()
	if err != nil && s.broken(err) {
		found, err = look()
	}
	return found, explain(err)
}

// answered runs a query, and returns when the database has answered. It gives the connection back.
func answered(ctx context.Context, conn *pgxpool.Conn, query string, args []any) (relational.Rows, error) {
	found, err := ask(ctx, readPatience, conn.Conn(), query, args, conn.Release)
	if err != nil {
		return nil, err
	}
	if err := found.look(); err != nil { // the database has not answered before
		found.Close()
		return nil, err
	}
	return found, nil
}

// QueryRow implements [relational.Reader].
func (s *space) QueryRow(ctx context.Context, query string, args ...any) relational.Row {
	found, err := s.Query(ctx, query, args...)
	return row{found, err}
}

// Read implements [relational.Database].
func (s *space) Read(ctx context.Context, look func(relational.Reader) error) error {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := use(waiting, s.pool, s.schema)
	if err != nil {
		return explain(err)
	}
	defer conn.Release()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback(context.Background())
	return explain(look(moment{tx.Conn()}))
}

// moment reads what was committed when its transaction began.
type moment struct{ conn *pgx.Conn }

func (m moment) Query(ctx context.Context, query string, args ...any) (relational.Rows, error) {
	return asked(ask(ctx, readPatience, m.conn, query, args, func() {}))
}

func (m moment) QueryRow(ctx context.Context, query string, args ...any) relational.Row {
	found, err := m.Query(ctx, query, args...)
	return row{found, err}
}

// Check implements [relational.Database]: it reads, and takes and commits what a change does.
func (s *space) Check(ctx context.Context) error {
	err := s.Update(ctx, func() error {
		return s.Later(`UPDATE schema_steps SET checked = now()`)
	})
	if err != nil {
		return fmt.Errorf("writing to schema %s of the database: %w", s.schema, err)
	}
	return nil
}

// Close implements [relational.Database].
func (s *space) Close() error { return s.close() }

// now is the time in milliseconds, in SQL.
const now = `CAST(floor(extract(epoch FROM now()) * 1000) AS BIGINT)`

var dialect = relational.Dialect{
	Now: now,
	Bytes: `SELECT CAST(coalesce(sum(pg_total_relation_size(c.oid)), 0) AS BIGINT) FROM pg_class c
		WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema())) AND c.relkind = 'r'`,
	LastSession:    `SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM sessions_key_seq`,
	SetLastSession: []string{`SELECT setval('sessions_key_seq', CAST(?1 AS BIGINT) + 1, false)`},
	Queries:        query.Postgres,
	Document:       []string{"json", "data"},
	Documents: func(json []byte) []any {
		return []any{string(json), pgtext.EscapeJSON(json)}
	},
	Field:  field,
	Shared: true,
}

// Dialect implements [relational.Database].
func (s *space) Dialect() *relational.Dialect { return &dialect }
