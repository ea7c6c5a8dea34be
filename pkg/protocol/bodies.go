package protocol

import "github.com/convergence-wasm/convergence/pkg/protocol/internal/pack"

// AppendBody appends the fields of a message as a msgpack array, without an
// envelope, as the bridge to JavaScript hands them on: all of them, also empty ones.
func AppendBody(dst []byte, m Message) ([]byte, error) {
	out := pack.Buffer{B: dst}
	c := codec{mode: writing, out: &out, all: true}
	c.array(m.fields)
	return out.B, c.err
}

// DecodeBody reads what [AppendBody] wrote for a message of the given kind.
// Errors wrap [ErrMalformed].
func DecodeBody(b Body, data []byte) (Message, error) {
	in := pack.Reader{Data: data}
	c := codec{mode: reading, in: &in}
	m := newMessage(b)
	if m == nil {
		c.fail("there is no message %d", b)
		return nil, c.err
	}
	c.array(m.fields)
	if c.err == nil && in.Left() > 0 {
		c.fail("%d bytes too many", in.Left())
	}
	return m, c.err
}
