package local

import (
	"bytes"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// PageSize is how many records are read at a time.
const PageSize = 128

// Pages reads a range bit by bit.
func (o *Store) Pages(from, to []byte, each func(storage.Record), done func(error)) {
	o.Records.Range(from, to, PageSize, func(page []storage.Record, err error) {
		o.Locked(func() {
			for _, record := range page {
				each(record)
			}
			if err != nil || len(page) < PageSize {
				done(err)
				return
			}
			o.Pages(storage.After(page[len(page)-1].Key), to, each, done)
		})
	})
}

// Settled calls then once everything that was to be written to a range is. With
// an error what is stored is not all there is.
func (o *Store) Settled(from, to []byte, then func(error)) {
	o.owner.Flush()
	if !o.Writer.Waits(from, to) {
		then(nil)
	} else if _, failed := o.Writer.Waiting(); failed != nil {
		then(failed)
	} else {
		o.Writer.Add(nil, func(err error) { o.Locked(func() { then(err) }) })
	}
}

// Drop deletes a message or a change of presence that needs no sending any more.
func (o *Store) Drop(key []byte) {
	if o.Adopting {
		o.dropped = append(o.dropped, key)
	}
	o.WhenReady(func() {
		if o.Broken == nil {
			o.Writer.Add([]storage.Change{storage.Delete(key)}, nil)
		}
		o.Judge()
	})
}

// Adopt notes that what dead clients have left is being read from now on.
func (o *Store) Adopt() { o.Adopting, o.dropped = true, nil }

// Adopted notes that all of it has been read, or cannot be.
func (o *Store) Adopted() { o.Adopting, o.Unread = false, false }

// WasDropped reports whether Drop was called since Adopt.
func (o *Store) WasDropped(key []byte) bool {
	return slices.ContainsFunc(o.dropped, func(k []byte) bool { return bytes.Equal(k, key) })
}

// Close ends the use of the store, once what waits is written. The owner has flushed.
func (o *Store) Close() {
	if o.unwatch != nil {
		o.unwatch()
	}
	if !o.Ready {
		return
	}
	records := o.Records
	if _, failed := o.Writer.Waiting(); failed != nil {
		o.Writer.Retry()
	}
	o.Writer.Add(nil, func(error) {
		records.Close(func(error) {
			for instance := range o.Own {
				if o.Options.Locks != nil {
					o.Options.Locks.Release(instance)
				}
			}
		})
	})
}

// PutMessage hands a record to the writer; without room it waits there.
func (o *Store) PutMessage(key []byte, m protocol.Message) {
	value, err := layout.EncodeBody(m)
	if err != nil {
		o.Trouble(err)
		return
	}
	o.Writer.Add([]storage.Change{storage.Put(key, value)}, nil)
}

// Page returns a page of a list; a limit of 0 stands for what servers take.
func Page[T any](list []T, offset, limit int) []T {
	if limit <= 0 {
		limit = 50
	}
	offset = min(offset, len(list))
	return list[offset:min(len(list), offset+limit)]
}
