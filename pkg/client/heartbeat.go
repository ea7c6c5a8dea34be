package client

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// heartbeat notices a server that has fallen silent: within the ping interval
// and the pong timeout of its last sign of life. Receiving only notes the time;
// one timer looks at it, so that a message costs no timer.
type heartbeat struct {
	timer  Timer
	last   time.Time // of the last sign of life
	pinged bool      // a ping has been sent since
}

func (h *heartbeat) start(d *Domain, c *connection) {
	if !d.options.Heartbeat {
		return
	}
	h.last = d.host.Now()
	h.wait(d, c, d.options.PingInterval)
}

func (h *heartbeat) stop() { stop(&h.timer) }

// alive notes a sign of life.
func (h *heartbeat) alive(d *Domain, c *connection) {
	h.last = d.host.Now()
	if h.pinged { // the timer waits for this; the next silence may be shorter
		h.pinged = false
		stop(&h.timer)
		h.wait(d, c, d.options.PingInterval)
	}
}

func (h *heartbeat) wait(d *Domain, c *connection, delay time.Duration) {
	h.timer = d.after(delay, func() {
		if d.conn == c {
			h.look(d, c)
		}
	})
}

// probe asks for a sign of life now, because something has happened that may
// have cost the connection without a word, such as a sleep.
func (h *heartbeat) probe(d *Domain, c *connection) {
	if h.timer == nil || h.pinged {
		return
	}
	h.stop()
	h.pinged = true
	h.last = d.host.Now().Add(-d.options.PingInterval)
	c.send(0, 0, &protocol.Ping{})
	h.wait(d, c, d.options.PongTimeout)
}

func (h *heartbeat) look(d *Domain, c *connection) {
	silent := d.host.Now().Sub(h.last)
	limit := d.options.PingInterval
	if h.pinged {
		limit += d.options.PongTimeout
	}
	switch {
	case silent < limit:
		h.wait(d, c, limit-silent)
	case !h.pinged:
		h.pinged = true
		c.send(0, 0, &protocol.Ping{})
		// The answer is given its full time even if this timer came late, as
		// after a sleep of the computer.
		h.wait(d, c, d.options.PongTimeout)
	default:
		d.log(LogHeartbeat, LogInfo, "no sign of life from the server: the connection counts as lost")
		c.close(protocol.CloseAbort, "no sign of life from the server")
		d.lost(c, protocol.CloseAbort, "no sign of life from the server")
	}
}
