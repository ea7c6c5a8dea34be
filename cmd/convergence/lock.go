package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/convergence-wasm/convergence/cmd/convergence/internal/filelock"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/postgres"
)

// lockStore makes this process the only server of a store, until what it returns is closed.
// That of files is [lockData].
func (a *app) lockStore(ctx context.Context, system store.System, addr string) (io.Closer, error) {
	if database, ok := system.(*postgres.System); ok {
		return io.NopCloser(nil), database.Serve(ctx) // until it is closed
	}
	return lockData(a.data, addr)
}

// lockData makes this process the only server of a data directory, and says in the lock
// who that is. Two servers would each hold models of their own. The file is to be closed
// when the server has ended.
func lockData(dir, addr string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "server.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	mine, err := filelock.Lock(f)
	if err == nil && !mine {
		holder, _ := io.ReadAll(io.LimitReader(f, 1000))
		err = fmt.Errorf("another server uses the data in %s: %s: %w", dir, holder, store.ErrBusy)
	}
	if err == nil {
		host, _ := os.Hostname()
		err = f.Truncate(0)
		if err == nil {
			_, err = fmt.Fprintf(f, "process %d on %s, listening on %s, since %s", os.Getpid(), host, addr, time.Now().Format(time.RFC3339))
		}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
