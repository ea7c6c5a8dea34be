package storage

import (
	"errors"
	"fmt"
)

// Flag remembers, outside of a store, that the store exists: the id of its
// [Schema], in a place that does not vanish together with it. A flag without a
// store means that the store was lost.
//
// In a browser that is localStorage. Both go when the user or the browser clears
// all data of the site, which nobody can then tell from a first visit; deleted
// and damaged databases are noticed.
type Flag interface {
	// Get returns the id, "" when there is none.
	Get() string
	// Set remembers an id, "" to forget. It need not succeed: a loss then goes
	// unnoticed.
	Set(id string)
}

// PrepareOptions say how a store is made ready.
type PrepareOptions struct {
	Flag Flag // nil: a loss is not noticed
	// AcceptLoss begins anew where Prepare would return [ErrLost] or
	// [ErrCorrupt]. Set it after the loss has been told to somebody.
	AcceptLoss bool
	NewID      func() string // a random id; required
	Now        func() int64  // milliseconds; required
}

// Prepare makes an opened store ready: marks it when it is new, migrates it when
// its layout is older. It must be called before the store is used.
//
// It fails with [ErrLost] when the flag says that there was a store and what was
// opened is not it, with [ErrCorrupt] when there are records but no readable
// marker, and with [ErrVersion] when the layout is newer than this code.
func Prepare(s Store, o PrepareOptions, done func(Schema, error)) {
	prepare(s, o, migrations, done)
}

func prepare(s Store, o PrepareOptions, table []migration, done func(Schema, error)) {
	p := &preparation{store: s, PrepareOptions: o, migrations: table, done: done}
	p.look()
}

// preparation is one call of Prepare. It begins again from its first step
// whenever another tab has changed the marker meanwhile.
type preparation struct {
	PrepareOptions
	store      Store
	migrations []migration
	done       func(Schema, error)
}

// look reads the first record of the store, which is the marker if there is one.
func (p *preparation) look() {
	p.store.Range(nil, nil, 1, func(first []Record, err error) {
		switch {
		case err != nil:
			p.done(Schema{}, fmt.Errorf("look into the store: %w", err))
		case len(first) == 0:
			p.begin(ErrLost, CheckAbsent(SchemaKey()))
		case string(first[0].Key) != string(SchemaKey()):
			// Records without a marker: of what layout, nobody knows.
			p.begin(ErrCorrupt, CheckAbsent(SchemaKey()))
		default:
			p.recognise(first[0].Value)
		}
	})
}

// begin marks a store as new. why is the error if there was another before.
func (p *preparation) begin(why error, check Change) {
	lost := why == ErrCorrupt || p.flag() != ""
	if lost && !p.AcceptLoss {
		p.done(Schema{}, fmt.Errorf("open the store: %w", why))
		return
	}
	// The flag goes first: should this tab die between the two steps, the new
	// store is found without a flag, which is harmless.
	p.setFlag("")
	schema := Schema{Version: len(p.migrations) + 1, ID: p.NewID(), Created: p.Now()}
	p.store.Apply([]Change{check, DeleteRange(nil, nil), Put(SchemaKey(), schema.Encode())}, p.retry("mark the store"))
}

// recognise judges the marker that was found.
func (p *preparation) recognise(stored []byte) {
	schema, err := DecodeSchema(stored)
	current := len(p.migrations) + 1
	switch known := p.flag(); {
	case err != nil:
		p.begin(ErrCorrupt, Check(SchemaKey(), stored))
	case schema.Version > current:
		p.done(schema, fmt.Errorf("open a store of version %d: %w", schema.Version, ErrVersion))
	case known != "" && known != schema.ID && !p.AcceptLoss:
		p.done(schema, fmt.Errorf("open the store %s: it was %s: %w", schema.ID, known, ErrLost))
	case schema.Version < current:
		p.migrate(schema, stored)
	default:
		p.setFlag(schema.ID)
		p.done(schema, nil)
	}
}

// retry returns the callback of a change of the marker. Whether it succeeded or
// another tab was faster, the marker that is there now is to be judged.
func (p *preparation) retry(what string) func(error) {
	return func(err error) {
		if err != nil && !errors.Is(err, ErrConflict) {
			p.done(Schema{}, fmt.Errorf("%s: %w", what, err))
			return
		}
		p.look()
	}
}

func (p *preparation) flag() string {
	if p.Flag == nil {
		return ""
	}
	return p.Flag.Get()
}

func (p *preparation) setFlag(id string) {
	if p.Flag != nil {
		p.Flag.Set(id)
	}
}
