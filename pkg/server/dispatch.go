package server

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
)

// Handle implements [conn.Handler] for one message of the client. It runs in the read
// loop; what takes long, or must be in order with other clients, the services do
// elsewhere. An error closes the connection.
func (c *connection) Handle(e protocol.Envelope) error {
	if c.Closing() {
		return nil
	}
	d := c.domain.Load()
	if d != nil {
		c.arrived(d)
	}
	switch e.Message.(type) {
	case *protocol.Ping:
		c.Send(conn.Out{Message: &protocol.Pong{}})
		return nil
	case *protocol.Pong:
		return nil
	}
	if d == nil {
		return c.enter(e)
	}
	limits := &c.server.options.Limits
	if x := cmp.Or(limits.Check(e.Message), limits.CheckNames(e.Message)); x != nil {
		c.exceeded(e, x)
		return nil
	}
	if wait := c.counted(e); wait > 0 {
		c.Answer(e.Request, &protocol.Error{Code: protocol.CodeLimitExceeded,
			Message: fmt.Sprintf("you have asked for very much in a short time; ask again in %s", wait.Round(time.Millisecond)),
			Details: map[string]protocol.JSON{protocol.RetryAfter: float64(wait.Milliseconds() + 1)}})
		return nil
	}
	if e.Response != 0 {
		if e.Request != 0 {
			return fmt.Errorf("%w: message %d is request and response at once", conn.ErrUnexpected, e.Body)
		}
		c.Settle(e.Response, e.Message, nil)
		return nil
	}
	if e.Request != 0 {
		return c.dispatchRequest(e)
	}
	switch m := e.Message.(type) {
	case nil: // of a newer client; it will not mind
		c.Log.Debug("message is not known", "body", e.Body)
	case *protocol.Error:
		c.Log.Debug("client reports an error", "code", m.Code, "message", m.Message)
	default:
		if !d.models.Notice(c.Session, m) && !d.presence.Handle(c.Session, 0, m) && !d.activities.Handle(c.Session, 0, m) {
			return fmt.Errorf("%w: message %d without a request id", conn.ErrUnexpected, e.Body)
		}
	}
	return nil
}

// counted counts what a message brings among what the user may do. Of a request that is one too
// many it returns how long the user has to wait; what has no answer is slowed down.
func (c *connection) counted(e protocol.Envelope) time.Duration {
	switch m := e.Message.(type) {
	case *protocol.OperationSubmission:
		c.Spend(conn.Operations, len(m.Operations))
	case *protocol.ShareReference, *protocol.SetReference, *protocol.ClearReference, *protocol.UnshareReference:
		c.Spend(conn.References, 1)
	case *protocol.AutoCreateResponse:
		c.Spend(conn.Models, 1)
	case *protocol.CreateRequest:
		return c.May(conn.Models)
	default:
		if e.Request != 0 {
			return c.May(conn.Requests)
		}
	}
	return 0
}

// exceeded answers a message that is over a limit.
func (c *connection) exceeded(e protocol.Envelope, x *protocol.Excess) {
	m := x.AsError()
	if e.Response != 0 {
		c.Settle(e.Response, m, nil)
		return
	}
	c.Answer(e.Request, m)
}

// dispatchRequest handles a message that wants exactly one answer.
func (c *connection) dispatchRequest(e protocol.Envelope) error {
	d := c.domain.Load()
	switch m := e.Message.(type) {
	case *protocol.ServerTimeRequest:
		c.Answer(e.Request, &protocol.ServerTimeResponse{Millis: time.Now().UnixMilli()})
	case *protocol.SignOutRequest:
		c.Errand(e.Request, func(ctx context.Context) { c.signOut(ctx, e.Request) })
	case nil:
		c.Refuse(e.Request, protocol.CodeNotSupported, "this server does not know message %d; it may be older than the client", e.Body)
	default:
		if d.models.Request(c.Session, e.Request, m) || d.presence.Handle(c.Session, e.Request, m) || d.profiles.Handle(c.Session, e.Request, m) {
			return nil
		}
		if !d.activities.Handle(c.Session, e.Request, m) && !d.chats.Handle(c.Session, e.Request, m) {
			return fmt.Errorf("%w: message %d as a request", conn.ErrUnexpected, e.Body)
		}
	}
	return nil
}

// signOut revokes the reconnect token of the session.
func (c *connection) signOut(ctx context.Context, request uint32) {
	if err := c.domain.Load().store.RevokeToken(ctx, c.token); err != nil {
		c.Failed(request, "reconnect token cannot be revoked", err)
		return
	}
	c.Log.Info("signed out", "session", c.Identity.Session, "user", c.User().Username)
	c.Answer(request, &protocol.OK{})
}
