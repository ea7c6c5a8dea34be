package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"
)

// Statements are parsed once, however often they are run, and only so many are kept.
func TestReaderKeepsWhatItHasParsed(t *testing.T) {
	f, err := openFile(t.Context(), filepath.Join(t.TempDir(), "a.db"), []string{"CREATE TABLE numbers (n INTEGER)"})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	value := func(text string, arg int) (n int) {
		t.Helper()
		if err := f.read.QueryRowContext(t.Context(), text, arg).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i := range 3 {
		if got := value("SELECT ? + 1", i); got != i+1 {
			t.Errorf("%d + 1 is %d", i, got)
		}
	}
	if n := len(f.read.stmts); n != 1 {
		t.Errorf("%d statements are kept of one", n)
	}
	for i := range 2 * mostParsed {
		if got := value(fmt.Sprintf("SELECT ? + %d", i), 1); got != i+1 {
			t.Errorf("1 + %d is %d", i, got)
		}
	}
	if n := len(f.read.stmts); n != mostParsed {
		t.Errorf("%d statements are kept, not %d", n, mostParsed)
	}
	if _, err := f.read.QueryContext(t.Context(), "SELECT nothing FROM nowhere"); err == nil {
		t.Error("a query that is wrong has no error")
	}
}
