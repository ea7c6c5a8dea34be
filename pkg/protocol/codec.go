package protocol

import (
	"errors"
	"fmt"
	"math"
	"unsafe"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// ErrMalformed is wrapped by every error that decoding returns.
var ErrMalformed = errors.New("malformed message")

// maxDepth bounds the nesting of arrays, so that a hostile message cannot
// exhaust the stack. An object within an object takes three levels; whatever a
// document may hold fits.
const maxDepth = 4 * ot.MaxDepth

// codec visits the fields of a message in one of three ways: it counts them,
// writes them or reads them. A message lists its fields once and is thereby
// encoded and decoded by the same code. After the first error nothing more
// happens.
type codec struct {
	mode  mode
	enc   *msgpack.Encoder
	dec   *msgpack.Decoder
	input *reader // the bytes behind dec, to bound announced lengths
	left  int     // reading: fields of the current array not yet visited; counting: minus the fields seen
	depth int
	err   error

	memory   int // reading: bytes that may still be taken, see Bounds; 0: any number
	maxDepth int // reading: see Bounds

	compound bool // the operation at hand is a member of a compound
	ordered  bool // JSON objects at hand keep their order
}

type mode uint8

const (
	counting mode = iota
	writing
	reading
)

func (c *codec) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("%w: "+format, append([]any{ErrMalformed}, args...)...)
	}
}

func (c *codec) check(err error) {
	if err != nil && c.err == nil {
		if c.mode == reading {
			err = fmt.Errorf("%w: %v", ErrMalformed, err)
		}
		c.err = err
	}
}

// next says whether the field at hand is to be written or read now.
func (c *codec) next() bool {
	if c.err != nil {
		return false
	}
	if c.mode == counting {
		c.left--
		return false
	}
	if c.mode == reading {
		if c.left == 0 {
			return false // the sender is older and does not know this field
		}
		c.left--
	}
	return true
}

// array frames the fields that visit names as one msgpack array.
func (c *codec) array(visit func(*codec)) {
	if c.err != nil {
		return
	}
	if !c.deeper() {
		return
	}
	switch c.mode {
	case writing:
		count := codec{mode: counting}
		visit(&count)
		c.check(c.enc.EncodeArrayLen(-count.left))
		visit(c)
	case reading:
		outer := c.left
		c.left = c.length()
		visit(c)
		for ; c.left > 0 && c.err == nil; c.left-- {
			c.check(c.input.skip())
		}
		c.left = outer
	}
	c.depth--
}

// record visits a nested array of fields. One that is missing is visited as if
// it were empty, so that a field in it that must be there is missed.
func (c *codec) record(visit func(*codec)) {
	switch {
	case c.next():
		c.array(visit)
	case c.mode == reading && c.err == nil:
		outer := c.left
		c.left = 0
		visit(c)
		c.left = outer
	}
}

// length reads an array length and refuses one that cannot fit in what is left
// of the input, every entry taking at least a byte.
func (c *codec) length() int {
	if c.err != nil {
		return 0
	}
	n, err := c.dec.DecodeArrayLen()
	c.check(err)
	if n < 0 {
		c.fail("nil in the place of an array")
		return 0
	}
	if n > c.input.left() {
		c.fail("array of %d entries in %d bytes", n, c.input.left())
		return 0
	}
	return n
}

func (c *codec) bool(v *bool) {
	if !c.next() {
		return
	}
	if c.mode == writing {
		c.check(c.enc.EncodeBool(*v))
		return
	}
	b, err := c.dec.DecodeBool()
	c.check(err)
	*v = b
}

// integer is any whole number that fits in 63 bits.
type integer interface {
	~int | ~int64 | ~uint64 | ~uint32 | ~uint16 | ~uint8
}

// whole visits a number from 0 to limit. Generic functions here only convert:
// each type that they are used with is another copy of their code.
func whole[T integer](c *codec, v *T, limit int64) {
	if !c.next() {
		return
	}
	n := c.number(uint64(*v), limit)
	// Writing must not touch the value: many connections encode one operation.
	if c.mode == reading {
		*v = T(n)
	}
}

func (c *codec) number(v uint64, limit int64) uint64 {
	if c.mode == writing {
		c.check(c.enc.EncodeUint(v))
		return v
	}
	n, err := c.dec.DecodeInt64()
	c.check(err)
	if n < 0 || n > limit {
		c.fail("number %d is outside 0 to %d", n, limit)
		return v
	}
	return uint64(n)
}

// Limits of whole numbers on the wire.
const (
	maxSafe  = 1<<53 - 1 // what a JavaScript number holds exactly
	maxIndex = math.MaxInt32
)

func (c *codec) size(v *int)        { whole(c, v, maxIndex) }
func (c *codec) version(v *int64)   { whole(c, v, maxSafe) }
func (c *codec) uint32(v *uint32)   { whole(c, v, math.MaxUint32) }
func (c *codec) sequence(v *uint64) { whole(c, v, maxSafe) }

// millis visits a time in milliseconds, which may lie before 1970.
func (c *codec) millis(v *int64) {
	if !c.next() {
		return
	}
	if c.mode == writing {
		c.check(c.enc.EncodeInt(*v))
		return
	}
	n, err := c.dec.DecodeInt64()
	c.check(err)
	*v = n
}

// float visits a finite number.
func (c *codec) float(v *float64) {
	if !c.next() {
		return
	}
	if c.mode == writing {
		c.check(writeFloat(c.enc, *v))
		return
	}
	f, err := c.dec.DecodeFloat64()
	c.check(err)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		c.fail("number is not finite")
		return
	}
	*v = f
}

// writeFloat writes a whole number as an integer when that loses nothing,
// which is shorter for nearly every number that people type.
func writeFloat(e *msgpack.Encoder, f float64) error {
	if i := int64(f); float64(i) == f && i > -maxSafe && i < maxSafe && !(i == 0 && math.Signbit(f)) {
		return e.EncodeInt(i)
	}
	return e.EncodeFloat64(f)
}

// string visits text that must be WTF-8.
func (c *codec) string(v *string) {
	if !c.next() {
		return
	}
	if c.mode == writing {
		c.check(c.enc.EncodeString(*v))
		return
	}
	var t ot.Text
	c.readText(&t)
	*v = t.WTF8()
}

func (c *codec) text(v *ot.Text) {
	if !c.next() {
		return
	}
	if c.mode == writing {
		c.check(c.enc.EncodeString(v.WTF8()))
		return
	}
	c.readText(v)
}

func (c *codec) readText(v *ot.Text) {
	n, err := c.dec.DecodeBytesLen()
	c.check(err)
	b := c.input.take(n)
	if b == nil && n > 0 {
		c.fail("text of %d bytes in %d", n, c.input.left())
	}
	c.spend(n, 1)
	if c.err != nil {
		return
	}
	t, err := ot.NewText(string(b))
	c.check(err)
	*v = t
}

// optional visits a pointer that is nil or points to what visit names.
func optional[T any](c *codec, v **T, visit func(*codec, *T)) {
	if !c.next() || !c.present(*v != nil) {
		return
	}
	if c.mode == reading {
		*v = new(T)
	}
	c.single(func(c *codec) { visit(c, *v) })
}

// present visits whether there is a value; nil stands for none.
func (c *codec) present(is bool) bool {
	if c.mode == writing {
		if !is {
			c.check(c.enc.EncodeNil())
		}
		return is
	}
	code, err := c.dec.PeekCode()
	c.check(err)
	if c.err == nil && code == 0xC0 {
		c.check(c.dec.DecodeNil())
		return false
	}
	return c.err == nil
}

// single visits exactly one field outside any array.
func (c *codec) single(visit func(*codec)) {
	outer := c.left
	c.left = 1
	visit(c)
	c.left = outer
}

// list visits a slice whose entries visit names.
func list[T any](c *codec, v *[]T, visit func(*codec, *T)) {
	if !c.next() {
		return
	}
	if c.mode == reading {
		*v = []T{}
	}
	c.entries(len(*v), int(unsafe.Sizeof(*new(T))), func(c *codec, i int) {
		if c.mode == reading { // grow as entries arrive, not as announced
			*v = append(*v, *new(T))
		}
		visit(c, &(*v)[i])
	})
}

// entries visits n entries, or as many as the input announces, each of a size in
// memory.
func (c *codec) entries(n, size int, visit func(*codec, int)) {
	if !c.deeper() {
		return
	}
	if c.mode == writing {
		c.check(c.enc.EncodeArrayLen(n))
	} else {
		n = c.length()
		c.spend(n, size)
	}
	outer := c.left
	for i := 0; i < n && c.err == nil; i++ {
		c.left = 1
		visit(c, i)
	}
	c.left = outer
	c.depth--
}

func (c *codec) strings(v *[]string) { list(c, v, (*codec).string) }
