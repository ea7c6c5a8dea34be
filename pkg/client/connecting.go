package client

import "github.com/convergence-wasm/convergence/pkg/protocol"

// Connect starts to connect with an authentication method and tells done when
// the server has let us in or when that has failed for good. Credentials are
// asked for anew at every attempt, see [Sink.CredentialsWanted].
func (d *Domain) Connect(method protocol.AuthMethod, done func(*Error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.disposed:
		done(errDisposed())
	case d.state == StateConnected:
		done(usageError(protocol.CodeAlreadyConnected, "the domain is connected already: disconnect first to connect anew"))
	case d.state != StateDisconnected:
		done(usageError(protocol.CodeAlreadyConnecting, "the domain is connecting already: wait for that, or disconnect first"))
	default:
		if method != protocol.AuthReconnect { // perhaps another user signs in
			d.renewInstance()
		}
		d.method, d.connected = method, done
		d.attempts, d.initial, d.warned, d.rejected = 0, true, false, false
		d.dial()
	}
}

// renewInstance takes a new instance id, because one belongs to one user, if
// there is nothing of the old one that could have to be sent again.
func (d *Domain) renewInstance() {
	if !d.generated {
		return
	}
	for _, m := range d.models.open {
		if d.offline != nil || m.control.MaybeSent() {
			return
		}
	}
	d.options.Instance = randomID(instanceSize)
}

// Disconnect ends the connection and all attempts to get one. done is called
// at once.
func (d *Domain) Disconnect() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.flush()
	d.disconnect()
}

// Online tells that the network may have come back or gone, or that the program
// has slept: a waiting attempt is made now, and a connection has to show that it
// is alive.
func (d *Domain) Online() {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.state == StateScheduled && d.fallback == nil:
		stop(&d.retry)
		d.attempts = 0
		d.dial()
	case d.state == StateConnected && d.conn != nil:
		d.conn.heart.probe(d, d.conn)
	}
}

func (d *Domain) disconnect() {
	if d.state == StateDisconnected {
		return
	}
	was := d.state
	if c := d.conn; c != nil && c.trial.on {
		c.acquit() // there is no time to try what waits
	}
	stop(&d.retry)
	d.fallback, d.given = nil, nil
	if c := d.conn; c != nil {
		c.close(protocol.CloseNormal, "disconnect")
		if was == StateConnected {
			d.wentOffline()
			c.failRequests("the connection was closed by disconnect")
		}
	}
	d.move(StateDisconnected)
	d.settleConnect(clientError(protocol.CodeCancelled, "the connection attempt was cancelled by the user"))
	d.ended()
}

// ended tells that nobody tries to connect any more.
func (d *Domain) ended() {
	d.giveUpMessages(false)
	d.endWaiting(false)
	d.presences.lost = nil
	d.emit(DomainEvent{Kind: DomainDisconnected})
}

// settleConnect calls the callback of Connect, once.
func (d *Domain) settleConnect(err *Error) {
	if done := d.connected; done != nil {
		d.connected = nil
		done(err)
	}
}

// authenticate asks for credentials, or uses the token in memory.
func (d *Domain) authenticate(c *connection) {
	if given := d.given; given != nil {
		d.given = nil
		d.checkCredentials(c, *given)
		return
	}
	// A call that asks to reconnect may bring a token of its own; after that,
	// and after a loss, the one in memory is the newest.
	if d.method == protocol.AuthReconnect && d.token != "" && !d.initial {
		d.sendCredentials(c, Credentials{Secret: d.token})
		return
	}
	d.sink.CredentialsWanted(d, c.attempt, d.method)
}

// Credentials prove who the user is; which fields count depends on the method.
type Credentials struct {
	Username    string              // password
	Secret      string              // password, JSON Web Token or reconnect token; empty: the token in memory
	DisplayName *string             // anonymous, optional
	Method      protocol.AuthMethod // only where the sink was asked with method 0
}

// Credentials answers [Sink.CredentialsWanted].
func (d *Domain) Credentials(attempt int, cr Credentials) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f := d.fallback; f != nil && f.attempt == attempt {
		d.fallback = nil
		d.method = cr.Method
		if cr.Username == "" {
			cr.Username = d.self.User.Username
		}
		d.given = &cr
		d.dial()
		return
	}
	if c := d.conn; c != nil && c.attempt == attempt && d.state == StateAuthenticating {
		d.checkCredentials(c, cr)
	}
}

// fallback is the wait for credentials in place of a refused token.
type fallback struct {
	attempt int
	refused *Error
}

// checkCredentials sends credentials that are complete.
func (d *Domain) checkCredentials(c *connection, cr Credentials) {
	missing := ""
	switch d.method {
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
			cr.Secret = d.token
		}
		if cr.Secret == "" {
			missing = "a reconnect token"
		}
	}
	if cr.DisplayName != nil {
		if err := d.checked(&protocol.ConnectionRequest{DisplayName: cr.DisplayName}); err != nil {
			d.refuse(c, err.Code, err.Message)
			return
		}
	}
	if missing != "" {
		d.refuse(c, protocol.CodeAuthenticationFailed, "connecting with "+d.method.String()+" needs "+missing)
		return
	}
	d.sendCredentials(c, cr)
}

// CredentialsFailed answers [Sink.CredentialsWanted] when the application could
// not produce credentials. The connect call fails.
func (d *Domain) CredentialsFailed(attempt int, message string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f := d.fallback; f != nil && f.attempt == attempt {
		d.fallback = nil
		d.giveUp(f.refused)
		return
	}
	if c := d.conn; c != nil && c.attempt == attempt && d.state == StateAuthenticating {
		d.refuse(c, protocol.CodeAuthenticationFailed, "the credentials callback failed: "+message)
	}
}

// refuse gives up connecting for a reason that another attempt cannot mend.
func (d *Domain) refuse(c *connection, code protocol.Code, message string) {
	c.close(protocol.CloseNormal, "no credentials")
	d.attemptFailed(code, message, func() { d.giveUp(clientError(code, "%s", message)) })
}

func (d *Domain) sendCredentials(c *connection, cr Credentials) {
	d.emit(DomainEvent{Kind: DomainAuthenticating, Method: d.method})
	if d.method == protocol.AuthAnonymous {
		// An attempt before may have succeeded and only its answer been lost:
		// then the instance belongs to a user whom we shall never meet.
		d.renewInstance()
	}
	c.timer = d.after(d.options.ConnectionRequestTimeout, func() {
		if d.conn == c {
			c.close(protocol.CloseAbort, "no answer to the connection request")
			d.socketFailed("the server did not answer the connection request in " + d.options.ConnectionRequestTimeout.String())
		}
	})
	r := &request{doing: "connect", done: func(m protocol.Message, err *Error) {
		stop(&c.timer)
		switch m := m.(type) {
		case *protocol.ConnectionResponse:
			d.answered(c, m)
		default:
			c.broken("the server did not answer the connection request: " + unexpected(m, err).Message)
		}
	}}
	m := &protocol.ConnectionRequest{
		Client: d.options.Client, ClientVersion: d.options.ClientVersion,
		ProtocolVersion: protocol.Version, Instance: d.options.Instance,
		Method: d.method, Username: cr.Username, Secret: cr.Secret, DisplayName: cr.DisplayName,
	}
	if d.method == protocol.AuthReconnect && len(d.presences.lost) > 0 { // else it may be another user
		m.PresenceState = d.presences.lost
	}
	c.asked = true
	c.send(c.requests.add(r), 0, m)
}

// answered handles the server's answer to the connection request.
func (d *Domain) answered(c *connection, m *protocol.ConnectionResponse) {
	if f := m.Failure; f != nil {
		c.close(protocol.CloseNormal, "refused")
		d.attemptFailed(f.Code, f.Message, func() {
			if f.RetryOK && d.mayRetry() {
				d.warn("the server does not let us in: " + f.Message)
				d.scheduleRetry()
				return
			}
			refused := &Error{Code: f.Code, Message: f.Message}
			if d.method == protocol.AuthReconnect && f.Code == protocol.CodeAuthenticationFailed && d.options.FallbackAuth {
				d.token = ""
				d.move(StateScheduled)
				d.fallback = &fallback{c.attempt, refused}
				d.sink.CredentialsWanted(d, c.attempt, 0)
				return
			}
			d.giveUp(refused)
		})
		return
	}
	s := m.Success
	if s == nil {
		c.broken("the answer to the connection request is neither yes nor no")
		return
	}
	before := d.self
	d.self = d.identities.session(s.SessionID)
	d.self.User, d.self.Known = s.User, true
	if d.offline != nil {
		d.offline.signedIn()
	}
	d.heard([]protocol.User{s.User})
	if s.ReconnectToken != "" {
		d.token = s.ReconnectToken
	}
	d.limits = s.Limits.WithDefaults()
	d.limits.Message = max(d.limits.Message, protocol.LeastMessage)
	d.initial, d.rejected = false, false
	c.trial.on = d.suspicious
	d.move(StateConnected)
	c.heart.start(d, c)
	c.began = d.host.Now()
	d.emit(DomainEvent{Kind: DomainConnected})
	d.settleConnect(nil)
	d.models.online(d)
	d.presenceOnline(s.PresenceState)
	d.activities.online(d, before)
	d.chats.online(d)
	d.pump()
	d.endWaiting(true)
}
