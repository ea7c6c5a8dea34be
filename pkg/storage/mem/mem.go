// Package mem keeps records in memory: for tests, and for pages whose browser
// has no store for them. What it holds is gone with the program, and its state
// says so.
package mem

import (
	"bytes"
	"slices"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Database is a set of records that any number of stores may be open on.
type Database struct {
	// Limit bounds the bytes of all keys and values; 0 means no bound.
	Limit int

	mu      sync.Mutex
	records []storage.Record // in the order of their keys; values are never changed in place
	size    int
	epoch   int // counts how often the database was destroyed
}

// Options say how a store behaves.
type Options struct {
	// Schedule has a function called later: in order, one at a time, never from
	// within Schedule. Nil means a goroutine that exists while it is needed.
	Schedule func(func())
	// Kick is called when a goroutine was started, see [storage.Queue].
	Kick func()
	// Observe hears of changes of the state.
	Observe storage.Observer
}

// Open returns a store on the records of the database.
func (d *Database) Open(o Options) storage.Store {
	s := &store{db: d, schedule: o.Schedule, observe: o.Observe, state: storage.StateMemory}
	if s.schedule == nil {
		s.schedule = (&storage.Queue{Kick: o.Kick}).Do
	}
	d.mu.Lock()
	s.epoch = d.epoch
	d.mu.Unlock()
	return s
}

// search returns where key is or would be.
func (d *Database) search(key []byte) (int, bool) {
	return slices.BinarySearchFunc(d.records, key, func(r storage.Record, key []byte) int { return bytes.Compare(r.Key, key) })
}

func (d *Database) read(from, to []byte, limit int) []storage.Record {
	var found []storage.Record
	first, _ := d.search(from)
	for _, r := range d.records[first:] {
		if !storage.In(r.Key, from, to) || limit > 0 && len(found) == limit {
			break
		}
		found = append(found, storage.Record{Key: clone(r.Key), Value: clone(r.Value)})
	}
	return found
}

// apply makes the changes, or none of them and returns why.
func (d *Database) apply(changes []storage.Change) error {
	for i := range changes {
		c := &changes[i]
		if c.Kind != storage.KindCheck {
			continue
		}
		var found []byte
		if at, ok := d.search(c.Key); ok {
			found = d.records[at].Value
		}
		if !c.Holds(found) {
			return storage.ErrConflict
		}
	}
	var undo []storage.Change // newest last
	for i := range changes {
		c := &changes[i]
		switch c.Kind {
		case storage.KindPut:
			undo = d.put(c.Key, c.Value, undo)
		case storage.KindDelete:
			undo = d.remove(c.Key, storage.After(c.Key), undo)
		case storage.KindDeleteRange:
			undo = d.remove(c.Key, c.To, undo)
		}
	}
	if d.Limit == 0 || d.size <= d.Limit {
		return nil
	}
	for _, c := range slices.Backward(undo) {
		if c.Kind == storage.KindPut {
			d.put(c.Key, c.Value, nil)
		} else {
			d.remove(c.Key, storage.After(c.Key), nil)
		}
	}
	return storage.ErrQuota
}

func (d *Database) put(key, value []byte, undo []storage.Change) []storage.Change {
	at, there := d.search(key)
	if there {
		undo = append(undo, storage.Put(key, d.records[at].Value))
		d.size += len(value) - len(d.records[at].Value)
		d.records[at].Value = clone(value)
		return undo
	}
	d.size += len(key) + len(value)
	d.records = slices.Insert(d.records, at, storage.Record{Key: clone(key), Value: clone(value)})
	return append(undo, storage.Delete(key))
}

func (d *Database) remove(from, to []byte, undo []storage.Change) []storage.Change {
	first, _ := d.search(from)
	end := first
	for ; end < len(d.records) && storage.In(d.records[end].Key, from, to); end++ {
		r := d.records[end]
		d.size -= len(r.Key) + len(r.Value)
		undo = append(undo, storage.Put(r.Key, r.Value))
	}
	d.records = slices.Delete(d.records, first, end)
	return undo
}

// clone returns a copy that is not nil, as a record's value never is.
func clone(b []byte) []byte { return append(make([]byte, 0, len(b)), b...) }
