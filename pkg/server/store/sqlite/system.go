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
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

// makersStep lets users make collections by using them, as everybody could before.
const makersStep = `ALTER TABLE domains ADD COLUMN makers INTEGER NOT NULL DEFAULT 0`

// originsStep lets no pages connect but those of the server, which is new.
const originsStep = `ALTER TABLE domains ADD COLUMN origins TEXT NOT NULL DEFAULT ''`

// availabilityStep leaves every domain online.
const availabilityStep = `ALTER TABLE domains ADD COLUMN availability INTEGER NOT NULL DEFAULT 0`

// filesStep has the list of domains say which file is that of a domain, so that another one
// takes its place with the commit of the list, and no file is taken for that of a domain
// that is made later under the same name.
const filesStep = `
ALTER TABLE domains ADD COLUMN file TEXT NOT NULL DEFAULT ''; -- its name; empty: that of the domain
CREATE TABLE unused_files ( -- that may be there, of domains that were removed or replaced
	namespace TEXT NOT NULL COLLATE NOCASE,
	file      TEXT NOT NULL COLLATE NOCASE,
	PRIMARY KEY (namespace, file)
) WITHOUT ROWID;
`

// System is the store of a whole server in one directory.
type System struct {
	*relational.System
	dir  string
	file *file
}

var _ store.System = (*System)(nil)

// Open opens the store in a directory and makes both when they do not exist.
func Open(ctx context.Context, dir string) (*System, error) {
	if err := registerFold(); err != nil {
		return nil, fmt.Errorf("adding a function to SQLite: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the data directory: %w", err)
	}
	f, err := openFile(ctx, filepath.Join(dir, "system.db"), systemSteps)
	if err != nil {
		return nil, err
	}
	s := &System{System: relational.NewSystem(f), dir: dir, file: f}
	s.removeUnused(ctx) // left by a program that was killed; what cannot be removed disturbs nobody
	return s, nil
}

// Close closes the store. Domains opened from it are closed on their own.
func (s *System) Close() error { return s.file.Close() }

// Size implements [store.System].
func (s *System) Size(ctx context.Context) (size int64, err error) {
	err = filepath.WalkDir(s.dir, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			var info fs.FileInfo
			if info, err = entry.Info(); err == nil {
				size += info.Size()
			}
		}
		if errors.Is(err, fs.ErrNotExist) { // removed meanwhile
			return nil
		}
		return cmp.Or(err, ctx.Err())
	})
	if err != nil {
		return 0, fmt.Errorf("measuring the data directory: %w", err)
	}
	return size, nil
}

// CreateDomain implements [store.System].
func (s *System) CreateDomain(ctx context.Context, d store.DomainInfo) error {
	if err := relational.CheckDomainName(d.DomainName); err != nil {
		return err
	}
	return s.addDomain(ctx, d, func(path string) error {
		f, err := openFile(ctx, path, domainSteps)
		if err != nil {
			return err
		}
		return f.Close()
	})
}

// RemoveDomain implements [store.System]. The file goes last: a domain that is listed has
// one.
func (s *System) RemoveDomain(ctx context.Context, name store.DomainName) error {
	if _, err := s.Domain(ctx, name); err != nil {
		return fmt.Errorf("domain %s: %w", name, err)
	}
	err := s.file.Update(ctx, func() error {
		if err := s.leave(name); err != nil {
			return err
		}
		return s.DeleteDomain(name)
	})
	if err == nil {
		err = s.removeUnused(ctx)
	}
	if err != nil {
		return fmt.Errorf("removing domain %s: %w", name, err)
	}
	return nil
}

// OpenDomain implements [store.System].
func (s *System) OpenDomain(ctx context.Context, name store.DomainName) (store.Domain, error) {
	path, err := s.path(ctx, name)
	if err != nil {
		return nil, err
	}
	// A file that has gone, or a disk that is not mounted, is no new domain.
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("the data of domain %s is missing: %w", name, err)
	}
	f, err := openFile(ctx, path, domainSteps)
	if err != nil {
		return nil, err
	}
	return relational.NewDomain(f, s.System, name), nil
}

// domainPath returns where a file of a domain is. Names of domains have no ~, so that the
// files of two are never the same one.
func domainPath(dir string, name store.DomainName, file string) string {
	return filepath.Join(dir, "domains", name.Namespace, cmp.Or(file, name.ID+".db"))
}

// path returns where the file of a domain is, or ErrNotFound.
func (s *System) path(ctx context.Context, name store.DomainName) (string, error) {
	var found store.DomainName // see [System.Domain]
	var file string
	err := s.file.read.QueryRowContext(ctx, `SELECT namespace, id, file FROM domains WHERE namespace = ? AND id = ?`, name.Namespace, name.ID).
		Scan(&found.Namespace, &found.ID, &file)
	if errors.Is(err, sql.ErrNoRows) || err == nil && found != name {
		return "", store.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("looking up domain %s: %w", name, err)
	}
	return domainPath(s.dir, name, file), nil
}

// leave records inside a transaction that the file of a domain is not used any more.
func (s *System) leave(name store.DomainName) error {
	_, err := s.file.Exec(`INSERT INTO unused_files SELECT namespace, iif(file = '', id || '.db', file) FROM domains WHERE namespace = ? AND id = ? ON CONFLICT DO NOTHING`, name.Namespace, name.ID)
	return err
}

// removeUnused removes the files that no domain uses any more. No domain begins meanwhile.
func (s *System) removeUnused(ctx context.Context) error {
	var some bool
	if err := s.file.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM unused_files)`).Scan(&some); err != nil || !some {
		return err
	}
	err := s.file.Update(ctx, func() error {
		all, err := texts(ctx, s.file.conn, `SELECT namespace || '/' || file FROM unused_files u WHERE NOT EXISTS (
			SELECT 1 FROM domains d WHERE d.namespace = u.namespace AND iif(d.file = '', d.id || '.db', d.file) = u.file)`)
		for _, path := range all {
			if err == nil {
				err = removeFiles(filepath.Join(s.dir, "domains", filepath.FromSlash(path)))
			}
		}
		if err == nil {
			_, err = s.file.Exec(`DELETE FROM unused_files`)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("removing files of domains that have gone: %w", err)
	}
	return nil
}

// besides are the ends of the names of a file of SQLite and of what may be beside it.
var besides = []string{"-shm", "-wal", ""}

// removeFiles removes a file of SQLite with what may be beside it.
func removeFiles(path string) error {
	for _, suffix := range besides {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
