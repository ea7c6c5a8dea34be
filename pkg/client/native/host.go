package native

import (
	"bytes"
	"context"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/client"
)

// Host implements [client.Host]. Its zero value is ready; one host may serve
// any number of domains.
type Host struct {
	// MaxMessage is the largest message that is accepted, in bytes. 0 means
	// 64 MiB.
	MaxMessage int64
}

var _ client.Host = (*Host)(nil)

// Dial implements [client.Host].
func (h *Host) Dial(_ *client.Domain, url, subprotocol string, handler client.SocketHandler) client.Socket {
	ctx, cancel := context.WithCancel(context.Background())
	limit := h.MaxMessage
	if limit == 0 {
		limit = 64 << 20
	}
	s := &socket{handler: handler, cancel: cancel, ready: make(chan struct{}, 1)}
	go s.run(ctx, url, subprotocol, limit)
	return s
}

// AfterFunc implements [client.Host].
func (h *Host) AfterFunc(delay time.Duration, f func()) client.Timer {
	return timer{time.AfterFunc(delay, f)}
}

// Schedule implements [client.Host].
func (h *Host) Schedule(d *client.Domain) { go d.Turn() }

// Proceed implements [client.Host].
func (h *Host) Proceed(d *client.Domain) { go d.Proceed() }

// Now implements [client.Host].
func (h *Host) Now() time.Time { return time.Now() }

type timer struct{ *time.Timer }

// Stop implements [client.Timer].
func (t timer) Stop() { t.Timer.Stop() }

// socket is one WebSocket: a goroutine that reads and one that writes.
type socket struct {
	handler client.SocketHandler
	cancel  context.CancelFunc
	ready   chan struct{} // something is queued

	mu       sync.Mutex
	open     bool
	closed   bool // by this side: the handler hears nothing more
	queue    [][]byte
	buffered int
	code     int // close code to send once the queue is empty; 0: none
	reason   string
}

func (s *socket) run(ctx context.Context, url, subprotocol string, limit int64) {
	defer s.cancel()
	conn, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{Subprotocols: []string{subprotocol}})
	if err != nil {
		s.notify(func() { s.handler.Closed(1006, err.Error()) })
		return
	}
	defer conn.CloseNow()
	conn.SetReadLimit(limit)
	s.mu.Lock()
	s.open = true
	s.mu.Unlock()
	go s.write(ctx, conn)
	s.notify(s.handler.Opened)
	// One buffer for all messages, larger than most: the library takes a
	// connection that ends where a read begins for the end of the message.
	var buffer bytes.Buffer
	for {
		buffer.Reset()
		buffer.Grow(readSize)
		kind, r, err := conn.Reader(ctx)
		if err == nil {
			_, err = buffer.ReadFrom(r)
		}
		if err != nil {
			code := int(websocket.CloseStatus(err))
			if code < 0 {
				code = 1006
			}
			s.notify(func() { s.handler.Closed(code, err.Error()) })
			return
		}
		if kind == websocket.MessageText {
			s.notify(s.handler.Text)
			continue
		}
		if buffer.Len() == 0 {
			continue // the connection has ended behind the head of a message, and says so next
		}
		s.notify(func() { s.handler.Message(buffer.Bytes(), false) })
		if buffer.Cap() > maxKept {
			buffer = bytes.Buffer{}
		}
	}
}

// The buffer of a socket that reads: what it has at least, and what is kept for
// the next message, bytes.
const (
	readSize = 64 << 10
	maxKept  = 1 << 20
)

// notify calls the handler unless this side has closed the socket.
func (s *socket) notify(f func()) {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if !closed {
		f()
	}
}

func (s *socket) write(ctx context.Context, conn *websocket.Conn) {
	for {
		s.mu.Lock()
		queue, code, reason := s.queue, s.code, s.reason
		s.queue = nil
		s.mu.Unlock()
		for _, m := range queue {
			if err := conn.Write(ctx, websocket.MessageBinary, m); err != nil {
				s.cancel()
				return
			}
			s.mu.Lock()
			s.buffered -= len(m)
			s.mu.Unlock()
		}
		if len(queue) == 0 {
			if code != 0 {
				_ = conn.Close(websocket.StatusCode(code), reason)
				s.cancel()
				return
			}
			select {
			case <-s.ready:
			case <-ctx.Done():
				return
			}
		}
	}
}

// Send implements [client.Socket].
func (s *socket) Send(message []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.open || s.closed {
		return
	}
	s.queue = append(s.queue, append([]byte(nil), message...))
	s.buffered += len(message)
	s.wake()
}

// Buffered implements [client.Socket].
func (s *socket) Buffered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buffered
}

// Close implements [client.Socket].
func (s *socket) Close(code int, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.closed = true
	if !s.open {
		s.cancel()
		return
	}
	s.code, s.reason = code, reason
	s.wake()
	// A peer that does not read, or is not there any more, must not keep us.
	time.AfterFunc(closeTimeout, s.cancel)
}

// closeTimeout is how long a closing socket may take for its last messages.
const closeTimeout = 10 * time.Second

func (s *socket) wake() {
	select {
	case s.ready <- struct{}{}:
	default:
	}
}
