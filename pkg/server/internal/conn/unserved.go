package conn

import (
	"context"
	"errors"
	"log/slog"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Unserved returns a connection without a WebSocket, for somebody whose requests come in
// another way. Each takes one request.
func Unserved(log *slog.Logger, o *Options) *Conn { return newConn(log, o) }

// Answered returns the answer to the request of a connection that is not served. What else
// is sent to it is thrown away.
func (c *Conn) Answered(ctx context.Context, request uint32) (protocol.Message, error) {
	defer c.cancel()
	defer c.in.Close()
	defer c.queue.close()
	for {
		select {
		case <-c.queue.ready:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		items, ending := c.queue.next(nil)
		c.queue.done()
		for _, o := range items {
			if o.Response != request {
				continue
			}
			var d protocol.Decoder
			d.Reset(o.data, false)
			e, err := d.Next()
			return e.Message, err
		}
		if ending != nil {
			return nil, errEnded
		}
	}
}

// errEnded is returned when there was no room for the answer.
var errEnded = errors.New("the server has no memory left for the answer; try again later")
