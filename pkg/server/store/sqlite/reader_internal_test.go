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
	for i := range 2*mostParsed - 1 { // after which the first ones have gone
		if got := value("SELECT ? + 1", i); got != i+1 { // which is always used
			t.Errorf("%d + 1 is %d", i, got)
		}
		if got := value(fmt.Sprintf("SELECT ? + %d", i), 1); got != i+1 {
			t.Errorf("1 + %d is %d", i, got)
		}
	}
	if n := len(f.read.stmts); n != mostParsed {
		t.Errorf("%d statements are kept, not %d", n, mostParsed)
	}
	for text, kept := range map[string]bool{"SELECT ? + 1": true, "SELECT ? + 510": true, "SELECT ? + 256": true, "SELECT ? + 2": false, "SELECT ? + 255": false} {
		if (f.read.stmts[text] != nil) != kept {
			t.Errorf("%s is kept: %v", text, !kept)
		}
	}
	// Rows of a statement that goes meanwhile can be read to their end.
	rows, err := f.read.QueryContext(t.Context(), "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT ?", 3)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 * mostParsed {
		value(fmt.Sprintf("SELECT ? - %d", i), 1)
	}
	sum, n := 0, 0
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		sum += n
	}
	if err := rows.Err(); err != nil || sum != 6 {
		t.Errorf("the rows are %d, %v", sum, err)
	}
	if _, err := f.read.QueryContext(t.Context(), "SELECT nothing FROM nowhere"); err == nil {
		t.Error("a query that is wrong has no error")
	}
}
