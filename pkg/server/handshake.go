package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// refusal is why somebody is not let in.
type refusal = protocol.ConnectionFailure

// handshake answers a connection request: a session begins, or the connection
// ends with the reason.
func (c *connection) handshake(request uint32, m *protocol.ConnectionRequest) {
	response := &protocol.ConnectionResponse{
		ServerVersion: c.server.options.Version, ProtocolVersion: protocol.Version, Capabilities: []string{},
	}
	ctx, span := c.server.tracer.For(c.name.String()).Serve(c.entering, "sign in")
	defer span.End()
	c.entering = ctx
	span.Text("convergence.method", m.Method.String())
	d, success, no := c.signIn(m)
	if c.entering.Err() != nil && d == nil {
		span.Text("convergence.result", "gone")
		c.Log.DebugContext(ctx, "gone before it was let in", "user", cut(m.Username, 255))
		return
	}
	if no != nil {
		span.Text("convergence.result", string(no.Code))
		c.Log.WarnContext(ctx, "sign-in refused", "domain", c.name.String(), "method", m.Method.String(), "user", cut(m.Username, 255), "code", no.Code, "reason", no.Message)
		c.server.countsOf(c.name).SignInRefused(no.Code)
		response.Failure = no
		c.Answer(request, response)
		code := protocol.CloseRefused
		if no.RetryOK {
			code = protocol.CloseBusy
		}
		c.Close(code, cut(no.Message, 120)) // which is what a WebSocket's closing takes
		return
	}
	user := c.User()
	span.Text("convergence.result", "ok")
	span.Text("convergence.session", c.Identity.Session)
	c.Log.InfoContext(ctx, "signed in", "domain", c.name.String(), "method", m.Method.String(), "user", user.Username, "session", c.Identity.Session)
	d.presence.Enter(c.Session, m.PresenceState, func(state states.Values) {
		success.PresenceState = state
		response.Success = success
		c.Answer(request, response)
	})
	// What has changed since it was read.
	if user, err := d.profiles.Of(c.entering, user); err == nil {
		c.IntroduceAgain(user)
	}
	if d.accountsTurn.Load() == c.accountsTurn {
		return // what has changed since is seen from now on, and so is this connection
	}
	if err := c.leaveIfDisabled(d); err != nil {
		c.Log.ErrorContext(ctx, "user cannot be looked up", "error", err)
	}
}

// cut cuts a text to a number of bytes.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return text[:most-3] + "..."
}

func (c *connection) signIn(m *protocol.ConnectionRequest) (*domain, *protocol.ConnectionSuccess, *refusal) {
	refuse := func(code protocol.Code, retry bool, format string, args ...any) (*domain, *protocol.ConnectionSuccess, *refusal) {
		return nil, nil, &refusal{Code: code, Message: fmt.Sprintf(format, args...), RetryOK: retry}
	}
	if m.ProtocolVersion != protocol.Version {
		who := "client"
		if m.ProtocolVersion > protocol.Version {
			who = "server"
		}
		return refuse(protocol.CodeProtocolVersion, false,
			"the client speaks protocol version %d and the server version %d: update the %s", m.ProtocolVersion, protocol.Version, who)
	}
	if m.Instance == "" || len(m.Instance) > protocol.MaxInstance {
		return refuse(protocol.CodeInvalidMessage, false, "the connection request needs a client instance id of 1 to %d bytes", protocol.MaxInstance)
	}
	limits := &c.server.options.Limits
	if x := cmp.Or(limits.Check(m), limits.CheckNames(m)); x != nil {
		return refuse(protocol.CodeLimitExceeded, false, "%s", x.Error())
	}
	d, info, err := c.server.openDomain(c.entering, c.name)
	if errors.Is(err, store.ErrNotFound) {
		return refuse(protocol.CodeDomainNotFound, false,
			"domain %s does not exist on this server; check the address, or make it with: convergence domain add %s", c.name, c.name)
	}
	if err != nil {
		c.Log.ErrorContext(c.entering, "domain cannot be opened", "domain", c.name, "error", err)
		return refuse(protocol.CodeDomainError, true, "the domain's store cannot be opened; try again later")
	}
	who, no := c.authenticate(m, d, info)
	if no != nil {
		return nil, nil, no
	}
	leave, err := d.signIns.Enter(c.entering, c.visitor(who.user))
	if err != nil {
		return refuse(protocol.CodeAuthenticationError, true, "the connection has ended")
	}
	c.accountsTurn = d.accountsTurn.Load()
	token, method := newToken(), m.Method.String()
	hash := tokenHash(token)
	if who.still != nil { // whose token is good for nothing
		hash, method = nil, "admission"
	}
	session, err := d.store.Connect(c.entering, store.Connect{
		User: who.user, Admitted: who.still != nil, Instance: m.Instance, Method: method, Client: m.Client + " " + m.ClientVersion, Remote: c.remote.String(),
		Device: who.device, Former: who.former, Millis: time.Now().UnixMilli(), TokenHash: hash,
		TokenDeadline: time.Now().Add(c.server.options.TokenLife).UnixMilli(),
	})
	leave()
	switch {
	case errors.Is(err, store.ErrInstance):
		return refuse(protocol.CodeAuthenticationFailed, false, "the client made edits as another user that may have to be sent again: "+
			"sign in as that user, or close its models, or use another instance id")
	case errors.Is(err, store.ErrNotFound):
		return refuse(protocol.CodeAuthenticationFailed, false, "the user has just been disabled, or the reconnect token revoked; sign in again")
	case err != nil:
		if !errors.Is(err, context.Canceled) {
			c.Log.ErrorContext(c.entering, "session cannot be recorded", "error", err)
		}
		return refuse(protocol.CodeAuthenticationError, true, "the session could not be recorded; try again later")
	}
	c.Begin(people.Identity{Session: session.ID, User: session.User}, m.Instance, info.Emails.VisibleTo(session.User.Type), d.profiles)
	d.directory.Remember(c.Identity, m.Instance)
	c.SignedIn(c.Owner(), d.counts.Refused)
	d.counts.SignedIn()
	d.sessions.Add(1)
	c.token, c.former, c.still = hash, who.former, who.still
	if c.still != nil {
		go c.leaveWhenEnded()
	}
	c.domain.Store(d)
	return d, &protocol.ConnectionSuccess{
		Namespace: c.name.Namespace, DomainID: c.name.ID, User: session.User, SessionID: session.ID,
		ReconnectToken: token, PresenceState: map[string]protocol.JSON{}, Limits: c.server.options.Limits,
	}, nil
}
