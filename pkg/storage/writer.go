package storage

import (
	"errors"
	"sync"
	"time"
)

// WriterOptions say what becomes of a transaction that failed.
type WriterOptions struct {
	// Failed hears that a transaction failed. The changes are kept, in order, and
	// tried again: after a pause when the error is [Temporary] and After is set,
	// else when Retry is called. A nil error says that writing works again.
	Failed func(error)
	// After calls a function once after a pause. It may be called with locks of
	// the caller of Add held. Nil: nothing is tried again without Retry.
	After func(time.Duration, func())
}

// Pauses before a failed transaction is tried again.
const (
	firstPause = 200 * time.Millisecond
	lastPause  = 30 * time.Second
)

// maxJoined is how many changes a transaction has before no more batches join.
// What follows from its end happens in one stretch, which must be short.
const maxJoined = 256

// Writer gathers many small changes into few transactions: one is on its way at
// a time, and everything that is added meanwhile goes into the next. The first
// change of an idle writer goes out at once, alone. A change of a record replaces
// one of the same record that still waits. Nothing that was added is dropped,
// except by Discard.
//
// Its methods may be called from any goroutine and with locks held; they return
// at once, and no callback comes from within them, except for Discard.
type Writer struct {
	o     WriterOptions
	store Store

	mu      sync.Mutex
	batches []*batch // in order; the first may be on their way
	bytes   int      // in all batches
	busy    int      // how many batches are on their way, as one transaction
	apart   int      // how many of the first go alone, because a guard among them failed
	failed  error    // the last attempt failed with this
	pause   time.Duration
	attempt int  // counts starts, so that a late timer does nothing
	held    bool // see Hold
}

// NewWriter returns a writer to a store.
func NewWriter(s Store, o WriterOptions) *Writer {
	return &Writer{o: o, store: s, pause: firstPause}
}

// Add hands over changes that belong together: they will be in one transaction.
// done, which may be nil, is called with nil once they are saved; it is not
// called while writing fails, see WriterOptions.Failed. Those of one guard, and
// those without, are saved in the order of the calls of Add. Without changes done
// is called when everything is saved that was added before.
//
// Changes with a check make a transaction of their own, because a check that
// fails must not harm others: done then gets [ErrConflict] and the changes are
// dropped. When an earlier attempt ended with [ErrTimeout] the conflict may be
// with the changes themselves. Changes with a [Guard] are gathered like all others,
// and told of a conflict in the same way; they must come first with it.
func (w *Writer) Add(changes []Change, done func(error)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bytes += w.open(changes).add(changes, done)
	if w.failed == nil {
		w.send()
	}
}

// open returns the batch that takes the changes.
func (w *Writer) open(changes []Change) *batch {
	checked, guard := checks(changes)
	// A batch that is on its way takes nothing more. One that failed does. Changes
	// may go out before those of other guards; a callback alone waits for all that
	// was added, and so does what is added while the writer is held, which goes
	// without the guard that earlier changes of the same records have.
	for i := len(w.batches) - 1; i >= w.busy && !checked && !w.batches[i].checked; i-- {
		if b := w.batches[i]; string(b.guard) == string(guard) {
			return b
		}
		if len(changes) == 0 || w.held {
			break
		}
	}
	b := &batch{checked: checked, guard: guard, at: map[string]int{}}
	w.batches = append(w.batches, b)
	return b
}

// Hold has what is added wait until it is called with false: it is one transaction then,
// where it can be, instead of the first of it alone, and goes behind all that waits.
func (w *Writer) Hold(held bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held = held
	w.send()
}

// Retry tries again at once after a failure.
func (w *Writer) Retry() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.send()
}

// send starts the transaction of the first batches.
func (w *Writer) send() {
	if w.busy > 0 || len(w.batches) == 0 || w.held {
		return
	}
	first := w.batches[0]
	changes := first.compact()
	w.busy = 1
	if !first.checked && w.apart == 0 {
		changes = changes[:len(changes):len(changes)] // those of the batch remain its own
		for ; w.busy < len(w.batches) && len(changes) < maxJoined && w.batches[w.busy].joins(first); w.busy++ {
			changes = append(changes, w.batches[w.busy].compact()...)
		}
	}
	first.tried = true
	w.attempt++
	w.store.Apply(changes, func(err error) { w.sent(first, err) })
}

func (w *Writer) sent(first *batch, err error) {
	w.mu.Lock()
	n := w.busy
	w.busy = 0
	if len(w.batches) == 0 || w.batches[0] != first { // discarded
		w.mu.Unlock()
		return
	}
	conflict := errors.Is(err, ErrConflict)
	if conflict && n > 1 {
		w.apart = n // to find out whose guard it was
		w.send()
		w.mu.Unlock()
		return
	}
	if err != nil && !(conflict && (first.checked || first.guard != nil)) {
		w.keep(err)
		w.mu.Unlock()
		if w.o.Failed != nil {
			w.o.Failed(err)
		}
		return
	}
	recovered := w.failed != nil
	w.failed, w.pause = nil, firstPause
	var told []func(error)
	for _, b := range w.batches[:n] {
		w.bytes -= b.bytes
		told = append(told, b.done...)
	}
	w.batches = w.batches[n:]
	w.apart = max(0, w.apart-n)
	// The next transaction starts before the callbacks, so that the store works
	// meanwhile; its outcome comes after they have returned.
	w.send()
	w.mu.Unlock()
	if recovered && w.o.Failed != nil {
		w.o.Failed(nil)
	}
	for _, done := range told {
		done(err)
	}
}

// keep leaves a failed batch where it is, to be tried again.
func (w *Writer) keep(err error) {
	w.failed = err
	if w.o.After == nil || !Temporary(err) {
		return
	}
	pause, attempt := w.pause, w.attempt
	w.pause = min(2*w.pause, lastPause)
	w.o.After(pause, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.failed != nil && w.attempt == attempt {
			w.send()
		}
	})
}

// Waiting returns the bytes of what is not saved yet, and why the last attempt
// failed, nil when it did not.
func (w *Writer) Waiting() (bytes int, failed error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bytes, w.failed
}

// Waits reports whether a change of records with from <= key < to was added that
// the store has not been given: a read would not see it.
func (w *Writer) Waits(from, to []byte) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, b := range w.batches {
		if i < w.busy {
			continue
		}
		for j := range b.changes {
			if b.changes[j].concerns(from, to) {
				return true
			}
		}
	}
	return false
}

// Discard gives up what is not saved and returns it, in order. The callbacks of
// Add are called with why. It must not be called while a transaction may be on
// its way: close the store first.
func (w *Writer) Discard(why error) []Change {
	w.mu.Lock()
	batches := w.batches
	w.batches, w.bytes, w.apart = nil, 0, 0
	w.mu.Unlock()
	var changes []Change
	for _, b := range batches {
		changes = append(changes, b.compact()...)
		for _, done := range b.done {
			done(why)
		}
	}
	return changes
}
