package storage

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/storage/fields"
)

// What a store answers. Errors wrap one of these; compare with errors.Is.
var (
	// ErrClosed is returned after Close or Destroy was called.
	ErrClosed = errors.New("the store is closed")
	// ErrConflict is returned when a check of a transaction failed: somebody
	// else was faster. Nothing was changed.
	ErrConflict = errors.New("a record has another value than expected")
	// ErrQuota is returned when there is no room. Nothing was changed; it may
	// succeed later or after something was deleted.
	ErrQuota = errors.New("no room is left in the store")
	// ErrBlocked is returned when another tab keeps the store from being opened,
	// upgraded or deleted. It goes away with that tab.
	ErrBlocked = errors.New("another tab blocks the store")
	// ErrVersion is returned when newer code has changed the layout. This code
	// must not touch the records any more; the page has to be loaded anew.
	ErrVersion = errors.New("the store was upgraded by a newer version")
	// ErrLost is returned when there were records and they have vanished: the
	// browser or somebody else deleted them. It is never returned for a store
	// that is empty because it is new.
	ErrLost = errors.New("the store has vanished")
	// ErrAbort is returned when the platform gave a transaction up. Nothing was
	// changed; trying again may succeed.
	ErrAbort = errors.New("the transaction was aborted")
	// ErrTimeout is returned when the platform did not answer in time. Whether a
	// write has happened is unknown if it could not be aborted either.
	ErrTimeout = errors.New("the store did not answer in time")
	// ErrUnavailable is returned when the platform has no store for us, as some
	// browsers in private mode. Use package mem instead and say so.
	ErrUnavailable = errors.New("no store is available")
	// ErrCorrupt is returned when a record cannot be understood.
	ErrCorrupt = fields.ErrCorrupt
)

// Temporary reports whether the same call may succeed later on the same store.
func Temporary(err error) bool {
	for _, t := range []error{ErrQuota, ErrBlocked, ErrAbort, ErrTimeout} {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}
