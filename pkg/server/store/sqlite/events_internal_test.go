package sqlite

import (
	"path/filepath"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestChangesCostNothing expects an operation to take nothing for who hears of changes: not
// an allocation where nobody does, nor in a model that is changing already.
func TestChangesCostNothing(t *testing.T) {
	f, err := openFile(t.Context(), filepath.Join(t.TempDir(), "domain.db"), domainSteps)
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	d := &domain{file: f}
	expect := func(what string, want float64) {
		t.Helper()
		err := f.update(t.Context(), func() error {
			if got := testing.AllocsPerRun(100, func() {
				if err := d.modelChanged(100_000, 2000, 3000); err != nil {
					t.Error(err)
				}
			}); got != want {
				t.Errorf("%s it allocates %v times", what, got)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	rows := func(want int) {
		t.Helper()
		n := 0
		if err := f.read.QueryRowContext(t.Context(), `SELECT count(*) FROM changing`).Scan(&n); err != nil || n != want {
			t.Errorf("%d models are changing, %v", n, err)
		}
	}
	expect("without webhooks", 0)
	rows(0)
	if err := d.Record(t.Context(), store.ConsumerWebhooks, store.EventKinds); err != nil {
		t.Fatal(err)
	}
	expect("with a webhook", 0)
	rows(1)
	if err := d.Record(t.Context(), store.ConsumerWebhooks, nil); err != nil {
		t.Fatal(err)
	}
	rows(0)
	expect("after there was one", 0)
	rows(0)
}
