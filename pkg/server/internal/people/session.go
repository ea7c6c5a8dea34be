package people

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Identity is a session and the user behind it.
type Identity struct {
	Session string
	User    protocol.User
}

// Session is a connection and who is behind it. Make one with [NewSession]; until
// [Session.Begin] it is nobody's.
type Session struct {
	*conn.Conn

	// Set once by Begin, before the session can be seen by others.
	Identity   Identity
	Instance   string // of the client
	seesEmails bool   // of others
	profiles   *Profiles

	mu    sync.Mutex // held while a message is queued together with whom it mentions
	known known
}

// NewSession returns a session that has not begun.
func NewSession(c *conn.Conn) *Session {
	return &Session{Conn: c}
}

// Begin says who is behind the connection.
func (s *Session) Begin(who Identity, instance string, seesEmails bool, profiles *Profiles) {
	s.Identity, s.Instance, s.seesEmails, s.profiles = who, instance, seesEmails, profiles
	s.known.begin(&s.Identity)
}

// Context ends with the connection, if there is one.
func (s *Session) Context() context.Context {
	if s.Conn == nil {
		return context.Background()
	}
	return s.Conn.Context()
}

// User returns the id of the user.
func (s *Session) User() protocol.UserID { return s.Identity.User.UserID }

// Owner names the user among those of all kinds and domains who share what the server has.
func (s *Session) Owner() string {
	id := s.User()
	owner := string('0'+rune(id.Type)) + id.Username
	if s.profiles != nil {
		owner = s.profiles.domain.String() + " " + owner
	}
	return owner
}

// visible returns a profile as the client may see it.
func (s *Session) visible(user protocol.User) protocol.User {
	if !s.seesEmails && user.UserID != s.User() {
		user.Email = ""
	}
	return user
}

// Complain reports what was wrong with a message that wants no answer.
func (s *Session) Complain(code protocol.Code, details map[string]protocol.JSON, format string, args ...any) {
	s.Send(conn.Out{Message: &protocol.Error{Code: code, Message: fmt.Sprintf(format, args...), Details: details}})
}

// Owns reports whether a client instance is that of this user, or refuses the
// request. claim makes it so, or fails with [store.ErrInstance].
func (s *Session) Owns(request uint32, instance string, claim func(instance string, user protocol.UserID) error) bool {
	if instance == s.Instance {
		return true
	}
	err := claim(instance, s.User())
	if errors.Is(err, store.ErrInstance) {
		s.Refuse(request, protocol.CodeUnauthorized, "the client instance belongs to another user")
	} else if err != nil {
		s.Failed(request, "client instance cannot be claimed", err)
	}
	return err == nil
}

// Failed answers a request that the store has kept from being done.
func (s *Session) Failed(request uint32, what string, err error) {
	s.FailedIn(context.Background(), request, what, err)
}

// FailedIn is Failed for what may have a span.
func (s *Session) FailedIn(ctx context.Context, request uint32, what string, err error) {
	if s.Errands().Err() == nil {
		s.Log.ErrorContext(ctx, what, "error", err)
		tracing.Of(ctx).Fail(what)
	}
	s.Refuse(request, protocol.CodeUnknown, "the server could not read or write its store; try again")
}
