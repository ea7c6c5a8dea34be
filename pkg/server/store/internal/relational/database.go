// Package relational keeps a server's data in the tables of an SQL database, by statements
// that SQLite and PostgreSQL understand alike. What they do not is in a [Dialect]; where
// the tables are, and how they came there, is for the packages of the two to say.
//
// A statement names its parameters ?, or ?1, ?2 and so on. Conditions that are columns, and
// values of those, are booleans.
//
// Changes of a domain but for appends to logs are made one after the other, in whatever
// process: that is what [Database.Update] sees to. So lists of changes are in the order of
// their numbers, and what was looked up in a transaction holds until its end. Appends to
// logs may run beside them. What a statement has to know of that is said where it is.
package relational

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/convergence-wasm/convergence/pkg/server/query"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Rows are what a query has found. Whoever asked closes them.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// Row is the one row that a query has found. Scan fails with sql.ErrNoRows without one.
type Row interface{ Scan(dest ...any) error }

// Reader reads what is committed.
type Reader interface {
	Query(ctx context.Context, query string, args ...any) (Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) Row
}

// Database is where the tables of a system or of a domain are.
type Database interface {
	Reader
	// Read runs look with what was committed at one moment.
	Read(ctx context.Context, look func(Reader) error) error
	// Update runs change in a transaction, and while no other process changes the same
	// database so. It returns when the change is durable, or with an error, that of change
	// if it has one, and nothing changed.
	Update(ctx context.Context, change func() error) error
	// Again reports whether an Update failed only because of what else was going on.
	Again(err error) bool
	// Guarded runs f while no Update runs in this process.
	Guarded(f func())

	// Exec runs a statement inside Update and returns how many rows it has changed.
	Exec(statement string, args ...any) (int64, error)
	// Later runs a statement inside Update of which nothing is wanted but that it succeeds: no later
	// than before the next one or the end, with which it may share the way to the database. Its
	// error may be that of those.
	Later(statement string, args ...any) error
	// Scan runs a query for one row inside Update. No row is sql.ErrNoRows.
	Scan(query string, args []any, dest ...any) error
	// Found runs a query inside Update. The rows are closed before anything else runs there.
	Found(query string, args ...any) (Rows, error)

	Dialect() *Dialect
	// Check fails when the database cannot be read or written.
	Check(ctx context.Context) error
	Close() error
}

// Dialect is what the databases have each their own way for.
type Dialect struct {
	// Now is the time in milliseconds, of the clock of the database.
	Now string
	// Bytes is a query for how many bytes a domain takes.
	Bytes string
	// LastSession is a query for the number of the newest session, 0 when there was none;
	// SetLastSession are statements with such a number for their one parameter.
	LastSession    string
	SetLastSession []string
	// Queries is how queries are compiled.
	Queries query.Dialect
	// Document are the columns of what is kept of the JSON of a model beside itself, and
	// Documents what they take. Field turns what was found of those back.
	Document  []string
	Documents func(json []byte) []any
	Field     func(json []byte) []byte
	// Shared says that other processes change the domain all the time: what was read
	// before is not remembered.
	Shared bool
}

// Domain is the store of one domain.
type Domain struct {
	db     Database
	system *System
	name   store.DomainName

	recording recording
	changes   atomic.Pointer[[]store.Consumer] // for whom changes of models are recorded

	mu        sync.Mutex
	instances map[string]int64 // keys of instance ids, which never change
	wrote     map[string]bool  // sessions and instances of which is noted that they have changed something; guarded by the database
	appended  map[string]bool  // the same of a store that appends in its own way
}

var _ store.NewDomainStore = (*Domain)(nil)

// NewDomain returns the store of a domain with a database of its own.
func NewDomain(db Database, system *System, name store.DomainName) *Domain {
	return &Domain{db: db, system: system, name: name, instances: make(map[string]int64), wrote: make(map[string]bool)}
}

// Close closes the database.
func (d *Domain) Close() error { return d.db.Close() }

// Check implements [store.Domain].
func (d *Domain) Check(ctx context.Context) error { return d.db.Check(ctx) }

// attempts is how often a transaction is tried that fails because of what else is going on.
const attempts = 5

// update runs change in a transaction, again when another one was in its way.
func (d *Domain) update(ctx context.Context, change func() error) error {
	for n := 1; ; n++ {
		err := d.db.Update(ctx, change)
		if err == nil || n == attempts || !d.db.Again(err) {
			return err
		}
		d.forgetWriting() // what was noted is not in the store
	}
}

// noMore fails inside a transaction, which is not to be committed then, when there are more
// of something than there may be; 0 is no bound.
func (d *Domain) noMore(count string, most int, args ...any) error {
	if most == 0 {
		return nil
	}
	var n int
	err := d.db.Scan(count, args, &n)
	if err == nil && n > most {
		err = store.ErrTooMany
	}
	return err
}

// System is the list of domains, and what concerns all of them.
type System struct{ db Database }

// NewSystem returns the store of what a server keeps outside of its domains.
func NewSystem(db Database) *System { return &System{db} }

// Check implements [store.System].
func (s *System) Check(ctx context.Context) error { return s.db.Check(ctx) }
