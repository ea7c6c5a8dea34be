package pack

import (
	"encoding/binary"
	"math"

	"github.com/vmihailenco/msgpack/v5"
)

// Buffer gathers bytes of msgpack. What messages are made of, it writes itself; the
// msgpack package writes to it what is rare or long, see [Buffer.Encoder].
type Buffer struct {
	B   []byte
	enc *msgpack.Encoder
}

// Encoder returns an encoder that writes to the buffer.
func (w *Buffer) Encoder() *msgpack.Encoder {
	if w.enc == nil {
		w.enc = msgpack.NewEncoder(w)
		w.enc.UseCompactInts(true)
	}
	return w.enc
}

// Write implements io.Writer.
func (w *Buffer) Write(p []byte) (int, error) {
	w.B = append(w.B, p...)
	return len(p), nil
}

// WriteByte implements io.ByteWriter.
func (w *Buffer) WriteByte(c byte) error {
	w.B = append(w.B, c)
	return nil
}

// maxExact is the largest whole number that a float64 holds exactly with all below.
const maxExact = 1<<53 - 1

// WriteFloat writes a whole number as an integer when that loses nothing,
// which is shorter for nearly every number that people type.
func (w *Buffer) WriteFloat(f float64) error {
	if i := int64(f); float64(i) == f && i > -maxExact && i < maxExact && !(i == 0 && math.Signbit(f)) {
		w.B = AppendInt(w.B, i)
		return nil
	}
	return w.Encoder().EncodeFloat64(f)
}

// The functions below append msgpack in its shortest form.

// AppendUint appends a number.
func AppendUint(b []byte, v uint64) []byte {
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

// AppendInt appends a number with a sign.
func AppendInt(b []byte, v int64) []byte {
	switch {
	case v >= 0:
		return AppendUint(b, uint64(v))
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

// AppendArray appends the head of an array of n values that follow.
func AppendArray(b []byte, n int) []byte {
	switch {
	case n < 1<<4:
		return append(b, 0x90|byte(n))
	case n < 1<<16:
		return append(b, 0xDC, byte(n>>8), byte(n))
	}
	return append(b, 0xDD, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

// AppendString appends text.
func AppendString(b []byte, s string) []byte {
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

// AppendBinary appends the head of n bytes that follow.
func AppendBinary(b []byte, n int) []byte {
	switch {
	case n < 1<<8:
		return append(b, 0xC4, byte(n))
	case n < 1<<16:
		return append(b, 0xC5, byte(n>>8), byte(n))
	}
	return append(b, 0xC6, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}
