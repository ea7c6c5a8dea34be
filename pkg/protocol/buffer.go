package protocol

import (
	"encoding/binary"

	"github.com/vmihailenco/msgpack/v5"
)

// buffer gathers bytes of msgpack. What messages are made of, it writes itself; the
// msgpack package writes to it what is rare or long, see [buffer.encoder].
type buffer struct {
	b   []byte
	enc *msgpack.Encoder
}

// encoder returns an encoder that writes to the buffer.
func (w *buffer) encoder() *msgpack.Encoder {
	if w.enc == nil {
		w.enc = msgpack.NewEncoder(w)
		w.enc.UseCompactInts(true)
	}
	return w.enc
}

// Write implements io.Writer.
func (w *buffer) Write(p []byte) (int, error) {
	w.b = append(w.b, p...)
	return len(p), nil
}

// WriteByte implements io.ByteWriter.
func (w *buffer) WriteByte(c byte) error {
	w.b = append(w.b, c)
	return nil
}

// The functions below append msgpack in its shortest form.

func appendUint(b []byte, v uint64) []byte {
	switch {
	case v < 0x80:
		return append(b, byte(v))
	case v < 1<<8:
		return append(b, 0xCC, byte(v))
	case v < 1<<16:
		return append(b, 0xCD, byte(v>>8), byte(v))
	case v < 1<<32:
		return append(b, 0xCE, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
	}
	return binary.BigEndian.AppendUint64(append(b, 0xCF), v)
}

func appendInt(b []byte, v int64) []byte {
	switch {
	case v >= 0:
		return appendUint(b, uint64(v))
	case v >= -1<<5:
		return append(b, byte(v))
	case v >= -1<<7:
		return append(b, 0xD0, byte(v))
	case v >= -1<<15:
		return append(b, 0xD1, byte(v>>8), byte(v))
	case v >= -1<<31:
		return append(b, 0xD2, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
	}
	return binary.BigEndian.AppendUint64(append(b, 0xD3), uint64(v))
}

func appendArray(b []byte, n int) []byte {
	switch {
	case n < 1<<4:
		return append(b, 0x90|byte(n))
	case n < 1<<16:
		return append(b, 0xDC, byte(n>>8), byte(n))
	}
	return append(b, 0xDD, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

func appendString(b []byte, s string) []byte {
	switch n := len(s); {
	case n < 1<<5:
		b = append(b, 0xA0|byte(n))
	case n < 1<<8:
		b = append(b, 0xD9, byte(n))
	case n < 1<<16:
		b = append(b, 0xDA, byte(n>>8), byte(n))
	default:
		b = append(b, 0xDB, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(b, s...)
}

// appendBinary appends the head of n bytes that follow.
func appendBinary(b []byte, n int) []byte {
	switch {
	case n < 1<<8:
		return append(b, 0xC4, byte(n))
	case n < 1<<16:
		return append(b, 0xC5, byte(n>>8), byte(n))
	}
	return append(b, 0xC6, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}
