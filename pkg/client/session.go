package client

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// What a session has, under the names that it has here.
type (
	// Error is what every failing operation of this package returns.
	Error = session.Error
	// ErrorClass says whose error it is, which JavaScript shows as a class.
	ErrorClass = session.ErrorClass
	// Options configure a domain. [DefaultOptions] has the defaults.
	Options = session.Options
	// State is where a domain stands between not connected and connected.
	State = session.State
	// Credentials prove who the user is; which fields count depends on the method.
	Credentials = session.Credentials
	// Participant is a session and its user, as seen by this client.
	Participant = session.Participant
	// DomainEvent is an event of a domain with the fields its kind needs.
	DomainEvent = session.Event
	// DomainEventKind is the kind of a domain event.
	DomainEventKind = session.EventKind
	// Timer is a running timer.
	Timer = session.Timer
	// Socket is one WebSocket connection, opening, open or closed.
	Socket = session.Socket
	// SocketHandler hears about one socket.
	SocketHandler = session.SocketHandler
	// Log is where domains say what they do.
	Log = session.Log
	// LogLevel says how much a line of the log matters.
	LogLevel = session.LogLevel
	// Logger is what a line of the log is about.
	Logger = session.Logger
)

// The classes of errors.
const (
	ClassClient   = session.ClassClient
	ClassUsage    = session.ClassUsage
	ClassArgument = session.ClassArgument
	ClassRange    = session.ClassRange
	ClassServer   = session.ClassServer
)

// The states of a domain.
const (
	StateDisconnected   = session.StateDisconnected
	StateConnecting     = session.StateConnecting
	StateAuthenticating = session.StateAuthenticating
	StateConnected      = session.StateConnected
	StateInterrupted    = session.StateInterrupted
	StateScheduled      = session.StateScheduled
)

// The domain events.
const (
	DomainConnectionScheduled = session.ConnectionScheduled
	DomainConnecting          = session.Connecting
	DomainAuthenticating      = session.Authenticating
	DomainConnected           = session.Connected
	DomainConnectionFailed    = session.ConnectionFailed
	DomainInterrupted         = session.Interrupted
	DomainDisconnected        = session.Disconnected
	DomainError               = session.ErrorOccurred
)

// The levels of the log.
const (
	LogTrace  = session.LogTrace
	LogDebug  = session.LogDebug
	LogInfo   = session.LogInfo
	LogWarn   = session.LogWarn
	LogError  = session.LogError
	LogSilent = session.LogSilent
)

// The loggers.
const (
	LogProtocol   = session.LogProtocol
	LogConnection = session.LogConnection
	LogSocket     = session.LogSocket
	LogHeartbeat  = session.LogHeartbeat
	LogModels     = session.LogModels
	LogIdentity   = session.LogIdentity
)

// DefaultOptions returns the options that apply where nothing is said.
func DefaultOptions() Options { return session.DefaultOptions() }

// NewLog returns a log that takes warnings and errors.
func NewLog(print func(level LogLevel, logger Logger, line string)) *Log {
	return session.NewLog(print)
}

// Host is what a domain needs from the program around it. Its methods are
// called under the domain's lock and must return at once.
type Host interface {
	// Dial starts to open a WebSocket with the given subprotocol. The handler
	// hears what becomes of it, never from within Dial.
	Dial(d *Domain, url, subprotocol string, h SocketHandler) Socket
	// AfterFunc calls f once after a delay, never from within AfterFunc.
	AfterFunc(delay time.Duration, f func()) Timer
	// Schedule asks for one call of [Domain.Turn] at the end of the current
	// turn. The domain asks at most once until Turn has been called.
	Schedule(d *Domain)
	// Proceed asks for one call of [Domain.Proceed] when everything that the sink
	// has noted has been heard, never from within Proceed. The domain asks at most
	// once until Domain.Proceed has been called.
	Proceed(d *Domain)
	// Now returns the time.
	Now() time.Time
}

// hostOf is the host of a domain's session.
type hostOf struct {
	Host
	d *Domain
}

func (h *hostOf) Dial(url, subprotocol string, handler SocketHandler) Socket {
	return h.Host.Dial(h.d, url, subprotocol, handler)
}
func (h *hostOf) Schedule() { h.Host.Schedule(h.d) }
func (h *hostOf) Proceed()  { h.Host.Proceed(h.d) }

// Connect starts to connect with an authentication method, and calls done when the
// server has let us in or when that has failed for good. Credentials are asked for
// anew at every attempt, see [Sink.CredentialsWanted].
func (d *Domain) Connect(method protocol.AuthMethod, done func(*Error)) {
	d.session.Connect(method, done)
}

// Disconnect ends the connection and all attempts to get one. The callback of
// Connect is called at once.
func (d *Domain) Disconnect() { d.session.Disconnect() }

// SignOut revokes the token to reconnect with, so that nobody who has it gets in any
// more, and ends the connection. When the server cannot be asked, done gets the reason,
// and nothing has changed.
func (d *Domain) SignOut(done func(*Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	d.session.Flush()
	session.Ask(d.session.Request, &protocol.SignOutRequest{}, "sign out", func(_ *protocol.OK, err *Error) {
		if err == nil {
			d.session.Token = ""
			d.session.End()
		}
		done(err)
	})
}

// Online says that the network may have come back or gone, or that the program has
// slept: a waiting attempt is made now, and a connection has to show that it is alive.
func (d *Domain) Online() { d.session.Online() }

// Credentials answers [Sink.CredentialsWanted].
func (d *Domain) Credentials(attempt int, c Credentials) { d.session.Credentials(attempt, c) }

// CredentialsFailed answers [Sink.CredentialsWanted] when the application could
// not produce credentials. The connect call fails.
func (d *Domain) CredentialsFailed(attempt int, message string) {
	d.session.CredentialsFailed(attempt, message)
}

// Proceed goes on with what waits, see [Host.Proceed].
func (d *Domain) Proceed() { d.session.Proceed() }
