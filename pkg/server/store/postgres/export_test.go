package postgres

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/internal/relational"
)

// Hold changes a domain, and stops in the middle until release is closed.
func Hold(d store.Domain, holding chan<- bool, release <-chan bool) error {
	space := d.(*domain).db
	return space.Update(context.Background(), func() error {
		if _, err := space.Exec(`INSERT INTO groups (id) VALUES ('held')`); err != nil {
			return err
		}
		close(holding)
		<-release
		return nil
	})
}

// Updating is what statements of an update are run by.
type Updating = relational.Database

// Update changes a domain in a transaction.
func Update(d store.Domain, change func(Updating) error) error {
	space := d.(*domain).db
	return space.Update(context.Background(), func() error { return change(space) })
}
