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
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Backup copies the store in a directory into another one, which is empty, while a server
// may use it, and returns the domains that the copy has: all, or one of them. What was
// committed when it began is in the copy.
//
// The list of domains is copied first: a domain that is made later is not in it, and one
// that is removed meanwhile is taken out of the copy, and one that is replaced is copied again. The other way round the list could
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
	list, err := sql.Open("sqlite", address(filepath.Join(to, "system.db"), patience))
	if err != nil {
		return nil, err
	}
	defer list.Close()
	list.SetMaxOpenConns(1)
	if _, err := list.ExecContext(ctx, `ATTACH ? AS source`, address(filepath.Join(from, "system.db"), patience)+"&mode=ro"); err != nil {
		return nil, fmt.Errorf("reading the list of domains: %w", err)
	}
	all, err := listed(ctx, list)
	if err != nil {
		return nil, err
	}
	var kept []store.DomainName
	for name, in := range all {
		present := false
		for again := only == nil || *only == name; again; {
			present, err = copyDomain(ctx, source, from, to, name, in)
			if err == nil && !present {
				in, again, err = relist(ctx, list, name)
			} else {
				again = false
			}
			if err != nil {
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

// listing is what the list of domains says of one.
type listing struct {
	created int64 // milliseconds
	file    string
}

// listed returns the domains of a system.db, which may be older than this program.
func listed(ctx context.Context, db *sql.DB) (map[store.DomainName]listing, error) {
	file := "file"
	if has, err := texts(ctx, db, `SELECT name FROM pragma_table_info('domains') WHERE name = 'file'`); err != nil || len(has) == 0 {
		file = "''"
	}
	rows, err := db.QueryContext(ctx, `SELECT namespace, id, created, `+file+` FROM domains`)
	if err != nil {
		return nil, fmt.Errorf("listing domains: %w", err)
	}
	defer rows.Close()
	all := make(map[store.DomainName]listing)
	for rows.Next() {
		var name store.DomainName
		var in listing
		if err := rows.Scan(&name.Namespace, &name.ID, &in.created, &in.file); err != nil {
			return nil, fmt.Errorf("listing domains: %w", err)
		}
		all[name] = in
	}
	return all, rows.Err()
}

// relist has the copy of the list say of a domain what the list says now. It reports false
// when the domain has been removed.
func relist(ctx context.Context, list *sql.DB, name store.DomainName) (in listing, there bool, err error) {
	changed, err := list.ExecContext(ctx, `INSERT OR REPLACE INTO main.domains SELECT * FROM source.domains WHERE namespace = ? AND id = ?`, name.Namespace, name.ID)
	if err != nil {
		return in, false, fmt.Errorf("listing domain %s again: %w", name, err)
	}
	if n, err := changed.RowsAffected(); err != nil || n == 0 {
		return in, false, err
	}
	all, err := listed(ctx, list)
	in, there = all[name] // and not in other letters
	return in, there, err
}

// copyDomain copies the file of a domain. It reports false when the domain has been removed
// since it was listed, also when there is another one of its name now.
func copyDomain(ctx context.Context, source *sql.DB, from, to string, name store.DomainName, in listing) (bool, error) {
	path := domainPath(to, name, in.file)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, err
	}
	copying := copyFile(ctx, domainPath(from, name, in.file), path)
	all, err := listed(ctx, source)
	if err != nil {
		return false, err
	}
	if now, ok := all[name]; ok && now == in {
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
	return sql.Open("sqlite", address(path, patience)+"&mode=ro")
}

// address names a file to SQLite, which waits for others so long.
func address(path string, wait time.Duration) string {
	return fmt.Sprintf("file:%s?_pragma=busy_timeout(%d)", (&url.URL{Path: path}).EscapedPath(), wait.Milliseconds())
}

// syncTree has everything in a directory survive the loss of power.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return syncPath(path)
	})
}

// syncPath has a file, or the names in a directory, survive the loss of power.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
