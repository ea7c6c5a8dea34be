package client_test

import (
	"bytes"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/native"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// cuttableHost is a native host whose sockets can be cut.
type cuttableHost struct {
	native.Host
	mu   sync.Mutex
	dead bool // no socket opens any more
	deaf bool // what comes in is lost
	shut bool // attempts to connect fail
	last client.Socket
	to   client.SocketHandler
	turn sync.Mutex // held while a test wants no turn to end

	dials    int
	buffered int    // bytes that the network does not take, it says
	poison   string // the server ends a connection on which this is sent
	doses    int    // how often it was
}

func (h *cuttableHost) Schedule(d *client.Domain) {
	go func() {
		h.turn.Lock()
		h.turn.Unlock()
		d.Turn()
	}()
}

func (h *cuttableHost) Dial(d *client.Domain, url, sub string, to client.SocketHandler) client.Socket {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.dead {
		return deadSocket{}
	}
	if h.shut {
		go to.Closed(1006, "the network is down")
		return deadSocket{}
	}
	h.dials++
	to = &ear{to, h}
	s := h.Host.Dial(d, url, sub, to)
	h.last, h.to = s, to
	return &mouth{s, to, h}
}

// mouth hands on what is sent unless it has poison in it.
type mouth struct {
	client.Socket
	to client.SocketHandler
	h  *cuttableHost
}

func (m *mouth) Send(data []byte) {
	m.h.mu.Lock()
	poisoned := m.h.poison != "" && bytes.Contains(data, []byte(m.h.poison))
	if poisoned {
		m.h.doses++
	}
	m.h.mu.Unlock()
	if !poisoned {
		m.Socket.Send(data)
		return
	}
	go func() {
		m.Socket.Close(int(protocol.CloseAbort), "")
		m.to.Closed(int(protocol.CloseProtocolError), "malformed message")
	}()
}

func (m *mouth) Buffered() int {
	m.h.mu.Lock()
	defer m.h.mu.Unlock()
	return max(m.h.buffered, m.Socket.Buffered())
}

// clog has sockets say that so many bytes are not handed to the network.
func (h *cuttableHost) clog(bytes int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.buffered = bytes
}

// endure sends what the server ends connections for from now on.
func (h *cuttableHost) endure(poison string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.poison, h.doses, h.dials = poison, 0, 0
}

// counted returns how many connections were made and how often poison was sent.
func (h *cuttableHost) counted() (dials, doses int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.dials, h.doses
}

// block has attempts to connect fail, or no longer.
func (h *cuttableHost) block(shut bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shut = shut
}

// deafen has everything that comes in lost, or no longer.
func (h *cuttableHost) deafen(deaf bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.deaf = deaf
}

// ear hands on what comes in unless its host is deaf.
type ear struct {
	client.SocketHandler
	h *cuttableHost
}

func (e *ear) Message(data []byte, own bool) {
	e.h.mu.Lock()
	deaf := e.h.deaf
	e.h.mu.Unlock()
	if !deaf {
		e.SocketHandler.Message(data, own)
	}
}

// cut drops the connection as a broken cable does: neither side says why.
func (h *cuttableHost) cut() {
	last, to := h.connection()
	last.Close(int(protocol.CloseAbort), "")
	to.Closed(1006, "cut by the test")
}

// connection returns both ends of the last connection. They are used without the lock,
// which sockets take under that of a session.
func (h *cuttableHost) connection() (client.Socket, client.SocketHandler) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.last, h.to
}

// blame ends the connection as a server does that was sent what it does not take.
func (h *cuttableHost) blame() {
	last, to := h.connection()
	last.Close(int(protocol.CloseAbort), "")
	go to.Closed(int(protocol.CloseProtocolError), "malformed message")
}

// kill cuts for good.
func (h *cuttableHost) kill() {
	h.mu.Lock()
	h.dead = true
	last := h.last
	h.mu.Unlock()
	if last != nil {
		last.Close(1000, "")
	}
}

// deadSocket never opens.
type deadSocket struct{}

func (deadSocket) Send([]byte)       {}
func (deadSocket) Buffered() int     { return 0 }
func (deadSocket) Close(int, string) {}
