package models

import (
	"context"
	"errors"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modellog"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// historyData asks the sequencer of a model, which knows the newest state, when the
// client has taken the answers before. For a large one there has to be room.
func (s *Models) historyData(ctx context.Context, c *people.Session, request uint32, r *protocol.HistoryDataRequest) {
	tracing.Of(ctx).Text("convergence.model", r.ModelID)
	reserved, asked := 0, 0
	for c.WaitForRoom(large) {
		wanted := make(chan int, 1) // 0 when it is answered
		s.with(r.ModelID, c.Owner(), func(q *sequencer) {
			if q.exists && !q.broken && q.size() > max(large, 2*asked) {
				wanted <- q.size()
				return
			}
			q.historyFor(c, request, reserved)
			wanted <- 0
		})
		var size int
		select {
		case size = <-wanted:
		case <-ctx.Done():
			return // with the connection goes what was reserved
		case <-s.options.Life.Done():
			return
		}
		if size == 0 {
			return
		}
		c.Forgo(reserved)
		asked = size // of which the whole of what there is may be less
		var err error
		if reserved, err = c.Reserve(ctx, size); err != nil {
			c.Refuse(request, protocol.CodeLimitExceeded, "the server has no room to send model %q now; try again later", r.ModelID)
			return
		}
	}
}

// historyFor answers with the state of the model without opening it.
func (q *sequencer) historyFor(c *people.Session, request uint32, reserved int) {
	answered := false
	defer func() {
		if !answered {
			c.Forgo(reserved)
		}
	}()
	if q.absent() != nil || !q.catchUp() {
		c.Answer(request, q.absent())
		return
	}
	rights, err := q.rights(c, protocol.PermissionRead)
	if err != nil {
		c.Answer(request, q.unread(context.Background(), err))
		return
	}
	if !rights.Can(protocol.PermissionRead) {
		c.Refuse(request, protocol.CodeUnauthorized, "you may not read model %q", q.id)
		return
	}
	data, err := protocol.AppendTree(nil, q.doc.Root())
	if err != nil {
		c.Failed(request, "the state cannot be written", err)
		return
	}
	answered = true
	c.Send(conn.Out{Response: request, Reserved: reserved, Message: &protocol.HistoryDataResponse{
		Collection: q.model.Collection, Data: data, Version: q.model.Version, Created: q.model.Created, Modified: q.model.Modified,
		Oldest: q.model.Oldest, OldestTime: q.model.OldestTime,
	}})
}

// historyOperations answers with the first operations of a range, about
// HistoryPage bytes of them; the client asks on for the rest. What lies outside
// of the log is left out.
func (s *Models) historyOperations(ctx context.Context, c *people.Session, request uint32, r *protocol.HistoryOperationsRequest) {
	span := tracing.Of(ctx)
	span.Text("convergence.model", r.ModelID)
	found, ok := s.lookUp(ctx, c, request, r.ModelID, protocol.TargetModel, protocol.PermissionRead, "read")
	if !ok {
		return
	}
	leave, ok := s.enterHeavy(ctx, c)
	if !ok {
		return
	}
	defer leave()
	from, to := max(r.From, 1), min(r.To, found.model.Version)
	entries, err := s.store.History(ctx, found.model.Key, from, to, s.options.HistoryPage)
	if errors.Is(err, store.ErrForgotten) {
		c.Answer(request, notKept(&found.model, from))
		return
	}
	if err != nil {
		c.FailedIn(ctx, request, "history cannot be read", err)
		return
	}
	if len(entries) == 0 && from < to {
		c.Refuse(request, protocol.CodeModelNotFound, "model %q has just been deleted", r.ModelID)
		return
	}
	response := &protocol.HistoryOperationsResponse{}
	var authors []people.Identity
	for _, e := range entries {
		run, err := historyRun(e, from, to)
		if err != nil {
			c.FailedIn(ctx, request, "history cannot be read", err)
			return
		}
		response.Runs = append(response.Runs, run)
		who, err := s.options.Directory.Identify(e.Session)
		if errors.Is(err, store.ErrNotFound) {
			continue // a name that nobody can be found for is still a name
		}
		if err != nil {
			c.FailedIn(ctx, request, "the author of an operation cannot be looked up", err)
			return
		}
		authors = append(authors, who)
	}
	span.Number("convergence.runs", len(response.Runs))
	c.SendMentioning(nil, authors, conn.Out{Response: request, Message: response})
}

// historyRun returns what of a log entry lies within [from, to).
func historyRun(e store.Entry, from, to int64) (protocol.HistoryRun, error) {
	run := protocol.HistoryRun{SessionID: e.Session, Millis: e.Millis}
	var err error
	if run.Inverses, err = modellog.DecodeInverses(e, from, to); err != nil {
		return run, err
	}
	if run.Operations, err = modellog.Decode(&e, from, to); err != nil {
		return run, err
	}
	run.Version = e.Version
	return run, nil
}

// versionAtTime answers with the version that the model had at a time.
func (s *Models) versionAtTime(ctx context.Context, c *people.Session, request uint32, r *protocol.VersionAtTimeRequest) {
	tracing.Of(ctx).Text("convergence.model", r.ModelID)
	found, ok := s.lookUp(ctx, c, request, r.ModelID, protocol.TargetModel, protocol.PermissionRead, "read")
	if !ok {
		return
	}
	version, err := s.store.VersionAt(ctx, found.model.Key, r.Millis)
	switch {
	case r.Millis < found.model.OldestTime && r.Millis >= found.model.Created:
		c.Refuse(request, protocol.CodeVersionNotKept, "the history of model %q is kept from %s on", r.ModelID, written(found.model.OldestTime))
	case errors.Is(err, store.ErrNotFound) && r.Millis >= found.model.Created:
		c.Answer(request, &protocol.VersionAtTimeResponse{Version: 1})
	case errors.Is(err, store.ErrNotFound):
		c.Refuse(request, protocol.CodeInvalidArgument, "model %q was created at %s and has no version of before",
			r.ModelID, written(found.model.Created))
	case err != nil:
		c.FailedIn(ctx, request, "history cannot be read", err)
	default:
		c.Answer(request, &protocol.VersionAtTimeResponse{Version: version})
	}
}

// written returns a time as people read it.
func written(millis int64) string {
	return time.UnixMilli(millis).UTC().Format("2006-01-02T15:04:05.000Z07:00")
}
