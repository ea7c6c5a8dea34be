package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

const (
	// DomainColumns are what is known of a domain, and settingColumns what of it can be changed.
	DomainColumns  = `namespace, id, created, ` + settingColumns
	settingColumns = `anonymous, emails, makers, origins, max_models, max_storage, max_chats,
		user_models, user_storage, user_chats, keep_guests, keep_sessions, keep_chats, keep_history, availability`
)

// ColumnsOf returns where the [DomainColumns] are scanned to.
func ColumnsOf(d *store.DomainInfo) []any {
	return append([]any{&d.Namespace, &d.ID, &d.Created}, settingsOf(d)...)
}

func settingsOf(d *store.DomainInfo) []any {
	q, k := &d.Quotas, &d.Keeping
	return []any{&d.Anonymous, &d.Emails, &d.Makers, &d.Origins, &q.Models, &q.Storage, &q.Chats,
		&q.UserModels, &q.UserStorage, &q.UserChats, &k.Guests, &k.Sessions, &k.Chats, &k.History, &d.Availability}
}

// Domains implements [store.System].
func (s *System) Domains(ctx context.Context) ([]store.DomainInfo, error) {
	rows, err := s.db.Query(ctx, `SELECT `+DomainColumns+` FROM domains ORDER BY namespace, id`)
	if err != nil {
		return nil, fmt.Errorf("listing domains: %w", err)
	}
	defer rows.Close()
	var all []store.DomainInfo
	for rows.Next() {
		var d store.DomainInfo
		if err := rows.Scan(ColumnsOf(&d)...); err != nil {
			return nil, fmt.Errorf("listing domains: %w", err)
		}
		all = append(all, d)
	}
	return all, rows.Err()
}

// Domain implements [store.System].
func (s *System) Domain(ctx context.Context, name store.DomainName) (store.DomainInfo, error) {
	return FoundDomain(s.db.QueryRow(ctx, `SELECT `+DomainColumns+` FROM domains WHERE namespace = ? AND id = ?`, name.Namespace, name.ID), name)
}

// FoundDomain is a domain that was looked up by its name.
func FoundDomain(row Row, name store.DomainName) (store.DomainInfo, error) {
	d := store.DomainInfo{DomainName: name}
	err := row.Scan(ColumnsOf(&d)...)
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

// CheckDomainName returns ErrName for the name of a domain that is not allowed.
func CheckDomainName(name store.DomainName) error {
	for _, part := range []string{name.Namespace, name.ID} {
		if !nameRule.MatchString(part) {
			return fmt.Errorf("domain %q: %w: use up to 63 letters, digits, '.', '_' and '-', and begin with a letter or digit", name, store.ErrName)
		}
	}
	return nil
}

// SetDomain implements [store.System].
func (s *System) SetDomain(ctx context.Context, d store.DomainInfo) error {
	if _, err := s.Domain(ctx, d.DomainName); err != nil {
		return fmt.Errorf("domain %s: %w", d.DomainName, err)
	}
	return s.db.Update(ctx, func() error { return s.setDomain(d) })
}

// setDomain changes the settings of a domain inside a transaction.
func (s *System) setDomain(d store.DomainInfo) error {
	_, err := s.db.Exec(`UPDATE domains SET (`+settingColumns+`) = (?`+strings.Repeat(", ?", len(settingsOf(&d))-1)+`) WHERE namespace = ? AND id = ?`,
		append(settingsOf(&d), d.Namespace, d.ID)...)
	if err != nil {
		return fmt.Errorf("changing domain %s: %w", d.DomainName, err)
	}
	return nil
}

// InsertDomain adds a domain to the list inside a transaction. It fails with ErrExists.
func (s *System) InsertDomain(d store.DomainInfo) error {
	n, err := s.db.Exec(`INSERT INTO domains (`+DomainColumns+`) VALUES (?`+strings.Repeat(", ?", len(ColumnsOf(&d))-1)+`) ON CONFLICT DO NOTHING`, ColumnsOf(&d)...)
	if err == nil && n == 0 {
		err = store.ErrExists
		var as store.DomainName // which differs in case, where names do not
		if s.db.Scan(`SELECT namespace, id FROM domains WHERE namespace = ? AND id = ?`, []any{d.Namespace, d.ID}, &as.Namespace, &as.ID) == nil && as != d.DomainName {
			err = fmt.Errorf("%w as %s, and names that differ only in the case of letters are the same", err, as)
		}
	}
	return err
}

// ResetDomain has a domain that is in the list begin anew inside a transaction. What others
// have set up for the old one is not for the new one.
func (s *System) ResetDomain(d store.DomainInfo) error {
	err := s.setDomain(d)
	if err == nil {
		err = s.forgetAdministration(d.DomainName)
	}
	if err == nil {
		_, err = s.db.Exec(`UPDATE domains SET created = ?, webhooks = FALSE WHERE namespace = ? AND id = ?`, d.Created, d.Namespace, d.ID)
	}
	return err
}

// DeleteDomain removes a domain from the list inside a transaction. Another domain of its name
// has nothing that was set up for it.
func (s *System) DeleteDomain(name store.DomainName) error {
	_, err := s.db.Exec(`DELETE FROM domains WHERE namespace = ? AND id = ?`, name.Namespace, name.ID)
	if err == nil {
		err = s.forgetAdministration(name)
	}
	return err
}
