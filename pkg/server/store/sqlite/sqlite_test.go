package sqlite_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
	"github.com/convergence-wasm/convergence/pkg/server/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) func() store.System {
		dir := t.TempDir()
		return func() store.System {
			s, err := sqlite.Open(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
	})
}

// TestDomainsThatDifferInCase expects a name that differs from another in the case of letters only, which
// could not be a file beside it everywhere, to be refused with that name.
func TestDomainsThatDifferInCase(t *testing.T) {
	s, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.CreateDomain(t.Context(), store.NewDomain(store.DomainName{Namespace: "Space", ID: "notes"})); err != nil {
		t.Fatal(err)
	}
	other := store.DomainName{Namespace: "space", ID: "Notes"}
	if err := s.CreateDomain(t.Context(), store.NewDomain(other)); !errors.Is(err, store.ErrExists) || !strings.Contains(err.Error(), "Space/notes") {
		t.Errorf("another one is made: %v", err)
	}
	if err := s.RemoveDomain(t.Context(), other); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("another one is removed: %v", err)
	}
}
