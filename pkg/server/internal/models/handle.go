package models

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
)

// Request takes a message of a session that wants an answer. It reports false for one
// that is not about models. What must be in order with other sessions goes to the
// sequencer of its model, whose full queue makes Request wait.
func (s *Models) Request(c *people.Session, request uint32, message protocol.Message) bool {
	switch m := message.(type) {
	case *protocol.OpenRequest:
		s.openModel(c, request, m)
	case *protocol.ResyncRequest:
		s.resyncModel(c, request, m)
	case *protocol.CloseRequest:
		s.closeModel(c, request, m)
	case *protocol.CreateRequest:
		s.createModel(c, request, m)
	case *protocol.DeleteRequest:
		s.deleteModel(c, request, m)
	case *protocol.GetPermissionsRequest:
		c.Errand(request, func(ctx context.Context) { s.getPermissions(ctx, c, request, m) })
	case *protocol.SetPermissionsRequest:
		c.Errand(request, func(ctx context.Context) { s.setPermissions(ctx, c, request, m) })
	case *protocol.QueryRequest:
		s.errand(c, request, "query", func(ctx context.Context) { s.query(ctx, c, request, m) })
	case *protocol.HistoryDataRequest:
		s.errand(c, request, "read version", func(ctx context.Context) { s.historyData(ctx, c, request, m) })
	case *protocol.HistoryOperationsRequest:
		s.errand(c, request, "read history", func(ctx context.Context) { s.historyOperations(ctx, c, request, m) })
	case *protocol.VersionAtTimeRequest:
		s.errand(c, request, "find version", func(ctx context.Context) { s.versionAtTime(ctx, c, request, m) })
	case *protocol.VersionsRequest:
		s.errand(c, request, "named versions", func(ctx context.Context) { s.versions(ctx, c, request, m) })
	case *protocol.RestoreRequest:
		s.errand(c, request, "find difference", func(ctx context.Context) { s.restoration(ctx, c, request, m) })
	default:
		return false
	}
	return true
}

// errand is Errand for what has a span.
func (s *Models) errand(c *people.Session, request uint32, name string, run func(ctx context.Context)) {
	t := s.options.Tracer
	if t == nil {
		c.Errand(request, run)
		return
	}
	c.Errand(request, func(ctx context.Context) {
		ctx, span := t.Serve(ctx, name)
		defer span.End()
		run(ctx)
	})
}

// Notice is Request for messages that want no answer, all of which are about a model
// that is open.
func (s *Models) Notice(c *people.Session, message protocol.Message) bool {
	switch m := message.(type) {
	case *protocol.OperationSubmission:
		if to, ok := s.opened(c, m.Resource); ok {
			to.submission = m
			to.member.sequencer.post(to)
		}
	case *protocol.ShareReference:
		s.refer(c, m.Resource, m)
	case *protocol.SetReference:
		s.refer(c, m.Resource, m)
	case *protocol.ClearReference:
		s.refer(c, m.Resource, m)
	case *protocol.UnshareReference:
		s.refer(c, m.Resource, m)
	case *protocol.ResyncClientDone:
		if to, ok := s.opened(c, m.Resource); ok {
			q := to.member.sequencer
			to.do = func() { q.resyncDone(to.member, m.Open) }
			q.post(to)
		}
	default:
		return false
	}
	return true
}

// refer passes on a message about a reference.
func (s *Models) refer(c *people.Session, resource uint32, message protocol.Message) {
	if to, ok := s.opened(c, resource); ok {
		to.reference = message
		to.member.sequencer.post(to)
	}
}

// opened returns a command for the sequencer of a model that is open, for which there is
// room in what waits for models. A message about one that has been closed by the server
// is no error: it crossed the news.
func (s *Models) opened(c *people.Session, resource uint32) (command, bool) {
	m, was := s.member(c, resource)
	if m == nil {
		if !was {
			c.Complain(protocol.CodeUnknownResource, map[string]protocol.JSON{"resourceId": float64(resource)},
				"no model is open as resource %d on this connection", resource)
		}
		return command{}, false
	}
	queued, ok := m.client.admit(c.Weight())
	if !ok && c.Context().Err() == nil {
		c.Close(protocol.CloseBusy, "the server has no memory left for what waits for its models; it can be sent again later")
	}
	return command{member: m, weight: c.Weight(), queued: queued}, ok
}

func (s *Models) openModel(c *people.Session, request uint32, r *protocol.OpenRequest) {
	id := r.ModelID
	if id == "" {
		if r.AutoCreate == 0 {
			c.Refuse(request, protocol.CodeModelNotFound, "open needs a model id, or data to create a model from")
			return
		}
		id = newModelID()
	}
	if m := s.attach(c, request, id); m != nil {
		ctx, span := s.options.Tracer.Serve(context.Background(), "open model")
		span.Text("convergence.model", id)
		m.client.begin()
		m.sequencer.post(command{do: func() {
			m.client.end()
			m.sequencer.open(opener{member: m, request: request, autoCreate: r.AutoCreate, parts: r.Parts, ctx: ctx})
		}})
	}
}

func (s *Models) resyncModel(c *people.Session, request uint32, r *protocol.ResyncRequest) {
	if m := s.attach(c, request, r.ModelID); m != nil {
		m.client.begin()
		m.sequencer.post(command{do: func() {
			m.client.end()
			m.sequencer.resync(m, request, r.Version)
		}})
	}
}

func (s *Models) closeModel(c *people.Session, request uint32, r *protocol.CloseRequest) {
	m, _ := s.member(c, r.Resource)
	if m == nil {
		c.Refuse(request, protocol.CodeModelNotOpen, "no model is open as resource %d on this connection", r.Resource)
		return
	}
	m.sequencer.post(command{do: func() { m.sequencer.close(m, request) }})
}

func (s *Models) createModel(c *people.Session, request uint32, r *protocol.CreateRequest) {
	id := r.ModelID
	if id == "" {
		id = newModelID()
	}
	s.asked(c, id, func(q *sequencer) { q.createFor(c, request, r) })
}

func (s *Models) deleteModel(c *people.Session, request uint32, r *protocol.DeleteRequest) {
	s.asked(c, r.ModelID, func(q *sequencer) { q.deleteFor(c, request) })
}
