// Package idb keeps records in the browser's IndexedDB, through
// github.com/hack-pad/go-indexeddb.
//
// All records are in one object store. The key is the record's key as bytes; the
// value is one Uint8Array that holds the key once more in front of the record's
// value, so that a range is read with one getAll instead of a cursor or two
// requests. Programs that do not run in a browser get [storage.ErrUnavailable].
//
// What the library leaves to its user is done here: its Await returns (undefined,
// nil) when its context ends and waits forever for what has happened already, so
// every Await is attached before control returns to the browser, has a deadline,
// and is not believed after it. Its Await on a transaction returns nil when the
// transaction was aborted without an error, so aborts are watched for. It has no
// getAll, does not tell when a connection is closed, blocked or asked to let go,
// and its way to open a database leaves one js.Func behind each time: those calls
// are made directly, and what comes of them is handed to the library (adopt).
//
// In Chromium opening a store makes and deletes a database beside it for a moment,
// so that a crash of the browser before does not cost both (mend).
package idb

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Options say which database to open, and how.
type Options struct {
	// Name is the database's name, see [storage.DatabaseName].
	Name string
	// Version is the version of the layout; 0 means [storage.SchemaVersion].
	// Opening a database with a newer version than that of others makes them let
	// go of it.
	Version int
	// Kick asks the host to resume Go's scheduler, see [storage.Queue]. Nil where
	// stores are never used from within a wasmexport call.
	Kick func()
	// Observe hears of changes of the state.
	Observe storage.Observer
	// Timeout is how long one operation may take; 0 means 30 s.
	Timeout time.Duration
	// Persist asks the browser to keep the data also when room is scarce. Some
	// browsers ask the user. Without it the state only says what is the case.
	Persist bool
	// Relaxed lets a write be called complete when the operating system has it,
	// not when it is on the disk. It survives a crash of the browser, but not a
	// loss of power.
	Relaxed bool
}
