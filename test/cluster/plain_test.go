package cluster

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/convergence-wasm/convergence/internal/lightclient"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// most is how many rows go into one transaction, as in the package commits.
const most = 256

// plainRows returns how many rows PostgreSQL makes durable, a second and in all, by itself and with a table that
// has nothing but them, for writers that each wait for their row before they write the next. A
// connection for each node commits what waits for it, in one transaction and one round trip. A row
// has the bytes of an entry with so many operations and of their inverses.
func plainRows(t *testing.T, address string, writers, operations, nodes int) (perSecond float64, rows int64) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	entry, err := protocol.AppendOperations(nil, lightclient.Insertions(operations))
	must(t, err)
	all := make([]*pgx.Conn, nodes)
	for i := range all {
		all[i], err = pgx.Connect(ctx, address)
		must(t, err)
		t.Cleanup(func() { all[i].Close(context.Background()) }) // not before its processor time was looked at
	}
	table := fmt.Sprintf("plain_%d_%d", writers, operations)
	_, err = all[0].Exec(ctx, `CREATE TABLE `+table+` (model BIGINT, version BIGINT, operations BYTEA, inverses BYTEA, PRIMARY KEY (model, version))`)
	must(t, err)
	type row struct {
		model, version int
		done           chan bool
	}
	waiting := make([]chan row, nodes)
	var stop atomic.Bool
	var count atomic.Int64
	var writing, committing sync.WaitGroup
	for i := range waiting {
		waiting[i] = make(chan row, writers)
		conn := all[i]
		committing.Go(func() {
			for first := range waiting[i] {
				group := []row{first}
				for len(group) < most && len(waiting[i]) > 0 {
					group = append(group, <-waiting[i])
				}
				var batch pgx.Batch
				for _, r := range group {
					batch.Queue(`INSERT INTO `+table+` VALUES ($1, $2, $3, $4)`, r.model, r.version, entry, entry)
				}
				err := conn.SendBatch(ctx, &batch).Close()
				if err != nil {
					t.Error(err)
				}
				for _, r := range group {
					r.done <- err == nil
				}
			}
		})
	}
	for model := range writers {
		writing.Go(func() {
			done := make(chan bool, 1)
			for version := 0; !stop.Load(); version++ {
				waiting[model%nodes] <- row{model, version, done}
				if !<-done {
					return
				}
				count.Add(1)
			}
		})
	}
	began := time.Now()
	time.Sleep(measureFor)
	n, took := count.Load(), time.Since(began)
	stop.Store(true)
	writing.Wait()
	for _, w := range waiting {
		close(w)
	}
	committing.Wait()
	return float64(n) / took.Seconds(), count.Load()
}
