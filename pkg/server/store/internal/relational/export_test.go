package relational

import "github.com/convergence-wasm/convergence/pkg/server/store"

// What tests look at from outside of the package, where they may use SQLite.
var (
	SessionsEnding = sessionsEnding
	Consumers      = consumers
)

// DB returns the database of a domain.
func (d *Domain) DB() Database { return d.db }

// SetDB has a domain use another database.
func (d *Domain) SetDB(db Database) { d.db = db }

// ModelChanged is modelChanged.
func (d *Domain) ModelChanged(model, version, millis int64) error {
	return d.modelChanged(model, version, millis)
}

// Occurred is happened.
func (d *Domain) Occurred(e *store.Event) error { return d.happened(e) }
