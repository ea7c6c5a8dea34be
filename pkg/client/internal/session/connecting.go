package session

import (
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Connect starts to connect with an authentication method and calls done when
// the server has let us in or when that has failed for good. Credentials are
// asked for anew at every attempt, see [Owner.CredentialsWanted].
func (s *Session) Connect(method protocol.AuthMethod, done func(*Error)) {
	s.Lock()
	defer s.Unlock()
	switch {
	case s.Disposed:
		done(ErrDisposed())
	case s.State == StateConnected:
		done(UsageError(protocol.CodeAlreadyConnected, "the domain is connected already: disconnect first to connect anew"))
	case s.State != StateDisconnected:
		done(UsageError(protocol.CodeAlreadyConnecting, "the domain is connecting already: wait for that, or disconnect first"))
	default:
		if method != protocol.AuthReconnect { // perhaps another user signs in
			s.renewInstance()
		}
		s.method, s.connected = method, done
		s.attempts, s.initial, s.warned, s.rejected = 0, true, false, false
		s.dial()
	}
}

// renewInstance takes a new instance id, because one belongs to one user, if
// there is nothing of the old one that could have to be sent again.
func (s *Session) renewInstance() {
	if !s.generated || s.owner.MaySendAgain() {
		return
	}
	s.Options.Instance = RandomID(InstanceSize)
}

// Disconnect ends the connection and all attempts to get one. done is called
// at once.
func (s *Session) Disconnect() {
	s.Lock()
	defer s.Unlock()
	s.Flush()
	s.End()
}

// Online says that the network may have come back or gone, or that the program
// has slept: a waiting attempt is made now, unless the server has asked to wait longer,
// and a connection has to show that it is alive.
func (s *Session) Online() {
	s.Lock()
	defer s.Unlock()
	switch {
	case s.State == StateScheduled && s.fallback == nil && !s.asked:
		Stop(&s.retry)
		s.attempts = 0
		s.dial()
	case s.State == StateConnected && s.Conn != nil:
		s.Conn.heart.probe(s, s.Conn)
	}
}

// End is [Session.Disconnect] for who has the lock, without what waits to be sent.
func (s *Session) End() {
	if s.State == StateDisconnected {
		return
	}
	was := s.State
	if c := s.Conn; c != nil && c.trial.on {
		c.acquit() // there is no time to try what waits
	}
	Stop(&s.retry)
	s.fallback, s.given = nil, nil
	if c := s.Conn; c != nil {
		c.close(protocol.CloseNormal, "disconnect")
		if was == StateConnected {
			s.owner.Offline(false)
			c.failRequests("the connection was closed by disconnect")
		}
	}
	s.move(StateDisconnected)
	s.settleConnect(ClientError(protocol.CodeCancelled, "the connection attempt was cancelled by the user"))
	s.ended()
}

// ended emits that nobody tries to connect any more.
func (s *Session) ended() {
	s.owner.Ended()
	s.endWaiting(false)
	s.owner.Event(Event{Kind: Disconnected})
}

// settleConnect calls the callback of Connect, once.
func (s *Session) settleConnect(err *Error) {
	if done := s.connected; done != nil {
		s.connected = nil
		done(err)
	}
}

// authenticate asks for credentials, or uses the token in memory.
func (s *Session) authenticate(c *Connection) {
	if given := s.given; given != nil {
		s.given = nil
		s.checkCredentials(c, *given)
		return
	}
	// A call that asks to reconnect may bring a token of its own; after that,
	// and after a loss, the one in memory is the newest.
	if s.method == protocol.AuthReconnect && s.Token != "" && !s.initial {
		s.sendCredentials(c, Credentials{Secret: s.Token})
		return
	}
	s.owner.CredentialsWanted(c.attempt, s.method)
}

// Credentials prove who the user is; which fields count depends on the method.
type Credentials struct {
	Username    string              // password
	Secret      string              // password, JSON Web Token or reconnect token; empty: the token in memory
	DisplayName *string             // anonymous, optional
	Method      protocol.AuthMethod // only where the sink was asked with method 0
}

// Credentials answers [Owner.CredentialsWanted].
func (s *Session) Credentials(attempt int, cr Credentials) {
	s.Lock()
	defer s.Unlock()
	if f := s.fallback; f != nil && f.attempt == attempt {
		s.fallback = nil
		s.method = cr.Method
		if cr.Username == "" {
			cr.Username = s.Self.User.Username
		}
		s.given = &cr
		s.dial()
		return
	}
	if c := s.Conn; c != nil && c.attempt == attempt && s.State == StateAuthenticating {
		s.checkCredentials(c, cr)
	}
}

// fallback is the wait for credentials in place of a refused token.
type fallback struct {
	attempt int
	refused *Error
}

// checkCredentials sends credentials that are complete.
func (s *Session) checkCredentials(c *Connection, cr Credentials) {
	missing := ""
	switch s.method {
	case protocol.AuthPassword:
		if cr.Username == "" {
			missing = "a username"
		} else if cr.Secret == "" {
			missing = "a password"
		}
	case protocol.AuthJWT:
		if cr.Secret == "" {
			missing = "a JSON Web Token"
		}
	case protocol.AuthReconnect:
		if cr.Secret == "" {
			cr.Secret = s.Token
		}
		if cr.Secret == "" {
			missing = "a reconnect token"
		}
	}
	if cr.DisplayName != nil {
		if err := s.Checked(&protocol.ConnectionRequest{DisplayName: cr.DisplayName}); err != nil {
			s.refuse(c, err.Code, err.Message)
			return
		}
	}
	if missing != "" {
		s.refuse(c, protocol.CodeAuthenticationFailed, "connecting with "+s.method.String()+" needs "+missing)
		return
	}
	s.sendCredentials(c, cr)
}

// CredentialsFailed answers [Owner.CredentialsWanted] when the application could
// not produce credentials. The connect call fails.
func (s *Session) CredentialsFailed(attempt int, message string) {
	s.Lock()
	defer s.Unlock()
	if f := s.fallback; f != nil && f.attempt == attempt {
		s.fallback = nil
		s.giveUp(f.refused)
		return
	}
	if c := s.Conn; c != nil && c.attempt == attempt && s.State == StateAuthenticating {
		s.refuse(c, protocol.CodeAuthenticationFailed, "the credentials callback failed: "+message)
	}
}

// refuse gives up connecting for a reason that another attempt cannot mend.
func (s *Session) refuse(c *Connection, code protocol.Code, message string) {
	c.close(protocol.CloseNormal, "no credentials")
	s.attemptFailed(code, message, func() { s.giveUp(ClientError(code, "%s", message)) })
}

func (s *Session) sendCredentials(c *Connection, cr Credentials) {
	s.owner.Event(Event{Kind: Authenticating, Method: s.method})
	if s.method == protocol.AuthAnonymous {
		// An attempt before may have succeeded and only its answer been lost:
		// then the instance belongs to a user whom we shall never meet.
		s.renewInstance()
	}
	entered := false
	late := func() {
		if s.Conn == c && !entered {
			c.close(protocol.CloseAbort, "no answer to the connection request")
			s.socketFailed("the server did not answer the connection request in " + s.Options.ConnectionRequestTimeout.String())
		}
	}
	// The answer may have come and wait for its turn.
	c.timer = s.After(s.Options.ConnectionRequestTimeout, func() { s.afterwards(c, late) })
	r := &request{doing: "connect", done: func(m protocol.Message, err *Error) {
		entered = true
		Stop(&c.timer)
		switch m := m.(type) {
		case *protocol.ConnectionResponse:
			s.answered(c, m)
		default:
			c.Broken("the server did not answer the connection request: " + Unexpected(m, err).Message)
		}
	}}
	m := &protocol.ConnectionRequest{
		Client: s.Options.Client, ClientVersion: s.Options.ClientVersion,
		ProtocolVersion: protocol.Version, Instance: s.Options.Instance,
		Method: s.method, Username: cr.Username, Secret: cr.Secret, DisplayName: cr.DisplayName,
	}
	if s.method == protocol.AuthReconnect { // else it may be another user
		m.PresenceState = s.owner.Presence()
	}
	c.asked = true
	c.Send(c.requests.add(r), 0, m)
}

// longestWait is the most that a server may ask a client to wait, in milliseconds: what is
// more is more likely a mistake.
const longestWait = 60 * 60 * 1000

// answered handles the server's answer to the connection request.
func (s *Session) answered(c *Connection, m *protocol.ConnectionResponse) {
	if f := m.Failure; f != nil {
		c.close(protocol.CloseNormal, "refused")
		s.attemptFailed(f.Code, f.Message, func() {
			if f.RetryOK && s.mayRetry() {
				s.warn("the server does not let us in: " + f.Message)
				s.scheduleRetry(time.Duration(min(f.RetryAfter, longestWait)) * time.Millisecond)
				return
			}
			refused := &Error{Code: f.Code, Message: f.Message}
			if f.RetryAfter > 0 {
				refused.Details = map[string]protocol.JSON{"retryAfter": float64(f.RetryAfter)}
			}
			if s.method == protocol.AuthReconnect && f.Code == protocol.CodeAuthenticationFailed && s.Options.FallbackAuth {
				s.Token = ""
				s.move(StateScheduled)
				s.fallback = &fallback{c.attempt, refused}
				s.owner.CredentialsWanted(c.attempt, 0)
				return
			}
			s.giveUp(refused)
		})
		return
	}
	success := m.Success
	if success == nil {
		c.Broken("the answer to the connection request is neither yes nor no")
		return
	}
	before := s.Self
	s.Self = s.Identities.Session(success.SessionID)
	s.Self.User, s.Self.Known = success.User, true
	s.owner.SignedIn(success.User)
	if success.ReconnectToken != "" {
		s.Token = success.ReconnectToken
	}
	s.Limits = success.Limits.WithDefaults()
	s.Limits.Message = max(s.Limits.Message, protocol.LeastMessage)
	s.initial, s.rejected = false, false
	c.trial.on = s.suspicious
	s.move(StateConnected)
	c.heart.start(s, c)
	c.began = s.Host.Now()
	s.owner.Event(Event{Kind: Connected})
	s.settleConnect(nil)
	s.owner.Online(before, success.PresenceState)
	s.endWaiting(true)
}
