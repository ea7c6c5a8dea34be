package server

import (
	"context"
	"fmt"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
)

// Handle implements [conn.Handler] for one message of the client. It runs in the read loop; what
// takes long, or must be in order with other clients, goes to a sequencer. An
// error closes the connection.
func (c *connection) Handle(e protocol.Envelope) error {
	if c.Closing() {
		return nil
	}
	switch e.Message.(type) {
	case *protocol.Ping:
		c.Send(conn.Out{Message: &protocol.Pong{}})
		return nil
	case *protocol.Pong:
		return nil
	}
	if c.domain == nil {
		m, ok := e.Message.(*protocol.ConnectionRequest)
		if !ok || e.Request == 0 {
			return fmt.Errorf("%w: message %d before a connection request", conn.ErrUnexpected, e.Body)
		}
		c.handshake(e.Request, m)
		return nil
	}
	if x := c.server.options.Limits.Check(e.Message); x != nil {
		c.exceeded(e, x)
		return nil
	}
	if e.Response != 0 {
		if e.Request != 0 {
			return fmt.Errorf("%w: message %d is request and response at once", conn.ErrUnexpected, e.Body)
		}
		c.Settle(e.Response, e.Message, nil)
		return nil
	}
	if e.Request == 0 {
		return c.dispatchNotice(e)
	}
	return c.dispatchRequest(e)
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

// dispatchNotice handles a message that wants no answer.
func (c *connection) dispatchNotice(e protocol.Envelope) error {
	switch m := e.Message.(type) {
	case *protocol.OperationSubmission:
		if r := c.resource(m.Resource); r != nil {
			r.sequencer.post(command{member: r, submission: m})
		} else {
			c.unknownResource(m.Resource)
		}
	case *protocol.ShareReference:
		c.refer(m.Resource, m)
	case *protocol.SetReference:
		c.refer(m.Resource, m)
	case *protocol.ClearReference:
		c.refer(m.Resource, m)
	case *protocol.UnshareReference:
		c.refer(m.Resource, m)
	case *protocol.ResyncClientDone:
		if r := c.resource(m.Resource); r != nil {
			r.sequencer.post(command{do: func() { r.sequencer.resyncDone(r, m.Open) }})
		} else {
			c.unknownResource(m.Resource)
		}
	case nil: // of a newer client; it will not mind
		c.Log.Debug("message is not known", "body", e.Body)
	case *protocol.Error:
		c.Log.Debug("client reports an error", "code", m.Code, "message", m.Message)
	default:
		if c.handled(0, e.Message) {
			return nil
		}
		return fmt.Errorf("%w: message %d without a request id", conn.ErrUnexpected, e.Body)
	}
	return nil
}

// dispatchRequest handles a message that wants exactly one answer.
func (c *connection) dispatchRequest(e protocol.Envelope) error {
	switch m := e.Message.(type) {
	case *protocol.OpenRequest:
		c.openModel(e.Request, m)
	case *protocol.ResyncRequest:
		c.resyncModel(e.Request, m)
	case *protocol.CloseRequest:
		c.closeModel(e.Request, m)
	case *protocol.CreateRequest:
		c.createModel(e.Request, m)
	case *protocol.DeleteRequest:
		c.deleteModel(e.Request, m)
	case *protocol.GetPermissionsRequest:
		c.Errand(e.Request, func(ctx context.Context) { c.getPermissions(ctx, e.Request, m) })
	case *protocol.SetPermissionsRequest:
		c.Errand(e.Request, func(ctx context.Context) { c.setPermissions(ctx, e.Request, m) })
	case *protocol.QueryRequest:
		c.Errand(e.Request, func(ctx context.Context) { c.query(ctx, e.Request, m) })
	case *protocol.HistoryDataRequest:
		c.historyData(e.Request, m)
	case *protocol.HistoryOperationsRequest:
		c.Errand(e.Request, func(ctx context.Context) { c.historyOperations(ctx, e.Request, m) })
	case *protocol.VersionAtTimeRequest:
		c.Errand(e.Request, func(ctx context.Context) { c.versionAtTime(ctx, e.Request, m) })
	case *protocol.ServerTimeRequest:
		c.Answer(e.Request, &protocol.ServerTimeResponse{Millis: time.Now().UnixMilli()})
	case nil:
		c.Refuse(e.Request, protocol.CodeNotSupported, "this server does not know message %d; it may be older than the client", e.Body)
	default:
		if c.handled(e.Request, e.Message) {
			return nil
		}
		return fmt.Errorf("%w: message %d as a request", conn.ErrUnexpected, e.Body)
	}
	return nil
}

// handled hands a message to the service that it is for, request being 0 for one that
// wants no answer. It reports false when there is none.
func (c *connection) handled(request uint32, m protocol.Message) bool {
	d := c.domain
	return d.presence.Handle(c.Session, request, m) || d.activities.Handle(c.Session, request, m) ||
		request != 0 && (d.chats.Handle(c.Session, request, m) || d.profiles.Handle(c.Session, request, m))
}

// unknownResource answers a message about a model that is not open. One that
// has been closed by the server is no error: its messages crossed the news.
func (c *connection) unknownResource(resource uint32) {
	c.mu.Lock()
	was := resource > 0 && resource <= c.lastResource
	c.mu.Unlock()
	if !was {
		c.Send(conn.Out{Message: &protocol.Error{Code: protocol.CodeUnknownResource,
			Message: fmt.Sprintf("no model is open as resource %d on this connection", resource),
			Details: map[string]protocol.JSON{"resourceId": float64(resource)}}})
	}
}
