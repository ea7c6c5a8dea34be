package session

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

func (h *heartbeat) start(s *Session, c *Connection) {
	if !s.Options.Heartbeat {
		return
	}
	h.last = s.Host.Now()
	h.wait(s, c, s.Options.PingInterval)
}

func (h *heartbeat) stop() { Stop(&h.timer) }

// alive notes a sign of life.
func (h *heartbeat) alive(s *Session, c *Connection) {
	h.last = s.Host.Now()
	if h.pinged { // the timer waits for this; the next silence may be shorter
		h.pinged = false
		Stop(&h.timer)
		h.wait(s, c, s.Options.PingInterval)
	}
}

func (h *heartbeat) wait(s *Session, c *Connection, delay time.Duration) {
	h.timer = s.After(delay, func() {
		if s.Conn == c {
			h.look(s, c)
		}
	})
}

// probe asks for a sign of life now, because something has happened that may
// have cost the connection without a word, such as a sleep.
func (h *heartbeat) probe(s *Session, c *Connection) {
	if h.timer == nil || h.pinged {
		return
	}
	h.stop()
	h.pinged = true
	h.last = s.Host.Now().Add(-s.Options.PingInterval)
	c.Send(0, 0, &protocol.Ping{})
	h.wait(s, c, s.Options.PongTimeout)
}

func (h *heartbeat) look(s *Session, c *Connection) {
	silent := s.Host.Now().Sub(h.last)
	limit := s.Options.PingInterval
	if h.pinged {
		limit += s.Options.PongTimeout
	}
	switch {
	case silent < limit:
		h.wait(s, c, limit-silent)
	case !h.pinged:
		h.pinged = true
		c.Send(0, 0, &protocol.Ping{})
		// The answer is given its full time even if this timer came late, as
		// after a sleep of the computer.
		h.wait(s, c, s.Options.PongTimeout)
	default:
		s.Log(LogHeartbeat, LogInfo, "no sign of life from the server: the connection counts as lost")
		c.close(protocol.CloseAbort, "no sign of life from the server")
		s.lost(c, protocol.CloseAbort, "no sign of life from the server")
	}
}
