package session

import (
	"fmt"
	"strconv"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// openSocket starts to open a socket that logs what passes through it, if there
// is a log.
func (s *Session) openSocket(h SocketHandler) Socket {
	log := s.Options.Log
	if log == nil {
		return s.Host.Dial(s.address.socket, protocol.Subprotocol, h)
	}
	log.add(LogSocket, LogDebug, "opens ", s.address.socket)
	w := &loggingSocket{SocketHandler: h, log: log}
	w.Socket = s.Host.Dial(s.address.socket, protocol.Subprotocol, w)
	return w
}

// loggingSocket stands between a connection and its socket, for both.
type loggingSocket struct {
	Socket
	SocketHandler
	log *Log
}

// Opened implements SocketHandler.
func (w *loggingSocket) Opened() {
	w.log.add(LogSocket, LogDebug, "is open")
	w.SocketHandler.Opened()
}

// Message implements SocketHandler.
func (w *loggingSocket) Message(data []byte, own bool) {
	w.messages("receives ", data)
	w.SocketHandler.Message(data, own)
}

// Closed implements SocketHandler.
func (w *loggingSocket) Closed(code int, reason string) {
	w.log.add(LogSocket, LogDebug, "was closed with code ", strconv.Itoa(code), ": ", reason)
	w.SocketHandler.Closed(code, reason)
}

// Send implements Socket.
func (w *loggingSocket) Send(data []byte) {
	w.messages("sends ", data)
	w.Socket.Send(data)
}

// Close implements Socket.
func (w *loggingSocket) Close(code int, reason string) {
	w.log.add(LogSocket, LogDebug, "closes with code ", strconv.Itoa(code), ": ", reason)
	w.Socket.Close(code, reason)
}

// messages logs the messages in what is sent or received at once. They are
// decoded for that a second time, so that nothing is kept for it otherwise.
func (w *loggingSocket) messages(does string, data []byte) {
	if !w.log.Wants(LogProtocol, LogDebug) && !w.log.Wants(LogHeartbeat, LogTrace) {
		return
	}
	_ = protocol.Decode(data, func(e protocol.Envelope) error {
		switch e.Message.(type) {
		case *protocol.Ping, *protocol.Pong:
			w.log.add(LogHeartbeat, LogTrace, does, messageName(e))
			return nil
		}
		// A request or the answer to one: the number is the same, and 0 otherwise.
		w.log.add(LogProtocol, LogDebug, does, messageName(e), " ", strconv.Itoa(int(e.Request|e.Response)))
		return nil
	}) // the connection finds out itself what cannot be decoded
}

func messageName(e protocol.Envelope) string {
	if e.Message == nil {
		return "unknown message " + strconv.Itoa(int(e.Body))
	}
	return fmt.Sprintf("%T", e.Message)[len("*protocol."):]
}
