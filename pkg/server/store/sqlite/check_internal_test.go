package sqlite

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCheckWrites demands that a check comes to the disk: one that does not would tell of
// no disk that is full.
func TestCheckWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "system.db")
	f, err := openFile(t.Context(), path, systemSteps)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	size := func() int64 {
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	for i := range 3 {
		before := size()
		if err := f.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		if size() <= before {
			t.Errorf("check %d writes nothing", i)
		}
	}
}
