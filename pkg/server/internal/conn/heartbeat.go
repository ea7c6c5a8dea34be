package conn

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// heartbeat watches for silence until the connection ends. It is not the
// writer's business: that may be stuck on the very cable that has been cut.
// Neither has it a goroutine, because there are very many connections.
func (c *Conn) heartbeat() {
	c.beats = time.AfterFunc(time.Hour, func() {
		if c.ctx.Err() == nil {
			c.beats.Reset(c.beat())
		}
	})
	c.beats.Reset(c.options.PingAfter)
}

// deadTimeout is how long a connection without a sign of life may take to be
// notified. Until then its session is there for others.
const deadTimeout = 200 * time.Millisecond

// beat sends a ping or gives up. It returns when to check again, so that a
// client is given up GiveUpAfter after a ping, which goes PingAfter after its
// last message. Bytes of a message that has not come whole are signs of life too; the
// ping goes all the same, because who sends it for long hears nothing else meanwhile.
func (c *Conn) beat() time.Duration {
	o := c.options
	now := time.Now().UnixNano()
	if c.signs.handling.Load() {
		c.signs.heard.Store(now)
	}
	if c.pinged > c.signs.heard.Load() {
		if left := o.GiveUpAfter - time.Duration(now-c.pinged); left > 0 {
			return left
		}
		c.end(protocol.CloseHeartbeat, "no sign of life", true)
		// Not CloseNow, which waits for the closing handshake once that has begun.
		time.AfterFunc(deadTimeout, c.cancel)
		return o.GiveUpAfter
	}
	if left := o.PingAfter - time.Duration(now-max(c.signs.whole.Load(), c.pinged)); left > 0 {
		return left
	}
	c.pinged = now
	c.Send(Out{Message: &protocol.Ping{}})
	// An answer may be followed by a silence that calls for the next ping
	// before this one would have been given up.
	return min(o.PingAfter, o.GiveUpAfter)
}
