package session

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Connection is one socket from dialling to its end. A session drops its
// reference when the connection ends; late calls of the host then find that
// they are not the session's connection any more and do nothing.
type Connection struct {
	s        *Session
	socket   Socket
	out      protocol.Writer
	timer    Timer // opening or authenticating
	attempt  int   // the session's generation
	heart    heartbeat
	requests requests
	trial    trial
	asked    bool      // to be let in
	began    time.Time // when the server let us in
	heard    bool      // something has come since then
	Paused   bool      // operations wait; a timer resumes
	burst    int       // sent in this turn: bytes, and what operations count beside them
	buffered int       // bytes that the socket has in its buffer, at most
	meantime int       // bytes sent in this pause
}

// A message is sent once it has SendSize bytes. While the socket has more than
// pauseSize bytes in its buffer operations wait, so that another model's do not come
// behind all of them, and above burstSize bytes in one turn, so that what has piled
// up does not keep the program from everything else.
const (
	SendSize  = 64 << 10
	keptSize  = 16 << 10 // of the buffer, between turns
	pauseSize = 256 << 10
	pauseTime = 10 * time.Millisecond
	burstSize = SendSize
	// What an operation counts in a burst beside its bytes: small ones take their time too.
	operationCost = 32
)

// dial starts a connection attempt.
func (s *Session) dial() {
	s.move(StateConnecting)
	s.generation++
	c := &Connection{s: s, attempt: s.generation, requests: newRequests()}
	c.out.Keep(keptSize)
	s.Conn = c
	s.owner.Event(Event{Kind: Connecting})
	c.timer = s.After(s.Options.ConnectionTimeout, func() {
		if s.Conn == c {
			c.close(protocol.CloseAbort, "no connection in time")
			s.socketFailed("the server did not answer in " + s.Options.ConnectionTimeout.String())
		}
	})
	c.socket = s.openSocket(c)
}

// close ends the connection on this side and forgets it.
func (c *Connection) close(code protocol.CloseCode, reason string) {
	Stop(&c.timer)
	c.heart.stop()
	if c.s.Conn == c {
		c.s.Conn = nil
	}
	if c.socket != nil {
		c.socket.Close(int(code), reason)
	}
}

// Opened implements SocketHandler.
func (c *Connection) Opened() {
	s := c.s
	s.Lock()
	defer s.Unlock()
	if s.Conn != c || s.State != StateConnecting {
		return
	}
	Stop(&c.timer)
	s.move(StateAuthenticating)
	s.authenticate(c)
}

// Text implements SocketHandler.
func (c *Connection) Text() {
	s := c.s
	s.Lock()
	defer s.Unlock()
	if s.Conn == c {
		s.afterwards(c, func() { c.Broken("the server sent a text message") })
	}
}

// Broken ends a connection on which the server does not keep to the protocol.
func (c *Connection) Broken(message string) {
	s := c.s
	s.owner.Event(Event{Kind: ErrorOccurred, Message: message})
	c.close(protocol.CloseProtocolError, "protocol error")
	s.lost(c, protocol.CloseAbort, message) // which blames nothing that was sent
}

// Closed implements SocketHandler.
func (c *Connection) Closed(code int, reason string) {
	s := c.s
	s.Lock()
	defer s.Unlock()
	if s.Conn != c {
		return
	}
	s.afterwards(c, func() {
		Stop(&c.timer)
		c.heart.stop()
		s.Conn = nil
		s.lost(c, protocol.CloseCode(code), reason)
	})
}

// lost decides what follows the end of a connection that nobody asked for.
// s.Conn is nil already.
func (s *Session) lost(c *Connection, code protocol.CloseCode, reason string) {
	if s.State != StateConnected {
		s.notLetIn(c, code, reason)
		return
	}
	if c.hasWorked() {
		s.attempts, s.suspicious = 0, false
	}
	if code.Blames() {
		s.accuse(c, reason)
	}
	s.move(StateInterrupted)
	s.owner.Offline(true)
	c.failRequests("the connection was lost")
	s.owner.Event(Event{Kind: Interrupted})
	s.Then(func() {
		if s.State != StateInterrupted {
			return // a listener has disconnected
		}
		if !s.Options.AutoReconnect || s.Token == "" || code.Retry() == protocol.RetryNever {
			s.move(StateDisconnected)
			s.ended()
			return
		}
		s.method = protocol.AuthReconnect
		if code == protocol.CloseMoved && c.lived() >= movedAfter { // the server spreads its clients
			s.retryAfter(0)
			return
		}
		if code.Retry() == protocol.RetryLater {
			s.attempts = max(s.attempts, 1)
		}
		s.scheduleRetry(0)
	})
}

// livedFor is how long a connection has to live so that it counts as one that
// works. The waits between attempts begin anew then, and not before: else a server
// that lets everybody in and then ends the connection would be asked without pause.
const livedFor = 10 * time.Second

// movedAfter is how long it has to live so that a client that the server hands over to another
// one connects at once: that one may hand its clients over next.
const movedAfter = time.Second

func (c *Connection) hasWorked() bool { return c.heard && c.lived() >= livedFor }

func (c *Connection) lived() time.Duration {
	return c.s.Host.Now().Sub(c.began)
}

// Send queues a message for the end of the turn. It reports false for one that
// cannot be sent; unless it has operations, it has been refused.
func (c *Connection) Send(request, response uint32, m protocol.Message) bool {
	before := c.out.Len()
	if err := c.out.Add(request, response, m); err != nil {
		c.s.owner.Event(Event{Kind: ErrorOccurred, Message: err.Error()})
		if request != 0 { // nobody else will answer it
			c.Then(func() { c.unsent(request, err) })
		}
		return false
	}
	size := c.out.Len() - before
	edits, _ := m.(*protocol.OperationSubmission)
	if limit := c.s.Limits.Message; size > limit {
		c.out.Truncate(before)
		if edits == nil {
			c.s.owner.Refuse(c, request, response, m, (&protocol.Excess{What: "a message", Unit: "bytes", Size: size, Limit: limit}).AsError())
		}
		return false
	} else if c.out.Len() > limit {
		c.out.Truncate(before)
		c.flush()
		_ = c.out.Add(request, response, m) // it could be encoded before
	}
	if c.trial.on {
		before = c.out.Len() - size
		data := c.out.Bytes()[before:]
		c.out.Truncate(before)
		c.post(request, m, data)
		return true
	}
	if edits != nil {
		c.burst += operationCost * len(edits.Operations)
	}
	if c.out.Len() >= SendSize || c.burst > burstSize && !c.Paused {
		c.flush()
	}
	c.s.Schedule()
	return true
}

// flush hands what is queued to the socket.
func (c *Connection) flush() {
	if c.out.Len() == 0 || c.socket == nil {
		return
	}
	c.socket.Send(c.out.Bytes())
	sent := c.out.Len()
	c.burst += sent
	c.buffered += sent
	c.out.Reset()
	if c.Paused {
		c.meantime += sent
		return
	}
	if c.buffered > pauseSize || c.burst > burstSize { // asking costs as much as sending
		c.buffered = c.socket.Buffered()
		if c.buffered > pauseSize || c.burst > burstSize {
			c.Paused = true
			c.resume(c.buffered)
		}
	}
}

// OnTrial reports whether the connection finds out what the server closes it for.
func (c *Connection) OnTrial() bool { return c.trial.on }

// Takes reports whether some operations can go now.
func (c *Connection) Takes() bool {
	return !c.Paused || !c.trial.on && c.meantime < burstSize
}

// resume ends a pause when the program has had its turn and the network has taken
// enough.
func (c *Connection) resume(buffered int) {
	pause := time.Duration(0)
	if buffered > pauseSize {
		pause = pauseTime
	}
	c.s.After(pause, func() {
		if c.s.Conn != c {
			return
		}
		if buffered := c.socket.Buffered(); buffered > pauseSize {
			c.resume(buffered)
			return
		}
		c.Paused, c.burst, c.meantime = false, 0, 0
		c.s.Schedule()
	})
}
