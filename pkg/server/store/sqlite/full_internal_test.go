package sqlite

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestFullDisk has a change meet a full file: it fails for that and for nothing else, nothing of it is
// there, and the next one that fits is taken.
func TestFullDisk(t *testing.T) {
	f, err := openFile(t.Context(), filepath.Join(t.TempDir(), "a.db"), []string{"CREATE TABLE texts (text TEXT)"})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Exec("PRAGMA max_page_count = 10"); err != nil {
		t.Fatal(err)
	}
	insert := func(sizes ...int) error {
		return f.Update(t.Context(), func() error {
			for _, size := range sizes {
				if _, err := f.Exec("INSERT INTO texts VALUES (?)", strings.Repeat("x", size)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err = insert(10, 100_000)
	if err == nil || !strings.Contains(err.Error(), "full") || strings.Contains(err.Error(), "rollback") {
		t.Errorf("a full file is: %v", err)
	}
	if err := insert(20); err != nil {
		t.Errorf("a change that fits: %v", err)
	}
	var n, size int
	if err := f.read.QueryRowContext(t.Context(), "SELECT count(*), sum(length(text)) FROM texts").Scan(&n, &size); err != nil || n != 1 || size != 20 {
		t.Errorf("%d rows with %d bytes, %v", n, size, err)
	}
}
