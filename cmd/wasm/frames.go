//go:build js && wasm

package main

import (
	"bytes"
	"math"
	"unsafe"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// writer writes msgpack into a buffer that is reused.
type writer struct {
	buf bytes.Buffer
	enc *msgpack.Encoder
}

// newWriter returns a writer with room for size bytes.
func newWriter(size int) *writer {
	w := &writer{}
	w.buf.Grow(size)
	w.enc = msgpack.NewEncoder(&w.buf)
	w.enc.UseCompactInts(true)
	return w
}

// Writing to memory cannot fail, so errors of the encoder are dropped. What events of
// edits do not use is not inlined: code is downloaded.

func (w *writer) array(n int) { _ = w.enc.EncodeArrayLen(n) }

func (w *writer) int(v int)       { _ = w.enc.EncodeInt(int64(v)) }
func (w *writer) string(s string) { _ = w.enc.EncodeString(s) }

//go:noinline
func (w *writer) bool(b bool) { _ = w.enc.EncodeBool(b) }

//go:noinline
func (w *writer) nil() { _ = w.enc.EncodeNil() }

// data writes bytes, nil for none.
//
//go:noinline
func (w *writer) data(b []byte) { _ = w.enc.EncodeBytes(b) }

// number writes a whole number of at most 32 bits as an integer.
func (w *writer) number(f float64) {
	if i := int64(int32(f)); float64(i) == f && !(i == 0 && math.Signbit(f)) {
		_ = w.enc.EncodeInt(i)
		return
	}
	_ = w.enc.EncodeFloat64(f)
}

// dateExtension is the msgpack extension type of a date.
const dateExtension = 1

func (w *writer) date(millis int64) {
	_ = w.enc.EncodeExtHeader(dateExtension, 8)
	bits := math.Float64bits(float64(millis))
	var b [8]byte
	for i := range b {
		b[i] = byte(bits >> (56 - 8*i))
	}
	w.buf.Write(b[:])
}

// value writes the plain value of an element.
func (w *writer) value(n *document.Node) {
	switch n.Kind() {
	case ot.KindObject:
		_ = w.enc.EncodeMapLen(n.Len())
		n.Members(func(kid *document.Node) bool {
			w.string(kid.Key())
			w.value(kid)
			return true
		})
	case ot.KindArray:
		w.array(n.Len())
		n.Members(func(kid *document.Node) bool {
			w.value(kid)
			return true
		})
	case ot.KindString:
		w.string(n.Buffer().Text().WTF8())
	case ot.KindNumber:
		w.number(n.Number())
	case ot.KindBoolean:
		w.bool(n.Bool())
	case ot.KindDate:
		w.date(n.Millis())
	default:
		w.nil()
	}
}

// frames gathers what JavaScript is to hear while Go runs.
var frames = newWriter(keptFrames)

// keptFrames is the size of a buffer, also after more went through it: what the
// core takes must not depend on what it has done.
const keptFrames = 16 << 10

// deliver hands the gathered frames over and reports whether there were any.
func deliver() bool {
	n := frames.buf.Len()
	if n == 0 {
		return false
	}
	header.deliveries++
	hostDeliver(unsafe.Pointer(&frames.buf.Bytes()[0]), int32(n))
	if frames.buf.Cap() > keptFrames {
		allocated(frames.buf.Cap())
		frames = newWriter(keptFrames)
	} else {
		frames.buf.Reset()
	}
	return true
}

// journal writes lines of the log as frames. Which are wanted, JavaScript says.
var journal = client.NewLog(func(level client.LogLevel, logger client.Logger, line string) {
	w := frames
	w.array(4)
	w.int(frameLog)
	w.int(int(level))
	w.string(logger.String())
	w.string(line)
})

// sink writes what happens as frames.
type sink struct{}

// Busy implements client.Sink: frames are heard when the export has returned.
func (sink) Busy() bool { return frames.buf.Len() > 0 }

// settle says to JavaScript how a promise ends. result writes the value.
func settle(promise int, err *client.Error, result func(*writer)) {
	w := frames
	w.array(4)
	w.int(frameSettle)
	w.int(promise)
	w.bool(err == nil)
	switch {
	case err != nil:
		w.failure(err)
	case result == nil:
		w.nil()
	default:
		result(w)
	}
}
