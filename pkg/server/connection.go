package server

import (
	"context"
	"fmt"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// connection is a client of a domain and, after the handshake, one session.
//
// The handshake has a goroutine of its own, so that a connection that goes while its
// password waits to be looked at is noticed, and costs no more.
type connection struct {
	*people.Session
	server *Server
	name   store.DomainName
	remote netip.AddrPort
	leave  func()      // ends its being counted among those of its address
	late   *time.Timer // ends a connection that does not ask to be let in

	asked    bool            // whether the handshake has begun; of the read loop
	entering context.Context // of the handshake
	giveUp   context.CancelFunc
	entered  chan struct{} // closed when the handshake has ended

	domain atomic.Pointer[domain]     // set once by the handshake
	token  []byte                     // hash of the reconnect token; set before domain
	still  func(context.Context) bool // see authenticated; set before domain
	// accountsTurn is that of the domain from before the user was looked at; set before domain.
	accountsTurn int64
	former       []byte // hash of the one that it takes the place of, until that has gone; set before domain
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
	c.entering, c.giveUp = context.WithCancel(c.Context())
	c.entered = make(chan struct{})
	c.Serve(c)
	c.server.forget(c)
}

// enter begins the handshake, which is all that who is not in may ask for.
func (c *connection) enter(e protocol.Envelope) error {
	m, ok := e.Message.(*protocol.ConnectionRequest)
	if !ok || e.Request == 0 || c.asked {
		return fmt.Errorf("%w: message %d before a connection request was answered", conn.ErrUnexpected, e.Body)
	}
	c.asked = true
	c.late.Stop()
	go func() {
		defer close(c.entered)
		c.handshake(e.Request, m)
	}()
	return nil
}

// Limit implements [conn.Handler].
func (c *connection) Limit() int {
	limits := &c.server.options.Limits
	if c.domain.Load() == nil {
		return min(limits.Message, handshakeBytes+2*limits.StateBytes)
	}
	return limits.Message
}

// visitor names who signs in among those who wait for it: guests are those of their
// address, however many they are.
func (c *connection) visitor(user protocol.User) string {
	if user.Type == protocol.UserAnonymous && user.Username == "" {
		return "address " + deviceOf(c.remote.Addr())
	}
	return "user " + user.Username
}

// Bounds implements [conn.Handler]. Of those who have not signed in only what they
// sign in with is decoded, and signs of life, since that may take long.
func (c *connection) Bounds(body protocol.Body, arrived int) protocol.Bounds {
	if c.domain.Load() == nil && body != protocol.BodyConnectionRequest && body != protocol.BodyPing && body != protocol.BodyPong {
		return protocol.Bounds{Refused: true}
	}
	return c.server.options.Limits.Bounds(body, arrived)
}

// Exceeded implements [conn.Handler].
func (c *connection) Exceeded(e protocol.Envelope) error {
	if c.domain.Load() == nil || e.Request == 0 && e.Response == 0 {
		return fmt.Errorf("%w: %w (message %d)", conn.ErrUnexpected, protocol.ErrExceeds, e.Body)
	}
	answer := &protocol.Error{Code: protocol.CodeLimitExceeded, Message: "the message holds more than the server takes at once; send it in parts"}
	if e.Response != 0 {
		c.Settle(e.Response, answer, nil)
	} else {
		c.Answer(e.Request, answer)
	}
	return nil
}

// Left implements [conn.Handler].
func (c *connection) Left(asked bool) {
	c.late.Stop()
	c.giveUp()
	if c.asked {
		<-c.entered
	}
	d := c.domain.Load()
	if d == nil {
		return
	}
	d.sessions.Add(-1)
	d.activities.LeaveAll(c.Session, asked)
	d.chats.Depart(c.Session)
	hold := time.Duration(0) // how long its user is not missed
	if !asked {
		hold = c.hold()
	}
	d.presence.Leave(c.Session, hold)
	d.models.Leave(c.Session, asked)
	d.sightings.ended(c.Identity.Session)
}

// hold returns how long others do not hear that a connection was lost: nobody is
// there longer after the last sign of life than who has fallen silent.
func (c *connection) hold() time.Duration {
	o := &c.server.options
	return min(o.PresenceGrace, time.Until(c.Heard().Add(o.PingAfter+o.GiveUpAfter)))
}

// arrived notes that the client has its new reconnect token: it was answered with it, and
// has said something since.
func (c *connection) arrived(d *domain) {
	if c.former != nil {
		d.sightings.replaced(c.former)
		c.former = nil
	}
}
