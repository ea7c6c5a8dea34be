package sqlite

import (
	"context"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// keptAudit bounds the audit log.
const keptAudit = 100_000

// BeginAudit implements [store.Audit].
func (s *System) BeginAudit(ctx context.Context, e store.AuditEntry) (number int64, err error) {
	err = s.file.update(ctx, func() error {
		err := s.file.scan(`INSERT INTO audit (millis, actor, domain, act, target, remote, status) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number`,
			[]any{e.Millis, e.Actor, e.Domain, e.Act, e.Target, e.Remote, e.Status}, &number)
		if err == nil {
			_, err = s.file.exec(`DELETE FROM audit WHERE number <= ?`, number-keptAudit)
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
	rows, err := s.file.read.QueryContext(ctx, `SELECT number, millis, actor, domain, act, target, remote, status FROM audit WHERE `+
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
