package wasm

import "encoding/binary"

// Reader takes a module apart. After the first thing that is not as it should be it
// has failed, and everything that it returns is zero.
type Reader struct {
	Buf    []byte // what is left
	Failed bool
}

func (r *Reader) fail() { r.Failed, r.Buf = true, nil }

// Byte reads a byte.
func (r *Reader) Byte() byte {
	b := r.Bytes(1)
	if r.Failed {
		return 0
	}
	return b[0]
}

// Bytes reads n bytes, which are those of Buf.
func (r *Reader) Bytes(n uint32) []byte {
	if r.Failed || uint64(n) > uint64(len(r.Buf)) {
		r.fail()
		return nil
	}
	b := r.Buf[:n]
	r.Buf = r.Buf[n:]
	return b
}

// Uint reads a number without sign of up to 64 bits.
func (r *Reader) Uint() uint64 {
	v, n := binary.Uvarint(r.Buf)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.Buf = r.Buf[n:]
	return v
}

// Uint32 reads a number without sign of 32 bits, as counts, sizes and indexes are.
func (r *Reader) Uint32() uint32 {
	v := r.Uint()
	if v > 1<<32-1 {
		r.fail()
		return 0
	}
	return uint32(v)
}

// Sint reads a number with a sign of up to 64 bits, as the operand of i64.const is.
func (r *Reader) Sint() int64 {
	var v int64
	for i, b := range r.Buf {
		shift := 7 * i
		if shift >= 70 {
			break
		}
		v |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if shift+7 < 64 && b&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			r.Buf = r.Buf[i+1:]
			return v
		}
	}
	r.fail()
	return 0
}

// Sint32 reads a number with a sign of 32 bits, as the operand of i32.const is.
func (r *Reader) Sint32() int32 {
	v := r.Sint()
	if v != int64(int32(v)) {
		r.fail()
		return 0
	}
	return int32(v)
}

// AppendSint adds a number with a sign.
func AppendSint(b []byte, v int64) []byte {
	for {
		low := byte(v & 0x7f)
		v >>= 7
		if v == 0 && low&0x40 == 0 || v == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}
