package conn

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Options are the limits of a connection. All must be set.
type Options struct {
	PingAfter     time.Duration // of silence
	GiveUpAfter   time.Duration // of silence after the ping
	WriteTimeout  time.Duration // for one WebSocket message to be taken
	MaxQueue      int           // messages waiting for the client
	MaxQueueBytes int           // ... estimated
	MaxErrands    int           // waiting, see [Conn.Errand]
	Pace          time.Duration // between gathered news
}

// Conn is one WebSocket. Make one with [New] and serve it with [Conn.Serve]; its
// other methods may be called from any goroutine.
type Conn struct {
	Log *slog.Logger // set before others know the connection

	socket  *websocket.Conn
	options *Options
	ctx     context.Context
	cancel  context.CancelFunc

	queue   *queue
	written chan struct{} // closed when the writer has ended
	heard   atomic.Int64  // when the last message came, Unix nanoseconds
	pinged  int64         // when the last ping went; of the heartbeat
	closing atomic.Bool

	questions questions
	errands   *errands
}

// New returns a connection that is not served yet.
func New(socket *websocket.Conn, log *slog.Logger, o *Options) *Conn {
	ctx, cancel := context.WithCancel(context.Background())
	return &Conn{
		Log: log, socket: socket, options: o, ctx: ctx, cancel: cancel,
		queue: newQueue(), written: make(chan struct{}), questions: newQuestions(), errands: newErrands(),
	}
}

// ErrUnexpected is wrapped by errors about messages that are well-formed but
// do not belong where they came.
var ErrUnexpected = errors.New("unexpected message")

// Handler is what a connection is for.
type Handler interface {
	// Handle takes a message. An error ends the connection.
	Handle(protocol.Envelope) error
	// Limit is how many bytes the next WebSocket message may have.
	Limit() int
	// Left is called when nothing comes any more; asked says that the client has
	// left, rather than having been lost.
	Left(asked bool)
}

// Serve runs a connection until it ends.
func (c *Conn) Serve(h Handler) {
	defer c.cancel()
	c.heard.Store(time.Now().UnixNano())
	go c.write()
	go c.heartbeat()
	err := c.read(h)
	var closed websocket.CloseError
	switch {
	case errors.As(err, &closed) || c.Closing():
	case errors.Is(err, protocol.ErrMalformed) || errors.Is(err, ErrUnexpected):
		c.Log.Info("closing for bad input", "reason", err)
		c.Close(protocol.CloseProtocolError, err.Error())
	default:
		c.Log.Debug("connection lost", "error", err)
	}
	// Who leaves, or closes the page, says so; what else ends may be a moment without a
	// network, also when the client gives up a connection that is silent.
	c.questions.abandon()
	h.Left(closed.Code == websocket.StatusNormalClosure || closed.Code == websocket.StatusGoingAway)
	c.errands.end()
	c.Close(protocol.CloseNormal, "")
	<-c.written
}

// read handles messages until the connection fails or is misused.
func (c *Conn) read(h Handler) error {
	c.socket.SetReadLimit(-1) // bounded below, with a close code of ours
	var buffer []byte
	for {
		kind, r, err := c.socket.Reader(c.ctx)
		if err != nil {
			return err
		}
		if kind != websocket.MessageBinary {
			return fmt.Errorf("%w: text frame, only binary frames are understood", ErrUnexpected)
		}
		if buffer, err = readAll(r, buffer[:0], h.Limit()); err != nil {
			return err
		}
		c.heard.Store(time.Now().UnixNano())
		if c.Closing() {
			continue // until the other side has closed too
		}
		if err := protocol.Decode(buffer, h.Handle); err != nil {
			return err
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

// Context ends with the connection.
func (c *Conn) Context() context.Context { return c.ctx }

// Heard returns when the last message came.
func (c *Conn) Heard() time.Time { return time.Unix(0, c.heard.Load()) }

// Closing reports whether Close has been called.
func (c *Conn) Closing() bool { return c.closing.Load() }

// Close ends the connection after what waits has been sent. It never blocks;
// only the first call counts.
func (c *Conn) Close(code protocol.CloseCode, reason string) { c.end(code, reason, false) }

// CloseNow ends the connection without sending anything.
func (c *Conn) CloseNow() { c.socket.CloseNow() }

func (c *Conn) end(code protocol.CloseCode, reason string, drop bool) {
	if c.closing.Swap(true) {
		return
	}
	c.queue.end(ending{code, reason}, drop)
	// A peer that does not read must not keep us.
	time.AfterFunc(CloseTimeout, func() { c.socket.CloseNow() })
}

// CloseTimeout is how long a closing connection may take for its last messages
// and the closing handshake.
const CloseTimeout = 5 * time.Second

// Send queues messages for the client. It never blocks.
func (c *Conn) Send(items ...Out) {
	c.bounded(c.queue.add(c.options.MaxQueue, c.options.MaxQueueBytes, items...))
}

// Answer answers a request of the client.
func (c *Conn) Answer(request uint32, m protocol.Message) {
	c.Send(Out{Response: request, Message: m})
}

// Refuse answers a request of the client with an error.
func (c *Conn) Refuse(request uint32, code protocol.Code, format string, args ...any) {
	c.Answer(request, &protocol.Error{Code: code, Message: fmt.Sprintf(format, args...)})
}

// Gather queues news for the client, under a key: see [News]. It never blocks.
func (c *Conn) Gather(key any, news News) {
	o := c.options
	c.bounded(c.queue.gather(key, news, o.Pace, o.MaxQueue, o.MaxQueueBytes))
}

// WaitForRoom returns when no more than cost waits for the client. It is for senders
// of much, which are not sequencers. It reports false when the connection ends.
func (c *Conn) WaitForRoom(cost int) bool { return c.queue.wait(cost) }

// bounded closes the connection when its queue is over its bounds.
func (c *Conn) bounded(ok bool) {
	if !ok {
		c.Log.Info("closing a slow reader")
		c.end(protocol.CloseSlowReader, "the client does not read fast enough", true)
	}
}
