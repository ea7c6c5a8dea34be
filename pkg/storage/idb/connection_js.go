package idb

import (
	"context"
	"fmt"
	"syscall/js"

	library "github.com/hack-pad/go-indexeddb/idb"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// objects is the name of the only object store.
const objects = "records"

// connection is one open connection to a database.
type connection struct {
	raw       js.Value
	db        *library.Database
	listeners listeners
	closed    bool
	keys      arrays // for what is written
	values    arrays
	aborts    chan error // tells that the write at hand was aborted, and why; nil: none is
}

// watcher hears what happens to a connection, within the browser's event.
type watcher interface {
	// released: another connection wants to delete the database, or to upgrade it.
	// This one has let go.
	released(c *connection, deletion bool)
	// cut: the browser has closed the connection.
	cut(c *connection)
}

// connect opens a connection. blocked is called, within an event, when others
// keep it waiting. Unless create is set, a database that does not exist is
// ErrLost and remains absent.
func connect(ctx context.Context, o *Options, create bool, w watcher, blocked func()) (*connection, error) {
	what := fmt.Sprintf("open database %q", o.Name)
	factory := global("indexedDB")
	if !factory.Truthy() || !keyRange.Truthy() {
		return nil, fmt.Errorf("%s: %w", what, storage.ErrUnavailable)
	}
	request, err := call(factory, "open", o.Name, o.Version)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", what, storage.ErrUnavailable, err)
	}
	var l listeners
	absent, waits := false, false
	result := make(chan error, 1)
	l.on(request, "success", func(js.Value) { result <- nil })
	l.on(request, "error", func(e js.Value) {
		e.Call("preventDefault")
		result <- exceptionOf(request.Get("error"))
	})
	l.on(request, "blocked", func(js.Value) { waits = true; blocked() })
	l.on(request, "upgradeneeded", func(e js.Value) {
		if absent = e.Get("oldVersion").Int() == 0; !absent {
			return
		}
		if !create {
			_, _ = call(request.Get("transaction"), "abort")
			return
		}
		if _, err := call(request.Get("result"), "createObjectStore", objects); err != nil {
			_, _ = call(request.Get("transaction"), "abort")
		}
	})
	select {
	case err = <-result:
		l.release()
	case <-ctx.Done():
		go func() { // it may still be opened, and must not stay open then
			if <-result == nil {
				request.Get("result").Call("close")
			}
			l.release()
		}()
		if waits {
			return nil, fmt.Errorf("%s: %w", what, storage.ErrBlocked)
		}
		return nil, fmt.Errorf("%s: %w", what, storage.ErrTimeout)
	}
	switch {
	case err != nil && absent && !create:
		return nil, fmt.Errorf("%s: %w", what, storage.ErrLost)
	case named(err, "VersionError"), named(err, "QuotaExceededError"):
		return nil, classify(what, err)
	case err != nil: // private modes fail in various ways
		return nil, fmt.Errorf("%s: %w: %w", what, storage.ErrUnavailable, err)
	}
	c := &connection{raw: request.Get("result"), keys: arrays{}, values: arrays{}}
	if c.db, err = adoptDatabase(request); err != nil {
		c.raw.Call("close")
		return nil, classify(what, err)
	}
	c.listeners.on(c.raw, "versionchange", func(e js.Value) {
		c.close()
		w.released(c, e.Get("newVersion").IsNull())
	})
	c.listeners.on(c.raw, "close", func(js.Value) {
		c.close()
		w.cut(c)
	})
	c.listeners.onWayDown(c.raw, "abort", func(e js.Value) {
		tx := e.Get("target")
		if c.aborts == nil || tx.Get("mode").String() != "readwrite" {
			return
		}
		var why error
		if reason := tx.Get("error"); reason.Truthy() {
			why = exceptionOf(reason)
		}
		c.aborts <- why
	})
	return c, nil
}

// close lets go of the database once transactions that run have ended. Nothing
// is heard of the connection any more, except of the write at hand.
func (c *connection) close() {
	if !c.closed {
		c.closed = true
		c.raw.Call("close")
	}
	if c.aborts == nil {
		c.listeners.release()
	}
}

// remove deletes a database. blocked is called, within an event, when another
// connection does not let go of it.
func remove(ctx context.Context, name string, blocked func()) error {
	what := fmt.Sprintf("delete database %q", name)
	factory := global("indexedDB")
	if !factory.Truthy() {
		return fmt.Errorf("%s: %w", what, storage.ErrUnavailable)
	}
	request, err := call(factory, "deleteDatabase", name)
	if err != nil {
		return classify(what, err)
	}
	var l listeners
	waits := false
	result := make(chan error, 1)
	l.on(request, "success", func(js.Value) { result <- nil })
	l.on(request, "error", func(js.Value) { result <- exceptionOf(request.Get("error")) })
	l.on(request, "blocked", func(js.Value) { waits = true; blocked() })
	select {
	case err := <-result:
		l.release()
		return classify(what, err)
	case <-ctx.Done():
		go func() { <-result; l.release() }()
		if waits {
			return fmt.Errorf("%s: %w", what, storage.ErrBlocked)
		}
		return fmt.Errorf("%s: %w", what, storage.ErrTimeout)
	}
}
