package protocol

import "io"

// reader hands out the bytes of one message. It implements what the msgpack
// decoder reads from without buffering, so left is always exact.
type reader struct {
	data []byte
	pos  int
}

func (r *reader) left() int { return len(r.data) - r.pos }

// take returns the next n bytes without copying, or nil when there are fewer.
func (r *reader) take(n int) []byte {
	if n < 0 || n > r.left() {
		return nil
	}
	b := r.data[r.pos : r.pos+n]
	r.pos += n
	return b
}

func (r *reader) Read(p []byte) (int, error) {
	if r.left() == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	n := copy(p, r.data[r.pos:])
	r.pos += n
	return n, nil
}

func (r *reader) ReadByte() (byte, error) {
	if r.left() == 0 {
		return 0, io.EOF
	}
	b := r.data[r.pos]
	r.pos++
	return b, nil
}

func (r *reader) UnreadByte() error {
	if r.pos == 0 {
		return io.ErrUnexpectedEOF
	}
	r.pos--
	return nil
}

// skip passes over one msgpack value. It counts instead of recursing, so that
// deep nesting costs nothing.
func (r *reader) skip() error {
	_, err := r.count()
	return err
}

// count is skip and returns how many values there were, at all levels.
func (r *reader) count() (n int, err error) {
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
		if bytes < 0 || children < 0 || bytes > r.left() || children > r.left() {
			return n, io.ErrUnexpectedEOF
		}
		r.pos += bytes
		pending += children
	}
	return n, nil
}

// number reads a big-endian length of n bytes; -1 when the input ends first.
func (r *reader) number(n int) int {
	b := r.take(n)
	if b == nil {
		return -1
	}
	v := 0
	for _, x := range b {
		v = v<<8 | int(x)
	}
	return v
}
