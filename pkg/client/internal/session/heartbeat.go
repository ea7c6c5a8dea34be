package session

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// heartbeat notices a server that has fallen silent: within one and a half ping
// intervals and the pong timeout of its last sign of life, and when nothing but pings
// is sent, within one. Receiving only notes that there was a sign; a timer looks
// twice in a ping interval, so that a message costs neither a timer nor a question
// for the time. Nothing that comes more often than the ping interval is pinged.
type heartbeat struct {
	timer  Timer
	due    time.Time // of the timer
	heard  bool      // a sign of life since the timer has looked
	silent bool      // there was none before that
	pinged bool      // a ping has been sent since the last one
}

func (h *heartbeat) start(s *Session, c *Connection) {
	if s.Options.Heartbeat {
		h.begin(s, c)
	}
}

// begin waits for the whole ping interval, of which now is the begin.
func (h *heartbeat) begin(s *Session, c *Connection) {
	h.heard, h.silent, h.pinged = false, false, false
	h.wait(s, c, s.Options.PingInterval/2)
}

func (h *heartbeat) stop() { Stop(&h.timer) }

// alive notes a sign of life.
func (h *heartbeat) alive(s *Session, c *Connection) {
	h.heard = true
	if h.pinged { // the timer waits for this; the next silence may be shorter
		Stop(&h.timer)
		h.begin(s, c)
	}
}

func (h *heartbeat) wait(s *Session, c *Connection, delay time.Duration) {
	h.due = s.Host.Now().Add(delay)
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
	h.ping(s, c)
}

// ping asks for a sign of life. The answer is given its full time even if the timer
// came late, as after a sleep of the computer.
func (h *heartbeat) ping(s *Session, c *Connection) {
	h.pinged = true
	c.Send(0, 0, &protocol.Ping{})
	h.wait(s, c, s.Options.PongTimeout)
}

func (h *heartbeat) look(s *Session, c *Connection) {
	late := s.Host.Now().Sub(h.due) >= s.Options.PingInterval/2
	switch {
	case h.pinged:
		s.Log(LogHeartbeat, LogInfo, "no sign of life from the server: the connection counts as lost")
		c.close(protocol.CloseAbort, "no sign of life from the server")
		s.lost(c, protocol.CloseAbort, "no sign of life from the server")
	case late || h.silent && !h.heard:
		h.ping(s, c)
	default:
		h.silent, h.heard = !h.heard, false
		h.wait(s, c, s.Options.PingInterval/2)
	}
}
