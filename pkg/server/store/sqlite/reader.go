package sqlite

import (
	"context"
	"database/sql"
	"sync"
)

// reader is the connections that read. They keep what they have parsed: that takes
// several times as long as looking something up.
type reader struct {
	*sql.DB
	mu    sync.Mutex
	stmts map[string]*sql.Stmt // by text
}

// mostParsed bounds how many texts are kept, since some depend on what is asked for.
const mostParsed = 256

func newReader(db *sql.DB) *reader { return &reader{DB: db, stmts: make(map[string]*sql.Stmt)} }

// stmt returns a prepared statement, and nil for a text that is not kept or wrong.
func (r *reader) stmt(ctx context.Context, query string) *sql.Stmt {
	r.mu.Lock()
	s, full := r.stmts[query], len(r.stmts) >= mostParsed
	r.mu.Unlock()
	if s != nil || full {
		return s
	}
	s, err := r.DB.PrepareContext(ctx, query)
	if err != nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if other := r.stmts[query]; other != nil {
		s.Close()
		return other
	}
	r.stmts[query] = s
	return s
}

// QueryContext is that of [sql.DB].
func (r *reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := r.stmt(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return r.DB.QueryContext(ctx, query, args...)
}

// QueryRowContext is that of [sql.DB].
func (r *reader) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := r.stmt(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return r.DB.QueryRowContext(ctx, query, args...)
}

// Close closes the connections.
func (r *reader) Close() error {
	for _, s := range r.stmts {
		s.Close()
	}
	return r.DB.Close()
}
