package sqlite

import (
	"context"
	"fmt"
	"strings"
)

// Whoever uses a domain hears of what other programs change in it by asking for the
// changes since the last time.

// keptChanges bounds a list of changes. Who asks less often than that many happen is
// notified that everything may have changed.
const keptChanges = 100

// changeList is a table of numbered changes, and its columns beside the number.
type changeList struct{ table, columns string }

// record adds a change inside a transaction, and drops the oldest one.
func (d *domain) record(l changeList, values ...any) error {
	places := strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")
	var number int64
	err := d.file.scan("INSERT INTO "+l.table+" ("+l.columns+") VALUES ("+places+") RETURNING number", values, &number)
	if err == nil {
		_, err = d.file.exec("DELETE FROM "+l.table+" WHERE number <= ?", number-keptChanges)
	}
	if err != nil {
		return fmt.Errorf("adding to %s: %w", l.table, err)
	}
	return nil
}

// changesAfter calls each for the changes after a number, in order, and missed where
// some are gone. It returns the number of the newest one; with a negative number only
// that.
func (d *domain) changesAfter(ctx context.Context, l changeList, after int64, each func(scan func(...any) error) error, missed func()) (last int64, err error) {
	fail := func(err error) (int64, error) { return 0, fmt.Errorf("reading %s: %w", l.table, err) }
	if after < 0 {
		if err := d.file.read.QueryRowContext(ctx, "SELECT coalesce(max(number), 0) FROM "+l.table).Scan(&last); err != nil {
			return fail(err)
		}
		return last, nil
	}
	rows, err := d.file.read.QueryContext(ctx, "SELECT number, "+l.columns+" FROM "+l.table+" WHERE number > ? ORDER BY number", after)
	if err != nil {
		return fail(err)
	}
	defer rows.Close()
	last = after
	for rows.Next() {
		var number int64
		err := each(func(columns ...any) error {
			if err := rows.Scan(append([]any{&number}, columns...)...); err != nil {
				return err
			}
			if number != last+1 {
				missed()
			}
			last = number
			return nil
		})
		if err != nil {
			return fail(err)
		}
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	return last, nil
}
