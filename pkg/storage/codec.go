package storage

import (
	"bytes"
	"fmt"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Values are msgpack arrays of fields in a fixed order. Fields are only ever
// appended: a reader takes a missing one as zero and passes over those that it
// does not know, so that records outlive versions in both directions. What
// changes more needs a migration.

// fields visits the fields of one value, writing or reading them. A value names
// its fields once for both. After the first error nothing more happens.
type fields struct {
	enc  *msgpack.Encoder
	dec  *msgpack.Decoder
	in   *bytes.Reader
	n    int // written so far, or left to read
	fail error
}

// encode writes a value; what names it in the error.
func encode(what string, visit func(*fields)) ([]byte, error) {
	var body bytes.Buffer
	f := fields{enc: msgpack.NewEncoder(&body)}
	f.enc.UseCompactInts(true)
	visit(&f)
	if f.fail != nil {
		return nil, fmt.Errorf("write a %s: %w", what, f.fail)
	}
	var head bytes.Buffer
	_ = msgpack.NewEncoder(&head).EncodeArrayLen(f.n) // a buffer takes everything
	return append(head.Bytes(), body.Bytes()...), nil
}

// must is encode for values that can always be written.
func must(visit func(*fields)) []byte {
	b, err := encode("record", visit)
	if err != nil {
		panic(err) // text and numbers only: unreachable
	}
	return b
}

// decode reads a value; what names it in the error.
func decode(data []byte, what string, visit func(*fields)) error {
	in := bytes.NewReader(data)
	f := fields{dec: msgpack.NewDecoder(in), in: in}
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
func (f *fields) next() bool {
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

func (f *fields) text(v *string) {
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

func (f *fields) data(v *[]byte) {
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
func (f *fields) take() []byte {
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

func (f *fields) flag(v *bool) {
	if !f.next() {
		return
	}
	if f.enc != nil {
		f.fail = f.enc.EncodeBool(*v)
	} else {
		*v, f.fail = f.dec.DecodeBool()
	}
}

func whole[T ~int | ~int64 | ~uint64 | ~uint8](f *fields, v *T) {
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

// operations visits operations in the form of the wire.
func (f *fields) operations(v *[]ot.Op) {
	var b []byte
	if f.enc != nil {
		var err error
		if b, err = protocol.AppendOperations(nil, *v); err != nil {
			f.fail = err
			return
		}
	}
	f.data(&b)
	if f.enc == nil && f.fail == nil && len(b) > 0 {
		*v, f.fail = protocol.DecodeOperations(b)
	}
}
