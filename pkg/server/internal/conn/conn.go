package conn

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
)

// Options are the limits of a connection. All must be set.
type Options struct {
	PingAfter     time.Duration // of silence
	GiveUpAfter   time.Duration // of silence after the ping
	WriteTimeout  time.Duration // without progress while the client is sent something
	MaxQueue      int           // messages waiting for the client
	MaxQueueBytes int           // ... estimated
	MaxErrands    int           // waiting, see [Conn.Errand]
	Pace          time.Duration // between gathered news

	Rates     *Rates       // of what is read
	Turns     *Turns       // at handling it
	Strangers *budget.Pool // memory for what those send who have not signed in
	Incoming  *budget.Pool // ... and those who have
	Outgoing  *budget.Pool // memory for what waits for clients
	Held      *budget.Pool // memory for what clients are there with, see [Conn.Hold]
	Spare     *budget.Pool // memory for what the server can do without, see [Conn.Spare]

	Closed func(protocol.CloseCode) // is told of each connection that is closed
}

// Conn is one WebSocket. Make one with [New] and serve it with [Conn.Serve]; its
// other methods may be called from any goroutine.
type Conn struct {
	Log *slog.Logger // set before others know the connection

	socket  *websocket.Conn
	wire    *Wire
	options *Options
	ctx     context.Context
	cancel  context.CancelFunc

	queue   *queue
	written chan struct{} // closed when the writer has ended
	closing atomic.Bool
	signs   *signs
	beats   *time.Timer                         // of the heartbeat
	pinged  int64                               // when the last ping went; of the heartbeat
	owner   atomic.Pointer[string]              // nil while nobody has signed in
	refused atomic.Pointer[func(protocol.Code)] // is told of errors that are sent; nil while nobody has signed in

	in     *budget.Share // for what is being read; of the read loop
	owned  bool          // whether in is the owner's
	taken  int           // of in, by the message that is handled
	pause  time.Duration // before the next message, see [Conn.Spend]
	weight int           // of that message, bytes

	questions questions
	errands   *errands

	holding sync.Mutex
	held    *budget.Share // of what the client is there with; nil for nothing
	spared  *budget.Share // of what the server can do without; the same
	left    bool          // nothing is held any more
}

// New returns a connection that is not served yet. The wire is the one below the socket.
func New(socket *websocket.Conn, wire *Wire, log *slog.Logger, o *Options) *Conn {
	c := newConn(log, o)
	c.socket, c.wire = socket, wire
	wire.watch(c.signs, o.WriteTimeout)
	return c
}

func newConn(log *slog.Logger, o *Options) *Conn {
	ctx, cancel := context.WithCancel(context.Background())
	c := &Conn{
		Log: log, options: o, ctx: ctx, cancel: cancel, signs: &signs{},
		written: make(chan struct{}), questions: newQuestions(), errands: newErrands(),
	}
	c.in = o.Strangers.Open(c.Costly)
	c.queue = newQueue(o.Outgoing.Open(c.Costly))
	return c
}

// SignedIn says whose connection it is, and whom to tell the codes of errors that are
// sent from now on.
func (c *Conn) SignedIn(owner string, refused func(protocol.Code)) {
	c.refused.Store(&refused)
	c.wire.rate.Store(c.options.Rates.enter(owner))
	c.queue.share.Own(owner)
	c.owner.Store(&owner)
}

// own has what is read from now on counted among what the owner takes.
func (c *Conn) own() {
	if owner := c.owner.Load(); owner != nil && !c.owned {
		c.in.Close()
		c.in, c.owned = c.options.Incoming.Open(c.Costly), true
		c.in.Own(*owner)
	}
}

// Costly ends the connection because it takes more of the server's memory than others,
// who need it.
func (c *Conn) Costly() {
	c.Log.Info("closing the costliest connection")
	c.end(protocol.CloseSlowReader, "the connection takes too much of the server's memory", true)
	time.AfterFunc(deadTimeout, c.cancel) // what is being written has to go too
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
	// Bounds are those of a message whose bytes have arrived. One that is over them
	// comes to Exceeded in place of Handle.
	Bounds(body protocol.Body, arrived int) protocol.Bounds
	Exceeded(protocol.Envelope) error
	// Left is called when nothing comes any more; asked says that the client has
	// left, rather than having been lost.
	Left(asked bool)
}

// Serve runs a connection until it ends.
func (c *Conn) Serve(h Handler) {
	defer c.cancel()
	defer func() {
		c.in.Close()
		c.holdNothing()
		if owner := c.owner.Load(); owner != nil {
			c.options.Rates.leave(*owner)
		}
	}()
	c.signs.message()
	go c.write()
	c.heartbeat()
	defer c.beats.Stop()
	err := c.read(h)
	var closed websocket.CloseError
	switch {
	case errors.As(err, &closed) || c.Closing():
	case errors.Is(err, protocol.ErrMalformed) || errors.Is(err, ErrUnexpected):
		c.Log.Info("closing for bad input", "reason", err)
		c.Close(protocol.CloseProtocolError, err.Error())
		// What still comes is read so slowly that it costs nothing.
		c.wire.rate.Store(newRate(strangerRate, 0))
		if c.owner.Load() == nil { // who speaks another language is not worth waiting for
			time.AfterFunc(strangerTimeout, func() { c.wire.Close() })
		}
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

// Context ends with the connection.
func (c *Conn) Context() context.Context { return c.ctx }

// Heard returns when the last sign of life came.
func (c *Conn) Heard() time.Time { return time.Unix(0, c.signs.heard.Load()) }

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
	c.options.Closed(code)
	c.queue.end(ending{code, reason}, drop)
	if c.socket == nil {
		return
	}
	// A peer that does not read must not keep us.
	time.AfterFunc(CloseTimeout, func() { c.socket.CloseNow() })
}

// CloseTimeout is how long a closing connection may take for its last messages
// and the closing handshake.
const CloseTimeout = 5 * time.Second

// strangerTimeout is the same for those who have not signed in.
const strangerTimeout = time.Second

// Send queues messages for the client. It never blocks.
func (c *Conn) Send(items ...Out) {
	for i := range items {
		if e, ok := items[i].Message.(*protocol.Error); ok {
			if refused := c.refused.Load(); refused != nil {
				(*refused)(e.Code)
			}
		}
		if err := items[i].encode(); err != nil {
			c.Log.Error("message cannot be sent", "error", err)
			c.Close(protocol.CloseInternal, "the server could not encode a message")
			return
		}
	}
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

// Reserve takes room for an answer of a size, which is sent as [Out.Reserved] then or
// given back with Forgo. It returns how much that is.
func (c *Conn) Reserve(ctx context.Context, size int) (int, error) {
	return c.queue.share.Wait(ctx, size)
}

// Forgo gives back what was reserved for an answer that is not sent.
func (c *Conn) Forgo(reserved int) { c.queue.share.Give(reserved) }

// bounded closes the connection when its queue is over its bounds, and those that take
// most when all of them together take too much.
func (c *Conn) bounded(ok bool) {
	if !ok {
		c.Log.Info("closing a slow reader")
		c.end(protocol.CloseSlowReader, "the client does not read fast enough", true)
	}
	c.options.Outgoing.Settle()
}
