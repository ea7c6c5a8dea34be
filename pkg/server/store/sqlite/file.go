// Package sqlite keeps everything in SQLite files: system.db for the list of
// domains and one file per domain, all under one directory.
//
// The files are in WAL mode with synchronous=FULL, so a transaction that has
// been committed survives the loss of power, readers never wait for the
// writer, and other processes (the command line beside a running server) see
// and may add data at any time. Each file has one connection that writes,
// behind a mutex, and a few that read.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

// file is one open SQLite file.
type file struct {
	path string
	read *reader // for queries, several connections

	mu    sync.Mutex // held for the whole of a write transaction
	write *sql.DB
	conn  *sql.Conn            // the one connection of write
	stmts map[string]*sql.Stmt // prepared on conn, by text
}

// patience is how long is waited for another process that writes to a file.
const patience = 15 * time.Second

// openFile opens a file, makes it when it does not exist and brings it to the
// newest schema.
func openFile(ctx context.Context, path string, steps []string) (f *file, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("opening %s: %w", path, err)
		}
	}()
	if err = register(); err != nil {
		return nil, err
	}
	// The wait comes first: switching to WAL may have to wait for another process that
	// opens the same file.
	dsn := address(path, patience) + "&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	f = &file{path: path, stmts: make(map[string]*sql.Stmt)}
	if f.write, err = sql.Open("sqlite", dsn); err != nil {
		return nil, err
	}
	f.write.SetMaxOpenConns(1)
	if f.conn, err = f.write.Conn(ctx); err != nil {
		f.write.Close()
		return nil, err
	}
	if err = f.migrate(ctx, steps); err != nil {
		f.Close()
		return nil, err
	}
	db, err := sql.Open("sqlite", dsn+"&_pragma=query_only(1)")
	if err != nil {
		f.Close()
		return nil, err
	}
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	f.read = newReader(db)
	return f, nil
}

// readers is how many read at the same time: more than the server lets read what may
// take long, so that whoever signs in need not wait for those.
const readers = 8

func (f *file) migrate(ctx context.Context, steps []string) error {
	version := func() (n int, err error) {
		return n, f.conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&n)
	}
	if n, err := version(); err != nil || n == len(steps) {
		return err
	}
	return f.Update(ctx, func() error {
		n, err := version() // again: another process may have been faster
		if err != nil {
			return err
		}
		if n > len(steps) {
			return fmt.Errorf("schema version %d is newer than this program, which knows %d; use a newer convergence", n, len(steps))
		}
		for ; n < len(steps); n++ {
			if _, err := f.conn.ExecContext(ctx, steps[n]); err != nil {
				return fmt.Errorf("schema step %d: %w", n+1, err)
			}
		}
		_, err = f.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(steps)))
		return err
	})
}

// Update implements [relational.Database]: it runs change in a write transaction. It returns when the change is
// durable, or with the error of change and nothing changed. A transaction that
// has begun is not broken off by ctx: half a group commit helps nobody.
func (f *file) Update(ctx context.Context, change func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if f.conn == nil {
		return errors.New("this is a snapshot, which nobody writes to")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := f.Exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := change()
	if err == nil {
		if _, err = f.Exec("COMMIT"); err == nil {
			return nil
		}
	}
	// When the disk is full, and for a few errors more, SQLite has taken everything back itself.
	if _, rollback := f.Exec("ROLLBACK"); rollback != nil && !strings.Contains(rollback.Error(), "no transaction is active") {
		err = errors.Join(err, rollback)
	}
	return err
}

// stmt returns a prepared statement of the writing connection. The caller holds mu.
func (f *file) stmt(query string) (*sql.Stmt, error) {
	if s := f.stmts[query]; s != nil {
		return s, nil
	}
	s, err := f.conn.PrepareContext(context.Background(), query)
	if err == nil {
		f.stmts[query] = s
	}
	return s, err
}

// Exec implements [relational.Database].
func (f *file) Exec(query string, args ...any) (int64, error) {
	s, err := f.stmt(query)
	if err != nil {
		return 0, err
	}
	r, err := s.Exec(args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// Later implements [relational.Database].
func (f *file) Later(query string, args ...any) error {
	_, err := f.Exec(query, args...)
	return err
}

// Scan implements [relational.Database].
func (f *file) Scan(query string, args []any, dest ...any) error {
	s, err := f.stmt(query)
	if err != nil {
		return err
	}
	return s.QueryRow(args...).Scan(dest...)
}

// Found implements [relational.Database].
func (f *file) Found(query string, args ...any) (relational.Rows, error) {
	s, err := f.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.Query(args...)
}

// Guarded implements [relational.Database].
func (f *file) Guarded(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// Again implements [relational.Database]: whoever writes waits for the others before.
func (f *file) Again(error) bool { return false }

// Query implements [relational.Reader].
func (f *file) Query(ctx context.Context, query string, args ...any) (relational.Rows, error) {
	return f.read.QueryContext(ctx, query, args...)
}

// QueryRow implements [relational.Reader].
func (f *file) QueryRow(ctx context.Context, query string, args ...any) relational.Row {
	return f.read.QueryRowContext(ctx, query, args...)
}

// Read implements [relational.Database].
func (f *file) Read(ctx context.Context, look func(relational.Reader) error) error {
	tx, err := f.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return look(moment{tx})
}

// moment reads what was committed when it began.
type moment struct{ tx *sql.Tx }

func (m moment) Query(ctx context.Context, query string, args ...any) (relational.Rows, error) {
	return m.tx.QueryContext(ctx, query, args...)
}

func (m moment) QueryRow(ctx context.Context, query string, args ...any) relational.Row {
	return m.tx.QueryRowContext(ctx, query, args...)
}

// marker is what the files say of whose they are.
const marker = 0x43_76_67_63

// Check implements [relational.Database]: it reads and writes, as far as that shows that the file, and the disk below it, take
// it. It looks at the outer pages only: what is within shows when it is used.
func (f *file) Check(ctx context.Context) error {
	var text string
	if err := f.read.QueryRowContext(ctx, `SELECT coalesce(group_concat(sql), '') FROM sqlite_master`).Scan(&text); err != nil {
		return fmt.Errorf("reading %s: %w", f.path, err)
	}
	err := f.Update(ctx, func() error {
		_, err := f.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", marker))
		return err
	})
	if err != nil {
		return fmt.Errorf("writing %s: %w", f.path, err)
	}
	return nil
}

// Close implements [relational.Database].
func (f *file) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.stmts {
		s.Close()
	}
	var errs []error
	if f.read != nil {
		errs = append(errs, f.read.Close())
	}
	errs = append(errs, f.conn.Close(), f.write.Close())
	return errors.Join(errs...)
}
