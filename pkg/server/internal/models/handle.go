package models

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
)

// Handle takes a message of a session, request being 0 for one that wants no answer.
// It reports false for a message that is not about models. What must be in order with
// other sessions goes to the sequencer of its model, whose full queue makes Handle wait.
func (s *Models) Handle(c *people.Session, request uint32, message protocol.Message) bool {
	if request == 0 {
		return s.handleNotice(c, message)
	}
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
		c.Errand(request, func(ctx context.Context) { s.query(ctx, c, request, m) })
	case *protocol.HistoryDataRequest:
		s.historyData(c, request, m)
	case *protocol.HistoryOperationsRequest:
		c.Errand(request, func(ctx context.Context) { s.historyOperations(ctx, c, request, m) })
	case *protocol.VersionAtTimeRequest:
		c.Errand(request, func(ctx context.Context) { s.versionAtTime(ctx, c, request, m) })
	default:
		return false
	}
	return true
}

// handleNotice is Handle for messages that want no answer, all of which are about a
// model that is open.
func (s *Models) handleNotice(c *people.Session, message protocol.Message) bool {
	switch m := message.(type) {
	case *protocol.OperationSubmission:
		s.forward(c, m.Resource, func(to *member) command { return command{member: to, submission: m} })
	case *protocol.ShareReference:
		s.refer(c, m.Resource, m)
	case *protocol.SetReference:
		s.refer(c, m.Resource, m)
	case *protocol.ClearReference:
		s.refer(c, m.Resource, m)
	case *protocol.UnshareReference:
		s.refer(c, m.Resource, m)
	case *protocol.ResyncClientDone:
		s.forward(c, m.Resource, func(to *member) command {
			return command{do: func() { to.sequencer.resyncDone(to, m.Open) }}
		})
	default:
		return false
	}
	return true
}

// refer passes on a message about a reference.
func (s *Models) refer(c *people.Session, resource uint32, message protocol.Message) {
	s.forward(c, resource, func(to *member) command { return command{member: to, reference: message} })
}

// forward hands a command to the sequencer of a model that is open. A message about one
// that has been closed by the server is no error: it crossed the news.
func (s *Models) forward(c *people.Session, resource uint32, as func(to *member) command) {
	m, was := s.member(c, resource)
	if m != nil {
		m.sequencer.post(as(m))
	} else if !was {
		c.Complain(protocol.CodeUnknownResource, map[string]protocol.JSON{"resourceId": float64(resource)},
			"no model is open as resource %d on this connection", resource)
	}
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
		m.sequencer.post(command{do: func() { m.sequencer.open(opener{m, request, r.AutoCreate, r.Parts}) }})
	}
}

func (s *Models) resyncModel(c *people.Session, request uint32, r *protocol.ResyncRequest) {
	if m := s.attach(c, request, r.ModelID); m != nil {
		m.sequencer.post(command{do: func() { m.sequencer.resync(m, request, r.Version) }})
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
	s.with(id, func(q *sequencer) { q.createFor(c, request, r) })
}

func (s *Models) deleteModel(c *people.Session, request uint32, r *protocol.DeleteRequest) {
	s.with(r.ModelID, func(q *sequencer) { q.deleteFor(c, request) })
}

// historyData asks the sequencer of a model, which knows the newest state.
func (s *Models) historyData(c *people.Session, request uint32, r *protocol.HistoryDataRequest) {
	s.with(r.ModelID, func(q *sequencer) { q.historyFor(c, request) })
}
