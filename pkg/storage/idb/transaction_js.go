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
	conn    *connection
	tx      *library.Transaction
	turn    *turn
	store   *library.ObjectStore
	answers chan error // of the checks
	scratch []byte
	last    *library.Request
	aside   *aside

	committed bool // without hearing of its requests

	landings []chan error
}

// write makes changes in one transaction.
func (c *connection) write(o *Options, t *turn, aside *aside, changes []storage.Change) error {
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
	select {
	case <-aside.shown: // before this one
	default:
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

	w := &write{conn: c, tx: tx, turn: t, answers: make(chan error, 1), aside: aside}
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
			t.begin()
			fail(err)
		case <-deadline.C:
			fail(storage.ErrTimeout)
		case <-aside.shown:
			// Firefox has aborted it, and tells nobody. What was committed WebKit may have aborted as
			// well; where it is complete it is made again.
			t.begin()
			if err := tx.Abort(); err == nil || tx.Err() == nil && !w.committed {
				continue // the abort follows, or it has succeeded
			}
			c.close() // it may be told all the same, and not be taken for the end of the next one
			return aborted(failure, tx.Err())
		case err := <-finished:
			t.begin()
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

// request makes the requests of all changes. Requests happen in order, so checks
// see the state before only if they come first. Of many requests each portion
// waits for an earlier one to succeed, so that the page has its turn.
func (w *write) request(ctx context.Context, changes []storage.Change) error {
	var checks []*library.Request
	for i := range changes {
		if c := &changes[i]; c.Kind == storage.KindCheck {
			r, err := w.store.Get(w.conn.keys.filled(c.Key))
			if err != nil {
				return err
			}
			checks = append(checks, r)
		}
	}
	if len(checks) > 0 {
		go func() { w.answers <- check(ctx, checks, changes) }()
	}
	for i := range changes {
		if err := w.change(&changes[i]); err != nil {
			return err
		}
		if w.last == nil {
			continue
		}
		if over := w.turn.step(len(changes[i].Value)); over || i%landing == 0 {
			w.land(ctx)
			if over {
				if err := w.rest(); err != nil {
					return err
				}
			}
		}
	}
	if len(checks) == 0 && w.aside.left {
		// It is completed then although the page hears of no request, but in WebKit.
		w.committed = w.tx.Commit() == nil
	}
	return nil
}

// landing is after how many requests one is listened for.
const landing = 64

// land listens for the success of the newest request, in whose event more
// requests can be made.
func (w *write) land(ctx context.Context) {
	request, landed := w.last, make(chan error, 1)
	w.landings = append(w.landings, landed)
	go func() { // runs before the browser gets control
		_, err := request.Await(ctx)
		if err == nil && ctx.Err() != nil {
			err = storage.ErrTimeout
		}
		landed <- err
	}()
}

// rest lets the page have its turn. It goes on with the oldest landing, so that
// the browser has requests to work on meanwhile, if there are later ones.
func (w *write) rest() error {
	landed := w.landings[0]
	w.landings = w.landings[1:]
	err := <-landed
	w.turn.goOn()
	return err
}

// change requests one change. That it has succeeded is told by the end of the
// transaction, so its request is not awaited.
func (w *write) change(c *storage.Change) error {
	var ack *library.AckRequest
	var err error
	switch c.Kind {
	case storage.KindPut:
		w.scratch = appendStored(w.scratch[:0], c.Key, c.Value)
		w.last, err = w.store.PutKey(w.conn.keys.filled(c.Key), w.conn.values.filled(w.scratch))
		if cap(w.scratch) > scratchLimit {
			w.scratch = nil
		}
		return err
	case storage.KindDelete:
		ack, err = w.store.Delete(w.conn.keys.filled(c.Key))
	case storage.KindDeleteRange:
		if c.To != nil && string(c.Key) >= string(c.To) {
			return nil
		}
		var keys js.Value
		if keys, err = rangeToJS(c.Key, c.To); err != nil {
			return err
		}
		if keys.IsUndefined() {
			ack, err = w.store.Clear()
		} else {
			ack, err = w.store.Delete(keys)
		}
	}
	if ack != nil {
		w.last = ack.Request
	}
	return err
}

// check waits for the records that checks have asked for, and compares. Requests
// succeed in order, so only the last one is awaited.
func check(ctx context.Context, requests []*library.Request, changes []storage.Change) error {
	_, err := requests[len(requests)-1].Await(ctx)
	if ctx.Err() != nil {
		return storage.ErrTimeout
	}
	for i := 0; i < len(changes) && err == nil; i++ {
		c := &changes[i]
		if c.Kind != storage.KindCheck {
			continue
		}
		var v js.Value
		v, err = requests[0].Result()
		requests = requests[1:]
		var stored storage.Record
		if err == nil && !v.IsUndefined() {
			stored, err = recordFromJS(v, nil)
		}
		if err == nil && !c.Holds(stored.Value) {
			err = storage.ErrConflict
		}
	}
	return err
}

// read reads ranges in one transaction and returns a list of values for each,
// undefined where nothing can be there. The library has no getAll, and its
// cursors cost three events of 20 microseconds per record.
func (c *connection) read(o *Options, reads []read) ([]js.Value, error) {
	const what = "read from the store"
	tx, err := call(c.raw, "transaction", objects, "readonly")
	if named(err, "InvalidStateError") {
		return nil, errStale
	} else if err != nil {
		return nil, classify(what, err)
	}
	store, err := call(tx, "objectStore", objects)
	if err != nil {
		return nil, classify(what, err)
	}
	requests := make([]js.Value, len(reads))
	var last js.Value
	for i := range reads {
		r := &reads[i]
		if r.to != nil && string(r.from) >= string(r.to) {
			continue
		}
		keys, err := rangeToJS(r.from, r.to)
		if err == nil {
			last, err = call(store, "getAll", keys, r.limit) // 0: all
		}
		if err != nil {
			return nil, classify(what, err)
		}
		requests[i] = last
	}
	if last.IsUndefined() {
		return requests, nil
	}
	// They succeed in order. When one fails, so does the transaction.
	request, err := adopt(last)
	if err != nil {
		return nil, classify(what, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), o.Timeout)
	defer cancel()
	_, err = request.Await(ctx)
	if ctx.Err() != nil {
		_, _ = call(tx, "abort")
		return nil, fmt.Errorf("%s: %w", what, storage.ErrTimeout)
	}
	if err != nil {
		return nil, classify(what, err)
	}
	for i, r := range requests {
		if !r.IsUndefined() {
			requests[i] = r.Get("result")
		}
	}
	return requests, nil
}
