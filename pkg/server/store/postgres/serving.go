package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// serving keeps a server that has lost its lock from writing beside the next one.
//
// The lock is held on another connection than those that write. So each transaction that
// writes begins with the function serving of the system's schema: it shares the lock toWrite
// until the end of the transaction, and then fails with codeLost unless the lock toLive, which
// only the connection with the lock toServe has under this name, is held. A server that begins
// takes toServe, and then waits until nobody shares toWrite: what writes from then on looks
// later than its predecessor has lost its connection. All of that is in the memory of the
// database, and goes with the transactions, so that it costs no time of its own.
//
// Who has served last is in the table server. Whoever has lost the lock can take it again when
// nobody has served meanwhile; else what it remembers may be wrong, and it is over with it.
type serving struct {
	schema string
	token  string       // of this process, or of those that serve together, as it is in the table; empty unless it serves
	over   error        // set when somebody else has served since
	live   atomic.Int64 // the key of the lock toLive, 0 unless it serves; the only one that is read without the holder's lock
}

// codeLost is the code of the error of the function serving.
const codeLost = "CV001"

// lost reports whether a transaction has not begun because the lock of the server is lost.
func lost(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == codeLost
}

// statement is what a transaction that writes begins with, empty when this is no server.
func (s *serving) statement() string {
	live := s.live.Load()
	if live == 0 {
		return ""
	}
	return fmt.Sprintf(`SELECT %s(%d, %d)`, s.named("serving"), lock{toWrite, s.schema, false}.key(), live)
}

// begin makes this process the one that has served last, or one of those, on the connection that
// has the lock toServe.
func (s *serving) begin(ctx context.Context, conn *pgx.Conn, together bool) error {
	token, update := rand.Text(), `UPDATE `+s.named("server")+` SET token = $1`
	if together {
		token, update = several+token, update+` WHERE NOT starts_with(token, '`+several+`')`
	}
	if _, err := conn.Exec(ctx, update, token); err != nil {
		return explain(err)
	}
	token, err := s.last(ctx, conn)
	if err != nil {
		return err
	}
	if err := s.alone(ctx, conn); err != nil {
		return err
	}
	s.token = token
	return nil
}

// again goes on after the connection was lost, on one that has the lock toServe.
func (s *serving) again(ctx context.Context, conn *pgx.Conn) error {
	token, err := s.last(ctx, conn)
	if err != nil {
		return err
	}
	if token != s.token {
		s.over = fmt.Errorf("%w: while this server could not reach the database another one has served: start this one again", store.ErrBusy)
		return s.over
	}
	return s.alone(ctx, conn)
}

// last returns the token of whoever has served last.
func (s *serving) last(ctx context.Context, conn *pgx.Conn) (token string, err error) {
	err = conn.QueryRow(ctx, `SELECT token FROM `+s.named("server")).Scan(&token)
	return token, explain(err)
}

// alone waits for what whoever had the lock toServe before is writing.
func (s *serving) alone(ctx context.Context, conn *pgx.Conn) error {
	live := lock{toLive, rand.Text(), false}
	if err := take(ctx, conn, live); err != nil {
		return err
	}
	write := lock{toWrite, s.schema, false}.key()
	for _, function := range []string{"pg_advisory_lock", "pg_advisory_unlock"} {
		if _, err := conn.Exec(ctx, fmt.Sprintf(`SELECT %s(%d)`, function, write), pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("waiting for what another server writes: %w", explain(err))
		}
	}
	s.live.Store(live.key())
	return nil
}

// named is something of the system's schema, in SQL.
func (s *serving) named(name string) string { return pgx.Identifier{s.schema, name}.Sanitize() }

// several begins the token of servers that have the database together, each of which has the lock
// toServe shared. The first of them makes it: after a server that had the database for itself it is
// another one.
const several = "several "

// together reports whether this process is one of several servers.
func (h *holder) together() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.HasPrefix(h.serving.token, several)
}

// serve makes this process the only server, or one of several, or fails with errTaken.
func (h *holder) serve(ctx context.Context, together bool) error {
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.mend(ctx); err != nil {
		return err
	}
	l := lock{toServe, h.serving.schema, together}
	if h.held[l] > 0 {
		return nil // it has joined before
	}
	if err := take(ctx, h.conn, l); err != nil {
		return err
	}
	if err := h.serving.begin(ctx, h.conn, together); err != nil {
		h.conn.Close(ctx) // with which its locks go
		return err
	}
	h.held[l]++
	return nil
}

// begin is beginning, once more when the lock of the server had to be taken again.
func (s *space) begin() (*pgxpool.Conn, error) {
	conn, err := s.beginning()
	if lost(err) {
		if err = s.holder.check(context.Background()); err == nil {
			return s.beginning()
		}
	}
	return conn, err
}
