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
	stmts map[string]*parsed // by text
	asked uint64             // how often for anything
}

// parsed is a statement and who uses it. One that has been dropped is closed by its last
// user.
type parsed struct {
	*sql.Stmt
	users int
	asked uint64 // the last time
	gone  bool
}

// mostParsed bounds how many texts are kept, since some depend on what is asked for: beyond
// it, the one that was not asked for for longest goes for each that comes.
const mostParsed = 256

func newReader(db *sql.DB) *reader { return &reader{DB: db, stmts: make(map[string]*parsed)} }

// use returns a prepared statement, which is given back with done, and nil for a text that is
// wrong.
func (r *reader) use(ctx context.Context, query string) *parsed {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.stmts[query]
	if s == nil {
		r.mu.Unlock()
		made, err := r.DB.PrepareContext(ctx, query)
		r.mu.Lock()
		if err != nil {
			return nil
		}
		if s = r.stmts[query]; s != nil {
			made.Close()
		} else {
			if len(r.stmts) >= mostParsed {
				r.drop()
			}
			s = &parsed{Stmt: made}
			r.stmts[query] = s
		}
	}
	s.users++
	r.asked++
	s.asked = r.asked
	return s
}

// drop forgets the text that nobody has asked for for longest.
func (r *reader) drop() {
	var text string
	var s *parsed
	for t, other := range r.stmts {
		if s == nil || other.asked < s.asked {
			text, s = t, other
		}
	}
	delete(r.stmts, text)
	if s.gone = true; s.users == 0 {
		s.Close()
	}
}

// done gives a statement back. Rows that were made with it live on.
func (r *reader) done(s *parsed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.users--; s.users == 0 && s.gone {
		s.Close()
	}
}

// QueryContext is that of [sql.DB].
func (r *reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := r.use(ctx, query); s != nil {
		defer r.done(s)
		return s.QueryContext(ctx, args...)
	}
	return r.DB.QueryContext(ctx, query, args...)
}

// QueryRowContext is that of [sql.DB].
func (r *reader) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := r.use(ctx, query); s != nil {
		defer r.done(s)
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
