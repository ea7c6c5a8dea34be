package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

// Snapshot implements [store.Archives]. Everything is read on one connection, in one
// transaction; the file grows meanwhile, because what is written is kept beside it.
func (s *System) Snapshot(ctx context.Context, name store.DomainName) (store.Domain, error) {
	// Brings the file to the newest schema, which reading does not.
	d, err := s.OpenDomain(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	path, err := s.path(ctx, name)
	if err != nil {
		return nil, err
	}
	db, err := openToRead(path)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	// The transaction begins with the first look.
	if _, err = db.ExecContext(ctx, `BEGIN`); err == nil {
		err = db.QueryRowContext(ctx, `SELECT count(*) FROM anonymous`).Scan(new(int))
	}
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("reading domain %s: %w", name, err)
	}
	return &snapshot{relational.NewDomain(&file{path: path, read: newReader(db)}, s.System, name), db}, nil
}

// snapshot is a domain as it was at one moment.
type snapshot struct {
	*relational.Domain
	read *sql.DB
}

// Close fails when the transaction has not lasted until now.
func (s *snapshot) Close() error {
	_, err := s.read.ExecContext(context.Background(), `COMMIT`)
	if err != nil {
		err = fmt.Errorf("what was read is not of one moment: %w", err)
	}
	return errors.Join(err, s.read.Close())
}

// importing is where domains are until they are whole.
const importing = "importing"

// ImportDomain implements [store.Archives]. It fills a file of its own, which nothing
// finds until it is put in its place.
func (s *System) ImportDomain(ctx context.Context, info store.DomainInfo, replace bool, fill func(store.NewDomainStore) error) (err error) {
	name := info.DomainName
	if err := relational.CheckDomainName(name); err != nil {
		return err
	}
	old, err := s.path(ctx, name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	exists := err == nil
	if exists && !replace {
		return fmt.Errorf("domain %s: %w", name, store.ErrExists)
	}
	dir := filepath.Join(s.dir, importing)
	release, err := onlyImport(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	hold := func() (*sql.DB, error) {
		held, err := holdFile(ctx, old)
		if err != nil {
			err = fmt.Errorf("replacing domain %s: %w", name, err)
		}
		return held, err
	}
	if exists { // looked at before all is read, too
		held, err := hold()
		if err != nil {
			return err
		}
		held.Close()
	}
	path := filepath.Join(dir, "domain.db")
	if err := s.fillFile(ctx, name, path, fill); err != nil {
		return err
	}
	list := s.addDomain
	if exists {
		held, err := hold() // so that nobody writes to the old one, which would be lost
		if err != nil {
			return err
		}
		defer held.Close()
		list = s.replaceDomain
	}
	return list(ctx, info, func(to string) error {
		if err := os.Rename(path, to); err != nil {
			return err
		}
		into := filepath.Dir(to)
		return errors.Join(syncPath(into), syncPath(filepath.Dir(into)))
	})
}

// onlyImport makes this the only import in a directory, and removes what one that was
// killed has left there.
func onlyImport(ctx context.Context, dir string) (release func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	held, err := sql.Open("sqlite", address(filepath.Join(dir, "lock.db"), 0))
	if err != nil {
		return nil, err
	}
	held.SetMaxOpenConns(1)
	if _, err := held.ExecContext(ctx, `BEGIN EXCLUSIVE`); err != nil {
		held.Close()
		return nil, fmt.Errorf("another import runs: %w (%w)", store.ErrBusy, err)
	}
	clean := func() error { return removeFiles(filepath.Join(dir, "domain.db")) }
	if err := clean(); err != nil {
		return nil, errors.Join(err, held.Close())
	}
	return func() error { return errors.Join(clean(), held.Close()) }, nil
}

// holdFile makes this the only one that has a file open, until what it returns is closed.
// It fails with [store.ErrBusy] when somebody else has it open, only to read too.
func holdFile(ctx context.Context, path string) (*sql.DB, error) {
	if err := register(); err != nil {
		return nil, err
	}
	// Whoever has a file in WAL mode open has a lock on it, which this one bears no other beside.
	held, err := sql.Open("sqlite", address(path, 0)+"&mode=rw&_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		return nil, err
	}
	held.SetMaxOpenConns(1)
	if _, err = held.ExecContext(ctx, `BEGIN EXCLUSIVE`); err == nil {
		return held, nil
	}
	held.Close()
	if _, missing := os.Stat(path); missing != nil {
		return nil, fmt.Errorf("its data is missing, remove it before: %w", missing)
	}
	if e, ok := errors.AsType[*driver.Error](err); ok && e.Code()&0xff == sqlite3.SQLITE_BUSY {
		return nil, fmt.Errorf("%w: it is open elsewhere; stop the server, or wait for the backup or command that uses it, or import under another name (%w)", store.ErrBusy, err)
	}
	return nil, fmt.Errorf("its data cannot be opened, remove it before: %w", err)
}

// fillFile makes the file of a domain. It becomes durable at the end.
func (s *System) fillFile(ctx context.Context, name store.DomainName, path string, fill func(store.NewDomainStore) error) (err error) {
	f, err := openFile(ctx, path, domainSteps)
	if err != nil {
		return err
	}
	open := true
	defer func() {
		if open {
			f.Close()
		}
	}()
	if _, err := f.conn.ExecContext(ctx, `PRAGMA synchronous = OFF`); err != nil {
		return err
	}
	if err := fill(relational.NewDomain(f, s.System, name)); err != nil {
		return err
	}
	open = false
	if err := f.Close(); err != nil { // which puts all into the file itself
		return err
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the file of the new domain is not complete: there is something beside it")
	}
	return syncTree(path)
}

// addDomain lists a domain once place has made its file. Nobody else makes one of the same
// name meanwhile.
func (s *System) addDomain(ctx context.Context, d store.DomainInfo, place func(path string) error) error {
	err := s.begin(ctx, d.DomainName, place, func() (fresh bool, err error) {
		err = s.InsertDomain(d)
		for _, suffix := range besides { // of a domain that has gone, and that somebody may have open
			_, missing := os.Lstat(domainPath(s.dir, d.DomainName, "") + suffix)
			fresh = fresh || !errors.Is(missing, fs.ErrNotExist)
		}
		return fresh, err
	})
	if err != nil {
		return fmt.Errorf("creating domain %s: %w", d.DomainName, err)
	}
	return nil
}

// replaceDomain has a domain begin anew in a file that place makes. What others have set up
// for the old one is not for the new one.
func (s *System) replaceDomain(ctx context.Context, d store.DomainInfo, place func(path string) error) error {
	name := d.DomainName
	err := s.begin(ctx, name, place, func() (bool, error) {
		err := s.leave(name)
		if err == nil {
			err = s.ResetDomain(d)
		}
		return true, err
	})
	if err != nil {
		return fmt.Errorf("replacing domain %s: %w", name, err)
	}
	return nil
}

// begin has place make the file of a domain, and list list it, in one transaction. The file
// has a name of its own when list says so: one that there never was.
func (s *System) begin(ctx context.Context, name store.DomainName, place func(path string) error, list func() (fresh bool, err error)) error {
	file := name.ID + "~" + rand.Text() + ".db"
	// Before there is one: if this program is killed, whoever opens the store next removes it.
	err := s.file.Update(ctx, func() error {
		_, err := s.file.Exec(`INSERT INTO unused_files VALUES (?1, ?2), (?1, ?3) ON CONFLICT DO NOTHING`, name.Namespace, file, name.ID+".db")
		return err
	})
	if err == nil {
		err = s.file.Update(ctx, func() error {
			fresh, err := list()
			if err == nil && fresh {
				_, err = s.file.Exec(`UPDATE domains SET file = ? WHERE namespace = ? AND id = ?`, file, name.Namespace, name.ID)
			}
			if err != nil {
				return err
			}
			if !fresh {
				file = ""
			}
			path := domainPath(s.dir, name, file)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				return err
			}
			return place(path)
		})
	}
	s.removeUnused(ctx) // or whoever opens the store next does
	return err
}
