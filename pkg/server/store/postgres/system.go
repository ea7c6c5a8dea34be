// Package postgres keeps everything in a PostgreSQL database: the list of domains in one
// schema, and the tables of each domain in a schema of its own. The statements are those of
// the package relational.
//
// The address is postgres://USER:PASSWORD@HOST:PORT/DATABASE with the parameters of libpq,
// pool_max_conns, the greatest number of connections of a process (16), and schema, the name
// of the schema of the list (convergence), which lets several servers share a database.
//
// Several processes may have a domain open. What one has committed all others see: nothing
// is remembered but what never changes. Changes of a domain wait for each other by an
// advisory lock, which lasts as long as the transaction and is given back by the database
// when the process, or its connection, is gone. Appends to logs do not take it: each takes
// its place by the version of its model, see [domain.Append].
//
// What is above the store remembers things for as long as a server runs, and would be wrong
// beside a second one that does not know of it: models that are loaded with the newest version
// of their logs, who is there, activities, members and numbers of chats that are open, and what
// a domain has used of its quotas. So a server takes the database for itself, see
// [System.Serve], or is one of several that know of each other, see [System.Join]. Those find what
// the others have done by versions and revisions, by the places of changes of chats in one order,
// and by rows that say who holds what. A server that has the database for itself and opens a
// domain ends all sessions that have not ended; of several each ends those that were recorded by
// one that does not live any more.
//
// It is a transaction that is committed, with synchronous_commit as the database has it, that
// is acknowledged. Texts are written by package pgtext.
package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

// System is the store of a whole server in one database.
type System struct {
	*relational.System
	pool   *pgxpool.Pool
	schema string
	space  *space
	holder *holder
	node   string // of this process, if it is one of several servers
	pulse  pulse
}

var _ store.System = (*System)(nil)

// Open opens the store at an address. With fresh it makes its tables when they do not exist,
// else that is an error. The text of an error has no password.
func Open(ctx context.Context, address string, fresh bool) (*System, error) {
	s, err := open(ctx, address, fresh)
	if err != nil {
		return nil, fmt.Errorf("opening the store %s: %w", Redact(address), err)
	}
	return s, nil
}

func open(ctx context.Context, address string, fresh bool) (*System, error) {
	config, schema, err := configure(address)
	if err != nil {
		return nil, err
	}
	node := "node-" + strings.ToLower(rand.Text()[:12])
	config.ConnConfig.RuntimeParams[nodeParameter] = node
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	s := &System{pool: pool, schema: schema, holder: newHolder(config.ConnConfig, schema), node: node}
	s.space = s.newSpace(schema, func() error { return nil })
	s.System = relational.NewSystem(s.space)
	if err := s.prepare(ctx, fresh); err != nil {
		s.Close()
		return nil, explain(err)
	}
	s.removeUnused(ctx) // left by a program that was killed; what cannot be removed disturbs nobody
	return s, nil
}

// prepare looks whether the database will do, and makes the tables of the system.
func (s *System) prepare(ctx context.Context, fresh bool) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	var release, encoding string
	if err := conn.QueryRow(ctx, `SELECT current_setting('server_version_num'), current_setting('server_encoding')`).Scan(&release, &encoding); err != nil {
		return err
	}
	if n, err := strconv.Atoi(release); err != nil || n < oldest {
		return fmt.Errorf("the database is PostgreSQL %d, and at least %d is needed", n/10000, oldest/10000)
	}
	if encoding != "UTF8" {
		return fmt.Errorf("the database has the encoding %s, and UTF8 is needed; make one with: createdb --template template0 --encoding UTF8 NAME", encoding)
	}
	if !fresh {
		n, err := version(ctx, conn.Conn(), s.schema)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("there is no schema %s with the data of a server in this database; look at its address, or make a domain with: convergence domain add NAMESPACE/DOMAIN", s.schema)
		}
	}
	return prepare(ctx, conn.Conn(), s.schema, systemSteps)
}

// Close closes the store, and with it domains that are still open.
func (s *System) Close() error {
	s.pool.Close()
	s.pulse.mu.Lock()
	if s.pulse.conn != nil {
		s.pulse.conn.Close(context.Background())
	}
	s.pulse.mu.Unlock()
	return s.holder.close()
}

// Serve makes this process the only server of the store, until it is closed. It fails with
// [store.ErrBusy]. The commands that change a store may run beside a server. When its lock is
// lost, as when the database restarts, it is taken again before anything else is written; once
// another one has served, whatever would write fails with ErrBusy.
func (s *System) Serve(ctx context.Context) error {
	err := s.holder.serve(ctx, false)
	if errors.Is(err, errTaken) {
		return busy("another server uses this database; stop it, or name another schema with ?schema=NAME in the address")
	}
	return err
}

// Check implements [store.System].
func (s *System) Check(ctx context.Context) error {
	if err := s.System.Check(ctx); err != nil {
		return err
	}
	return s.holder.check(ctx)
}

// Size implements [store.System]. It is that of the whole database.
func (s *System) Size(ctx context.Context) (size int64, err error) {
	if err := s.space.QueryRow(ctx, `SELECT pg_database_size(current_database())`).Scan(&size); err != nil {
		return 0, fmt.Errorf("measuring the database: %w", err)
	}
	return size, nil
}

// Domain implements [store.System]. It is asked at each sign-in, between queries of domains.
func (s *System) Domain(ctx context.Context, name store.DomainName) (store.DomainInfo, error) {
	found, err := s.space.anywhere(ctx, `SELECT `+relational.DomainColumns+` FROM `+s.table("domains")+` WHERE namespace = ? AND id = ?`, name.Namespace, name.ID)
	return relational.FoundDomain(row{found, err}, name)
}

// schemaOf is the name of the schema of a domain.
func (s *System) schemaOf(number int64) string {
	return s.schema + between + strconv.FormatInt(number, 10)
}

// numberOf returns the number of a domain, or ErrNotFound.
func (s *System) numberOf(ctx context.Context, name store.DomainName) (number int64, err error) {
	err = s.space.QueryRow(ctx, `SELECT number FROM domains WHERE namespace = ? AND id = ?`, name.Namespace, name.ID).Scan(&number)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, store.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("looking up domain %s: %w", name, err)
	}
	return number, nil
}

// CreateDomain implements [store.System]. Its tables come with it in one transaction.
func (s *System) CreateDomain(ctx context.Context, d store.DomainInfo) error {
	if err := relational.CheckDomainName(d.DomainName); err != nil {
		return err
	}
	err := s.space.Update(ctx, func() error {
		if err := s.InsertDomain(d); err != nil {
			return err
		}
		var number int64
		if err := s.space.Scan(`SELECT number FROM domains WHERE namespace = ? AND id = ?`, []any{d.Namespace, d.ID}, &number); err != nil {
			return err
		}
		if err := prepare(ctx, s.space.conn, s.schemaOf(number), domainSteps); err != nil {
			return err
		}
		_, err := s.space.run(`SET LOCAL search_path TO ` + pgx.Identifier{s.schema}.Sanitize())
		return err
	})
	if err != nil {
		return fmt.Errorf("creating domain %s: %w", d.DomainName, err)
	}
	return nil
}

// RemoveDomain implements [store.System].
func (s *System) RemoveDomain(ctx context.Context, name store.DomainName) error {
	number, err := s.numberOf(ctx, name)
	if err != nil {
		return fmt.Errorf("domain %s: %w", name, err)
	}
	err = s.space.Update(ctx, func() error {
		if err := s.DeleteDomain(name); err != nil {
			return err
		}
		return s.drop(number)
	})
	if err != nil {
		return fmt.Errorf("removing domain %s: %w", name, err)
	}
	return nil
}

// drop removes the tables of a domain inside a transaction.
func (s *System) drop(number int64) error {
	_, err := s.space.run(`DROP SCHEMA IF EXISTS ` + pgx.Identifier{s.schemaOf(number)}.Sanitize() + ` CASCADE`)
	if err == nil {
		_, err = s.space.Exec(`DELETE FROM changes WHERE schema = ?`, s.schemaOf(number))
	}
	return err
}

// OpenDomain implements [store.System].
func (s *System) OpenDomain(ctx context.Context, name store.DomainName) (store.Domain, error) {
	number, err := s.numberOf(ctx, name)
	if err != nil {
		return nil, err
	}
	open := lock{toOpen, s.schemaOf(number), true}
	if err := s.holder.hold(ctx, open); errors.Is(err, errTaken) {
		return nil, fmt.Errorf("domain %s: %w", name, busy("it is being replaced, try again in a moment"))
	} else if err != nil {
		return nil, fmt.Errorf("opening domain %s: %w", name, err)
	}
	d, err := s.openSpace(ctx, name, number, func() error { s.holder.release(open); return nil })
	if err != nil {
		s.holder.release(open)
		return nil, fmt.Errorf("opening domain %s: %w", name, explain(err))
	}
	return d, nil
}

// openSpace opens the tables of a domain. One that has none is missing, not new.
func (s *System) openSpace(ctx context.Context, name store.DomainName, number int64, close func() error) (*domain, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	schema := s.schemaOf(number)
	n, err := version(ctx, conn.Conn(), schema)
	if err == nil && n == 0 {
		err = fmt.Errorf("its data is missing: there is no schema %s in the database", schema)
	}
	if err == nil {
		err = prepare(ctx, conn.Conn(), schema, domainSteps)
	}
	if err != nil {
		return nil, err
	}
	return s.newDomain(s.newSpace(schema, close), name), nil
}

func (s *System) newSpace(schema string, close func() error) *space {
	return &space{pool: s.pool, holder: s.holder, schema: schema, close: close}
}

func (s *System) newDomain(db *space, name store.DomainName) *domain {
	return &domain{Domain: relational.NewDomain(db, s.System, name), db: db}
}
