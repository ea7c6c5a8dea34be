package idb

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"runtime"
	"syscall/js"

	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Constructors of the page, looked up once.
var (
	reflect    = js.Global().Get("Reflect")
	uint8Array = js.Global().Get("Uint8Array")
	keyRange   = global("IDBKeyRange")
)

func bytesToJS(b []byte) js.Value {
	v := uint8Array.New(len(b))
	js.CopyBytesToJS(v, b)
	return v
}

// arrays are Uint8Arrays, one for each length, that are filled again and again.
// IndexedDB has copied what it was given when the call returns, and every new
// reference to a value of JavaScript costs Go a finalizer, which is more than
// the copying.
type arrays map[int]js.Value

const (
	maxArray  = 4096 // bytes; longer ones are not kept
	maxArrays = 64
)

// filled returns an array with these bytes, valid until the next call.
func (a arrays) filled(b []byte) js.Value {
	if len(b) > maxArray {
		return bytesToJS(b)
	}
	v, ok := a[len(b)]
	if !ok {
		if len(a) == maxArrays {
			clear(a)
		}
		v = uint8Array.New(len(b))
		a[len(b)] = v
	}
	js.CopyBytesToJS(v, b)
	return v
}

// appendStored appends what the value of a record is stored as: the length of
// its key, its key, its value.
func appendStored(dst, key, value []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(key)))
	return append(append(dst, key...), value...)
}

// recordFromJS reads what appendStored has made. Key and value share memory,
// which is not that of scratch: asking JavaScript for the length takes longer than
// copying a short record twice.
func recordFromJS(v js.Value, scratch []byte) (r storage.Record, err error) {
	defer func() {
		if recover() != nil { // of js: the value is not a Uint8Array
			err = fmt.Errorf("read a record: %w", storage.ErrCorrupt)
		}
	}()
	var b []byte
	if n := js.CopyBytesToGo(scratch, v); n < len(scratch) {
		b = bytes.Clone(scratch[:n])
	} else {
		b = make([]byte, v.Get("length").Int())
		js.CopyBytesToGo(b, v)
	}
	n, head := binary.Uvarint(b)
	if head <= 0 || n > uint64(len(b)-head) {
		return r, fmt.Errorf("read a record: %w", storage.ErrCorrupt)
	}
	b = b[head:]
	return storage.Record{Key: b[:n:n], Value: b[n:]}, nil
}

// yieldAfter is how many bytes are copied before other goroutines, among them
// those of the garbage collector, get a turn: large allocations in one stretch
// make the heap grow without bound.
const yieldAfter = 4 << 20

// records reads a list of values, undefined for none.
func (s *store) records(list js.Value) ([]storage.Record, error) {
	if list.IsUndefined() {
		return nil, nil
	}
	records := make([]storage.Record, list.Length())
	copied := 0
	for i := range records {
		r, err := recordFromJS(list.Index(i), s.scratch[:])
		if err != nil {
			return nil, err
		}
		records[i] = r
		if copied += len(r.Key) + len(r.Value); copied > yieldAfter {
			copied = 0
			runtime.Gosched()
		}
		if s.turn.step(len(r.Value)) {
			s.turn.pause()
		}
	}
	return records, nil
}

// rangeToJS returns an IDBKeyRange, or undefined for the whole store. The range
// is not empty.
func rangeToJS(from, to []byte) (js.Value, error) {
	switch {
	case to == nil && len(from) == 0:
		return js.Undefined(), nil
	case to == nil:
		return call(keyRange, "lowerBound", bytesToJS(from))
	default:
		return call(keyRange, "bound", bytesToJS(from), bytesToJS(to), false, true)
	}
}
