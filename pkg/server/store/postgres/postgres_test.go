package postgres_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/convergence-wasm/convergence/internal/pgserver"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/postgres"
	"github.com/convergence-wasm/convergence/pkg/server/store/storetest"
)

// fast is for tests that crash nothing.
var fast = []string{"fsync=off", "max_connections=300"}

func TestStore(t *testing.T) {
	server := pgserver.ForTest(t, fast...)
	var tests atomic.Int64
	storetest.Run(t, func(t *testing.T) func() store.System {
		address := server.URL(fmt.Sprint("test", tests.Add(1)))
		return func() store.System {
			s, err := postgres.Open(t.Context(), address, true)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
	})
}

func FuzzQuery(f *testing.F) {
	system, err := postgres.Open(f.Context(), pgserver.ForTest(f, fast...).URL(""), true)
	if err != nil {
		f.Fatal(err)
	}
	defer system.Close()
	storetest.FuzzQuery(f, system)
}
