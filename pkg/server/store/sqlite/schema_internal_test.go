package sqlite

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
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
		err = f.Update(t.Context(), func() error {
			_, err := f.Exec(`INSERT INTO collections VALUES ('used', 31), ('set', 9)`)
			return err
		})
		if err != nil {
			t.Fatalf("version %d: %v", version, err)
		}
		counted := version >= slices.Index(domainSteps, usageStep)+1
		if !counted { // what was made before sizes were kept
			err := f.Update(t.Context(), func() error {
				for _, statement := range []string{
					`INSERT INTO models (key, id, collection, version, created, modified, ephemeral, prefix, override, world) VALUES (5, 'm', 'used', 3, 1, 1, 0, 1, 0, 0)`,
					`INSERT INTO snapshots VALUES (5, 1, x'010203')`,
					`INSERT INTO log VALUES (5, 1, 1, 's', 1, 1, 1, x'0102', x'03'), (5, 2, 1, 's', 1, 2, 1, x'04', x'05')`,
				} {
					if _, err := f.Exec(statement); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatalf("version %d: %v", version, err)
			}
		}
		if version >= 2 {
			if err := f.Update(t.Context(), func() error { _, err := f.Exec(`INSERT INTO groups (id) VALUES ('g')`); return err }); err != nil {
				t.Fatalf("version %d: %v", version, err)
			}
		}
		f.Close()
		if f, err = openFile(t.Context(), path, domainSteps); err != nil {
			t.Fatalf("version %d cannot be brought up to date: %v", version, err)
		}
		d := relational.NewDomain(f, nil, store.DomainName{})
		if version >= 2 {
			if g, err := d.Group(t.Context(), "g"); err != nil || g.Description != "" {
				t.Errorf("the group of version %d is %+v, %v", version, g, err)
			}
		}
		if used, err := d.Used(t.Context()); err != nil || !counted && (len(used) != 1 || used[0] != (store.Used{Models: 1, State: 3, Log: 5})) {
			t.Errorf("version %d has %+v, %v", version, used, err)
		}
		// What everybody could manage because it came into being by use, nobody can any more.
		for id, want := range map[string]store.Rights{"used": store.UsualRights, "set": 9} {
			if c, err := d.Collection(t.Context(), id); version >= 2 && version < 8 && (err != nil || c.World != want) {
				t.Errorf("the collection %s of version %d is %+v, %v", id, version, c, err)
			}
		}
		f.Close()
	}
}
