package sqlite

import (
	"os"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestBackupOfRemovedDomain expects a domain that was removed, or made again, since it was
// listed to leave no file in the copy.
func TestBackupOfRemovedDomain(t *testing.T) {
	dir, to := t.TempDir(), t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(t.Context(), dir)
	must(err)
	defer s.Close()
	name := store.DomainName{Namespace: "space", ID: "one"}
	must(s.CreateDomain(t.Context(), store.DomainInfo{DomainName: name, Created: 7}))
	copied := func(created int64) bool {
		t.Helper()
		present, err := copyDomain(t.Context(), s.file.read, dir, to, name, listing{created: created})
		must(err)
		_, err = os.Stat(domainPath(to, name, ""))
		if (err == nil) != present {
			t.Errorf("said to be there: %v, and %v", present, err)
		}
		os.Remove(domainPath(to, name, ""))
		return present
	}
	if !copied(7) {
		t.Error("a domain that is there is not copied")
	}
	if copied(6) {
		t.Error("a domain that was made again is copied for the older one")
	}
	must(s.RemoveDomain(t.Context(), name))
	if copied(7) {
		t.Error("a domain that was removed is copied")
	}
}
