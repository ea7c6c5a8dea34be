package session

import (
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Session is a client of one domain on one server: at most one connection, and who
// the client is to the server. Its mutex guards everything that the client has, and
// but for those that say otherwise, methods are called under it.
type Session struct {
	sync.Mutex

	Host    Host
	Options Options
	address address
	owner   Owner

	generated bool // the id of the instance is made by this package

	State     State
	Disposed  bool
	scheduled bool // the end of the turn has been asked for
	Turn      uint // number of the turn; models begin at 0, which is none

	// The connection and what is needed to make the next one.
	inbox      inbox
	Conn       *Connection // nil unless connecting, authenticating or connected
	generation int         // counts connections; answers of an older one are dropped
	method     protocol.AuthMethod
	attempts   int   // in a row that have failed, or have led to a connection that did not last
	initial    bool  // not let in yet since the connect call
	warned     bool  // that call was said to be tried again
	retry      Timer // running while StateScheduled
	asked      bool  // by the server to make no attempt earlier than that
	connected  func(*Error)
	fallback   *fallback    // waiting for other credentials than the token
	given      *Credentials // for the next attempt
	suspicious bool         // the server has closed a connection for something: the next one is on trial
	rejected   bool         // the server has closed a connection for the request to be let in

	Self       *Participant
	Token      string // to reconnect with; empty before the server has let us in
	Limits     protocol.Limits
	Identities Identities

	waiting []*waiting // requests, for a lost connection to come back
}

// Owner is what a session carries messages for. Its methods are called under the
// session's lock.
type Owner interface {
	// Busy reports whether something that was emitted has not been heard yet. While
	// that is so, nothing that the server has sent is handled.
	Busy() bool
	// Event emits an event of the session.
	Event(Event)
	// CredentialsWanted asks for a call of [Session.Credentials] or
	// [Session.CredentialsFailed] with the same attempt.
	CredentialsWanted(attempt int, method protocol.AuthMethod)
	// Dispatch hands on a message that is no answer, and not the session's own.
	Dispatch(c *Connection, e protocol.Envelope)
	// Flush hands what waits for the end of the turn to the connection.
	Flush()

	// SignedIn learns who the user is, before the state changes.
	SignedIn(user protocol.User)
	// Online begins to work on a new connection. before is who this client was, and
	// presence the state that the server has for its user.
	Online(before *Participant, presence map[string]protocol.JSON)
	// Offline stops working on the connection; lost says that another one follows.
	Offline(lost bool)
	// Unanswered learns that all requests of a connection have been ended.
	Unanswered()
	// Ended learns that nobody tries to connect any more.
	Ended()

	// MaySendAgain reports whether there is something that may have been sent and has
	// to be sent again under the same instance id.
	MaySendAgain() bool
	// Presence returns the presence state that the next connection brings back.
	Presence() map[string]protocol.JSON
	// RejectPresence takes that state back, and reports whether there was one.
	RejectPresence(reason string) bool

	// About returns what the owner has to remember of a message on trial.
	About(m protocol.Message) any
	// Accused learns that the server closes connections on which a message is sent.
	Accused(c *Connection, p Parcel, e *protocol.Error)
	// Refuse refuses a message other than edits in the place of the server.
	Refuse(c *Connection, request, response uint32, m protocol.Message, e *protocol.Error)
	// Late gets the answer to a request that has been given up.
	Late(answer protocol.Message)
}

// New returns a session that is not connected. The URL has the form
// scheme://host/<any prefix>/<namespace>/<domain>; another form is an error with
// code invalid_url.
func New(url string, o Options, host Host, owner Owner) (*Session, error) {
	a, err := parseAddress(url)
	if err != nil {
		return nil, err
	}
	s := &Session{
		Host: host, Options: o.normalised(), address: a, owner: owner, generated: o.Instance == "", Turn: 1,
		Limits: protocol.DefaultLimits(), Identities: newIdentities(),
	}
	s.inbox.message.Reuse()
	s.Self = s.Identities.Session("offline:" + RandomID(32))
	return s, nil
}

// Namespace returns the namespace named in the URL.
func (s *Session) Namespace() string { return s.address.namespace }

// Domain returns the domain id named in the URL.
func (s *Session) Domain() string { return s.address.domain }

// BeginTurn is called at the end of a turn, before what it has produced is sent.
func (s *Session) BeginTurn() {
	s.scheduled = false
	s.Turn++
}

// Schedule asks the host for the end of the turn.
func (s *Session) Schedule() {
	if !s.scheduled {
		s.scheduled = true
		s.Host.Schedule()
	}
}

// Flush hands everything that waits to the socket, as far as that takes it.
func (s *Session) Flush() {
	if s.Conn == nil {
		return
	}
	if s.State == StateConnected {
		s.owner.Flush()
	}
	if s.Conn != nil {
		s.Conn.flush()
		if !s.Conn.Paused {
			s.Conn.burst = 0
		}
	}
}

// FlushAll flushes as long as more remains and the connection stands, without the
// pauses that otherwise let others have their turn.
func (s *Session) FlushAll(more func() bool) {
	s.Flush()
	for c := s.Conn; c != nil && s.State == StateConnected && more(); {
		c.Paused, c.burst = false, 0
		s.Flush()
	}
}

// After runs f under the lock after a delay, unless the timer is stopped.
func (s *Session) After(delay time.Duration, f func()) Timer {
	return s.Host.AfterFunc(delay, func() {
		s.Lock()
		defer s.Unlock()
		f()
	})
}
