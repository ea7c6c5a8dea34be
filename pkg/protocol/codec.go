package protocol

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol/internal/pack"
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
//
// Fields at the end of an array that are empty, which is what a reader takes for
// one that is missing, are not counted, and so not written.
//
// What hot messages do not go through for every character, see quick.go, is not inlined
// here: code is downloaded.
type codec struct {
	mode   mode
	out    *pack.Buffer
	in     *pack.Reader
	left   int // fields of the current array not yet visited; counting: minus the fields seen
	filled int // counting: left at the last field that is not empty
	depth  int
	err    error
	all    bool // write empty fields as well

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

//go:noinline
func (c *codec) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("%w: "+format, append([]any{ErrMalformed}, args...)...)
	}
}

//go:noinline
func (c *codec) check(err error) {
	if err != nil && c.err == nil {
		if c.mode == reading {
			err = fmt.Errorf("%w: %v", ErrMalformed, err)
		}
		c.err = err
	}
}

// next says whether the field at hand is to be written or read now. empty is
// whether the field has what a missing one is read as.
//
//go:noinline
func (c *codec) next(empty bool) bool {
	if c.err != nil {
		return false
	}
	if c.mode == counting {
		c.left--
		if !empty || c.all {
			c.filled = c.left
		}
		return false
	}
	if c.left == 0 {
		return false // the sender is older and does not know this field, or it is empty
	}
	c.left--
	return true
}

// count returns how many of the fields that visit names are to be written.
func (c *codec) count(visit func(*codec)) int {
	mode, left, filled := c.mode, c.left, c.filled
	c.mode, c.left, c.filled = counting, 0, 0
	visit(c)
	n := -c.filled
	c.mode, c.left, c.filled = mode, left, filled
	return n
}

// skip passes over n values.
func (c *codec) skip(n int) {
	for ; n > 0 && c.err == nil; n-- {
		c.check(c.in.Skip())
	}
}

// array frames the fields that visit names as one msgpack array.
func (c *codec) array(visit func(*codec)) {
	if c.err != nil {
		return
	}
	if !c.deeper() {
		return
	}
	outer := c.left
	if c.mode == writing {
		c.left = c.count(visit)
		c.out.B = pack.AppendArray(c.out.B, c.left)
	} else {
		c.left = c.length()
	}
	visit(c)
	c.skip(c.left)
	c.left = outer
	c.depth--
}

// record visits a nested array of fields. One that is missing is visited as if
// it were empty, so that a field in it that must be there is missed.
//
//go:noinline
func (c *codec) record(visit func(*codec)) {
	switch {
	case c.next(c.mode == counting && c.count(visit) == 0):
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
//
//go:noinline
func (c *codec) length() int {
	if c.err != nil {
		return 0
	}
	code := c.in.Peek()
	n, ok := c.in.Array()
	if !ok {
		c.fail("an array is expected and does not follow, or is cut off: code %#x", code)
		return 0
	}
	return n
}

// optional visits a pointer that is nil or points to what visit names.
func optional[T any](c *codec, v **T, visit func(*codec, *T)) {
	if !c.next(*v == nil) || !c.present(*v != nil) {
		return
	}
	if c.mode == reading {
		*v = new(T)
	}
	c.single(func(c *codec) { visit(c, *v) })
}

// present visits whether there is a value; nil stands for none.
//
//go:noinline
func (c *codec) present(is bool) bool {
	if c.mode == writing {
		if !is {
			c.out.B = append(c.out.B, pack.NilCode)
		}
		return is
	}
	if c.in.Peek() == pack.NilCode {
		c.in.Pos++
		return false
	}
	return true
}

// single visits exactly one field outside any array.
//
//go:noinline
func (c *codec) single(visit func(*codec)) {
	outer := c.left
	c.left = 1
	visit(c)
	c.left = outer
}

// list visits a slice whose entries visit names. A missing one is read as empty.
func list[T any](c *codec, v *[]T, visit func(*codec, *T)) {
	if c.mode == reading {
		*v = []T{}
	}
	if !c.next(len(*v) == 0) {
		return
	}
	c.entries(len(*v), int(unsafe.Sizeof(*new(T))), func(c *codec, i int) {
		if c.mode == reading { // grow as entries arrive, not as announced; append would copy very many five times, and slices.Grow is 2 kB of the core
			if i == cap(*v) {
				grown := make([]T, i, 2*i+1)
				copy(grown, *v)
				*v = grown
			}
			*v = (*v)[:i+1]
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
		c.out.B = pack.AppendArray(c.out.B, n)
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
