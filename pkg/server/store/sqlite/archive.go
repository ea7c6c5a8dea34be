package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/convergence-wasm/convergence/pkg/server/store"
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
	path := s.path(name)
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
	return &snapshot{domain: s.newDomain(&file{path: path, read: db}, name)}, nil
}

// snapshot is a domain as it was at one moment.
type snapshot struct{ *domain }

// Close fails when the transaction has not lasted until now.
func (s *snapshot) Close() error {
	_, err := s.file.read.ExecContext(context.Background(), `COMMIT`)
	if err != nil {
		err = fmt.Errorf("what was read is not of one moment: %w", err)
	}
	return errors.Join(err, s.file.read.Close())
}

// importing is where domains are until they are whole.
const importing = "importing"

// ImportDomain implements [store.Archives]. It fills a file of its own, which nothing
// finds until it is put in its place.
func (s *System) ImportDomain(ctx context.Context, info store.DomainInfo, replace bool, fill func(store.NewDomainStore) error) (err error) {
	name := info.DomainName
	if err := checkDomainName(name); err != nil {
		return err
	}
	_, err = s.Domain(ctx, name)
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
	path := filepath.Join(dir, "domain.db")
	if err := s.fillFile(ctx, name, path, fill); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.path(name)), 0o700); err != nil {
		return err
	}
	if exists {
		return s.replaceDomain(ctx, info, path)
	}
	return s.addDomain(info, func() error {
		// What was left behind by a domain that was never listed.
		return errors.Join(removeFiles(s.path(name)), os.Rename(path, s.path(name)), syncTree(filepath.Dir(s.path(name))))
	})
}

// onlyImport makes this the only import in a directory, and removes what one that was
// killed has left there.
func onlyImport(ctx context.Context, dir string) (release func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	held, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "lock.db")+"?_pragma=busy_timeout(0)")
	if err != nil {
		return nil, err
	}
	held.SetMaxOpenConns(1)
	if _, err := held.ExecContext(ctx, `BEGIN EXCLUSIVE`); err != nil {
		held.Close()
		return nil, fmt.Errorf("another import runs: %w (%w)", store.ErrBusy, err)
	}
	clean := func() error { return removeFiles(filepath.Join(dir, "domain.db")) }
	return func() error { return errors.Join(clean(), held.Close()) }, clean()
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
			f.close()
		}
	}()
	if _, err := f.conn.ExecContext(ctx, `PRAGMA synchronous = OFF`); err != nil {
		return err
	}
	if err := fill(s.newDomain(f, name)); err != nil {
		return err
	}
	open = false
	if err := f.close(); err != nil { // which puts all into the file itself
		return err
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the file of the new domain is not complete: there is something beside it")
	}
	return syncTree(path)
}

// replaceDomain puts another file in the place of that of a domain, which nobody uses.
func (s *System) replaceDomain(ctx context.Context, info store.DomainInfo, path string) error {
	name := info.DomainName
	old, err := openFile(ctx, s.path(name), domainSteps)
	if err == nil {
		err = old.close() // which leaves nothing beside the file
	}
	if err != nil {
		return fmt.Errorf("the domain cannot be replaced, remove it before: %w", err)
	}
	return s.file.update(ctx, func() error {
		if err := s.setDomain(info); err != nil {
			return err
		}
		if _, err := s.file.exec(`UPDATE domains SET created = ? WHERE namespace = ? AND id = ?`, info.Created, name.Namespace, name.ID); err != nil {
			return err
		}
		return errors.Join(os.Rename(path, s.path(name)), syncTree(filepath.Dir(s.path(name))))
	})
}

// removeFiles removes a file of SQLite with what may be beside it.
func removeFiles(path string) error {
	for _, suffix := range []string{"-shm", "-wal", ""} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
