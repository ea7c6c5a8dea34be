package local

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// changeSet are changes of which all are made or none.
type changeSet struct {
	changes []storage.Change
	alone   bool
	done    func(error)
}

// maxShared bounds how many sets share a transaction. What follows from its end
// happens in one stretch, which must be short.
const maxShared = 8

// Apply has changes made that hold checks, which must not be tried again behind
// the back of who made them; all others go through the writer. What is
// handed over while a transaction is on its way shares the next one: making it
// durable is what costs. done is called under the session's lock.
func (o *Store) Apply(changes []storage.Change, done func(error)) {
	o.changes = append(o.changes, changeSet{changes: changes, done: done})
	if !o.applying {
		o.applyWaiting()
	}
}

func (o *Store) applyWaiting() {
	var all []storage.Change
	n := 0
	for n < len(o.changes) && n < maxShared {
		next := &o.changes[n]
		if n > 0 && (next.alone || o.changes[0].alone || storage.Disturbs(all, next.changes)) {
			break
		}
		all = append(all, next.changes...)
		n++
	}
	if n == 0 {
		return
	}
	sets := o.changes[:n:n]
	if o.changes = o.changes[n:]; len(o.changes) == 0 {
		o.changes = nil
	}
	o.applying = true
	o.Records.Apply(all, func(err error) {
		o.Locked(func() {
			o.applying = false
			if err != nil && n > 1 && !errors.Is(err, storage.ErrTimeout) {
				// One of them is the reason, and must not harm the others.
				for i := range sets {
					sets[i].alone = true
				}
				o.changes = append(sets, o.changes...)
			} else {
				for _, s := range sets {
					s.done(err)
				}
			}
			if !o.applying { // a callback may have begun already
				o.applyWaiting()
			}
		})
	})
}
