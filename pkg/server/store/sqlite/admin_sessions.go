package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// BeginAdminSession implements [store.AdminSessions].
func (s *System) BeginAdminSession(ctx context.Context, a store.AdminSession) error {
	domain := domainText(a.Domain)
	err := s.file.update(ctx, func() error {
		if _, err := s.file.exec(`DELETE FROM admin_sessions WHERE deadline < ?`, a.Created); err != nil {
			return err
		}
		if _, err := s.file.exec(`INSERT INTO admin_sessions VALUES (?, ?, ?, ?, ?, ?)`,
			a.Hash, a.Name, domain, a.Credential, a.Created, a.Deadline); err != nil {
			return err
		}
		_, err := s.file.exec(`INSERT INTO admin_devices VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET last = excluded.last`,
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
	err := s.file.read.QueryRowContext(ctx, `SELECT name, domain, credential, created, deadline FROM admin_sessions WHERE hash = ? AND deadline >= ?`, hash, millis).
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
	return s.file.update(ctx, func() error {
		if _, err := s.file.exec(`DELETE FROM admin_sessions WHERE hash = ?`, hash); err != nil {
			return fmt.Errorf("ending the session of an administrator: %w", err)
		}
		return nil
	})
}

// KnownAdminDevice implements [store.AdminSessions].
func (s *System) KnownAdminDevice(ctx context.Context, name string, domain store.DomainName, device string, since int64) (known bool, err error) {
	err = s.file.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM admin_devices WHERE name = ? AND domain = ? AND device = ? AND last >= ?)`,
		name, domainText(domain), device, since).Scan(&known)
	if err != nil {
		return false, fmt.Errorf("looking up a device: %w", err)
	}
	return known, nil
}
