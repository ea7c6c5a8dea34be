package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// connection is one WebSocket and, after the handshake, one session.
type connection struct {
	server *Server
	socket *websocket.Conn
	name   store.DomainName
	remote string
	ctx    context.Context
	cancel context.CancelFunc
	log    *slog.Logger

	queue   *queue
	written chan struct{} // closed when the writer has ended
	heard   atomic.Int64  // when the last message came, Unix nanoseconds
	pinged  int64         // when the last ping went; of the heartbeat
	closing atomic.Bool

	// Set once by the handshake, before the session can be seen by others.
	domain   *domain
	identity identity
	instance string
	// Whether the client may see the e-mail addresses of others.
	seesEmails bool

	mu           sync.Mutex
	byModel      map[string]*member
	byResource   map[uint32]*member
	lastResource uint32
	lastRequest  uint32
	asked        map[uint32]*question

	errands *errands

	introduced sync.Mutex // held while a message is queued together with whom it mentions
	sessions   map[string]bool
	users      map[protocol.UserID]protocol.User // as the client knows them
}

// identity is a session and the user behind it.
type identity struct {
	session string
	user    protocol.User
}

// errUnexpected is wrapped by errors about messages that are well-formed but
// do not belong where they came.
var errUnexpected = errors.New("unexpected message")

// handshakeBytes bounds messages of those who have not signed in, without the
// presence that they may bring.
const handshakeBytes = 64 << 10

// serve runs a connection until it ends.
func (c *connection) serve() {
	defer c.cancel()
	c.heard.Store(time.Now().UnixNano())
	timer := time.AfterFunc(c.server.options.Handshake, func() {
		c.close(protocol.CloseProtocolError, fmt.Sprintf("no connection request within %v", c.server.options.Handshake))
	})
	go c.write()
	go c.heartbeat()
	err := c.read(timer)
	timer.Stop()
	var closed websocket.CloseError
	switch {
	case errors.As(err, &closed) || c.closing.Load():
	case errors.Is(err, protocol.ErrMalformed) || errors.Is(err, errUnexpected):
		c.log.Info("closing for bad input", "reason", err)
		c.close(protocol.CloseProtocolError, err.Error())
	default:
		c.log.Debug("connection lost", "error", err)
	}
	// Who leaves, or closes the page, says so; what else ends may be a moment without a
	// network, also when the client gives up a connection that is silent.
	c.leave(closed.Code == websocket.StatusNormalClosure || closed.Code == websocket.StatusGoingAway)
	c.errands.end()
	c.close(protocol.CloseNormal, "")
	<-c.written
	c.server.forget(c)
}

// hold returns how long others do not hear that a connection was lost: nobody is
// there longer after the last sign of life than who has fallen silent.
func (c *connection) hold() time.Duration {
	o := &c.server.options
	heard := time.Unix(0, c.heard.Load())
	return min(o.PresenceGrace, time.Until(heard.Add(o.PingAfter+o.GiveUpAfter)))
}

// read handles messages until the connection fails or is misused.
func (c *connection) read(handshake *time.Timer) error {
	c.socket.SetReadLimit(-1) // bounded below, with a close code of ours
	var buffer []byte
	for {
		kind, r, err := c.socket.Reader(c.ctx)
		if err != nil {
			return err
		}
		if kind != websocket.MessageBinary {
			return fmt.Errorf("%w: text frame, only binary frames are understood", errUnexpected)
		}
		limit := c.server.options.Limits.Message
		if c.domain == nil {
			limit = min(limit, handshakeBytes+2*c.server.options.Limits.StateBytes)
		}
		if buffer, err = readAll(r, buffer[:0], limit); err != nil {
			return err
		}
		c.heard.Store(time.Now().UnixNano())
		if c.closing.Load() {
			continue // until the other side has closed too
		}
		if err := protocol.Decode(buffer, c.dispatch); err != nil {
			return err
		}
		if c.domain != nil {
			handshake.Stop()
		}
		if cap(buffer) > 1<<20 {
			buffer = nil // large messages are rare, connections many
		}
	}
}

// readAll appends a message to buffer, up to limit bytes.
func readAll(r io.Reader, buffer []byte, limit int) ([]byte, error) {
	for {
		if len(buffer) == cap(buffer) {
			buffer = append(buffer, 0)[:len(buffer)]
		}
		n, err := r.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		if len(buffer) > limit {
			return buffer, fmt.Errorf("%w: larger than %d bytes", errUnexpected, limit)
		}
		if err == io.EOF {
			return buffer, nil
		}
		if err != nil {
			return buffer, err
		}
	}
}

// close ends the connection after what waits has been sent. It never blocks;
// only the first call counts.
func (c *connection) close(code protocol.CloseCode, reason string) { c.end(code, reason, false) }

func (c *connection) end(code protocol.CloseCode, reason string, drop bool) {
	if c.closing.Swap(true) {
		return
	}
	c.queue.end(ending{code, reason}, drop)
	// A peer that does not read must not keep us.
	time.AfterFunc(closeTimeout, func() { c.socket.CloseNow() })
}

// closeTimeout is how long a closing connection may take for its last messages
// and the closing handshake.
const closeTimeout = 5 * time.Second

// send queues messages for the client. It never blocks.
func (c *connection) send(items ...out) {
	o := &c.server.options
	c.bounded(c.queue.add(o.MaxQueue, o.MaxQueueBytes, items...))
}

// bounded closes the connection when its queue is over its bounds.
func (c *connection) bounded(ok bool) {
	if !ok {
		c.log.Info("closing a slow reader", "session", c.identity.session)
		c.end(protocol.CloseSlowReader, "the client does not read fast enough", true)
	}
}

// sendAbout is send for a message that mentions sessions: those whom the client
// does not know are introduced first.
func (c *connection) sendAbout(people []identity, o out) { c.sendMentioning(nil, people, o) }

// answer answers a request of the client.
func (c *connection) answer(request uint32, m protocol.Message) {
	c.send(out{response: request, message: m})
}

// refuse answers a request of the client with an error.
func (c *connection) refuse(request uint32, code protocol.Code, format string, args ...any) {
	c.answer(request, &protocol.Error{Code: code, Message: fmt.Sprintf(format, args...)})
}
