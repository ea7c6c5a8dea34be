package people

import (
	"log/slog"

	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
)

// Unconnected returns a session without a connection, of somebody who acts through
// something else. Nothing can be sent to it.
func Unconnected(who Identity, instance string) *Session {
	return &Session{Identity: who, Instance: instance}
}

// Asking returns a session of somebody who is not connected, for one request: its answer
// is had from [conn.Conn.Answered].
func (s *Session) Asking(log *slog.Logger, o *conn.Options, profiles *Profiles) *Session {
	asking := NewSession(conn.Unserved(log, o))
	asking.Begin(s.Identity, s.Instance, true, profiles)
	return asking
}
