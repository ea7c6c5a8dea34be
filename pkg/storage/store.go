package storage

import "bytes"

// Record is one entry of a store.
type Record struct{ Key, Value []byte }

// Store keeps records in the order of their keys, compared byte by byte. Keys
// and values may hold any bytes, and may be empty.
//
// The methods may be called from any goroutine and with locks held. Callbacks
// come one at a time, in the order of the calls, never from within a call, and
// without a lock of the store; a callback may be nil. The store keeps slices
// that it is given until the callback is called: do not change them before.
// What a callback is given belongs to its receiver.
type Store interface {
	// Apply makes the changes in one transaction: all or none. Checks look at
	// the state before it; the other changes happen in order. done gets nil once
	// the transaction is complete, or [ErrConflict] when a check failed, or an
	// error that says why nothing was changed. Only after [ErrTimeout] it is
	// possible that the changes were made.
	Apply(changes []Change, done func(error))
	// Range reads the records with from <= key < to, in order, at most limit of
	// them. A nil to means the end of the store, limit 0 means all. It sees
	// every change whose Apply was called before.
	Range(from, to []byte, limit int, done func([]Record, error))
	// State says how safe the records are at present.
	State() State
	// Close ends the use of the store once everything asked for before is done.
	// Later calls get [ErrClosed].
	Close(done func(error))
	// Destroy closes the store and deletes it with all records. Other open
	// stores on the same records get [ErrLost] from then on.
	Destroy(done func(error))
}

// Kind says what a [Change] does.
type Kind uint8

// The kinds of changes.
const (
	KindPut Kind = iota + 1
	KindDelete
	KindDeleteRange
	KindCheck
)

// Change is one step of a transaction. Use the functions below to make one.
type Change struct {
	Kind  Kind
	Key   []byte
	To    []byte // KindDeleteRange: end, exclusive; nil: end of the store
	Value []byte // KindPut, and KindCheck: what must be there, nil for nothing
	Guard bool   // KindCheck: see [Guard]
}

// Put writes a record, over one that is there with this key.
func Put(key, value []byte) Change { return Change{Kind: KindPut, Key: key, Value: value} }

// Delete removes a record. It is no error when there is none.
func Delete(key []byte) Change { return Change{Kind: KindDelete, Key: key} }

// DeleteRange removes the records with from <= key < to; a nil to means the end
// of the store.
func DeleteRange(from, to []byte) Change { return Change{Kind: KindDeleteRange, Key: from, To: to} }

// Check makes a transaction fail with [ErrConflict] unless the record has
// exactly this value. Together with [Put] it is a compare-and-set.
func Check(key, value []byte) Change {
	if value == nil {
		value = []byte{}
	}
	return Change{Kind: KindCheck, Key: key, Value: value}
}

// CheckAbsent makes a transaction fail with [ErrConflict] when there is a
// record with this key.
func CheckAbsent(key []byte) Change { return Change{Kind: KindCheck, Key: key} }

// Guard is a check of a record that says whose the other changes are to make: a
// [Writer] gathers what has the same guard or none, and when a guard fails only
// what came with it is refused. A nil value means that the record must be absent.
func Guard(key, value []byte) Change {
	return Change{Kind: KindCheck, Key: key, Value: value, Guard: true}
}

// Holds reports whether a check is satisfied by the value found, nil for no
// record.
func (c *Change) Holds(found []byte) bool {
	return (c.Value == nil) == (found == nil) && bytes.Equal(c.Value, found)
}

// concerns reports whether the change is of a record with from <= key < to.
func (c *Change) concerns(from, to []byte) bool {
	switch c.Kind {
	case KindPut, KindDelete:
		return In(c.Key, from, to)
	case KindDeleteRange:
		return (to == nil || bytes.Compare(c.Key, to) < 0) && (c.To == nil || bytes.Compare(from, c.To) < 0)
	}
	return false
}

// Disturbs reports whether making these changes first could change the outcome
// of checks among the others.
func Disturbs(first, others []Change) bool {
	for i := range others {
		if others[i].Kind != KindCheck {
			continue
		}
		key := others[i].Key
		for j := range first {
			if first[j].concerns(key, After(key)) {
				return true
			}
		}
	}
	return false
}

// In reports whether from <= key < to, where a nil to means the end.
func In(key, from, to []byte) bool {
	return bytes.Compare(key, from) >= 0 && (to == nil || bytes.Compare(key, to) < 0)
}

// After returns the smallest key that is greater than key: the start of the
// next page of a range.
func After(key []byte) []byte { return append(append(make([]byte, 0, len(key)+1), key...), 0) }

// PrefixEnd returns the end of the range of all keys that begin with prefix,
// nil when that is the end of the store.
func PrefixEnd(prefix []byte) []byte {
	end := bytes.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}
