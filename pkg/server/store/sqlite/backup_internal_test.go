package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

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
		present, err := copyDomain(t.Context(), s.file.read.DB, dir, to, name, listing{created: created})
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

// TestBackupWhileReplacing backs up a domain that is replaced again and again: each backup
// has it as it was at some moment.
func TestBackupWhileReplacing(t *testing.T) {
	dir := t.TempDir()
	s := world(t, dir)
	stop, ended := make(chan struct{}), make(chan error)
	times := 0
	go func() {
		for {
			select {
			case <-stop:
				ended <- nil
				return
			case <-time.After(10 * time.Millisecond):
			}
			err := s.ImportDomain(context.Background(), store.DomainInfo{DomainName: replaced, Created: int64(2 + times)}, true, func(d store.NewDomainStore) error {
				return d.CreateGroup(context.Background(), fmt.Sprint(2+times), "")
			})
			if err == nil {
				times++
			} else if !errors.Is(err, store.ErrBusy) {
				<-stop
				ended <- err
				return
			}
		}
	}()
	for range 20 {
		to := t.TempDir()
		kept, err := Backup(t.Context(), dir, to, nil)
		if err != nil || len(kept) != 1 {
			t.Errorf("copied are %v, %v", kept, err)
			continue
		}
		all, created, files := groups(t, opened(t, to))
		if len(files) != 1 || all != "old" && all != fmt.Sprint(created) {
			t.Errorf("the copy has a domain of %d with %s, and %v", created, all, files)
		}
	}
	close(stop)
	must(t, <-ended)
	if times == 0 {
		t.Error("nothing was replaced meanwhile")
	}
	t.Log(times, "replacements")
}
