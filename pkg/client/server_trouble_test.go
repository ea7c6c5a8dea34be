//go:build !js

package client_test

import (
	"database/sql"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	_ "modernc.org/sqlite"
)

// TestServerCannotStore has the store of the server refuse every write for a
// while, as a full disk does: the model stays open, can be edited, and nothing
// is lost when the server can store again.
func TestServerCannotStore(t *testing.T) {
	x, y := connected(t, nil), connected(t, nil)
	id := modelID(t)
	a, b := x.open(id, object(text("text", ""))), y.open(id, object())
	write := func(m *client.Model, s string) {
		t.Helper()
		if err := m.Splice(part(m, "text"), 0, 0, units(s)); err != nil {
			t.Fatal(err)
		}
	}
	write(a, "stored, ")
	same(x, a, b)

	db := storeFile(t)
	if _, err := db.Exec(`CREATE TRIGGER full BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`); err != nil {
		t.Fatal(err)
	}
	a.Listen(client.ModelResyncStarted.Bit())
	x.taken()
	write(a, "refused, ")
	var record []string
	resyncing := fmt.Sprintf("model %d ", client.ModelResyncStarted)
	errors := func() (n int) {
		record = append(record, x.taken()...)
		for _, line := range record {
			if strings.HasPrefix(line, fmt.Sprintf("model %d ", client.ModelError)) {
				n++
			}
		}
		return n
	}
	x.await("the error", func() bool { return errors() > 0 })
	x.await("more attempts", func() bool { return errors() == 1 && strings.Count(strings.Join(record, "\n"), resyncing) > 2 })
	write(a, "while it cannot, ")
	write(b, "also here, ")
	if !a.Status().Open || a.Status().Committed || !b.Status().Open {
		t.Fatalf("while the server cannot store: %+v, %+v", a.Status(), b.Status())
	}
	if _, err := db.Exec(`DROP TRIGGER full`); err != nil {
		t.Fatal(err)
	}
	same(x, a, b)
	got := value(a).Members[0].Value.Text.WTF8()
	for _, s := range []string{"stored, ", "refused, ", "while it cannot, ", "also here, "} {
		if strings.Count(got, s) != 1 {
			t.Errorf("%q is %d times in %q", s, strings.Count(got, s), got)
		}
	}
	if n := errors(); n != 1 {
		t.Errorf("the application heard %d times of the same trouble", n)
	}
}

// storeFile opens the file of the test server's domain.
func storeFile(t *testing.T) *sql.DB {
	t.Helper()
	var path string
	err := filepath.WalkDir(testData, func(p string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(p, ".db") && strings.Contains(p, "convergence") {
			path = p
		}
		return err
	})
	if err != nil || path == "" {
		t.Fatalf("no store of the domain in %s: %v", testData, err)
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
