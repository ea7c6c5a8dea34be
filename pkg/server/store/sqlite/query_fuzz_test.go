package sqlite_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
	"github.com/convergence-wasm/convergence/pkg/server/store/storetest"
)

func FuzzQuery(f *testing.F) {
	system, err := sqlite.Open(f.Context(), f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	defer system.Close()
	storetest.FuzzQuery(f, system)
}
