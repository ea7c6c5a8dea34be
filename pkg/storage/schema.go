package storage

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/storage/fields"
)

// SchemaVersion is the layout that this code reads and writes. A browser's
// database has the same version, so that tabs with older code are told to let
// go before newer code migrates.
const SchemaVersion = 1

// Schema is the record that every prepared store has. It tells an empty store
// from one that has vanished, and which layout the records have.
type Schema struct {
	Version int
	ID      string // random, made with the store
	Created int64  // milliseconds
	Next    []byte // while a migration from Version runs: where it goes on
}

// SchemaKey is the key of the record: the first that there can be.
func SchemaKey() []byte { return []byte{0} }

func (s *Schema) fields(f *fields.Fields) {
	fields.Whole(f, &s.Version)
	f.Text(&s.ID)
	fields.Whole(f, &s.Created)
	f.Data(&s.Next)
}

// Encode returns the value of the record.
func (s Schema) Encode() []byte { return fields.Must(s.fields) }

// DecodeSchema reads what Encode wrote. Errors wrap [ErrCorrupt].
func DecodeSchema(data []byte) (s Schema, err error) {
	err = fields.Decode(data, "schema", s.fields)
	return s, err
}

// migration leads from one version of the layout to the next. It is done in
// pages, each one transaction that also notes how far it came: it may be
// interrupted at any time and taken up by any tab, and takes no more memory than
// a page.
type migration struct {
	from, to []byte // the records to look at; nil to: to the end of the store
	// record returns what becomes of one. It must not put records that are still
	// to be looked at.
	record func(Record) ([]Change, error)
}

// migrations[i] leads from version i+1 to version i+2.
var migrations = []migration{}

// migrationPage is how many records one transaction of a migration looks at.
const migrationPage = 64

// migrate does the next page of the migration that schema is in, and has the
// marker looked at again: there may be more to do, here or elsewhere.
func (p *preparation) migrate(schema Schema, stored []byte) {
	if schema.Version < 1 {
		p.done(Schema{}, fmt.Errorf("migrate the store from version %d: %w", schema.Version, ErrCorrupt))
		return
	}
	m := p.migrations[schema.Version-1]
	from := m.from
	if len(schema.Next) > 0 {
		from = schema.Next
	}
	p.store.Range(from, m.to, migrationPage, func(page []Record, err error) {
		changes := []Change{Check(SchemaKey(), stored)}
		for i := 0; i < len(page) && err == nil; i++ {
			if string(page[i].Key) == string(SchemaKey()) {
				continue
			}
			var more []Change
			more, err = m.record(page[i])
			changes = append(changes, more...)
		}
		if err != nil {
			p.unlessOvertaken(stored, fmt.Errorf("migrate the store from version %d: %w", schema.Version, err))
			return
		}
		next := schema
		if len(page) == migrationPage {
			next.Next = After(page[len(page)-1].Key)
		} else {
			next.Version, next.Next = schema.Version+1, nil
		}
		changes = append(changes, Put(SchemaKey(), next.Encode()))
		p.store.Apply(changes, p.retry(fmt.Sprintf("migrate the store from version %d", schema.Version)))
	})
}

// unlessOvertaken ends with an error about records that were read after the
// marker, unless another tab has migrated them between the two: then the marker
// has changed, and there is nothing wrong with them.
func (p *preparation) unlessOvertaken(stored []byte, failed error) {
	p.store.Range(SchemaKey(), After(SchemaKey()), 1, func(marker []Record, err error) {
		if err == nil && len(marker) == 1 && string(marker[0].Value) != string(stored) {
			p.look()
			return
		}
		p.done(Schema{}, failed)
	})
}
