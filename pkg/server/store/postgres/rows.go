package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

// ask runs a query. end is called when its rows are closed, or with the error.
func ask(ctx context.Context, patience time.Duration, conn *pgx.Conn, query string, args []any, end func()) (*rows, error) {
	bound, err := bind(args)
	if err != nil {
		end()
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	found, err := conn.Query(ctx, number(query), bound...)
	if err != nil {
		cancel()
		end()
		return nil, err
	}
	return &rows{Rows: found, end: func() { cancel(); end() }}, nil
}

// asked is what ask returns, for who is not here.
func asked(found *rows, err error) (relational.Rows, error) {
	if err != nil {
		return nil, explain(err)
	}
	return found, nil
}

// rows are what was found, until they are closed.
type rows struct {
	pgx.Rows
	end     func()
	looked  bool // whether the first was looked for already
	isFirst bool // and found
}

// look looks for the first row.
func (r *rows) look() error {
	r.looked, r.isFirst = true, r.Rows.Next()
	return r.Rows.Err()
}

func (r *rows) Next() bool {
	if r.looked {
		r.looked = false
		return r.isFirst
	}
	return r.Rows.Next()
}

// Scan reads texts as they were written.
func (r *rows) Scan(dest ...any) error {
	err := r.Rows.Scan(dest...)
	if err == nil {
		unescape(r.Rows, dest)
	}
	return err
}

func (r *rows) Err() error { return explain(r.Rows.Err()) }

func (r *rows) Close() error {
	r.Rows.Close()
	if r.end != nil {
		r.end()
		r.end = nil
	}
	return r.Err()
}

// row is the first of what was found.
type row struct {
	found relational.Rows
	err   error
}

func (r row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.found.Close()
	if !r.found.Next() {
		if err := r.found.Err(); err != nil {
			return err
		}
		return pgx.ErrNoRows // which is sql.ErrNoRows
	}
	if err := r.found.Scan(dest...); err != nil {
		return err
	}
	return r.found.Close()
}
