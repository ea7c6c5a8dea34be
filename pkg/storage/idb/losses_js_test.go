package idb_test

import (
	"errors"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/idb"
	"github.com/convergence-wasm/convergence/pkg/storage/storagetest"
)

var record = storage.Put([]byte("a"), []byte("1"))

// Browsers without IndexedDB, browsers that forbid to look at it, and browsers
// that refuse when it is used.
func TestUnavailable(t *testing.T) {
	for _, without := range []string{
		`Object.defineProperty(globalThis, "indexedDB", { value: undefined, configurable: true });`,
		`Object.defineProperty(globalThis, "indexedDB", { get() { throw new DOMException("", "SecurityError"); }, configurable: true });`,
		`Object.defineProperty(globalThis, "indexedDB", { value: { open() { throw new DOMException("", "SecurityError"); } }, configurable: true });`,
	} {
		script(t, `globalThis.real = Object.getOwnPropertyDescriptor(globalThis, "indexedDB");`+without)
		_, err := tryOpen(t, idb.Options{Name: "convergence.offline.storage:test/none/none"})
		script(t, `Object.defineProperty(globalThis, "indexedDB", globalThis.real);`)
		if !errors.Is(err, storage.ErrUnavailable) {
			t.Errorf("with %s: %v", without, err)
		}
	}
	open(t, idb.Options{Name: databaseName(t)})
}

// The database is deleted underneath an open store.
func TestDeletedUnderneath(t *testing.T) {
	name := databaseName(t)
	observe, told := watch(t)
	s := open(t, idb.Options{Name: name, Observe: observe})
	storagetest.MustApply(t, s, record)
	script(t, `const r = indexedDB.deleteDatabase(args[0]); await new Promise((yes, no) => { r.onsuccess = yes; r.onerror = no; r.onblocked = () => no(new Error("blocked")); });`, name)
	if err := told(storage.StateLost); !errors.Is(err, storage.ErrLost) {
		t.Errorf("told of %v", err)
	}
	if err := storagetest.Apply(t, s, record); !errors.Is(err, storage.ErrLost) {
		t.Errorf("written to a deleted database: %v", err)
	}
	if names := databases(t, name); names != "[]" {
		t.Errorf("the lost database has come back: %s", names)
	}
	// A new beginning is a decision of the caller.
	expectEmpty(t, open(t, idb.Options{Name: name}))
}

// databases returns what databases of this name there are, "[]" for none.
func databases(t *testing.T, name string) string {
	t.Helper()
	return script(t, `return JSON.stringify((await indexedDB.databases()).filter((d) => d.name === args[0]));`, name).String()
}

func expectEmpty(t *testing.T, s storage.Store) {
	t.Helper()
	if records, err := storagetest.Range(t, s, nil, nil, 0); err != nil || len(records) != 0 {
		t.Errorf("%d records, %v; want an empty store", len(records), err)
	}
}

// cutAll makes the browser cut the connections to a database.
const cutAll = `
	for (const db of globalThis.connections.splice(0)) if (db.name === args[0]) { db.close(); db.dispatchEvent(new Event("close")); }`

// recordConnections lets cutAll find connections.
func recordConnections(t *testing.T) {
	script(t, `
		globalThis.connections = [];
		const add = EventTarget.prototype.addEventListener;
		globalThis.restore = () => { EventTarget.prototype.addEventListener = add; };
		EventTarget.prototype.addEventListener = function (type, ...rest) {
			if (type === "versionchange") globalThis.connections.push(this);
			return add.call(this, type, ...rest);
		};`)
	t.Cleanup(func() { script(t, `globalThis.restore();`) })
}

// The browser cuts the connection, as some do with pages in the background, and
// the database is still there.
func TestCut(t *testing.T) {
	recordConnections(t)
	name := databaseName(t)
	s := open(t, idb.Options{Name: name})
	storagetest.MustApply(t, s, marker("one"), record)
	script(t, cutAll, name)
	storagetest.MustApply(t, s, storage.Check([]byte("a"), []byte("1")), storage.Put([]byte("b"), nil))
	if s.State() == storage.StateLost {
		t.Error("the store calls itself lost")
	}
	// Without an event: the next transaction finds the connection closed.
	script(t, `for (const db of globalThis.connections) if (db.name === args[0]) db.close();`, name)
	storagetest.MustApply(t, s, storage.Check([]byte("a"), []byte("1")))
	script(t, `for (const db of globalThis.connections) if (db.name === args[0]) db.close();`, name)
	if records, err := storagetest.Range(t, s, []byte("a"), nil, 0); err != nil || len(records) != 2 {
		t.Errorf("%d records, %v; want 2", len(records), err)
	}
}

// The browser cuts the connection because it has deleted the data.
func TestCutAndDeleted(t *testing.T) {
	for _, again := range []bool{false, true} {
		recordConnections(t)
		name := databaseName(t)
		observe, told := watch(t)
		s := open(t, idb.Options{Name: name, Observe: observe})
		storagetest.MustApply(t, s, marker("one"))
		script(t, `
			const found = globalThis.connections.filter((db) => db.name === args[0]);
			found.forEach((db) => db.close());
			const r = indexedDB.deleteDatabase(args[0]);
			await new Promise((yes, no) => { r.onsuccess = yes; r.onerror = no; });`, name)
		if again { // another tab has begun anew
			storagetest.MustApply(t, open(t, idb.Options{Name: name}), marker("two"))
		}
		script(t, cutAll, name)
		if err := told(storage.StateLost); !errors.Is(err, storage.ErrLost) {
			t.Errorf("again %v: told of %v", again, err)
		}
		if err := storagetest.Apply(t, s, record); !errors.Is(err, storage.ErrLost) {
			t.Errorf("again %v: written to a lost store: %v", again, err)
		}
		if err := storagetest.Destroy(t, s); err != nil {
			t.Errorf("again %v: destroy a lost store: %v", again, err)
		}
		if !again { // looking for it has not made it
			if names := databases(t, name); names != "[]" {
				t.Errorf("the lost database has come back: %s", names)
			}
			next := open(t, idb.Options{Name: name})
			expectEmpty(t, next)
			storagetest.Close(t, next)
		} else { // what the other tab has begun is not ours to delete
			if records, err := storagetest.Range(t, open(t, idb.Options{Name: name}), nil, nil, 0); err != nil || len(records) != 1 {
				t.Errorf("the other tab's store has %d records, %v", len(records), err)
			}
		}
	}
}

func marker(id string) storage.Change {
	return storage.Put(storage.SchemaKey(), storage.Schema{Version: 1, ID: id}.Encode())
}

// A tab with newer code opens the database.
func TestUpgradedByAnother(t *testing.T) {
	name := databaseName(t)
	observe, told := watch(t)
	old := open(t, idb.Options{Name: name, Version: 1, Observe: observe})
	storagetest.MustApply(t, old, record)
	newer := open(t, idb.Options{Name: name, Version: 2, Timeout: 5 * time.Second})
	if err := told(storage.StateBlocked); !errors.Is(err, storage.ErrVersion) {
		t.Errorf("told of %v", err)
	}
	if err := storagetest.Apply(t, old, record); !errors.Is(err, storage.ErrVersion) {
		t.Errorf("written by old code: %v", err)
	}
	if records, err := storagetest.Range(t, newer, nil, nil, 0); err != nil || len(records) != 1 {
		t.Errorf("newer code finds %d records, %v", len(records), err)
	}
	if _, err := tryOpen(t, idb.Options{Name: name, Version: 1}); !errors.Is(err, storage.ErrVersion) {
		t.Errorf("opened by old code: %v", err)
	}
}

// hold opens a connection that lets go only when told to.
const hold = `
	const r = indexedDB.open(args[0]);
	globalThis.held = await new Promise((yes) => { r.onsuccess = () => yes(r.result); });`

func TestBlocked(t *testing.T) {
	name := databaseName(t)
	storagetest.Close(t, open(t, idb.Options{Name: name, Version: 1}))
	script(t, hold, name)
	observe, told := watch(t)
	if _, err := tryOpen(t, idb.Options{Name: name, Version: 2, Timeout: 500 * time.Millisecond, Observe: observe}); !errors.Is(err, storage.ErrBlocked) {
		t.Fatalf("an upgrade that another tab blocks: %v", err)
	}
	if err := told(storage.StateBlocked); !errors.Is(err, storage.ErrBlocked) {
		t.Errorf("told of %v", err)
	}
	// What was given up does not stay open: it would block others in turn.
	script(t, `globalThis.held.close();`)
	s := open(t, idb.Options{Name: name, Version: 3, Timeout: 5 * time.Second, Observe: observe})

	// Blocked for a moment only.
	storagetest.Close(t, s)
	script(t, hold+`globalThis.held.onversionchange = () => setTimeout(() => globalThis.held.close(), 300);`, name)
	s = open(t, idb.Options{Name: name, Version: 4, Timeout: 5 * time.Second, Observe: observe})
	told(storage.StateBlocked)
	if err := told(s.State()); err != nil || s.State() == storage.StateBlocked {
		t.Errorf("the state is %v, told of %v", s.State(), err)
	}

	script(t, hold, name)
	short := open(t, idb.Options{Name: name, Version: 4, Timeout: 500 * time.Millisecond})
	if err := storagetest.Destroy(t, short); !errors.Is(err, storage.ErrBlocked) {
		t.Errorf("a deletion that another tab blocks: %v", err)
	}
	script(t, `globalThis.held.close();`)
}

// Another program's database under our name has no object store of ours.
func TestForeignDatabase(t *testing.T) {
	name := databaseName(t)
	script(t, `const r = indexedDB.open(args[0], 1); await new Promise((yes) => { r.onsuccess = () => { r.result.close(); yes(); }; });`, name)
	s := open(t, idb.Options{Name: name})
	if err := storagetest.Apply(t, s, record); !errors.Is(err, storage.ErrLost) {
		t.Errorf("written without an object store: %v", err)
	}
	if s.State() != storage.StateLost {
		t.Errorf("the state is %v, want lost", s.State())
	}
}
