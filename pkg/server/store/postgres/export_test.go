package postgres

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/server/store"
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
