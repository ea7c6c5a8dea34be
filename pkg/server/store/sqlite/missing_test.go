package sqlite_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// TestMissingFile loses the file of a domain: that is an error, not an empty domain, and
// the domain cannot be made again over it.
func TestMissingFile(t *testing.T) {
	dir := t.TempDir()
	system, err := sqlite.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer system.Close()
	info := store.DomainInfo{DomainName: store.DomainName{Namespace: "n", ID: "d"}}
	if err := system.CreateDomain(t.Context(), info); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "domains", "n", "d.db")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := system.OpenDomain(t.Context(), info.DomainName); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("opened with %v", err)
	}
	if err := system.CreateDomain(t.Context(), info); !errors.Is(err, store.ErrExists) {
		t.Errorf("made again with %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is there again: %v", err)
	}
}
