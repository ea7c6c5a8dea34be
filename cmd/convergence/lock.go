package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// lockData makes this process the only server of a data directory, and says in the lock
// who that is. Two servers would each hold models of their own. The file is to be closed
// when the server has ended.
func lockData(dir, addr string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "server.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	mine, err := lock(f)
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
