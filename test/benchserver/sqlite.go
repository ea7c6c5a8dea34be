package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// appendRows returns how many rows a second SQLite makes durable for writers that each
// wait for their row before they write the next: what waits when a transaction begins
// is committed by it. A row has the bytes of operations and of their inverses.
func appendRows(writers, each int, seconds float64) (float64, error) {
	dir, err := os.MkdirTemp("", "benchserver-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "raw.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE log (model INTEGER, version INTEGER, operations BLOB, inverses BLOB, PRIMARY KEY (model, version)) WITHOUT ROWID`); err != nil {
		return 0, err
	}
	ops := make([]ot.Op, each)
	for i := range ops {
		ops[i] = ot.Op{Kind: ot.StringSplice, ID: "t", Text: ot.MustText("x")}
	}
	bytes, err := protocol.AppendOperations(nil, ops)
	if err != nil {
		return 0, err
	}
	type row struct {
		model, version int
		done           chan bool
	}
	waiting := make(chan row, writers)
	var count atomic.Int64
	var stop atomic.Bool
	var all sync.WaitGroup
	for model := range writers {
		all.Go(func() {
			done := make(chan bool, 1)
			for version := 0; !stop.Load(); version++ {
				waiting <- row{model, version, done}
				if !<-done {
					return
				}
				count.Add(1)
			}
		})
	}
	failed := make(chan error, 1)
	go func() {
		defer close(failed)
		for first := range waiting {
			group := []row{first}
			for len(group) < 256 && len(waiting) > 0 {
				group = append(group, <-waiting)
			}
			err := func() error {
				tx, err := db.Begin()
				if err != nil {
					return err
				}
				defer tx.Rollback()
				insert, err := tx.Prepare(`INSERT INTO log VALUES (?, ?, ?, ?)`)
				if err != nil {
					return err
				}
				defer insert.Close()
				for _, r := range group {
					if _, err := insert.Exec(r.model, r.version, bytes, bytes); err != nil {
						return err
					}
				}
				return tx.Commit()
			}()
			for _, r := range group {
				r.done <- err == nil
			}
			if err != nil {
				failed <- fmt.Errorf("raw SQLite: %w", err)
				return
			}
		}
	}()
	start := time.Now()
	time.Sleep(time.Duration(seconds * float64(time.Second)))
	n, took := count.Load(), time.Since(start)
	stop.Store(true)
	all.Wait()
	close(waiting)
	return float64(n) / took.Seconds(), <-failed
}
