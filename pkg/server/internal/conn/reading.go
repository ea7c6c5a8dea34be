package conn

import (
	"fmt"
	"io"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// How much of a message costs nothing: messages are small, nearly all of them, and
// every connection has room for one of these.
const freeBytes = 16 << 10

// answersAhead is how much may wait for a client of which the server goes on reading.
// Who does not read the answers asks no more.
const answersAhead = 1 << 20

// read handles messages until the connection fails or is misused.
func (c *Conn) read(h Handler) error {
	c.socket.SetReadLimit(-1) // bounded below, with a close code of ours
	decoder := protocol.Decoder{Bounds: h.Bounds}
	var buffer []byte
	for {
		kind, r, err := c.socket.Reader(c.ctx)
		if err != nil {
			return err
		}
		if kind != websocket.MessageBinary {
			return fmt.Errorf("%w: text frame, only binary frames are understood", ErrUnexpected)
		}
		c.own()
		if buffer, err = c.readAll(r, buffer[:0], h.Limit()); err != nil {
			return err
		}
		c.signs.message()
		if c.Closing() {
			buffer = c.release(nil)
			continue // until the other side has closed too
		}
		c.signs.handling.Store(true)
		err = c.handle(h, &decoder, buffer)
		c.signs.message()
		c.signs.handling.Store(false)
		if err != nil {
			return err
		}
		buffer = c.release(buffer)
	}
}

// handle decodes a message and hands its envelopes to the handler. While the client
// does not read what waits for it, it waits.
func (c *Conn) handle(h Handler, d *protocol.Decoder, message []byte) error {
	weight := len(message)
	if len(message) > freeBytes {
		weight = protocol.Weigh(message)
		n, err := c.in.Wait(c.ctx, weight)
		if err != nil {
			return c.full(err)
		}
		c.taken += n
	}
	if len(message) == 0 {
		return fmt.Errorf("%w: it is empty", protocol.ErrMalformed)
	}
	d.Reset(message, false)
	for d.More() {
		if !c.queue.wait(answersAhead) {
			break
		}
		c.errands.wait(c.Closing)
		if wait := max(c.pause, c.wire.rate.Load().take(messageCost)); wait > 0 {
			time.Sleep(min(wait, slowed))
		}
		c.pause = 0
		if err := c.turn(c.ctx, func() error {
			left := d.Left()
			e, err := d.Next()
			c.weight = int(float64(weight) * float64(left-d.Left()) / float64(len(message)))
			switch {
			case err == protocol.ErrExceeds:
				err = h.Exceeded(e)
			case err == nil:
				err = h.Handle(e)
			}
			return err
		}); err != nil {
			return err
		}
	}
	d.Reset(nil, false)
	return nil
}

// Weight is about how many bytes the message takes that is being handled. It is for
// handlers.
func (c *Conn) Weight() int { return c.weight }

// release gives back what the last message took, and the buffer if it is large: large
// messages are rare, connections many.
func (c *Conn) release(buffer []byte) []byte {
	c.in.Give(c.taken)
	c.taken = 0
	if cap(buffer) > freeBytes {
		return nil
	}
	return buffer
}

// full is the error of who found no room for a message.
func (c *Conn) full(err error) error {
	if c.ctx.Err() == nil {
		c.Close(protocol.CloseBusy, "the server has no memory left for so large a message; it can be sent again later")
	}
	return err
}

// readAll appends a message to buffer, up to limit bytes. Room for it is taken as it
// arrives.
func (c *Conn) readAll(r io.Reader, buffer []byte, limit int) ([]byte, error) {
	for {
		if len(buffer) == cap(buffer) {
			size := max(512, 2*cap(buffer))
			if size > freeBytes {
				c.signs.handling.Store(true) // it is the server that is slow
				n, err := c.in.Wait(c.ctx, size)
				c.signs.handling.Store(false)
				if err != nil {
					return buffer, c.full(err)
				}
				grown := append(make([]byte, 0, size), buffer...)
				c.in.Give(c.taken)
				c.taken = n
				buffer = grown
			} else {
				buffer = append(make([]byte, 0, size), buffer...)
			}
		}
		n, err := r.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		if len(buffer) > limit {
			return buffer, fmt.Errorf("%w: larger than %d bytes", ErrUnexpected, limit)
		}
		if err == io.EOF {
			return buffer, nil
		}
		if err != nil {
			return buffer, err
		}
	}
}
