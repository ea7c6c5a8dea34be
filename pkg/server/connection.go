package server

import (
	"fmt"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// connection is a client of a domain and, after the handshake, one session.
type connection struct {
	*conn.Conn
	server *Server
	name   store.DomainName
	remote string
	late   *time.Timer // ends a connection that does not ask to be let in

	// Set once by the handshake, before the session can be seen by others.
	domain   *domain
	identity identity
	instance string
	// Whether the client may see the e-mail addresses of others.
	seesEmails bool

	mu           sync.Mutex
	byModel      map[string]*member
	byResource   map[uint32]*member
	lastResource uint32

	introduced sync.Mutex // held while a message is queued together with whom it mentions
	sessions   map[string]bool
	users      map[protocol.UserID]protocol.User // as the client knows them
}

// identity is a session and the user behind it.
type identity struct {
	session string
	user    protocol.User
}

// handshakeBytes bounds messages of those who have not signed in, without the
// presence that they may bring.
const handshakeBytes = 64 << 10

// serve runs a connection until it ends.
func (c *connection) serve() {
	wait := c.server.options.Handshake
	c.late = time.AfterFunc(wait, func() {
		c.Close(protocol.CloseProtocolError, fmt.Sprintf("no connection request within %v", wait))
	})
	c.Serve(c)
	c.server.forget(c)
}

// Limit implements [conn.Handler].
func (c *connection) Limit() int {
	limits := &c.server.options.Limits
	if c.domain == nil {
		return min(limits.Message, handshakeBytes+2*limits.StateBytes)
	}
	return limits.Message
}

// Handle implements [conn.Handler].
func (c *connection) Handle(e protocol.Envelope) error {
	err := c.dispatch(e)
	if c.domain != nil {
		c.late.Stop()
	}
	return err
}

// Left implements [conn.Handler].
func (c *connection) Left(asked bool) {
	c.late.Stop()
	c.leave(asked)
}

// hold returns how long others do not hear that a connection was lost: nobody is
// there longer after the last sign of life than who has fallen silent.
func (c *connection) hold() time.Duration {
	o := &c.server.options
	return min(o.PresenceGrace, time.Until(c.Heard().Add(o.PingAfter+o.GiveUpAfter)))
}

// sendAbout is Send for a message that mentions sessions: those whom the client
// does not know are introduced first.
func (c *connection) sendAbout(people []identity, o conn.Out) { c.sendMentioning(nil, people, o) }
