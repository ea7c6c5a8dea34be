package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

// Snapshot implements [store.Archives]. Everything is read on one connection, in one
// transaction. It is not one of those that others wait for, since reading can take long. The
// database keeps meanwhile what others remove.
func (s *System) Snapshot(ctx context.Context, name store.DomainName) (store.Domain, error) {
	opened, err := s.OpenDomain(ctx, name) // brings it to the newest version, and keeps it from being replaced
	if err != nil {
		return nil, err
	}
	schema := opened.(*domain).db.schema
	fail := func(err error) (store.Domain, error) {
		opened.Close()
		return nil, fmt.Errorf("reading domain %s: %w", name, explain(err))
	}
	conn, err := pgx.ConnectConfig(ctx, s.holder.config.Copy())
	if err == nil {
		err = point(ctx, conn, schema, "")
	}
	if err != nil {
		if conn != nil {
			conn.Close(ctx)
		}
		return fail(err)
	}
	if _, err := conn.Exec(ctx, `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0; SELECT count(*) FROM anonymous`, pgx.QueryExecModeSimpleProtocol); err != nil {
		conn.Close(ctx)
		return fail(err)
	}
	end := func() error {
		defer opened.Close()
		defer conn.Close(context.Background())
		if _, err := conn.Exec(context.Background(), `COMMIT`); err != nil {
			return fmt.Errorf("what was read is not of one moment: %w", err)
		}
		return nil
	}
	return relational.NewDomain(&snapshot{moment{conn}, end}, s.System, name), nil
}

// snapshot is a schema as it was at one moment.
type snapshot struct {
	moment
	end func() error
}

var errSnapshot = errors.New("this is a snapshot, which nobody writes to")

func (s *snapshot) Read(_ context.Context, look func(relational.Reader) error) error {
	return look(s.moment)
}
func (s *snapshot) Update(context.Context, func() error) error    { return errSnapshot }
func (s *snapshot) Again(error) bool                              { return false }
func (s *snapshot) Guarded(change func())                         { change() }
func (s *snapshot) Exec(string, ...any) (int64, error)            { return 0, errSnapshot }
func (s *snapshot) Later(string, ...any) error                    { return errSnapshot }
func (s *snapshot) Scan(string, []any, ...any) error              { return errSnapshot }
func (s *snapshot) Found(string, ...any) (relational.Rows, error) { return nil, errSnapshot }
func (s *snapshot) Dialect() *relational.Dialect                  { return &dialect }
func (s *snapshot) Check(ctx context.Context) error               { return s.conn.Ping(ctx) }
func (s *snapshot) Close() error                                  { return s.end() }

// ImportDomain implements [store.Archives]. It fills a schema of its own, which nothing finds
// until the list of domains has its number.
func (s *System) ImportDomain(ctx context.Context, info store.DomainInfo, replace bool, fill func(store.NewDomainStore) error) error {
	name := info.DomainName
	if err := relational.CheckDomainName(name); err != nil {
		return err
	}
	old, err := s.numberOf(ctx, name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	exists := err == nil
	if exists && !replace {
		return fmt.Errorf("domain %s: %w", name, store.ErrExists)
	}
	held, err := pgx.ConnectConfig(ctx, s.holder.config.Copy())
	if err != nil {
		return explain(err)
	}
	defer func() {
		// Its locks go with it, but at once only when that is said.
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		held.Exec(ctx, `SELECT pg_advisory_unlock_all()`)
		held.Close(ctx)
	}()
	if err := take(ctx, held, lock{toImport, s.schema, false}); errors.Is(err, errTaken) {
		return busy("another import runs")
	} else if err != nil {
		return err
	}
	if err := s.dropUnused(ctx); err != nil { // what one that was killed has left
		return err
	}
	hold := func() error {
		err := take(ctx, held, lock{toOpen, s.schemaOf(old), false})
		if errors.Is(err, errTaken) {
			err = fmt.Errorf("replacing domain %s: %w", name, busy("it is open elsewhere; stop the server, or wait for the command that uses it, or import under another name"))
		}
		return err
	}
	if exists { // nobody opens it from now on
		if err := hold(); err != nil {
			return err
		}
	}
	number, err := s.fill(ctx, name, fill)
	if err == nil {
		err = s.list(ctx, info, exists, old, number)
	}
	if err != nil && number > 0 {
		err = errors.Join(err, s.space.Update(context.WithoutCancel(ctx), func() error { return s.drop(number) }))
	}
	return err
}

// fill makes a schema with what a domain is to have, and returns its number.
func (s *System) fill(ctx context.Context, name store.DomainName, fill func(store.NewDomainStore) error) (number int64, err error) {
	if err := s.space.QueryRow(ctx, `SELECT nextval('domains_number_seq')`).Scan(&number); err != nil {
		return 0, fmt.Errorf("importing domain %s: %w", name, err)
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return 0, explain(err)
	}
	schema := s.schemaOf(number)
	err = prepare(ctx, conn.Conn(), schema, domainSteps)
	conn.Release()
	if err != nil {
		return number, explain(err)
	}
	return number, fill(s.newDomain(s.newSpace(schema, func() error { return nil }), name))
}

// list has the list of domains say where the new tables are, and removes the old ones.
func (s *System) list(ctx context.Context, info store.DomainInfo, exists bool, old, number int64) error {
	err := s.space.Update(ctx, func() error {
		err := error(nil)
		if exists {
			if err = s.ResetDomain(info); err == nil {
				err = s.drop(old)
			}
		} else {
			err = s.InsertDomain(info)
		}
		if err == nil {
			_, err = s.space.Exec(`UPDATE domains SET number = ? WHERE namespace = ? AND id = ?`, number, info.Namespace, info.ID)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("adding domain %s: %w", info.DomainName, err)
	}
	return nil
}

// removeUnused removes what imports that were killed have left, unless one runs now.
func (s *System) removeUnused(ctx context.Context) error {
	only := lock{toImport, s.schema, false}
	unused, err := s.unused(ctx)
	if err != nil || len(unused) == 0 {
		return err
	}
	if err := s.holder.hold(ctx, only); err != nil {
		return err
	}
	defer s.holder.release(only)
	return s.dropUnused(ctx)
}

// unused returns the numbers of schemas that no domain has.
func (s *System) unused(ctx context.Context) (all []int64, err error) {
	rows, err := s.space.Query(ctx, `SELECT nspname FROM pg_namespace WHERE nspname LIKE ?`, strings.ReplaceAll(s.schema+between, "_", `\_`)+`%`)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			rows.Close()
			return nil, err
		}
		if n, err := strconv.ParseInt(strings.TrimPrefix(name, s.schema+between), 10, 64); err == nil {
			all = append(all, n)
		}
	}
	if err := rows.Close(); err != nil || len(all) == 0 {
		return nil, err
	}
	// The list is read afterwards: a domain that is made meanwhile is in it.
	rows, err = s.space.Query(ctx, `SELECT number FROM domains`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var used int64
		if err := rows.Scan(&used); err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(n int64) bool { return n == used })
	}
	return all, rows.Err()
}

// dropUnused removes the schemas that no domain has. No import runs meanwhile.
func (s *System) dropUnused(ctx context.Context) error {
	unused, err := s.unused(ctx)
	for _, number := range unused {
		if err == nil {
			err = s.space.Update(ctx, func() error { return s.drop(number) })
		}
	}
	if err != nil {
		return fmt.Errorf("removing what an import has left: %w", err)
	}
	return nil
}
