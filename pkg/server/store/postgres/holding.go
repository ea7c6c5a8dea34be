package postgres

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"
)

// What locks are for.
const (
	toUpdate = "update" // held by whoever changes a schema, to the end of the transaction
	toOpen   = "open"   // shared by whoever has a domain open, so that nobody replaces it
	toImport = "import" // held while a domain is imported
	toServe  = "serve"  // held by a server
	toWrite  = "write"  // shared by each transaction of a server, to its end
	toLive   = "live"   // held by a server on the connection on which it holds toServe, under a name of that connection
)

// lock is an advisory lock. It lasts as long as a connection, or as a transaction.
type lock struct {
	to, schema string
	shared     bool
}

// key is the number of a lock, which is one of the whole database.
func (l lock) key() int64 {
	h := fnv.New64a()
	io.WriteString(h, "convergence "+l.to+" "+l.schema)
	return int64(h.Sum64())
}

// holder has one connection on which locks are held, for as long as something is in use.
// When the connection breaks, as when the database restarts, others can take the locks until
// they are taken again, which happens when the next one is taken, when the store is looked
// at, and, of a server, before it writes, see [serving].
type holder struct {
	config *pgx.ConnConfig

	mu      sync.Mutex
	conn    *pgx.Conn
	held    map[lock]int // how often
	serving serving
}

func newHolder(config *pgx.ConnConfig, schema string) *holder {
	return &holder{config: config, held: make(map[lock]int), serving: serving{schema: schema}}
}

var errTaken = errors.New("somebody else has the lock")

// hold takes a lock, or fails with errTaken.
func (h *holder) hold(ctx context.Context, l lock) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.mend(ctx); err != nil {
		return err
	}
	if h.held[l] == 0 {
		if err := take(ctx, h.conn, l); err != nil {
			return err
		}
	}
	h.held[l]++
	return nil
}

// release gives a lock back.
func (h *holder) release(l lock) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.held[l]--; h.held[l] > 0 {
		return
	}
	delete(h.held, l)
	if h.conn == nil || h.conn.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	function := "pg_advisory_unlock"
	if l.shared {
		function += "_shared"
	}
	if _, err := h.conn.Exec(ctx, fmt.Sprintf(`SELECT %s(%d)`, function, l.key()), pgx.QueryExecModeSimpleProtocol); err != nil {
		h.conn.Close(context.Background()) // with which it goes too
	}
}

// check sees to it that all locks are held.
func (h *holder) check(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.mend(ctx)
}

func (h *holder) mend(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if h.serving.over != nil {
		return h.serving.over
	}
	if h.conn != nil && h.conn.Ping(ctx) == nil {
		return nil
	}
	if h.conn != nil {
		h.conn.Close(ctx)
	}
	conn, err := pgx.ConnectConfig(ctx, h.config.Copy())
	if err != nil {
		return explain(err)
	}
	for _, l := range slices.Collect(maps.Keys(h.held)) {
		if err := take(ctx, conn, l); err != nil {
			conn.Close(context.Background())
			if errors.Is(err, errTaken) {
				err = fmt.Errorf("while the database could not be reached, another process has begun to do what only one can: %w", err)
			}
			return err
		}
	}
	if h.serving.token != "" {
		if err := h.serving.again(ctx, conn); err != nil {
			conn.Close(context.Background())
			return err
		}
	}
	h.conn = conn
	return nil
}

func take(ctx context.Context, conn *pgx.Conn, l lock) error {
	function := "pg_try_advisory_lock"
	if l.shared {
		function += "_shared"
	}
	var mine bool
	if err := conn.QueryRow(ctx, fmt.Sprintf(`SELECT %s(%d)`, function, l.key())).Scan(&mine); err != nil {
		return explain(err)
	}
	if !mine {
		return errTaken
	}
	return nil
}

func (h *holder) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.conn == nil {
		return nil
	}
	return h.conn.Close(context.Background())
}
