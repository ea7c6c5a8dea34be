// Package fields writes and reads values that are lists of fields, as the records
// of a store are.
package fields

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/vmihailenco/msgpack/v5"
)

// Values are msgpack arrays of fields in a fixed order. Fields are only ever
// appended: a reader takes a missing one as zero and passes over those that it
// does not know, so that records outlive versions in both directions. What
// changes more needs a migration.

// ErrCorrupt is wrapped by errors about bytes that are no such value.
var ErrCorrupt = errors.New("the record is corrupt")

// Fields visits the fields of one value, writing or reading them. A value names
// its fields once for both. After the first error nothing more happens.
type Fields struct {
	enc  *msgpack.Encoder
	dec  *msgpack.Decoder
	in   *bytes.Reader
	n    int // written so far, or left to read
	fail error
}

// Encode writes a value; what names it in the error.
func Encode(what string, visit func(*Fields)) ([]byte, error) {
	var body bytes.Buffer
	body.WriteByte(0) // for the number of fields
	f := Fields{enc: msgpack.NewEncoder(&body)}
	f.enc.UseCompactInts(true)
	visit(&f)
	if f.fail != nil {
		return nil, fmt.Errorf("write a %s: %w", what, f.fail)
	}
	var head bytes.Buffer
	_ = msgpack.NewEncoder(&head).EncodeArrayLen(f.n) // a buffer takes everything
	return slices.Replace(body.Bytes(), 0, 1, head.Bytes()...), nil
}

// Must is [Encode] for values that can always be written.
func Must(visit func(*Fields)) []byte {
	b, err := Encode("record", visit)
	if err != nil {
		panic(err) // text and numbers only: unreachable
	}
	return b
}

// Decode reads a value; what names it in the error, which wraps [ErrCorrupt].
func Decode(data []byte, what string, visit func(*Fields)) error {
	in := bytes.NewReader(data)
	f := Fields{dec: msgpack.NewDecoder(in), in: in}
	f.n, f.fail = f.dec.DecodeArrayLen()
	if f.fail == nil && f.n < 0 {
		f.fail = fmt.Errorf("nil in the place of the fields")
	}
	if f.fail == nil {
		visit(&f)
	}
	if f.fail != nil {
		return fmt.Errorf("read a %s: %w: %v", what, ErrCorrupt, f.fail)
	}
	return nil
}

// next reports whether the field at hand is there.
func (f *Fields) next() bool {
	if f.fail != nil {
		return false
	}
	if f.enc != nil {
		f.n++
		return true
	}
	f.n--
	return f.n >= 0
}

// Text visits text.
func (f *Fields) Text(v *string) {
	if !f.next() {
		return
	}
	if f.enc != nil {
		f.fail = f.enc.EncodeString(*v)
	} else {
		b := f.take()
		*v = string(b)
	}
}

// Data visits bytes.
func (f *Fields) Data(v *[]byte) {
	if !f.next() {
		return
	}
	if f.enc != nil {
		f.fail = f.enc.EncodeBytes(*v)
	} else {
		*v = f.take()
	}
}

// take reads bytes or text. The announced length is checked before room is made
// for it.
func (f *Fields) take() []byte {
	n, err := f.dec.DecodeBytesLen()
	if f.fail = err; err != nil || n <= 0 {
		return nil
	}
	if n > f.in.Len() {
		f.fail = fmt.Errorf("%d bytes announced where %d are left", n, f.in.Len())
		return nil
	}
	b := make([]byte, n)
	f.fail = f.dec.ReadFull(b)
	return b
}

// Flag visits a boolean.
func (f *Fields) Flag(v *bool) {
	if !f.next() {
		return
	}
	if f.enc != nil {
		f.fail = f.enc.EncodeBool(*v)
	} else {
		*v, f.fail = f.dec.DecodeBool()
	}
}

// Whole visits a whole number.
func Whole[T ~int | ~int64 | ~uint64 | ~uint8](f *Fields, v *T) {
	if !f.next() {
		return
	}
	if f.enc != nil {
		f.fail = f.enc.EncodeInt(int64(*v))
		return
	}
	n, err := f.dec.DecodeInt64()
	*v, f.fail = T(n), err
	if err == nil && int64(*v) != n {
		f.fail = fmt.Errorf("the number %d does not fit", n)
	}
}

// Reading reports whether the fields are read rather than written.
func (f *Fields) Reading() bool { return f.enc == nil }

// Left returns how many bytes are left to read.
func (f *Fields) Left() int { return f.in.Len() }

// Failed returns the first error.
func (f *Fields) Failed() error { return f.fail }

// Fail ends with an error.
func (f *Fields) Fail(err error) {
	if f.fail == nil {
		f.fail = err
	}
}
