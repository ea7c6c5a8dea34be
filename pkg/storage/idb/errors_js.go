package idb

import (
	"errors"
	"fmt"
	"syscall/js"

	library "github.com/hack-pad/go-indexeddb/idb"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// exception is what JavaScript has thrown or an event has told.
type exception struct{ name, message string }

// Error implements error.
func (e exception) Error() string { return e.name + ": " + e.message }

func exceptionOf(v js.Value) error {
	if v.Type() != js.TypeObject {
		return exception{"Error", v.String()}
	}
	return exception{v.Get("name").String(), v.Get("message").String()}
}

// call calls a method and returns what it throws as an error.
func call(v js.Value, method string, args ...any) (result js.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			thrown, ok := r.(js.Error)
			if !ok {
				panic(r)
			}
			err = exceptionOf(thrown.Value)
		}
	}()
	return v.Call(method, args...), nil
}

// global follows properties from the page's global object. It returns undefined
// when one of them is not there or forbidden: getters may throw, which Get does
// not survive, and programs without a page have hardly any of them.
func global(path ...string) js.Value {
	v := js.Global()
	for _, name := range path {
		var err error
		// Of undefined and null this throws too.
		if v, err = call(reflect, "get", v, name); err != nil {
			return js.Undefined()
		}
	}
	return v
}

// attempt calls f, which uses objects of the page, and returns as an error what
// they are not up to: an object that is not what its name says makes package js
// panic, and nobody would recover on a store's goroutines.
func attempt(what string, f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %w: %v", what, storage.ErrUnavailable, r)
		}
	}()
	return f()
}

// meanings are the names of exceptions that a transaction may end with.
var meanings = []struct {
	name string
	err  error
}{
	{"QuotaExceededError", storage.ErrQuota},
	{"VersionError", storage.ErrVersion},
	{"NotFoundError", storage.ErrLost}, // the object store is gone: it is not our database any more
	{"AbortError", storage.ErrAbort},
	{"TransactionInactiveError", storage.ErrAbort},
	{"InvalidStateError", storage.ErrAbort},
	{"UnknownError", storage.ErrAbort}, // the disk, mostly
	{"TimeoutError", storage.ErrAbort},
	{"SecurityError", storage.ErrUnavailable},
}

// named reports whether an error, of the library or of call, has a name. The
// library means to return what JavaScript throws as a DOMException, but does not
// recognise it, because safejs has wrapped it with a stack.
func named(err error, name string) bool {
	if own, ok := errors.AsType[exception](err); ok {
		return own.name == name
	}
	if thrown, ok := errors.AsType[js.Error](err); ok {
		return thrown.Get("name").String() == name
	}
	return errors.Is(err, library.NewDOMException(name))
}

// classify wraps an error with the sentinel that it means.
func classify(what string, err error) error {
	if err == nil {
		return nil
	}
	for _, m := range meanings {
		if named(err, m.name) {
			return fmt.Errorf("%s: %w: %w", what, m.err, err)
		}
	}
	return fmt.Errorf("%s: %w", what, err)
}
