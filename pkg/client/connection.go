package client

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// connection is one socket from dialling to its end. A domain drops its
// reference when the connection ends; late calls of the host then find that
// they are not the domain's connection any more and do nothing.
type connection struct {
	d        *Domain
	socket   Socket
	out      protocol.Writer
	timer    Timer // opening or authenticating
	attempt  int   // the domain's generation
	heart    heartbeat
	requests requests
	trial    trial
	asked    bool      // to be let in
	began    time.Time // when the server let us in
	paused   bool      // operations wait; a timer resumes
	burst    int       // bytes sent in this turn
	meantime int       // bytes sent in this pause
}

// A message is sent once it has sendSize bytes. While the socket has more than
// pauseSize bytes in its buffer operations wait, so that another model's do not come
// behind all of them, and above burstSize bytes in one turn, so that what has piled
// up does not keep the program from everything else.
const (
	sendSize  = 64 << 10
	keptSize  = 16 << 10 // of the buffer, between turns
	pauseSize = 256 << 10
	pauseTime = 10 * time.Millisecond
	burstSize = sendSize
)

// dial starts a connection attempt.
func (d *Domain) dial() {
	d.move(StateConnecting)
	d.generation++
	c := &connection{d: d, attempt: d.generation, requests: newRequests()}
	c.out.Keep(keptSize)
	d.conn = c
	d.emit(DomainEvent{Kind: DomainConnecting})
	c.timer = d.after(d.options.ConnectionTimeout, func() {
		if d.conn == c {
			c.close(protocol.CloseAbort, "no connection in time")
			d.socketFailed("the server did not answer in " + d.options.ConnectionTimeout.String())
		}
	})
	c.socket = d.openSocket(c)
}

// close ends the connection on this side and forgets it.
func (c *connection) close(code protocol.CloseCode, reason string) {
	stop(&c.timer)
	c.heart.stop()
	if c.d.conn == c {
		c.d.conn = nil
	}
	if c.socket != nil {
		c.socket.Close(int(code), reason)
	}
}

// Opened implements SocketHandler.
func (c *connection) Opened() {
	d := c.d
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn != c || d.state != StateConnecting {
		return
	}
	stop(&c.timer)
	d.move(StateAuthenticating)
	d.authenticate(c)
}

// Message implements SocketHandler.
func (c *connection) Message(data []byte) {
	d := c.d
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn != c {
		return
	}
	c.heart.alive(d, c)
	d.receive(c, data)
}

// Text implements SocketHandler.
func (c *connection) Text() {
	d := c.d
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn == c {
		d.afterwards(c, func() { c.broken("the server sent a text message") })
	}
}

// broken ends a connection on which the server does not keep to the protocol.
func (c *connection) broken(message string) {
	d := c.d
	d.emit(DomainEvent{Kind: DomainError, Message: message})
	c.close(protocol.CloseProtocolError, "protocol error")
	d.lost(c, protocol.CloseAbort, message) // which blames nothing that was sent
}

// Closed implements SocketHandler.
func (c *connection) Closed(code int, reason string) {
	d := c.d
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn != c {
		return
	}
	d.afterwards(c, func() {
		stop(&c.timer)
		c.heart.stop()
		d.conn = nil
		d.lost(c, protocol.CloseCode(code), reason)
	})
}

// lost decides what follows the end of a connection that nobody asked for.
// d.conn is nil already.
func (d *Domain) lost(c *connection, code protocol.CloseCode, reason string) {
	if d.state != StateConnected {
		d.notLetIn(c, code, reason)
		return
	}
	if c.hasWorked() {
		d.attempts, d.suspicious = 0, false
	}
	if code.Blames() {
		d.accuse(c, reason)
	}
	d.move(StateInterrupted)
	d.presences.lost = d.presences.own
	d.wentOffline()
	c.failRequests("the connection was lost")
	d.emit(DomainEvent{Kind: DomainInterrupted})
	d.then(func() {
		if d.state != StateInterrupted {
			return // a listener has disconnected
		}
		if !d.options.AutoReconnect || d.token == "" || code.Retry() == protocol.RetryNever {
			d.move(StateDisconnected)
			d.ended()
			return
		}
		d.method = protocol.AuthReconnect
		if code.Retry() == protocol.RetryLater {
			d.attempts = max(d.attempts, 1)
		}
		d.scheduleRetry()
	})
}

// livedFor is how long a connection has to live so that it counts as one that
// works. The waits between attempts begin anew then, and not before: else a server
// that lets everybody in and then ends the connection would be asked without pause.
const livedFor = 10 * time.Second

func (c *connection) hasWorked() bool {
	return c.heart.last.After(c.began) && c.d.host.Now().Sub(c.began) >= livedFor
}

// wentOffline tells everybody that the connection is gone.
func (d *Domain) wentOffline() {
	d.models.offline(d)
	d.presenceOffline()
	d.activities.offline()
}

// send queues a message for the end of the turn. It reports false for one that
// cannot be sent; unless it has operations, it has been refused.
func (c *connection) send(request, response uint32, m protocol.Message) bool {
	before := c.out.Len()
	if err := c.out.Add(request, response, m); err != nil {
		c.d.emit(DomainEvent{Kind: DomainError, Message: err.Error()})
		if request != 0 { // nobody else will answer it
			c.then(func() { c.unsent(request, err) })
		}
		return false
	}
	size := c.out.Len() - before
	if limit := c.d.limits.Message; size > limit {
		c.out.Truncate(before)
		if _, edits := m.(*protocol.OperationSubmission); !edits {
			c.refuseMessage(request, response, m, (&protocol.Excess{What: "a message", Unit: "bytes", Size: size, Limit: limit}).AsError())
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
	if c.out.Len() >= sendSize {
		c.flush()
	}
	c.d.schedule()
	return true
}

// flush hands what is queued to the socket.
func (c *connection) flush() {
	if c.out.Len() == 0 || c.socket == nil {
		return
	}
	c.socket.Send(c.out.Bytes())
	sent := c.out.Len()
	c.burst += sent
	c.out.Reset()
	if c.paused {
		c.meantime += sent
		return
	}
	if buffered := c.socket.Buffered(); buffered > pauseSize || c.burst > burstSize {
		c.paused = true
		c.resume(buffered)
	}
}

// takes reports whether some operations can go now.
func (c *connection) takes() bool {
	return !c.paused || !c.trial.on && c.meantime < burstSize
}

// resume ends a pause when the program has had its turn and the network has taken
// enough.
func (c *connection) resume(buffered int) {
	pause := time.Duration(0)
	if buffered > pauseSize {
		pause = pauseTime
	}
	c.d.after(pause, func() {
		if c.d.conn != c {
			return
		}
		if buffered := c.socket.Buffered(); buffered > pauseSize {
			c.resume(buffered)
			return
		}
		c.paused, c.burst, c.meantime = false, 0, 0
		c.d.schedule()
	})
}

func stop(t *Timer) {
	if *t != nil {
		(*t).Stop()
		*t = nil
	}
}
