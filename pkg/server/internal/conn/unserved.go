package conn

import (
	"context"
	"log/slog"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Unserved returns a connection without a WebSocket, for somebody whose requests come in
// another way. Each takes one request.
func Unserved(log *slog.Logger, o *Options) *Conn { return New(nil, log, o) }

// Answered returns the answer to the request of a connection that is not served. What else
// is sent to it is thrown away.
func (c *Conn) Answered(ctx context.Context, request uint32) (protocol.Message, error) {
	defer c.cancel()
	for {
		select {
		case <-c.queue.ready:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		items, _ := c.queue.take(nil)
		for _, o := range items {
			if o.Response == request {
				return o.Message, nil
			}
		}
	}
}
