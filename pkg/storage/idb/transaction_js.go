package idb

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"
	"time"

	library "github.com/hack-pad/go-indexeddb/idb"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// grace is how long the end of a transaction is waited for after it was aborted
// for taking too long.
const grace = 2 * time.Second

// errStale is returned when a connection takes no transactions any more. Nothing
// has been done.
var errStale = errors.New("the connection is closed")

// writing is what errors of a write begin with.
const writing = "write to the store"

// scratchLimit bounds the buffer that is kept between writes, in bytes.
const scratchLimit = 1 << 20

// write is a transaction of changes on its way.
type write struct {
	tx      *library.Transaction
	store   *library.ObjectStore
	answers chan error // of the checks
	scratch []byte
}

// write makes changes in one transaction.
func (c *connection) write(o *Options, changes []storage.Change) error {
	const what = writing
	durability := library.DurabilityStrict
	if o.Relaxed {
		durability = library.DurabilityRelaxed
	}
	tx, err := c.db.TransactionWithOptions(library.TransactionOptions{Mode: library.TransactionReadWrite, Durability: durability}, objects)
	if named(err, "InvalidStateError") {
		return errStale
	} else if err != nil {
		return classify(what, err)
	}
	c.aborts = make(chan error, 1)
	defer func() {
		if c.aborts = nil; c.closed {
			c.close()
		}
	}()
	// The library's own deadline is later than ours: it forgets the transaction
	// then, and we want to know whether aborting it has worked.
	ctx, cancel := context.WithTimeout(context.Background(), o.Timeout+grace)
	defer cancel()
	finished := make(chan error, 1)
	go func() { finished <- tx.Await(ctx) }() // runs before the browser gets control

	w := &write{tx: tx, answers: make(chan error, len(changes))}
	var failure error
	fail := func(err error) {
		if failure == nil && err != nil {
			failure = err
			_ = tx.Abort() // fails when it has ended or is about to: finished tells
		}
	}
	if w.store, err = tx.ObjectStore(objects); err == nil {
		err = w.request(ctx, changes)
	}
	fail(err)
	deadline := time.NewTimer(o.Timeout)
	defer deadline.Stop()
	for {
		select {
		case err := <-w.answers:
			fail(err)
		case <-deadline.C:
			fail(storage.ErrTimeout)
		case err := <-finished:
			finished = nil
			if err != nil && ctx.Err() == nil {
				fail(err) // of a request: the abort follows
				continue
			}
			select {
			case why := <-c.aborts: // without a reason, which the library takes for success
				return aborted(failure, why)
			default:
			}
			if ctx.Err() == nil {
				return nil // also when the deadline came too late to abort it
			}
		case why := <-c.aborts:
			return aborted(failure, why)
		case <-ctx.Done():
			// Neither completed nor aborted. What may still come of it must not be
			// taken for the end of the next one.
			c.close()
			return fmt.Errorf("%s: %w", what, storage.ErrTimeout)
		}
	}
}

// aborted returns the error of an aborted transaction: why we wanted it aborted,
// or the reason that the browser gives, which says more than the failed request.
func aborted(failure, why error) error {
	const what = writing
	switch {
	case why != nil:
		return classify(what, why)
	case failure != nil:
		return classify(what, failure)
	}
	return fmt.Errorf("%s: %w", what, storage.ErrAbort)
}

// request makes the requests of all changes. It does not wait: requests happen
// in order, so checks see the state before only if they come first.
func (w *write) request(ctx context.Context, changes []storage.Change) error {
	for i := range changes {
		if c := &changes[i]; c.Kind == storage.KindCheck {
			r, err := w.store.Get(bytesToJS(c.Key))
			if err != nil {
				return err
			}
			go func() { w.answers <- check(ctx, r, c) }()
		}
	}
	for i := range changes {
		if err := w.change(&changes[i]); err != nil {
			return err
		}
	}
	return nil
}

// change requests one change. That it has succeeded is told by the end of the
// transaction, so its request is not awaited.
func (w *write) change(c *storage.Change) (err error) {
	switch c.Kind {
	case storage.KindPut:
		w.scratch = appendStored(w.scratch[:0], c.Key, c.Value)
		_, err = w.store.PutKey(bytesToJS(c.Key), bytesToJS(w.scratch))
		if cap(w.scratch) > scratchLimit {
			w.scratch = nil
		}
	case storage.KindDelete:
		_, err = w.store.Delete(bytesToJS(c.Key))
	case storage.KindDeleteRange:
		if c.To != nil && string(c.Key) >= string(c.To) {
			return nil
		}
		var keys js.Value
		if keys, err = rangeToJS(c.Key, c.To); err != nil {
			return err
		}
		if keys.IsUndefined() {
			_, err = w.store.Clear()
		} else {
			_, err = w.store.Delete(keys)
		}
	}
	return err
}

// check waits for a record and compares.
func check(ctx context.Context, r *library.Request, c *storage.Change) error {
	v, err := r.Await(ctx)
	if ctx.Err() != nil {
		return storage.ErrTimeout
	}
	if err != nil {
		return err
	}
	var found []byte
	if !v.IsUndefined() {
		stored, err := recordFromJS(v)
		if err != nil {
			return err
		}
		found = stored.Value
	}
	if !c.Holds(found) {
		return storage.ErrConflict
	}
	return nil
}

// read reads a range. The library has no getAll, and its cursors cost three
// events of 20 microseconds per record.
func (c *connection) read(o *Options, from, to []byte, limit int) ([]storage.Record, error) {
	const what = "read from the store"
	if to != nil && string(from) >= string(to) {
		return nil, nil
	}
	tx, err := call(c.raw, "transaction", objects, "readonly")
	if named(err, "InvalidStateError") {
		return nil, errStale
	} else if err != nil {
		return nil, classify(what, err)
	}
	keys, err := rangeToJS(from, to)
	if err != nil {
		return nil, classify(what, err)
	}
	store, err := call(tx, "objectStore", objects)
	if err != nil {
		return nil, classify(what, err)
	}
	raw, err := call(store, "getAll", keys, limit) // 0: all
	if err != nil {
		return nil, classify(what, err)
	}
	request, err := adopt(raw)
	if err != nil {
		return nil, classify(what, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), o.Timeout)
	defer cancel()
	list, err := request.Await(ctx)
	if ctx.Err() != nil {
		_, _ = call(tx, "abort")
		return nil, fmt.Errorf("%s: %w", what, storage.ErrTimeout)
	}
	if err != nil {
		return nil, classify(what, err)
	}
	return recordsFromJS(list)
}
