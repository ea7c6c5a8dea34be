package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// domainText writes which domain something is for, the zero name being the whole server.
func domainText(name store.DomainName) string {
	if name == (store.DomainName{}) {
		return ""
	}
	return name.String()
}

func domainOf(text string) store.DomainName {
	namespace, id, _ := strings.Cut(text, "/")
	return store.DomainName{Namespace: namespace, ID: id}
}

// forgetAdministration removes, inside a transaction, what lets anybody into a domain.
func (s *System) forgetAdministration(name store.DomainName) error {
	for _, table := range []string{"admin_sessions", "admin_devices", "api_keys"} {
		if _, err := s.db.Exec(`DELETE FROM `+table+` WHERE domain = ?`, name.String()); err != nil {
			return err
		}
	}
	return nil
}

// Administrators implements [store.Administrators].
func (s *System) Administrators(ctx context.Context) ([]store.Administrator, error) {
	rows, err := s.db.Query(ctx, `SELECT name, password, created FROM administrators ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("listing administrators: %w", err)
	}
	defer rows.Close()
	var all []store.Administrator
	for rows.Next() {
		var a store.Administrator
		if err := rows.Scan(&a.Name, &a.PasswordHash, &a.Created); err != nil {
			return nil, fmt.Errorf("listing administrators: %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// Administrator implements [store.Administrators].
func (s *System) Administrator(ctx context.Context, name string) (store.Administrator, error) {
	a := store.Administrator{Name: name}
	err := s.db.QueryRow(ctx, `SELECT password, created FROM administrators WHERE name = ?`, name).Scan(&a.PasswordHash, &a.Created)
	if errors.Is(err, sql.ErrNoRows) {
		err = store.ErrNotFound
	}
	if err != nil {
		return a, fmt.Errorf("administrator %q: %w", name, err)
	}
	return a, nil
}

// AddAdministrator implements [store.Administrators].
func (s *System) AddAdministrator(ctx context.Context, a store.Administrator) error {
	if !nameRule.MatchString(a.Name) {
		return fmt.Errorf("administrator %q: %w: use up to 63 letters, digits, '.', '_' and '-', and begin with a letter or digit", a.Name, store.ErrName)
	}
	return s.one(ctx, fmt.Sprintf("administrator %q", a.Name), store.ErrExists,
		`INSERT INTO administrators VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, a.Name, a.PasswordHash, a.Created)
}

// SetAdministratorPassword implements [store.Administrators].
func (s *System) SetAdministratorPassword(ctx context.Context, name, hash string) error {
	return s.one(ctx, fmt.Sprintf("administrator %q", name), store.ErrNotFound,
		`UPDATE administrators SET password = ? WHERE name = ?`, hash, name)
}

// RemoveAdministrator implements [store.Administrators].
func (s *System) RemoveAdministrator(ctx context.Context, name string) error {
	return s.one(ctx, fmt.Sprintf("administrator %q", name), store.ErrNotFound, `DELETE FROM administrators WHERE name = ?`, name)
}

// one runs a statement that changes one row. It fails with none when it changes none.
func (s *System) one(ctx context.Context, what string, none error, statement string, args ...any) error {
	return s.db.Update(ctx, func() error {
		n, err := s.db.Exec(statement, args...)
		if err == nil && n == 0 {
			err = none
		}
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	})
}

// APIKeys implements [store.APIKeys].
func (s *System) APIKeys(ctx context.Context) ([]store.APIKey, error) {
	rows, err := s.db.Query(ctx, `SELECT `+apiKeyColumns+` FROM api_keys ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("listing API keys: %w", err)
	}
	defer rows.Close()
	var all []store.APIKey
	for rows.Next() {
		k, err := scanAPIKey(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

const apiKeyColumns = `id, description, hash, domain, scopes, created`

func scanAPIKey(row interface{ Scan(...any) error }) (k store.APIKey, err error) {
	var domain, scopes string
	err = row.Scan(&k.ID, &k.Description, &k.Hash, &domain, &scopes, &k.Created)
	if errors.Is(err, sql.ErrNoRows) {
		return k, store.ErrNotFound
	}
	if err != nil {
		return k, fmt.Errorf("looking up an API key: %w", err)
	}
	k.Domain, k.Scopes = domainOf(domain), strings.Fields(scopes)
	return k, nil
}

// APIKey implements [store.APIKeys].
func (s *System) APIKey(ctx context.Context, hash []byte) (store.APIKey, error) {
	return scanAPIKey(s.db.QueryRow(ctx, `SELECT `+apiKeyColumns+` FROM api_keys WHERE hash = ?`, hash))
}

// AddAPIKey implements [store.APIKeys].
func (s *System) AddAPIKey(ctx context.Context, k store.APIKey) error {
	if !nameRule.MatchString(k.ID) {
		return fmt.Errorf("API key %q: %w: use up to 63 letters, digits, '.', '_' and '-', and begin with a letter or digit", k.ID, store.ErrName)
	}
	return s.one(ctx, fmt.Sprintf("API key %q", k.ID), store.ErrExists, `INSERT INTO api_keys VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		k.ID, k.Description, k.Hash, domainText(k.Domain), strings.Join(k.Scopes, " "), k.Created)
}

// RemoveAPIKey implements [store.APIKeys].
func (s *System) RemoveAPIKey(ctx context.Context, id string) error {
	return s.one(ctx, fmt.Sprintf("API key %q", id), store.ErrNotFound, `DELETE FROM api_keys WHERE id = ?`, id)
}

// keptAudit bounds the audit log.
const keptAudit = 100_000

// BeginAudit implements [store.Audit].
func (s *System) BeginAudit(ctx context.Context, e store.AuditEntry) (number int64, err error) {
	err = s.db.Update(ctx, func() error {
		err := s.db.Scan(`INSERT INTO audit (millis, actor, domain, act, target, remote, status) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number`,
			[]any{e.Millis, e.Actor, e.Domain, e.Act, e.Target, e.Remote, e.Status}, &number)
		if err == nil {
			_, err = s.db.Exec(`DELETE FROM audit WHERE number <= ?`, number-keptAudit)
		}
		if err != nil {
			return fmt.Errorf("adding to the audit log: %w", err)
		}
		return nil
	})
	return number, err
}

// EndAudit implements [store.Audit].
func (s *System) EndAudit(ctx context.Context, number int64, status int, target string) error {
	return s.one(ctx, fmt.Sprintf("act %d of the audit log", number), store.ErrNotFound,
		`UPDATE audit SET status = ?, target = ? WHERE number = ?`, status, target, number)
}

// AuditBefore implements [store.Audit].
func (s *System) AuditBefore(ctx context.Context, before int64, domain string, n int) ([]store.AuditEntry, error) {
	if before <= 0 {
		before = 1<<63 - 1
	}
	where, args := `number < ?`, []any{before}
	if domain != "" {
		where, args = where+` AND domain = ?`, append(args, domain)
	}
	rows, err := s.db.Query(ctx, `SELECT number, millis, actor, domain, act, target, remote, status FROM audit WHERE `+
		where+` ORDER BY number DESC LIMIT ?`, append(args, n)...)
	if err != nil {
		return nil, fmt.Errorf("reading the audit log: %w", err)
	}
	defer rows.Close()
	var all []store.AuditEntry
	for rows.Next() {
		var e store.AuditEntry
		if err := rows.Scan(&e.Number, &e.Millis, &e.Actor, &e.Domain, &e.Act, &e.Target, &e.Remote, &e.Status); err != nil {
			return nil, fmt.Errorf("reading the audit log: %w", err)
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

// BeginAdminSession implements [store.AdminSessions].
func (s *System) BeginAdminSession(ctx context.Context, a store.AdminSession) error {
	domain := domainText(a.Domain)
	err := s.db.Update(ctx, func() error {
		if _, err := s.db.Exec(`DELETE FROM admin_sessions WHERE deadline < ?`, a.Created); err != nil {
			return err
		}
		if _, err := s.db.Exec(`INSERT INTO admin_sessions VALUES (?, ?, ?, ?, ?, ?)`,
			a.Hash, a.Name, domain, a.Credential, a.Created, a.Deadline); err != nil {
			return err
		}
		_, err := s.db.Exec(`INSERT INTO admin_devices VALUES (?, ?, ?, ?) ON CONFLICT (name, domain, device) DO UPDATE SET last = excluded.last`,
			a.Name, domain, a.Device, a.Created)
		return err
	})
	if err != nil {
		return fmt.Errorf("recording the session of administrator %q: %w", a.Name, err)
	}
	return nil
}

// AdminSession implements [store.AdminSessions].
func (s *System) AdminSession(ctx context.Context, hash []byte, millis int64) (store.AdminSession, error) {
	a := store.AdminSession{Hash: hash}
	var domain string
	err := s.db.QueryRow(ctx, `SELECT name, domain, credential, created, deadline FROM admin_sessions WHERE hash = ? AND deadline >= ?`, hash, millis).
		Scan(&a.Name, &domain, &a.Credential, &a.Created, &a.Deadline)
	if errors.Is(err, sql.ErrNoRows) {
		return a, store.ErrNotFound
	}
	if err != nil {
		return a, fmt.Errorf("looking up the session of an administrator: %w", err)
	}
	a.Domain = domainOf(domain)
	return a, nil
}

// EndAdminSession implements [store.AdminSessions].
func (s *System) EndAdminSession(ctx context.Context, hash []byte) error {
	return s.db.Update(ctx, func() error {
		if _, err := s.db.Exec(`DELETE FROM admin_sessions WHERE hash = ?`, hash); err != nil {
			return fmt.Errorf("ending the session of an administrator: %w", err)
		}
		return nil
	})
}

// KnownAdminDevice implements [store.AdminSessions].
func (s *System) KnownAdminDevice(ctx context.Context, name string, domain store.DomainName, device string, since int64) (known bool, err error) {
	err = s.db.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM admin_devices WHERE name = ? AND domain = ? AND device = ? AND last >= ?)`,
		name, domainText(domain), device, since).Scan(&known)
	if err != nil {
		return false, fmt.Errorf("looking up a device: %w", err)
	}
	return known, nil
}
