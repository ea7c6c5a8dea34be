package server

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/states"
	"github.com/convergence-wasm/convergence/pkg/server/password"
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
	success, no := c.signIn(m)
	if no != nil {
		c.Log.Info("connection refused", "code", no.Code, "reason", no.Message, "user", m.Username)
		response.Failure = no
		c.Answer(request, response)
		code := protocol.CloseRefused
		if no.RetryOK {
			code = protocol.CloseBusy
		}
		c.Close(code, no.Message)
		return
	}
	c.late.Stop()
	c.Log = c.Log.With("session", c.Identity.Session)
	c.Log.Debug("connected", "user", success.User.Username, "method", m.Method)
	c.domain.presence.Enter(c.Session, m.PresenceState, func(state states.Values) {
		success.PresenceState = state
		response.Success = success
		c.Answer(request, response)
	})
	if user, err := c.domain.profiles.Of(c.Context(), c.User()); err == nil {
		c.IntroduceAgain(user) // it may have changed since it was read
	}
}

func (c *connection) signIn(m *protocol.ConnectionRequest) (*protocol.ConnectionSuccess, *refusal) {
	if m.ProtocolVersion != protocol.Version {
		who := "client"
		if m.ProtocolVersion > protocol.Version {
			who = "server"
		}
		return nil, &refusal{Code: protocol.CodeProtocolVersion, Message: fmt.Sprintf(
			"the client speaks protocol version %d and the server version %d: update the %s", m.ProtocolVersion, protocol.Version, who)}
	}
	if m.Instance == "" || len(m.Instance) > 128 {
		return nil, &refusal{Code: protocol.CodeInvalidMessage, Message: "the connection request needs a client instance id of 1 to 128 bytes"}
	}
	if x := c.server.options.Limits.Check(m); x != nil {
		return nil, &refusal{Code: protocol.CodeLimitExceeded, Message: x.Error()}
	}
	d, info, err := c.server.openDomain(c.Context(), c.name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, &refusal{Code: protocol.CodeDomainNotFound, Message: fmt.Sprintf(
			"domain %s does not exist on this server; check the address, or make it with: convergence domain add %s", c.name, c.name)}
	}
	if err != nil {
		c.Log.Error("domain cannot be opened", "domain", c.name, "error", err)
		return nil, &refusal{Code: protocol.CodeDomainError, RetryOK: true, Message: "the domain's store cannot be opened; try again later"}
	}
	user, token, no := c.authenticate(m, d, info)
	if no != nil {
		return nil, no
	}
	leave, err := d.signIns.Enter(c.Context(), c.visitor(user))
	if err != nil {
		return nil, &refusal{Code: protocol.CodeAuthenticationError, RetryOK: true, Message: "the connection has ended"}
	}
	session, err := d.store.Connect(c.Context(), store.Connect{
		User: user, Instance: m.Instance, Method: m.Method.String(), Client: m.Client + " " + m.ClientVersion, Remote: c.remote,
		Millis: time.Now().UnixMilli(), TokenHash: tokenHash(token),
		TokenDeadline: time.Now().Add(c.server.options.TokenLife).UnixMilli(),
	})
	leave()
	if errors.Is(err, store.ErrInstance) {
		return nil, &refusal{Code: protocol.CodeAuthenticationFailed, Message: "the client made edits as another user that may have to be sent again: " +
			"sign in as that user, or close its models, or use another instance id"}
	}
	if err != nil {
		c.Log.Error("session cannot be recorded", "error", err)
		return nil, &refusal{Code: protocol.CodeAuthenticationError, RetryOK: true, Message: "the session could not be recorded; try again later"}
	}
	c.Begin(people.Identity{Session: session.ID, User: session.User}, m.Instance, info.Emails.VisibleTo(session.User.Type), d.profiles)
	d.directory.Remember(c.Identity, m.Instance)
	c.SignedIn(c.Owner())
	c.domain = d
	return &protocol.ConnectionSuccess{
		Namespace: c.name.Namespace, DomainID: c.name.ID, User: session.User, SessionID: session.ID,
		ReconnectToken: token, PresenceState: map[string]protocol.JSON{}, Limits: c.server.options.Limits,
	}, nil
}

// authenticate finds out who the client is, and its reconnect token.
func (c *connection) authenticate(m *protocol.ConnectionRequest, d *domain, info store.DomainInfo) (user protocol.User, token string, no *refusal) {
	denied := func(code protocol.Code, format string, args ...any) (protocol.User, string, *refusal) {
		return protocol.User{}, "", &refusal{Code: code, Message: fmt.Sprintf(format, args...)}
	}
	var found store.User
	var err error
	token = rand.Text()
	switch m.Method {
	case protocol.AuthPassword:
		found, err = d.store.User(c.Context(), protocol.UserID{Type: protocol.UserNormal, Username: m.Username})
		// Also for a user who does not exist, so that the time is the same.
		if !password.Matches(m.Secret, found.PasswordHash) && (err == nil || errors.Is(err, store.ErrNotFound)) || found.Disabled {
			return denied(protocol.CodeAuthenticationFailed,
				"username or password is wrong; a user is made with: convergence user add NAME --domain %s", c.name)
		}
	case protocol.AuthAnonymous:
		if !info.Anonymous {
			return denied(protocol.CodeAnonymousAuthDisabled,
				"domain %s does not allow anonymous sign-in; connect with a user, or add --anonymous when making the domain", c.name)
		}
		found.Type = protocol.UserAnonymous
		if m.DisplayName != nil {
			found.DisplayName = *m.DisplayName
		}
	case protocol.AuthReconnect:
		token = m.Secret
		found, err = d.store.TokenUser(c.Context(), tokenHash(token), time.Now().UnixMilli())
		if errors.Is(err, store.ErrNotFound) || err == nil && found.Disabled {
			return denied(protocol.CodeAuthenticationFailed, "the reconnect token is not valid any more; sign in again")
		}
	case protocol.AuthJWT:
		return denied(protocol.CodeInvalidAuthMethod, "this server does not accept JSON Web Tokens; connect with a password or anonymously")
	default:
		return denied(protocol.CodeInvalidAuthMethod, "authentication method %d is not known", m.Method)
	}
	if err != nil {
		c.Log.Error("user cannot be looked up", "error", err)
		return protocol.User{}, "", &refusal{Code: protocol.CodeServerError, RetryOK: true, Message: "the user could not be looked up; try again later"}
	}
	return found.User, token, nil
}

// tokenHash is what the store keeps of a token. Tokens are random, so a plain
// hash is as hard to invert as they are to guess.
func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return []byte(base64.RawStdEncoding.EncodeToString(sum[:]))
}
