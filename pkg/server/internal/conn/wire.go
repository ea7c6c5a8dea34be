package conn

import (
	"bufio"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// signs are the signs of life of a client, in Unix nanoseconds. On a slow line a
// message takes longer than silence is allowed to last, so every byte is one.
type signs struct {
	heard    atomic.Int64 // the last byte that came, or that a client with a full line took
	whole    atomic.Int64 // the last whole message
	handling atomic.Bool  // what the client says meanwhile has to wait for us
}

// message notes that a whole message has come, or has been handled.
func (s *signs) message() {
	now := time.Now().UnixNano()
	s.heard.Store(now)
	s.whole.Store(now)
}

// Wire is the network connection below a WebSocket. It notes progress, which time-outs
// are about: what is slow is not dead.
type Wire struct {
	net.Conn
	signs   *signs // nil until watched
	rate    atomic.Pointer[rate]
	timeout time.Duration // for some of what is written to be taken
}

// writeAtOnce is how much has to be taken within the timeout, bytes.
const writeAtOnce = 32 << 10

// blocked is how long a write takes at least that had to wait for the client: one that
// is taken at once says nothing about whether anybody is there.
const blocked = 20 * time.Millisecond

func (w *Wire) watch(s *signs, timeout time.Duration) {
	w.signs, w.timeout = s, timeout
	w.rate.Store(newRate(strangerRate, strangerBurst))
}

// slowed bounds how long a read waits for the rate of its client, so that its other
// connections, and an end, are not waited for much longer.
const slowed = time.Second

// Read implements [net.Conn].
func (w *Wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if n > 0 && w.signs != nil {
		if wait := w.rate.Load().take(n); wait > 0 {
			time.Sleep(min(wait, slowed))
		}
		w.signs.heard.Store(time.Now().UnixNano())
	}
	return n, err
}

// Write implements [net.Conn].
func (w *Wire) Write(p []byte) (written int, err error) {
	if w.signs == nil {
		return w.Conn.Write(p)
	}
	for len(p) > 0 && err == nil {
		start := time.Now()
		if err := w.Conn.SetWriteDeadline(start.Add(w.timeout)); err != nil {
			return written, err
		}
		var n int
		n, err = w.Conn.Write(p[:min(len(p), writeAtOnce)])
		written, p = written+n, p[n:]
		if now := time.Now(); n > 0 && now.Sub(start) > blocked {
			w.signs.heard.Store(now.UnixNano())
		}
	}
	return written, err
}

// Hijacker is a [http.ResponseWriter] that hands out its connection as a [Wire].
type Hijacker struct {
	http.ResponseWriter
	Wire *Wire // set when the connection has been handed out
}

// Hijack implements [http.Hijacker].
func (h *Hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, b, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.Wire = &Wire{Conn: c}
	return h.Wire, bufio.NewReadWriter(b.Reader, bufio.NewWriterSize(h.Wire, wireBuffer)), nil
}

// wireBuffer is enough for what is typed. What is larger passes it by.
const wireBuffer = 2 << 10
