package session

import "time"

// Host is what a session needs from the program around it. Its methods are
// called under the session's lock and must return at once.
type Host interface {
	// Dial starts to open a WebSocket with the given subprotocol. The handler
	// hears what becomes of it, never from within Dial.
	Dial(url, subprotocol string, h SocketHandler) Socket
	// AfterFunc calls f once after a delay, never from within AfterFunc.
	AfterFunc(delay time.Duration, f func()) Timer
	// Schedule asks for one call of [Session.BeginTurn] at the end of the current
	// turn. The session asks at most once until Turn has been called.
	Schedule()
	// Proceed asks for one call of [Session.Proceed] when everything that was
	// emitted has been heard, never from within Proceed. The session asks at most
	// once until it has been called.
	Proceed()
	// Now returns the time.
	Now() time.Time
}

// Timer is a running timer.
type Timer interface {
	// Stop prevents the call if it has not begun.
	Stop()
}

// Stop stops a timer that may be nil, and forgets it.
func Stop(t *Timer) {
	if *t != nil {
		(*t).Stop()
		*t = nil
	}
}

// Socket is one WebSocket connection, opening, open or closed.
type Socket interface {
	// Send queues a binary message, unless the socket is not open. The message is
	// not referred to afterwards.
	Send(message []byte)
	// Buffered returns the bytes that are queued and not yet handed to the
	// network.
	Buffered() int
	// Close closes the socket. Its handler is not called afterwards.
	Close(code int, reason string)
}

// SocketHandler hears about one socket. After Closed nothing more follows.
type SocketHandler interface {
	Opened()
	// Message passes a binary message. Unless it is the handler's own from now on, the
	// handler does not keep it.
	Message(data []byte, own bool)
	// Text says that a text message came, which the protocol does not have.
	Text()
	// Closed says that the socket is closed or could not be opened.
	Closed(code int, reason string)
}
