package protocol

import (
	"bytes"
	"math"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol/internal/pack"
)

func (c *codec) bool(v *bool) {
	if !c.next(!*v) {
		return
	}
	if c.mode == writing {
		c.out.B = append(c.out.B, boolCode(*v))
		return
	}
	b, ok := c.in.Bool()
	if !ok {
		c.fail("a truth value is expected")
	}
	*v = b
}

func boolCode(v bool) byte {
	if v {
		return 0xC3
	}
	return 0xC2
}

// integer is any whole number that fits in 63 bits.
type integer interface {
	~int | ~int64 | ~uint64 | ~uint32 | ~uint16 | ~uint8
}

// whole visits a number from 0 to limit. Generic functions here only convert:
// each type that they are used with is another copy of their code.
func whole[T integer](c *codec, v *T, limit int64) {
	if !c.next(*v == 0) {
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
		c.out.B = pack.AppendUint(c.out.B, v)
		return v
	}
	n, ok := c.in.Int()
	if !ok || n < 0 || n > limit {
		c.fail("number %d is outside 0 to %d, or cut off", n, limit)
		return v
	}
	return uint64(n)
}

// Limits of whole numbers on the wire.
const (
	maxSafe  = 1<<53 - 1 // what a JavaScript number holds exactly
	maxIndex = math.MaxInt32
)

//go:noinline
func (c *codec) size(v *int) { whole(c, v, maxIndex) }

//go:noinline
func (c *codec) version(v *int64) { whole(c, v, maxSafe) }

// bytes visits bytes that are not looked into.
func (c *codec) bytes(v *[]byte) {
	if !c.next(len(*v) == 0) {
		return
	}
	if c.mode == writing {
		c.out.B = append(pack.AppendBinary(c.out.B, len(*v)), *v...)
		return
	}
	b, ok := c.in.Bytes()
	if !ok {
		c.fail("bytes are expected and do not follow, or are cut off")
	} else if *v = b; !c.in.Own {
		*v = bytes.Clone(b)
	}
}

//go:noinline
func (c *codec) uint32(v *uint32)   { whole(c, v, math.MaxUint32) }
func (c *codec) sequence(v *uint64) { whole(c, v, maxSafe) }

// millis visits a time in milliseconds, which may lie before 1970.
func (c *codec) millis(v *int64) {
	if !c.next(*v == 0) {
		return
	}
	if c.mode == writing {
		c.out.B = pack.AppendInt(c.out.B, *v)
		return
	}
	n, ok := c.in.Int()
	if !ok {
		c.fail("a time is expected")
	}
	*v = n
}

// float visits a finite number.
func (c *codec) float(v *float64) {
	if !c.next(math.Float64bits(*v) == 0) {
		return
	}
	if c.mode == writing {
		c.check(c.out.WriteFloat(*v))
		return
	}
	f, ok := c.in.Float()
	if !ok {
		c.fail("a finite number is expected and does not follow")
		return
	}
	*v = f
}

// string visits text that must be WTF-8.
func (c *codec) string(v *string) {
	if !c.next(*v == "") {
		return
	}
	if c.mode == writing {
		c.out.B = pack.AppendString(c.out.B, *v)
		return
	}
	var t ot.Text
	c.readText(&t)
	*v = t.WTF8()
}

// name visits a string that tends to come again, such as the id of an element.
func (c *codec) name(v *string) {
	if c.mode != reading || c.in.Memory == nil {
		c.string(v)
		return
	}
	if !c.next(*v == "") {
		return
	}
	at := c.in.Pos
	if b, ok := c.in.Bytes(); ok {
		if known, ok := c.in.Memory.Name(b); ok {
			*v = known
			return
		}
		c.in.Pos = at
		c.left++
	}
	c.string(v)
	c.in.Memory.Learn(*v)
}

func (c *codec) text(v *ot.Text) {
	if !c.next(v.WTF8() == "") {
		return
	}
	if c.mode == writing {
		c.out.B = pack.AppendString(c.out.B, v.WTF8())
		return
	}
	c.readText(v)
}

func (c *codec) readText(v *ot.Text) {
	b, ok := c.in.Bytes()
	if !ok {
		c.fail("text is expected and does not follow, or is cut off")
		return
	}
	if c.spend(len(b), 1); c.err != nil {
		return
	}
	t, err := ot.NewText(c.in.Copy(b))
	c.check(err)
	*v = t
}

//go:noinline
func (c *codec) strings(v *[]string) { list(c, v, (*codec).string) }
