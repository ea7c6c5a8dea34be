package server

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/signin"
	"github.com/convergence-wasm/convergence/pkg/server/password"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// authenticated is somebody of whom is known who it is.
type authenticated struct {
	user   protocol.User
	device string // where a password was right
	former []byte // hash of the reconnect token that was used
	// still says whether an administrator who was admitted may stay; nil for everybody else.
	still func(context.Context) bool
}

// admission is what lets an administrator in, who has signed in elsewhere.
type admission struct {
	domain store.DomainName
	user   protocol.User
	still  func(context.Context) bool
}

// byAdmission lets in an administrator who has asked for it.
func (c *connection) byAdmission(secret string) (authenticated, *refusal) {
	a, ok := c.server.admissions.Take(secret)
	if !ok || a.domain != c.name || !a.still(c.entering) {
		return denied(protocol.CodeAuthenticationFailed, "the token is not valid: it is good once, soon, and for one domain")
	}
	return authenticated{user: a.user, still: a.still}, nil
}

func denied(code protocol.Code, format string, args ...any) (authenticated, *refusal) {
	return authenticated{}, &refusal{Code: code, Message: fmt.Sprintf(format, args...)}
}

// authenticate finds out who the client is.
func (c *connection) authenticate(m *protocol.ConnectionRequest, d *domain, info store.DomainInfo) (authenticated, *refusal) {
	// Before anything is looked up. Tokens say later of which type their user is.
	comes := protocol.UserConvergence
	switch m.Method {
	case protocol.AuthPassword:
		comes = protocol.UserNormal
	case protocol.AuthAnonymous:
		comes = protocol.UserAnonymous
	}
	if no := c.keptOut(&info, comes); no != nil {
		return authenticated{}, no
	}
	if c.server.options.Hooks.Authenticate != nil && m.Method != protocol.AuthReconnect {
		if who, no, passed := c.byProgram(m, d, &info); !passed {
			return who, no
		}
	}
	switch m.Method {
	case protocol.AuthPassword:
		return c.byPassword(m, d)
	case protocol.AuthJWT:
		return c.byWebToken(m, d, info)
	case protocol.AuthAnonymous:
		if !info.Anonymous {
			return c.noGuests()
		}
		user := protocol.User{UserID: protocol.UserID{Type: protocol.UserAnonymous}}
		if m.DisplayName != nil {
			user.DisplayName = *m.DisplayName
		}
		return authenticated{user: user}, nil
	case protocol.AuthReconnect:
		if c.server.admissions.Names(m.Secret) {
			return c.byAdmission(m.Secret)
		}
		hash := tokenHash(m.Secret)
		found, err := d.store.TokenUser(c.entering, hash, time.Now().UnixMilli())
		switch {
		case errors.Is(err, store.ErrNotFound) || err == nil && found.Disabled:
			return denied(protocol.CodeAuthenticationFailed, "the reconnect token is not valid any more; sign in again")
		case err != nil:
			return c.notLookedUp(err)
		case found.Type == protocol.UserAnonymous && !info.Anonymous:
			return c.noGuests()
		}
		if no := c.keptOut(&info, found.Type); no != nil {
			return authenticated{}, no
		}
		return authenticated{user: found.User, former: hash}, nil
	}
	return denied(protocol.CodeInvalidAuthMethod, "authentication method %d is not known", m.Method)
}

func (c *connection) noGuests() (authenticated, *refusal) {
	return denied(protocol.CodeAnonymousAuthDisabled,
		"domain %s does not allow anonymous sign-in; connect with a user, or allow it with: convergence domain edit %s --anonymous", c.name, c.name)
}

func (c *connection) notLookedUp(err error) (authenticated, *refusal) {
	if tooMany, ok := errors.AsType[*signin.TooMany](err); ok {
		return authenticated{}, &refusal{Code: protocol.CodeTooManyAttempts, RetryAfter: int(tooMany.Wait.Milliseconds()), Message: err.Error()}
	}
	if errors.Is(err, signin.ErrBusy) {
		return authenticated{}, &refusal{Code: protocol.CodeDomainUnavailable, RetryOK: true, RetryAfter: 1000, Message: err.Error()}
	}
	if !errors.Is(err, context.Canceled) {
		c.Log.ErrorContext(c.entering, "user cannot be looked up", "error", err)
	}
	return authenticated{}, &refusal{Code: protocol.CodeServerError, RetryOK: true, Message: "the user could not be looked up; try again later"}
}

// deviceLife is for how long a device is known after a password was right on it.
const deviceLife = 90 * 24 * time.Hour

// byPassword looks at a password when it is its turn.
func (c *connection) byPassword(m *protocol.ConnectionRequest, d *domain) (authenticated, *refusal) {
	id := protocol.UserID{Type: protocol.UserNormal, Username: m.Username}
	who, err := c.guesser(d, id)
	if err != nil {
		return c.notLookedUp(err)
	}
	var found store.User
	right, err := c.server.signIns.Look(c.entering, who, func() (bool, error) {
		var err error
		found, err = d.store.User(c.entering, id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return false, err
		}
		// Also for a user who does not exist, so that the time is the same.
		return password.Matches(m.Secret, found.PasswordHash) && !found.Disabled, nil
	})
	switch {
	case err != nil:
		return c.notLookedUp(err)
	case !right:
		return denied(protocol.CodeAuthenticationFailed,
			"username or password is wrong; a user is made with: convergence user add NAME --domain %s", c.name)
	}
	return authenticated{user: found.User, device: who.Address}, nil
}

// guesser is who tries a password: it may be a guess.
func (c *connection) guesser(d *domain, id protocol.UserID) (signin.Who, error) {
	device := deviceOf(c.remote.Addr())
	known, err := d.store.KnownDevice(c.entering, id, device, time.Now().Add(-deviceLife).UnixMilli())
	return signin.Who{User: c.name.String() + " " + id.Username, Address: device, Known: known}, err
}

// deviceOf returns what stands for a device: the address, of IPv6 the part that a
// provider gives to one customer.
func deviceOf(a netip.Addr) string {
	if a = a.Unmap(); a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

func newToken() string { return rand.Text() }

// tokenHash is what the store keeps of a token. Tokens are random, so a plain
// hash is as hard to invert as they are to guess.
func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return []byte(base64.RawStdEncoding.EncodeToString(sum[:]))
}
