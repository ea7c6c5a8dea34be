package protocol

import (
	"bytes"
	"fmt"
	"math"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Data is a data value as [AppendValue] writes it. A large one is never made a
// tree of [ot.Value] on its way from the wire into a document.
type Data []byte

// data visits a field with a value that is not looked into.
func (c *codec) data(d *Data) {
	if !c.next() {
		return
	}
	if c.mode == writing {
		if len(*d) == 0 {
			c.fail("value is missing")
			return
		}
		_, err := c.enc.Writer().Write(*d)
		c.check(err)
		return
	}
	start := c.input.pos
	c.check(c.input.skip())
	*d = bytes.Clone(c.input.data[start:c.input.pos])
}

// Visit implements [ot.ValueSource]. Errors wrap [ErrMalformed] or are the
// visitor's. Memory grows with the bytes that are there, never with what they
// announce.
func (d Data) Visit(v ot.ValueVisitor) error {
	r := valueReader{reader: reader{data: d}, visitor: v}
	r.element("", 0)
	if r.err == nil && r.left() > 0 {
		r.fail("%d bytes too many", r.left())
	}
	return r.err
}

// valueReader reads a data value straight from its bytes. What follows on the
// fields that it knows is passed over, and fields that are missing at the end are
// empty, as in a codec. After the first error nothing more happens.
type valueReader struct {
	reader
	visitor ot.ValueVisitor
	names   names
	scalar  ot.Value // the element at hand
	err     error
}

func (r *valueReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: "+format, append([]any{ErrMalformed}, args...)...)
	}
}

func (r *valueReader) check(err error) {
	if r.err == nil {
		r.err = err
	}
}

// element reads an array of kind, id and content.
func (r *valueReader) element(key string, depth int) {
	if depth > maxDepth {
		r.fail("nested deeper than %d levels", maxDepth)
		return
	}
	fields := r.length()
	kind := ot.ValueKind(r.whole(&fields, 0x7F))
	id := ""
	if fields > 0 {
		fields--
		id = r.string().WTF8()
	}
	v := &r.scalar
	*v = ot.Value{ID: id, Kind: kind}
	switch kind {
	case ot.KindObject, ot.KindArray:
		children := 0
		if fields > 0 {
			fields--
			children = r.length()
		}
		if r.err != nil {
			return
		}
		if r.check(r.visitor.Begin(kind, id, key, children)); r.err != nil {
			return
		}
		for ; children > 0 && r.err == nil; children-- {
			if kind == ot.KindArray {
				r.element("", depth+1)
			} else {
				r.member(depth + 1)
			}
		}
		r.visitor.End()
	case ot.KindString, ot.KindNumber, ot.KindBoolean, ot.KindDate, ot.KindNull:
		r.content(v, &fields)
		if r.err == nil {
			r.check(r.visitor.Add(key, v))
		}
	default:
		r.fail("value of unknown kind %d", kind)
	}
	r.pass(fields)
}

// member reads an array of a key and an element.
func (r *valueReader) member(depth int) {
	fields := r.length()
	if fields < 2 {
		r.fail("value is missing")
		return
	}
	r.element(r.key(), depth+1)
	r.pass(fields - 2)
}

// content reads what a value that is no container has.
func (r *valueReader) content(v *ot.Value, fields *int) {
	if *fields == 0 {
		return
	}
	switch v.Kind {
	case ot.KindString:
		*fields--
		v.Text = r.string()
	case ot.KindNumber:
		*fields--
		v.Number = r.float()
		if *fields == 0 {
			return
		}
		*fields--
		for n := r.length(); n > 0 && r.err == nil; n-- {
			v.Rest = append(v.Rest, r.float())
		}
	case ot.KindBoolean:
		*fields--
		code := r.code()
		if v.Bool = code == 0xC3; code != 0xC3 && code != 0xC2 {
			r.fail("unexpected msgpack code %#x", code)
		}
	case ot.KindDate:
		*fields--
		v.Millis = r.int(r.code())
	}
}

// string reads text, which must be WTF-8.
func (r *valueReader) string() ot.Text {
	b := r.text()
	if r.err != nil {
		return ot.Text{}
	}
	s := ""
	if len(b) > shortName {
		s = string(b)
	} else {
		s = r.names.copy(b)
	}
	t, err := ot.NewText(s)
	if err != nil {
		r.fail("%v", err)
	}
	return t
}

// key reads the name of a property.
func (r *valueReader) key() string {
	start := r.pos
	b := r.text()
	place := r.names.place(b)
	if r.err == nil && *place == string(b) {
		return *place
	}
	r.pos = start
	*place = r.string().WTF8()
	return *place
}

// pass passes over fields that are not known.
func (r *valueReader) pass(fields int) {
	for ; fields > 0 && r.err == nil; fields-- {
		if err := r.skip(); err != nil {
			r.fail("%v", err)
		}
	}
}

// code reads the byte that a value begins with; what is not one at the end.
func (r *valueReader) code() byte {
	if r.pos >= len(r.data) {
		r.fail("the end of the input")
		return 0xC1
	}
	r.pos++
	return r.data[r.pos-1]
}

// length reads the length of an array and refuses one that cannot fit in what is
// left, every entry taking at least a byte.
func (r *valueReader) length() int {
	n := -1
	switch code := r.code(); {
	case code >= 0x90 && code <= 0x9F:
		n = int(code & 0x0F)
	case code == 0xDC || code == 0xDD:
		n = r.number(2 << (code - 0xDC))
	}
	if n < 0 || n > r.left() {
		r.fail("an array is expected and does not follow, or is cut off")
		return 0
	}
	return n
}

// text reads text without copying it.
func (r *valueReader) text() []byte {
	n := -1
	switch code := r.code(); {
	case code >= 0xA0 && code <= 0xBF:
		n = int(code & 0x1F)
	case code >= 0xD9 && code <= 0xDB:
		n = r.number(1 << (code - 0xD9))
	}
	b := r.take(n)
	if b == nil {
		r.fail("text is expected and does not follow, or is cut off")
	}
	return b
}

// whole reads a field with a whole number from 0 to limit.
func (r *valueReader) whole(fields *int, limit int64) int64 {
	if *fields == 0 {
		return 0
	}
	*fields--
	n := r.int(r.code())
	if n < 0 || n > limit {
		r.fail("number %d is outside 0 to %d", n, limit)
	}
	return n
}

// int reads a whole number that begins with a code.
func (r *valueReader) int(code byte) int64 {
	if code <= 0x7F || code >= 0xE0 {
		return int64(int8(code))
	}
	if code < 0xCC || code > 0xD3 {
		r.fail("unexpected msgpack code %#x", code)
		return 0
	}
	size := 1 << (code & 3)
	b := r.take(size)
	if b == nil {
		r.fail("the end of the input")
		return 0
	}
	v := uint64(0)
	for _, x := range b {
		v = v<<8 | uint64(x)
	}
	if code >= 0xD0 { // signed
		return int64(v<<(64-8*size)) >> (64 - 8*size)
	}
	if int64(v) < 0 {
		r.fail("number %d is too large", v)
	}
	return int64(v)
}

// float reads a finite number, which may be written as a whole one.
func (r *valueReader) float() float64 {
	code := r.code()
	f := 0.0
	switch code {
	case 0xCA:
		f = float64(math.Float32frombits(uint32(r.bits(4))))
	case 0xCB:
		f = math.Float64frombits(r.bits(8))
	default:
		f = float64(r.int(code))
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		r.fail("number is not finite")
	}
	return f
}

func (r *valueReader) bits(size int) (v uint64) {
	b := r.take(size)
	if b == nil {
		r.fail("the end of the input")
	}
	for _, x := range b {
		v = v<<8 | uint64(x)
	}
	return v
}
