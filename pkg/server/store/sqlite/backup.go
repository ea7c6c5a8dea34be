package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Backup copies the store in a directory into another one, which is empty, while a server
// may use it, and returns the domains that the copy has: all, or one of them. What was
// committed when it began is in the copy.
//
// The list of domains is copied first: a domain that is made later is not in it, and one
// that is removed meanwhile is taken out of the copy. The other way round the list could
// have a domain whose file is missing. Each file is copied as it is at one moment.
func Backup(ctx context.Context, from, to string, only *store.DomainName) ([]store.DomainName, error) {
	if err := copyFile(ctx, filepath.Join(from, "system.db"), filepath.Join(to, "system.db")); err != nil {
		return nil, err
	}
	source, err := openToRead(filepath.Join(from, "system.db"))
	if err != nil {
		return nil, err
	}
	defer source.Close()
	list, err := sql.Open("sqlite", address(filepath.Join(to, "system.db")))
	if err != nil {
		return nil, err
	}
	defer list.Close()
	all, err := listed(ctx, list)
	if err != nil {
		return nil, err
	}
	var kept []store.DomainName
	for name, created := range all {
		present := false
		if only == nil || *only == name {
			if present, err = copyDomain(ctx, source, from, to, name, created); err != nil {
				return nil, err
			}
		}
		if present {
			kept = append(kept, name)
		} else if _, err := list.ExecContext(ctx, `DELETE FROM domains WHERE namespace = ? AND id = ?`, name.Namespace, name.ID); err != nil {
			return nil, fmt.Errorf("taking domain %s out of the copy: %w", name, err)
		}
	}
	if only != nil && len(kept) == 0 {
		return nil, fmt.Errorf("domain %s: %w", only, store.ErrNotFound)
	}
	if err := list.Close(); err != nil {
		return nil, err
	}
	return kept, syncTree(to)
}

// listed returns when each domain of a system.db was created.
func listed(ctx context.Context, db *sql.DB) (map[store.DomainName]int64, error) {
	rows, err := db.QueryContext(ctx, `SELECT namespace, id, created FROM domains`)
	if err != nil {
		return nil, fmt.Errorf("listing domains: %w", err)
	}
	defer rows.Close()
	all := make(map[store.DomainName]int64)
	for rows.Next() {
		var name store.DomainName
		var created int64
		if err := rows.Scan(&name.Namespace, &name.ID, &created); err != nil {
			return nil, fmt.Errorf("listing domains: %w", err)
		}
		all[name] = created
	}
	return all, rows.Err()
}

// copyDomain copies the file of a domain. It reports false when the domain has been removed
// since it was listed, also when there is another one of its name now.
func copyDomain(ctx context.Context, source *sql.DB, from, to string, name store.DomainName, created int64) (bool, error) {
	path := domainPath(to, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, err
	}
	copying := copyFile(ctx, domainPath(from, name), path)
	now, err := listed(ctx, source)
	if err != nil {
		return false, err
	}
	if at, ok := now[name]; ok && at == created {
		return copying == nil, copying
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	return false, nil
}

// copyFile copies a SQLite file as it is at one moment. VACUUM INTO reads in one
// transaction, which holds up no writer; SQLite's backup interface would begin again
// whenever another process has written.
func copyFile(ctx context.Context, from, to string) error {
	db, err := openToRead(from)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		return fmt.Errorf("copying %s: %w", from, err)
	}
	return os.Chmod(to, 0o600)
}

// openToRead opens a file that is there, and changes nothing in it.
func openToRead(path string) (*sql.DB, error) {
	if err := errors.Join(register(), registerFold()); err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	return sql.Open("sqlite", address(path)+"&mode=ro")
}

func address(path string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(15000)"
}

// syncTree has everything in a directory survive the loss of power.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}
