package protocol

import (
	"bytes"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol/internal/pack"
)

// Data is a data value as [AppendValue] writes it. A large one is never made a
// tree of [ot.Value] on its way from the wire into a document.
type Data []byte

// data visits a field with a value that is not looked into.
func (c *codec) data(d *Data) {
	if !c.next(false) {
		return
	}
	if c.mode == writing {
		if len(*d) == 0 {
			c.fail("value is missing")
			return
		}
		c.out.Write(*d)
		return
	}
	start := c.in.Pos
	c.check(c.in.Skip())
	*d = c.in.Data[start:c.in.Pos:c.in.Pos]
	if !c.in.Own || 2*len(*d) < len(c.in.Data) { // else the message would be kept for a part of it
		*d = bytes.Clone(*d)
	}
}

// Begin implements [ot.ValueSource]. Errors wrap [ErrMalformed] or are the
// visitor's. Memory grows with the bytes that are there, never with what they
// announce.
func (d Data) Begin(v ot.ValueVisitor) ot.Visit {
	return &valueReader{Reader: pack.Reader{Data: d}, visitor: v}
}

// valueReader reads a data value straight from its bytes. What follows on the
// fields that it knows is passed over, and fields that are missing at the end are
// empty, as in a codec. After the first error nothing more happens.
type valueReader struct {
	pack.Reader
	visitor ot.ValueVisitor
	begun   bool
	open    []container // those that are begun and not complete, the outermost first
	keys    pack.Keys
	scalar  ot.Value // the element at hand
	err     error
}

// container is a container that is being read.
type container struct {
	kind     ot.ValueKind
	depth    int
	children int // still to come
	fields   int // behind them that are not known
	around   int // behind it, of the member that it is in
}

// Some implements [ot.Visit].
func (r *valueReader) Some(elements int) (more bool, err error) {
	if !r.begun {
		r.begun = true
		r.element("", 0, 0)
		elements--
	}
	for len(r.open) > 0 && r.err == nil {
		in := &r.open[len(r.open)-1]
		switch {
		case in.children == 0:
			r.visitor.End()
			r.pass(in.fields)
			r.pass(in.around)
			r.open = r.open[:len(r.open)-1]
			continue
		case elements <= 0:
			return true, nil
		case in.kind == ot.KindArray:
			in.children--
			r.element("", in.depth+1, 0)
		default:
			in.children--
			r.member(in.depth + 1)
		}
		elements--
	}
	if r.err == nil && r.Left() > 0 {
		r.fail("%d bytes too many", r.Left())
	}
	return false, r.err
}

//go:noinline
func (r *valueReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: "+format, append([]any{ErrMalformed}, args...)...)
	}
}

//go:noinline
func (r *valueReader) check(err error) {
	if r.err == nil {
		r.err = err
	}
}

// element reads an array of kind, id and content, and passes what follows in the
// member that it is in, which has so many fields more. Of a container only the
// beginning is read.
func (r *valueReader) element(key string, depth, around int) {
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
		if r.check(r.visitor.Begin(kind, id, key, children)); r.err == nil {
			r.open = append(r.open, container{kind, depth, children, fields, around})
		}
		return
	case ot.KindString, ot.KindNumber, ot.KindBoolean, ot.KindDate, ot.KindNull:
		r.content(v, &fields)
		if r.err == nil {
			r.check(r.visitor.Add(key, v))
		}
	default:
		r.fail("value of unknown kind %d", kind)
	}
	r.pass(fields)
	r.pass(around)
}

// member reads an array of a key and an element.
func (r *valueReader) member(depth int) {
	fields := r.length()
	if fields < 2 {
		r.fail("value is missing")
		return
	}
	r.element(r.key(), depth+1, fields-2)
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
		on, ok := r.Bool()
		if v.Bool = on; !ok {
			r.fail("a truth value is expected and does not follow")
		}
	case ot.KindDate:
		*fields--
		v.Millis = r.number()
	}
}

// string reads text, which must be WTF-8.
func (r *valueReader) string() ot.Text {
	b := r.text()
	if r.err != nil {
		return ot.Text{}
	}
	t, err := ot.NewText(r.keys.Copy(b))
	if err != nil {
		r.fail("%v", err)
	}
	return t
}

// key reads the name of a property.
func (r *valueReader) key() string {
	start := r.Pos
	b := r.text()
	place := r.keys.Place(b)
	if r.err == nil && *place == string(b) {
		return *place
	}
	r.Pos = start
	*place = r.string().WTF8()
	return *place
}

// pass passes over fields that are not known.
func (r *valueReader) pass(fields int) {
	for ; fields > 0 && r.err == nil; fields-- {
		if err := r.Skip(); err != nil {
			r.fail("%v", err)
		}
	}
}

// length reads the length of an array.
//
//go:noinline
func (r *valueReader) length() int {
	n, ok := r.Array()
	if !ok {
		r.fail("an array is expected and does not follow, or is cut off")
		return 0
	}
	return n
}

// text reads text without copying it.
func (r *valueReader) text() []byte {
	b, ok := r.Bytes()
	if !ok {
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
	n := r.number()
	if n < 0 || n > limit {
		r.fail("number %d is outside 0 to %d", n, limit)
	}
	return n
}

// number reads a whole number.
func (r *valueReader) number() int64 {
	n, ok := r.Int()
	if !ok {
		r.fail("a whole number is expected and does not follow, or is too large")
	}
	return n
}

// float reads a finite number, which may be written as a whole one.
func (r *valueReader) float() float64 {
	f, ok := r.Reader.Float()
	if !ok {
		r.fail("a finite number is expected and does not follow")
	}
	return f
}
