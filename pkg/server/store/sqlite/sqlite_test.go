package sqlite_test

import (
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
