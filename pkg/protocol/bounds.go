package protocol

import (
	"errors"
	"unsafe"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol/internal/pack"
)

// ErrExceeds is returned for a message that is over its [Bounds]. The envelope that
// comes with it has its ids and no message, and decoding can go on behind it.
var ErrExceeds = errors.New("the message holds more than is allowed")

// Bounds limit what decoding one message may take. They are checked before memory is
// taken, so that what a message announces costs nothing.
type Bounds struct {
	Refused bool // the message is passed over without decoding it
	Depth   int  // of arrays and objects; 0: no bound but that of all messages
	Memory  int  // bytes, about, of what is decoded; 0: no bound
}

// Bounds returns the bounds of a message of a kind whose bytes have arrived: what it
// takes in memory is in proportion to them, with room for the smallest values that
// documents are made of.
func (l *Limits) Bounds(body Body, arrived int) Bounds {
	const least = 16 << 10
	switch body {
	case BodyOperationSubmission: // a splice of two bytes is an operation
		return Bounds{Memory: least + min(operationSize*arrived/2, 12*l.Message)}
	case BodyCreateRequest, BodyAutoCreateResponse:
		return Bounds{Memory: least + min(32*arrived, 12*l.Message)}
	case BodyConnectionRequest, BodyPresenceSetState, BodyPresenceChangeRequest, BodyActivityJoinRequest, BodyActivityUpdateState:
		return Bounds{Depth: stateDepth, Memory: least + min(32*arrived, 32*l.StateBytes)}
	case BodyShareReference, BodySetReference:
		return Bounds{Memory: least + min(16*arrived, 16*l.ReferenceBytes)}
	}
	return Bounds{Memory: least + min(24*arrived, 4<<20)}
}

// stateDepth bounds the nesting of a state, which is plain data: a value of MaxDepth
// levels in a map in a message.
const stateDepth = ot.MaxDepth + 4

// spend counts what is about to be taken by n things of a size.
func (c *codec) spend(n, size int) {
	if c.memory == 0 || c.err != nil {
		return
	}
	if n > c.memory/max(size, 1) || n*size >= c.memory {
		c.err = ErrExceeds
		return
	}
	c.memory -= n * size
}

// deeper counts a level of nesting. The caller counts it down again.
func (c *codec) deeper() bool {
	c.depth++
	if c.depth > maxDepth {
		c.fail("nested deeper than %d levels", maxDepth)
	} else if c.maxDepth > 0 && c.depth > c.maxDepth && c.err == nil {
		c.err = ErrExceeds
	}
	return c.err == nil
}

// Sizes in memory of what JSON values are made of.
const (
	entrySize    = int(unsafe.Sizeof(JSON(nil)))
	propertySize = 4 * int(unsafe.Sizeof(Property{})) // and its place in a map
)

// operationSize is what an operation takes without its texts.
const operationSize = int(unsafe.Sizeof(ot.Op{}))

// Weigh returns about how many bytes the envelopes of a WebSocket message take when
// they are decoded. It takes nothing itself, and stops where they are malformed.
func Weigh(data []byte) int {
	r := pack.Reader{Data: data}
	values, operations := 0, 0
	for r.Left() > 0 {
		n, err := r.Count(func(packed []byte) { operations += splices(packed) })
		values += n
		if err != nil {
			break
		}
	}
	return len(data) + values*weight + operations*operationSize
}

// weight is what a value takes, most of which are fields of larger ones.
const weight = 48
