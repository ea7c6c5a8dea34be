package protocol

import (
	"bytes"
	"fmt"

	"github.com/vmihailenco/msgpack/v5"
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
	buf  bytes.Buffer
	enc  *msgpack.Encoder
	keep int
}

// Keep makes the writer hold a buffer of size bytes from now on, no less and,
// after a Reset, no more: what it takes does not depend on what went through.
func (w *Writer) Keep(size int) {
	w.keep = size
	w.buf.Grow(size)
}

// Add appends an envelope. It fails only on values that cannot be sent, such
// as a negative length, and then nothing has been appended.
func (w *Writer) Add(request, response uint32, m Message) error {
	if w.enc == nil {
		w.enc = msgpack.NewEncoder(&w.buf)
		w.enc.UseCompactInts(true)
	}
	start := w.buf.Len()
	c := codec{mode: writing, enc: w.enc}
	c.check(w.enc.EncodeArrayLen(4))
	c.check(w.enc.EncodeUint(uint64(m.Body())))
	c.check(w.enc.EncodeUint(uint64(request)))
	c.check(w.enc.EncodeUint(uint64(response)))
	c.array(m.fields)
	if c.err != nil {
		w.buf.Truncate(start)
		return fmt.Errorf("encoding message %d: %w", m.Body(), c.err)
	}
	return nil
}

// AddEncoded appends what [Encode] returned, so that a message for many
// connections is encoded once.
func (w *Writer) AddEncoded(envelope []byte) { w.buf.Write(envelope) }

// Len returns the number of bytes gathered.
func (w *Writer) Len() int { return w.buf.Len() }

// Truncate forgets all but the first n bytes.
func (w *Writer) Truncate(n int) { w.buf.Truncate(n) }

// Bytes returns the gathered bytes. They are valid until the next Add or Reset.
func (w *Writer) Bytes() []byte { return w.buf.Bytes() }

// Reset forgets the gathered bytes and keeps the memory, unless it is much.
func (w *Writer) Reset() {
	if w.buf.Cap() > max(keptSize, w.keep) {
		w.buf = bytes.Buffer{}
		w.buf.Grow(w.keep)
	}
	w.buf.Reset()
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
	d.Reset(data)
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

	in    reader
	dec   *msgpack.Decoder
	empty bool // the message has no bytes: its first envelope is an error
}

// Reset takes a message, to which the decoder refers from then on; nil for none.
func (d *Decoder) Reset(data []byte) {
	d.in = reader{data: data}
	d.empty = data != nil && len(data) == 0
}

// Keep makes the decoder refer to a copy of what is left of the message.
func (d *Decoder) Keep() {
	if d.in.left() > 0 {
		d.in = reader{data: bytes.Clone(d.in.data[d.in.pos:])}
	}
}

// More reports whether Next has something to hand out.
func (d *Decoder) More() bool { return d.empty || d.in.left() > 0 }

// Left returns how many bytes of the message have not been decoded.
func (d *Decoder) Left() int { return d.in.left() }

// Next returns the next envelope, which does not refer to the message. Its errors
// wrap [ErrMalformed], and then nothing follows, or are [ErrExceeds].
func (d *Decoder) Next() (Envelope, error) {
	if d.dec == nil {
		d.dec = msgpack.NewDecoder(&d.in)
	}
	var e Envelope
	c := codec{mode: reading, dec: d.dec, input: &d.in}
	if d.empty {
		c.err = errEmpty
	}
	fields := c.length()
	if c.err == nil && fields < 4 {
		c.fail("envelope of %d fields", fields)
	}
	c.left = fields
	whole(&c, &e.Body, 0xFFFF)
	c.uint32(&e.Request)
	c.uint32(&e.Response)
	c.left--
	exceeds := false
	if c.err == nil {
		e.Message = newMessage(e.Body)
		var b Bounds
		if d.Bounds != nil {
			b = d.Bounds(e.Body, d.in.left())
		}
		if e.Message != nil && !b.Refused {
			left, at := c.left, d.in.pos
			c.memory, c.maxDepth = b.Memory, b.Depth
			c.array(e.Message.fields)
			if exceeds = c.err == ErrExceeds; exceeds {
				c = codec{mode: reading, dec: d.dec, input: &d.in, left: left}
				d.in.pos = at
			}
		}
		if e.Message == nil || b.Refused || exceeds {
			e.Message = nil
			c.check(d.in.skip())
		}
	}
	for ; c.left > 0 && c.err == nil; c.left-- {
		c.check(d.in.skip())
	}
	if c.err != nil {
		d.Reset(nil)
		return Envelope{}, c.err
	}
	if d.in.left() == 0 {
		d.Reset(nil) // holds on to no bytes
	}
	if exceeds {
		return e, ErrExceeds
	}
	return e, nil
}

var errEmpty = fmt.Errorf("%w: it is empty", ErrMalformed)
