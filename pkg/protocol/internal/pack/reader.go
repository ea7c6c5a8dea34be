package pack

import (
	"encoding/binary"
	"io"
	"math"

	"github.com/vmihailenco/msgpack/v5"
)

// Reader hands out the bytes of one message, and reads what messages are made of
// straight from them. It implements what the msgpack decoder reads from without
// buffering, so left is always exact.
type Reader struct {
	Data []byte
	Pos  int
	dec  *msgpack.Decoder

	Memory *Memory // nil: strings are each their own
	Own    bool    // what is read may refer to Data
}

// Reset takes another message.
func (r *Reader) Reset(data []byte) { r.Data, r.Pos = data, 0 }

// Copy returns bytes as a string that does not refer to them.
func (r *Reader) Copy(b []byte) string {
	if r.Memory != nil && len(b) > 1 { // one byte is never allocated
		return r.Memory.Copy(b)
	}
	return string(b)
}

// Decoder returns a decoder that reads on from here.
func (r *Reader) Decoder() *msgpack.Decoder {
	if r.dec == nil {
		r.dec = msgpack.NewDecoder(r)
	}
	return r.dec
}

func (r *Reader) Left() int { return len(r.Data) - r.Pos }

// Take returns the next n bytes without copying, or nil when there are fewer.
func (r *Reader) Take(n int) []byte {
	if n < 0 || n > r.Left() {
		return nil
	}
	b := r.Data[r.Pos : r.Pos+n]
	r.Pos += n
	return b
}

func (r *Reader) Read(p []byte) (int, error) {
	if r.Left() == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	n := copy(p, r.Data[r.Pos:])
	r.Pos += n
	return n, nil
}

func (r *Reader) ReadByte() (byte, error) {
	if r.Left() == 0 {
		return 0, io.EOF
	}
	b := r.Data[r.Pos]
	r.Pos++
	return b, nil
}

func (r *Reader) UnreadByte() error {
	if r.Pos == 0 {
		return io.ErrUnexpectedEOF
	}
	r.Pos--
	return nil
}

// Peek returns the next byte without passing it; a code that msgpack does not
// have at the end.
func (r *Reader) Peek() byte {
	if r.Pos >= len(r.Data) {
		return noCode
	}
	return r.Data[r.Pos]
}

const (
	noCode  = 0xC1
	NilCode = 0xC0
)

// The methods below read one value. They report false, having passed some of it,
// for one of another kind or that is cut off.

// Int reads a whole number that fits in 63 bits and a sign.
func (r *Reader) Int() (int64, bool) {
	if r.Pos >= len(r.Data) {
		return 0, false
	}
	code := r.Data[r.Pos]
	r.Pos++
	if code < 0x80 || code >= 0xE0 {
		return int64(int8(code)), true
	}
	if code < 0xCC || code > 0xD3 {
		return 0, false
	}
	n := 1 << (code & 3)
	if n > len(r.Data)-r.Pos {
		return 0, false
	}
	v := uint64(0)
	for _, x := range r.Data[r.Pos : r.Pos+n] {
		v = v<<8 | uint64(x)
	}
	r.Pos += n
	if code >= 0xD0 { // signed
		unused := 64 - 8*n
		return int64(v<<unused) >> unused, true
	}
	return int64(v), int64(v) >= 0
}

// Bool reads a truth value.
func (r *Reader) Bool() (v, ok bool) {
	code := r.Peek()
	r.Pos++
	return code == 0xC3, code == 0xC2 || code == 0xC3
}

// Float reads a finite number, which may be written as a whole one.
func (r *Reader) Float() (float64, bool) {
	f := 0.0
	switch r.Peek() {
	case 0xCA:
		r.Pos++
		b := r.Take(4)
		if b == nil {
			return 0, false
		}
		f = float64(math.Float32frombits(binary.BigEndian.Uint32(b)))
	case 0xCB:
		r.Pos++
		b := r.Take(8)
		if b == nil {
			return 0, false
		}
		f = math.Float64frombits(binary.BigEndian.Uint64(b))
	default:
		n, ok := r.Int()
		return float64(n), ok
	}
	return f, !math.IsNaN(f) && !math.IsInf(f, 0)
}

// Bytes reads text or bytes, without copying; never nil.
func (r *Reader) Bytes() ([]byte, bool) {
	if r.Pos >= len(r.Data) {
		return nil, false
	}
	code := r.Data[r.Pos]
	r.Pos++
	n := -1
	switch {
	case code >= 0xA0 && code < 0xC0:
		n = int(code & 0x1F)
	case code >= 0xD9 && code <= 0xDB:
		n = r.number(1 << (code - 0xD9))
	case code >= 0xC4 && code <= 0xC6:
		n = r.number(1 << (code - 0xC4))
	}
	if n < 0 || n > len(r.Data)-r.Pos {
		return nil, false
	}
	b := r.Data[r.Pos : r.Pos+n]
	r.Pos += n
	return b, true
}

// Array reads the length of an array and refuses one that cannot fit in what is
// left, every entry taking at least a byte.
func (r *Reader) Array() (int, bool) {
	code := r.Peek()
	if r.Pos++; code >= 0x90 && code < 0xA0 {
		n := int(code & 0x0F)
		return n, n <= len(r.Data)-r.Pos
	}
	n := -1
	if code == 0xDC || code == 0xDD {
		n = r.number(2 << (code - 0xDC))
	}
	return n, n >= 0 && n <= len(r.Data)-r.Pos
}

// Uvarint reads a number of a run of splices, -1 when it is too large or cut off.
func (r *Reader) Uvarint() int64 {
	v := int64(0)
	for shift := 0; r.Pos < len(r.Data) && shift < 35; shift += 7 {
		x := r.Data[r.Pos]
		r.Pos++
		if v |= int64(x&0x7F) << shift; x < 0x80 {
			if v > 1<<34 {
				return -1
			}
			return v
		}
	}
	return -1
}

// Skip passes over one msgpack value. It counts instead of recursing, so that
// deep nesting costs nothing.
func (r *Reader) Skip() error {
	_, err := r.Count(nil)
	return err
}

// Count is Skip and returns how many values there were, at all levels. binary, if not
// nil, is called with each that is bytes.
func (r *Reader) Count(binary func([]byte)) (n int, err error) {
	for pending := 1; pending > 0; pending-- {
		n++
		code, err := r.ReadByte()
		if err != nil {
			return n, io.ErrUnexpectedEOF
		}
		bytes, children := 0, 0
		switch {
		case code < 0x80 || code >= 0xE0 || code == 0xC0 || code == 0xC2 || code == 0xC3:
		case code < 0x90:
			children = 2 * int(code&0x0F)
		case code < 0xA0:
			children = int(code & 0x0F)
		case code < 0xC0:
			bytes = int(code & 0x1F)
		case code >= 0xC4 && code <= 0xC6: // bin 8, 16, 32
			bytes = r.number(1 << (code - 0xC4))
		case code >= 0xC7 && code <= 0xC9: // ext 8, 16, 32: one type byte more
			if bytes = r.number(1 << (code - 0xC7)); bytes >= 0 {
				bytes++
			}
		case code == 0xCA:
			bytes = 4
		case code == 0xCB:
			bytes = 8
		case code >= 0xCC && code <= 0xCF:
			bytes = 1 << (code - 0xCC)
		case code >= 0xD0 && code <= 0xD3:
			bytes = 1 << (code - 0xD0)
		case code >= 0xD4 && code <= 0xD8:
			bytes = 1 + 1<<(code-0xD4)
		case code >= 0xD9 && code <= 0xDB: // str 8, 16, 32
			bytes = r.number(1 << (code - 0xD9))
		case code == 0xDC || code == 0xDD: // array 16, 32
			children = r.number(2 << (code - 0xDC))
		case code == 0xDE || code == 0xDF: // map 16, 32
			if children = r.number(2 << (code - 0xDE)); children > 0 {
				children *= 2
			}
		default:
			return n, io.ErrUnexpectedEOF
		}
		if bytes < 0 || children < 0 || bytes > r.Left() || children > r.Left() {
			return n, io.ErrUnexpectedEOF
		}
		if binary != nil && code >= 0xC4 && code <= 0xC6 {
			binary(r.Data[r.Pos : r.Pos+bytes])
		}
		r.Pos += bytes
		pending += children
	}
	return n, nil
}

// number reads a big-endian length of n bytes; -1 when the input ends first.
func (r *Reader) number(n int) int {
	b := r.Take(n)
	if b == nil {
		return -1
	}
	v := 0
	for _, x := range b {
		v = v<<8 | int(x)
	}
	return v
}
