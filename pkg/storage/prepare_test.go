package storage_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/mem"
	"github.com/convergence-wasm/convergence/pkg/storage/storagetest"
)

type flag struct{ id string }

func (f *flag) Get() string   { return f.id }
func (f *flag) Set(id string) { f.id = id }

func options(f storage.Flag) storage.PrepareOptions {
	return storage.PrepareOptions{Flag: f, NewID: func() string { return "new" }, Now: func() int64 { return 1 }}
}

func prepare(s storage.Store, o storage.PrepareOptions, table []storage.Migration) (storage.Schema, error) {
	type outcome struct {
		schema storage.Schema
		err    error
	}
	result := make(chan outcome, 1)
	done := func(schema storage.Schema, err error) { result <- outcome{schema, err} }
	if table == nil {
		storage.Prepare(s, o, done)
	} else {
		storage.PrepareWith(s, o, table, done)
	}
	r := <-result
	return r.schema, r.err
}

func TestSchemaVersionMatchesMigrations(t *testing.T) {
	if storage.Migrations() != storage.SchemaVersion-1 {
		t.Errorf("%d migrations do not lead to version %d", storage.Migrations(), storage.SchemaVersion)
	}
}

// oldLayout is a layout as no code has ever written it: in version 1 a user was
// "u:name" with the display name as text, in version 2 it got its key of today,
// in version 3 the value of today.
func oldLayout(n int) []storage.Change {
	changes := []storage.Change{storage.Put(storage.SchemaKey(), storage.Schema{Version: 1, ID: "old"}.Encode()), storage.Put([]byte("z"), []byte("other"))}
	for i := range n {
		changes = append(changes, storage.Put(fmt.Appendf(nil, "u:%04d", i), fmt.Appendf(nil, "User %d", i)))
	}
	return changes
}

var table = []storage.Migration{
	{From: []byte("u:"), To: []byte("u;"), Record: func(r storage.Record) ([]storage.Change, error) {
		return []storage.Change{storage.Delete(r.Key), storage.Put(append([]byte{0x13}, r.Key[2:]...), r.Value)}, nil
	}},
	{From: []byte{0x13}, To: []byte{0x14}, Record: func(r storage.Record) ([]storage.Change, error) {
		if !bytes.HasPrefix(r.Value, []byte("User ")) {
			return nil, fmt.Errorf("%q was migrated twice", r.Value)
		}
		return []storage.Change{storage.Put(r.Key, append([]byte("v3 "), r.Value...))}, nil
	}},
}

func checkMigrated(t *testing.T, s storage.Store, n int) {
	t.Helper()
	records, err := storagetest.Range(t, s, []byte{0x13}, nil, 0)
	if err != nil || len(records) != n+1 || string(records[n].Key) != "z" {
		t.Fatalf("%d records, %v; want %d users and another", len(records), err, n)
	}
	for i, r := range records[:n] {
		if string(r.Key) != fmt.Sprintf("\x13%04d", i) || string(r.Value) != fmt.Sprintf("v3 User %d", i) {
			t.Fatalf("record %d is %q=%q", i, r.Key, r.Value)
		}
	}
}

func TestMigrate(t *testing.T) {
	for _, n := range []int{0, 1, 63, 64, 65, 500} {
		s := (&mem.Database{}).Open(mem.Options{})
		storagetest.MustApply(t, s, oldLayout(n)...)
		schema, err := prepare(s, options(&flag{"old"}), table)
		if err != nil || schema.Version != 3 || schema.ID != "old" || len(schema.Next) != 0 {
			t.Fatalf("%d records: %+v, %v", n, schema, err)
		}
		checkMigrated(t, s, n)
	}
}

// dying is a store that breaks down after some transactions, as a tab may.
type dying struct {
	storage.Store
	left int
}

func (d *dying) Apply(changes []storage.Change, done func(error)) {
	if d.left--; d.left < 0 {
		go done(storage.ErrClosed)
		return
	}
	d.Store.Apply(changes, done)
}

// A migration may be interrupted after every transaction, and done by two tabs at
// the same time.
func TestMigrateInterrupted(t *testing.T) {
	const n = 200
	for left := range 9 {
		db := &mem.Database{}
		s := db.Open(mem.Options{})
		storagetest.MustApply(t, s, oldLayout(n)...)
		if _, err := prepare(&dying{s, left}, options(nil), table); (err != nil) != (left < 8) {
			t.Fatalf("interrupted after %d transactions: %v", left, err)
		}
		results := make(chan error, 2)
		for range 2 {
			go func() { _, err := prepare(db.Open(mem.Options{}), options(nil), table); results <- err }()
		}
		if err := errors.Join(<-results, <-results); err != nil {
			t.Fatalf("taken up after %d transactions: %v", left, err)
		}
		checkMigrated(t, s, n)
	}
}

func TestPrepareRefuses(t *testing.T) {
	other := storage.Put([]byte("z"), nil)
	marker := func(version int, id string) storage.Change {
		return storage.Put(storage.SchemaKey(), storage.Schema{Version: version, ID: id}.Encode())
	}
	for _, c := range []struct {
		what     string
		records  []storage.Change
		flag     string
		want     error
		accepted int // records after the loss was accepted; -1: still refused
	}{
		{"a newer layout", []storage.Change{marker(2, "a"), other}, "a", storage.ErrVersion, -1},
		{"a broken version", []storage.Change{marker(0, "a"), other}, "a", storage.ErrCorrupt, -1},
		{"another store", []storage.Change{marker(1, "b"), other}, "a", storage.ErrLost, 2},
		{"a flag only", nil, "a", storage.ErrLost, 1},
		{"records without a marker", []storage.Change{other}, "", storage.ErrCorrupt, 1},
		{"an unreadable marker", []storage.Change{storage.Put(storage.SchemaKey(), []byte{0x91}), other}, "a", storage.ErrCorrupt, 1},
	} {
		s := (&mem.Database{}).Open(mem.Options{})
		storagetest.MustApply(t, s, c.records...)
		f := &flag{c.flag}
		if _, err := prepare(s, options(f), nil); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.what, err)
		}
		if records, _ := storagetest.Range(t, s, nil, nil, 0); len(records) != len(c.records) || f.id != c.flag {
			t.Errorf("%s: %d records and flag %q after it was refused", c.what, len(records), f.id)
		}
		o := options(f)
		o.AcceptLoss = true
		schema, err := prepare(s, o, nil)
		if c.accepted < 0 {
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v after the loss was accepted", c.what, err)
			}
			continue
		}
		records, _ := storagetest.Range(t, s, nil, nil, 0)
		if err != nil || len(records) != c.accepted || f.id != schema.ID || schema.ID == "" {
			t.Errorf("%s: %v, %d records, id %q, flag %q after the loss was accepted", c.what, err, len(records), schema.ID, f.id)
		}
	}
}

// Two tabs make a new store at the same time: both use the same one.
func TestPrepareTogether(t *testing.T) {
	db := &mem.Database{}
	f, ids := &flag{}, make(chan string, 2)
	for i := range 2 {
		go func() {
			o := options(nil)
			o.NewID = func() string { return fmt.Sprint(i) }
			schema, _ := prepare(db.Open(mem.Options{}), o, nil)
			ids <- schema.ID
		}()
	}
	if one, two := <-ids, <-ids; one != two || one == "" || f.id != "" {
		t.Errorf("the tabs use the stores %q and %q", one, two)
	}
}

// A tab dies right after it has begun anew: the next one must not take that for
// another loss.
func TestPrepareDiesAfterAcceptedLoss(t *testing.T) {
	s := (&mem.Database{}).Open(mem.Options{})
	f := &flag{"lost"}
	o := options(f)
	o.AcceptLoss = true
	if _, err := prepare(&unanswered{Store: s}, o, nil); !errors.Is(err, storage.ErrClosed) {
		t.Fatalf("a store that has died: %v", err)
	}
	if schema, err := prepare(s, options(f), nil); err != nil || schema.ID != "new" || f.id != "new" {
		t.Errorf("the next tab: %+v, %v, flag %q", schema, err, f.id)
	}
}

// unanswered makes changes and does not tell.
type unanswered struct{ storage.Store }

func (u *unanswered) Apply(changes []storage.Change, done func(error)) {
	u.Store.Apply(changes, func(error) { done(storage.ErrClosed) })
}
