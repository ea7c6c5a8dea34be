package protocol

import (
	"bytes"
	"fmt"
	"math"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/protocol/internal/pack"
)

// Envelope is one message with the ids that pair requests with answers. Ids
// count from 1; 0 means none.
type Envelope struct {
	Request  uint32
	Response uint32
	Message  Message // nil when the body number is unknown to this version
	Body     Body
}

// Writer gathers envelopes into one binary WebSocket message. It is not safe
// for concurrent use. The zero value is ready.
type Writer struct {
	out  pack.Buffer
	c    codec
	keep int
}

// Keep makes the writer hold a buffer of size bytes from now on, no less and,
// after a Reset, no more: what it takes does not depend on what went through.
func (w *Writer) Keep(size int) {
	w.keep = size
	w.out.B = slices.Grow(w.out.B, size)
}

// Add appends an envelope. It fails only on values that cannot be sent, such
// as a number that is not finite, and then nothing has been appended.
func (w *Writer) Add(request, response uint32, m Message) error {
	start := len(w.out.B)
	w.c = codec{mode: writing, out: &w.out}
	w.out.B = appendHead(w.out.B, m.Body(), request, response)
	if q := quickly(m); q != nil {
		q.write(&w.c)
	} else {
		w.c.array(m.fields)
	}
	if w.c.err != nil {
		w.out.B = w.out.B[:start]
		return fmt.Errorf("encoding message %d: %w", m.Body(), w.c.err)
	}
	return nil
}

func appendHead(b []byte, body Body, request, response uint32) []byte {
	switch {
	case response != 0:
		b = pack.AppendUint(append(b, 0x94), uint64(body))
		return pack.AppendUint(pack.AppendUint(b, uint64(request)), uint64(response))
	case request != 0:
		return pack.AppendUint(pack.AppendUint(append(b, 0x93), uint64(body)), uint64(request))
	}
	return pack.AppendUint(append(b, 0x92), uint64(body))
}

// AddEncoded appends what [Encode] returned, so that a message for many
// connections is encoded once.
func (w *Writer) AddEncoded(envelope []byte) { w.out.B = append(w.out.B, envelope...) }

// Encoded returns a writer that has gathered what [Encode] returned, without a copy. It is
// for sending that alone: nothing may be added.
func Encoded(envelope []byte) *Writer { return &Writer{out: pack.Buffer{B: envelope}} }

// Len returns the number of bytes gathered.
func (w *Writer) Len() int { return len(w.out.B) }

// Truncate forgets all but the first n bytes.
func (w *Writer) Truncate(n int) { w.out.B = w.out.B[:n] }

// Bytes returns the gathered bytes. They are valid until the next Add or Reset.
func (w *Writer) Bytes() []byte { return w.out.B }

// Reset forgets the gathered bytes and keeps the memory, unless it is much.
func (w *Writer) Reset() {
	if cap(w.out.B) > max(keptSize, w.keep) {
		w.out.B = make([]byte, 0, w.keep)
	}
	w.out.B = w.out.B[:0]
}

// keptSize is the size up to which a writer keeps its buffer: what is typed is
// far below it, and one large message must not cost its size for ever.
const keptSize = 16 << 10

// Encode returns one envelope as bytes of its own.
func Encode(request, response uint32, m Message) ([]byte, error) {
	var w Writer
	err := w.Add(request, response, m)
	return w.Bytes(), err
}

// Decode calls visit for each envelope of a binary WebSocket message, in order,
// until visit returns an error. Messages do not refer to data afterwards.
// Errors of the data itself wrap [ErrMalformed].
func Decode(data []byte, visit func(Envelope) error) error {
	if len(data) == 0 {
		return errEmpty
	}
	var d Decoder
	d.Reset(data, false)
	for d.More() {
		e, err := d.Next()
		if err != nil {
			return err
		}
		if err := visit(e); err != nil {
			return err
		}
	}
	return nil
}

// Decoder hands out the envelopes of a binary WebSocket message one by one. The
// zero value has none. It is used again for one message after the other.
type Decoder struct {
	// Bounds, if not nil, returns the bounds of a message whose bytes have arrived.
	Bounds func(body Body, arrived int) Bounds

	in    pack.Reader
	c     codec
	empty bool // the message has no bytes: its first envelope is an error

	again  bool // see Reuse
	ack    OperationAck
	remote RemoteOperation
}

// Reuse has the decoder hand out the same [OperationAck] and [RemoteOperation] for
// each of their kind, so that they are good until the call of Next that follows; what
// is in an operation stays. Reading one then allocates nothing.
func (d *Decoder) Reuse() { d.again, d.in.Memory = true, &pack.Memory{} }

// Reset takes a message, to which the decoder refers from then on; nil for none. What
// it hands out may refer to one that is its own.
func (d *Decoder) Reset(data []byte, own bool) {
	d.in.Reset(data)
	d.in.Own = own
	d.empty = data != nil && len(data) == 0
}

// Keep makes the decoder refer to a copy of what is left of the message.
func (d *Decoder) Keep() {
	if d.in.Left() > 0 {
		d.in.Reset(bytes.Clone(d.in.Data[d.in.Pos:]))
		d.in.Own = true
	}
}

// More reports whether Next has something to hand out.
func (d *Decoder) More() bool { return d.empty || d.in.Left() > 0 }

// Left returns how many bytes of the message have not been decoded.
func (d *Decoder) Left() int { return d.in.Left() }

// Next returns the next envelope, which does not refer to the message unless that is
// the decoder's own. Its errors wrap [ErrMalformed], and then nothing follows, or are
// [ErrExceeds].
func (d *Decoder) Next() (Envelope, error) {
	d.c = codec{mode: reading, in: &d.in}
	c := &d.c
	d.forget()
	if d.empty {
		c.err = errEmpty
	}
	var e Envelope
	fields := c.length()
	if c.err == nil && fields < 2 {
		c.fail("envelope of %d fields", fields)
	}
	c.left = min(fields, 4) - 1
	e.Body = Body(c.number(0, 0xFFFF))
	if c.left > 1 {
		e.Request = uint32(c.take(math.MaxUint32))
	}
	if c.left > 1 {
		e.Response = uint32(c.take(math.MaxUint32))
	}
	exceeds := false
	if c.err == nil {
		e.Message = d.message(e.Body)
		var b Bounds
		if d.Bounds != nil {
			b = d.Bounds(e.Body, d.in.Left())
		}
		if e.Message != nil && !b.Refused {
			at := d.in.Pos
			c.memory, c.maxDepth = b.Memory, b.Depth
			c.message(e.Message)
			if exceeds = c.err == ErrExceeds; exceeds {
				*c = codec{mode: reading, in: &d.in}
				d.in.Pos = at
			}
		}
		if e.Message == nil || b.Refused || exceeds {
			e.Message = nil
			c.check(d.in.Skip())
		}
		c.skip(fields - 4)
	}
	if c.err != nil {
		err := c.err
		d.Reset(nil, false)
		return Envelope{}, err
	}
	if d.in.Left() == 0 {
		d.Reset(nil, false) // holds on to no bytes
	}
	if exceeds {
		return e, ErrExceeds
	}
	return e, nil
}

// message reads a message.
func (c *codec) message(m Message) {
	if q := quickly(m); q != nil {
		q.read(c)
		c.skip(c.left)
		return
	}
	c.array(m.fields)
}

// message returns the message to read into, nil for a body that is not known.
func (d *Decoder) message(b Body) Message {
	if d.again {
		switch b {
		case BodyOperationAck:
			d.ack = OperationAck{}
			return &d.ack
		case BodyRemoteOperation:
			return &d.remote
		}
	}
	return newMessage(b)
}

// forget lets go of what the message before has had: its texts may be large.
func (d *Decoder) forget() {
	ops := d.remote.Operations
	clear(ops)
	if cap(ops) > keptOperations {
		ops = nil
	}
	d.remote = RemoteOperation{Operations: ops[:0]}
}

// keptOperations is how many operations a decoder keeps room for.
const keptOperations = 512

var errEmpty = fmt.Errorf("%w: it is empty", ErrMalformed)
