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
	"regexp"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/server/store"
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
	s := &System{dir: dir, file: f}
	s.removeUnused(ctx) // left by a program that was killed; what cannot be removed disturbs nobody
	return s, nil
}

// Close closes the store. Domains opened from it are closed on their own.
func (s *System) Close() error { return s.file.close() }

// Check implements [store.System].
func (s *System) Check(ctx context.Context) error { return s.file.check(ctx) }

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

// What is known of a domain, and the part of it that can be changed.
const (
	domainColumns  = `namespace, id, created, ` + settingColumns
	settingColumns = `anonymous, emails, makers, origins, max_models, max_storage, max_chats,
		user_models, user_storage, user_chats, keep_guests, keep_sessions, keep_chats, availability`
)

func columnsOf(d *store.DomainInfo) []any {
	return append([]any{&d.Namespace, &d.ID, &d.Created}, settingsOf(d)...)
}

func settingsOf(d *store.DomainInfo) []any {
	q, k := &d.Quotas, &d.Keeping
	return []any{&d.Anonymous, &d.Emails, &d.Makers, &d.Origins, &q.Models, &q.Storage, &q.Chats,
		&q.UserModels, &q.UserStorage, &q.UserChats, &k.Guests, &k.Sessions, &k.Chats, &d.Availability}
}

// Domains implements [store.System].
func (s *System) Domains(ctx context.Context) ([]store.DomainInfo, error) {
	rows, err := s.file.read.QueryContext(ctx, `SELECT `+domainColumns+` FROM domains ORDER BY namespace, id`)
	if err != nil {
		return nil, fmt.Errorf("listing domains: %w", err)
	}
	defer rows.Close()
	var all []store.DomainInfo
	for rows.Next() {
		var d store.DomainInfo
		if err := rows.Scan(columnsOf(&d)...); err != nil {
			return nil, fmt.Errorf("listing domains: %w", err)
		}
		all = append(all, d)
	}
	return all, rows.Err()
}

// Domain implements [store.System].
func (s *System) Domain(ctx context.Context, name store.DomainName) (store.DomainInfo, error) {
	d := store.DomainInfo{DomainName: name}
	err := s.file.read.QueryRowContext(ctx,
		`SELECT `+domainColumns+` FROM domains WHERE namespace = ? AND id = ?`, name.Namespace, name.ID).Scan(columnsOf(&d)...)
	// The comparison ignores case so that names are unique on every file
	// system; a name is found as it was written only.
	if errors.Is(err, sql.ErrNoRows) || err == nil && d.DomainName != name {
		return d, store.ErrNotFound
	}
	if err != nil {
		return d, fmt.Errorf("looking up domain %s: %w", name, err)
	}
	return d, nil
}

// Names become parts of URLs and file names.
var nameRule = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`)

func checkDomainName(name store.DomainName) error {
	for _, part := range []string{name.Namespace, name.ID} {
		if !nameRule.MatchString(part) {
			return fmt.Errorf("domain %q: %w: use up to 63 letters, digits, '.', '_' and '-', and begin with a letter or digit", name, store.ErrName)
		}
	}
	return nil
}

// CreateDomain implements [store.System].
func (s *System) CreateDomain(ctx context.Context, d store.DomainInfo) error {
	if err := checkDomainName(d.DomainName); err != nil {
		return err
	}
	return s.addDomain(ctx, d, func(path string) error {
		f, err := openFile(ctx, path, domainSteps)
		if err != nil {
			return err
		}
		return f.close()
	})
}

// SetDomain implements [store.System].
func (s *System) SetDomain(ctx context.Context, d store.DomainInfo) error {
	if _, err := s.Domain(ctx, d.DomainName); err != nil {
		return fmt.Errorf("domain %s: %w", d.DomainName, err)
	}
	return s.file.update(ctx, func() error { return s.setDomain(d) })
}

// setDomain changes the settings of a domain inside a transaction.
func (s *System) setDomain(d store.DomainInfo) error {
	_, err := s.file.exec(`UPDATE domains SET (`+settingColumns+`) = (?`+strings.Repeat(", ?", len(settingsOf(&d))-1)+`) WHERE namespace = ? AND id = ?`,
		append(settingsOf(&d), d.Namespace, d.ID)...)
	if err != nil {
		return fmt.Errorf("changing domain %s: %w", d.DomainName, err)
	}
	return nil
}

// RemoveDomain implements [store.System]. The file goes last: a domain that is listed has
// one.
func (s *System) RemoveDomain(ctx context.Context, name store.DomainName) error {
	if _, err := s.Domain(ctx, name); err != nil {
		return fmt.Errorf("domain %s: %w", name, err)
	}
	err := s.file.update(ctx, func() error {
		if err := s.leave(name); err != nil {
			return err
		}
		_, err := s.file.exec(`DELETE FROM domains WHERE namespace = ? AND id = ?`, name.Namespace, name.ID)
		if err == nil { // another domain of this name is not theirs
			err = s.forgetAdministration(name)
		}
		return err
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
	return s.newDomain(f, name), nil
}

func (s *System) newDomain(f *file, name store.DomainName) *domain {
	return &domain{file: f, system: s, name: name, instances: make(map[string]int64), wrote: make(map[string]bool)}
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
	_, err := s.file.exec(`INSERT INTO unused_files SELECT namespace, iif(file = '', id || '.db', file) FROM domains WHERE namespace = ? AND id = ? ON CONFLICT DO NOTHING`, name.Namespace, name.ID)
	return err
}

// removeUnused removes the files that no domain uses any more. No domain begins meanwhile.
func (s *System) removeUnused(ctx context.Context) error {
	var some bool
	if err := s.file.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM unused_files)`).Scan(&some); err != nil || !some {
		return err
	}
	err := s.file.update(ctx, func() error {
		all, err := texts(ctx, s.file.conn, `SELECT namespace || '/' || file FROM unused_files u WHERE NOT EXISTS (
			SELECT 1 FROM domains d WHERE d.namespace = u.namespace AND iif(d.file = '', d.id || '.db', d.file) = u.file)`)
		for _, path := range all {
			if err == nil {
				err = removeFiles(filepath.Join(s.dir, "domains", filepath.FromSlash(path)))
			}
		}
		if err == nil {
			_, err = s.file.exec(`DELETE FROM unused_files`)
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
