package sqlite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestVerify breaks each of what holds in a store, and expects that to be found.
func TestVerify(t *testing.T) {
	name := store.DomainName{Namespace: "space", ID: "one"}
	for _, broken := range []struct{ sql, says string }{
		{"", ""},
		{"DELETE FROM log WHERE version = 3", "versions 3 to 4"},
		{"UPDATE log SET count = 3 WHERE version = 1", "doubled"},
		{"DELETE FROM log WHERE version = 4", "its log ends at 4"},
		{"UPDATE models SET version = 9", "is at version 9"},
		{"UPDATE snapshots SET version = 6", "its snapshot at 6"},
		{"DELETE FROM snapshots", "its snapshot at"},
		{"DELETE FROM log WHERE version = 1", "its log begins at 3"},
		{"UPDATE sequences SET last = 3", "3 are counted"},
		{"DELETE FROM sequences", "are counted"},
		{"DELETE FROM instances", "is not known"},
		{"DELETE FROM models", "does not exist"},
		{"INSERT INTO deleted VALUES (1); DELETE FROM models; DELETE FROM snapshots; DELETE FROM log WHERE version = 3; DELETE FROM sequences", ""},
		{"DROP TABLE deleted", ""},
		{"UPDATE models SET oldest = 3; UPDATE snapshots SET version = 3; UPDATE log SET operations = x'' WHERE version = 1", ""},
		{"UPDATE models SET oldest = 3; UPDATE snapshots SET version = 3", "version 1 has its operations"},
		{"UPDATE log SET operations = x'' WHERE version = 4", "version 4 has no operations"},
		{"UPDATE models SET oldest = 3; UPDATE log SET operations = x'' WHERE version = 1", "its snapshot is of version 1"},
		{"ALTER TABLE models DROP COLUMN oldest", ""},
		{"INSERT INTO named_versions VALUES (1, 'first', 1, 0, 0, 'ada'), (1, 'last', 5, 0, 0, 'ada')", ""},
		{"INSERT INTO named_versions VALUES (1, 'none', 0, 0, 0, 'ada')", "version 0 is named none"},
		{"INSERT INTO named_versions VALUES (1, 'next', 6, 0, 0, 'ada')", "version 6 is named next, and the model (m) has 1 to 5"},
		{"INSERT INTO named_versions VALUES (2, 'alone', 1, 0, 0, 'ada')", "the model does not exist"},
		{"INSERT INTO named_versions VALUES (1, 'first', 1, 0, 0, 'ada'); UPDATE models SET oldest = 3; UPDATE snapshots SET version = 3; UPDATE log SET operations = x'' WHERE version = 1", "version 1 is named first"},
		{"DROP TABLE named_versions", ""},
		{"PRAGMA user_version = 1000", "schema version 1000"},
		{"DROP TABLE log", "no such table"},
	} {
		dir := t.TempDir()
		s, err := Open(t.Context(), dir)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(err)
		must(s.CreateDomain(t.Context(), store.DomainInfo{DomainName: name}))
		d, err := openFile(t.Context(), domainPath(dir, name, ""), domainSteps)
		must(err)
		for _, statement := range []string{
			"INSERT INTO models (id, collection, version, created, modified, ephemeral, prefix, override, world) VALUES ('m', 'c', 5, 0, 0, 0, 2, 0, 0)",
			"INSERT INTO instances (key, id, type, username) VALUES (1, 'i', 0, 'ada')", "INSERT INTO sequences VALUES (1, 1, 4)", "INSERT INTO snapshots VALUES (1, 1, x'00')",
			"INSERT INTO log VALUES (1, 1, 2, '1', 1, 1, 0, x'01', x''), (1, 3, 1, '1', 1, 3, 0, x'01', x''), (1, 4, 1, '1', 1, 4, 0, x'01', x'')",
			broken.sql,
		} {
			if _, err := d.conn.ExecContext(t.Context(), statement); err != nil && statement != "" {
				t.Fatal(statement, err)
			}
		}
		must(d.Close())
		must(s.Close())
		wrong, err := Verify(t.Context(), dir)
		all := strings.Join(wrong, "\n")
		if err != nil {
			all += err.Error()
		}
		if (all == "") != (broken.says == "") || !strings.Contains(all, broken.says) {
			t.Errorf("%q: %s", broken.sql, all)
		}
	}
}

// TestVerifyFiles expects missing, strange and torn files to be found.
func TestVerifyFiles(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir)
	if err == nil {
		err = s.CreateDomain(t.Context(), store.DomainInfo{DomainName: store.DomainName{Namespace: "space", ID: "one"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	file := filepath.Join(dir, "domains", "space", "one.db")
	for _, broken := range []struct {
		how  func() error
		says string
	}{
		{func() error { return nil }, ""},
		{func() error { return os.WriteFile(filepath.Join(dir, "domains", "space", "two.db"), nil, 0o600) }, "space/two, which does not exist"},
		{func() error { return os.Truncate(file, 8192) }, "space/one"},
		{func() error {
			return os.WriteFile(file, []byte("no database at all, but text that is long enough for a header of one hundred bytes ...................."), 0o600)
		}, "not a database"},
		{func() error { return os.Remove(file) }, "missing"},
	} {
		if err := broken.how(); err != nil {
			t.Fatal(err)
		}
		wrong, err := Verify(t.Context(), dir)
		if all := strings.Join(wrong, "\n"); err != nil || (all == "") != (broken.says == "") || !strings.Contains(all, broken.says) {
			t.Errorf("want %q: %q, %v", broken.says, all, err)
		}
	}
	if _, err := Verify(t.Context(), filepath.Join(dir, "no")); !os.IsNotExist(err) {
		t.Errorf("a directory that is not there: %v", err)
	}
}
