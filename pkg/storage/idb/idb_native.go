//go:build !(js && wasm)

package idb

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// This file saves its importers a build tag: a program for other platforms
// compiles against the same functions, is told that there is no IndexedDB, and
// uses package mem or a store of its own.

// Open calls done with [storage.ErrUnavailable].
func Open(o Options, done func(storage.Store, error)) {
	(&storage.Queue{Kick: o.Kick}).Do(func() {
		done(nil, fmt.Errorf("open database %q outside of a browser: %w", o.Name, storage.ErrUnavailable))
	})
}

// Flag returns nil: there is no localStorage either.
func Flag(string) storage.Flag { return nil }

// Tab returns the empty name: there are no tabs.
func Tab(func() string) string { return "" }
