package sqlite

import (
	"path/filepath"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestEveryStepFindsOlderFiles opens files that were left behind at each older
// version of the schema, with a group in them where there are groups.
func TestEveryStepFindsOlderFiles(t *testing.T) {
	for version := 1; version < len(domainSteps); version++ {
		path := filepath.Join(t.TempDir(), "domain.db")
		f, err := openFile(t.Context(), path, domainSteps[:version])
		if err != nil {
			t.Fatalf("version %d: %v", version, err)
		}
		err = f.update(t.Context(), func() error {
			_, err := f.exec(`INSERT INTO collections VALUES ('used', 31), ('set', 9)`)
			return err
		})
		if err != nil {
			t.Fatalf("version %d: %v", version, err)
		}
		if version >= 2 {
			if err := f.update(t.Context(), func() error { _, err := f.exec(`INSERT INTO groups (id) VALUES ('g')`); return err }); err != nil {
				t.Fatalf("version %d: %v", version, err)
			}
		}
		f.close()
		if f, err = openFile(t.Context(), path, domainSteps); err != nil {
			t.Fatalf("version %d cannot be brought up to date: %v", version, err)
		}
		d := &domain{file: f}
		if version >= 2 {
			if g, err := d.Group(t.Context(), "g"); err != nil || g.Description != "" {
				t.Errorf("the group of version %d is %+v, %v", version, g, err)
			}
		}
		// What everybody could manage because it came into being by use, nobody can any more.
		for id, want := range map[string]store.Rights{"used": store.UsualRights, "set": 9} {
			if c, err := d.Collection(t.Context(), id); version >= 2 && version < 8 && (err != nil || c.World != want) {
				t.Errorf("the collection %s of version %d is %+v, %v", id, version, c, err)
			}
		}
		f.close()
	}
}
