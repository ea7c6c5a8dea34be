package session

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// EventKind is the kind of an event of a session.
type EventKind uint8

// The events. The numbers are part of the bridge.
const (
	ConnectionScheduled EventKind = 1 // Delay
	Connecting          EventKind = 2
	Authenticating      EventKind = 3 // Method
	Connected           EventKind = 4
	ConnectionFailed    EventKind = 5 // Code, Method, Message
	Interrupted         EventKind = 6
	Disconnected        EventKind = 7
	ErrorOccurred       EventKind = 8 // Message
)

// Event is an event of a session with the fields its kind needs.
type Event struct {
	Kind    EventKind
	Delay   time.Duration
	Method  protocol.AuthMethod
	Code    protocol.Code
	Message string
}
