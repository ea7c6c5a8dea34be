package models

import (
	"context"
	"errors"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/query"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// query answers with one page of what a query finds: of what was committed when
// the request began, and of what the user may read. That a collection exists is
// no secret: who asks for its permissions, or creates a model in it, learns that.
func (s *Models) query(ctx context.Context, c *people.Session, request uint32, r *protocol.QueryRequest) {
	o := &s.options
	parsed, err := query.Parse(r.Query)
	var wrong *query.Error
	if errors.As(err, &wrong) {
		c.Answer(request, &protocol.Error{Code: protocol.CodeInvalidQuery, Message: wrong.Error(),
			Details: map[string]protocol.JSON{"index": float64(wrong.Index)}})
		return
	}
	if parsed.Limit > o.MaxResults {
		c.Answer(request, &protocol.Error{Code: protocol.CodeLimitExceeded, Message: "LIMIT is too large; ask page by page with OFFSET",
			Details: map[string]protocol.JSON{"index": float64(parsed.LimitAt), "maximum": float64(o.MaxResults)}})
		return
	}
	limit := parsed.Limit
	if limit < 0 {
		limit = o.Results
	}
	leave, ok := s.enterHeavy(ctx, c)
	if !ok {
		return
	}
	defer leave()
	ctx, cancel := context.WithTimeout(ctx, o.QueryTime)
	defer cancel()
	if _, err = s.store.Collection(ctx, parsed.Collection); errors.Is(err, store.ErrNotFound) {
		c.Refuse(request, protocol.CodeNoCollection, "collection %.100q does not exist", parsed.Collection)
		return
	}
	if err == nil {
		err = s.saveDocuments(ctx, parsed.Collection)
	}
	var found []store.Found
	var total int
	if err == nil {
		found, total, err = s.store.Query(ctx, parsed, c.User(), limit, o.MaxResultBytes)
	}
	response := &protocol.QueryResponse{Offset: parsed.Offset, Total: total, Results: make([]protocol.QueryResult, len(found))}
	cost := 0
	for i := 0; i < len(found) && err == nil; i++ {
		cost += 256 + 2*len(found[i].JSON)
		for _, f := range found[i].Fields {
			cost += 2 * len(f)
		}
		response.Results[i], err = result(parsed, &found[i])
	}
	switch {
	case errors.Is(err, store.ErrTooLarge):
		c.Refuse(request, protocol.CodeLimitExceeded, "the results take more than %d bytes; use a smaller LIMIT or name fields", o.MaxResultBytes)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		c.Refuse(request, protocol.CodeTimeout, "the query took longer than %v; make it find less", o.QueryTime)
	case err != nil:
		c.Failed(request, "query failed", err)
	default:
		c.Send(conn.Out{Response: request, Message: response, Cost: cost})
	}
}

// enterHeavy returns when it is the turn of a session for a heavy request, and it has
// taken the answers before. It reports false when it has gone.
func (s *Models) enterHeavy(ctx context.Context, c *people.Session) (leave func(), ok bool) {
	if !c.WaitForRoom(large) {
		return nil, false
	}
	leave, err := s.heavy.Enter(ctx, c.Owner())
	return leave, err == nil
}

// result turns what the store found into what the client gets.
func result(s *query.Select, f *store.Found) (protocol.QueryResult, error) {
	r := protocol.QueryResult{
		Collection: s.Collection, ModelID: f.ID, Created: f.Created, Modified: f.Modified, Version: f.Version,
		Data: make(protocol.Object, 0, len(s.Fields)),
	}
	add := func(name string, v protocol.JSON) {
		r.Data = append(r.Data, protocol.Property{Key: name, Value: v})
	}
	if len(s.Fields) == 0 {
		data, err := plain(f.JSON)
		if root, ok := data.(protocol.Object); ok {
			r.Data = root
		}
		return r, err
	}
	for i, field := range s.Fields {
		switch field.Path.Meta {
		case query.MetaID:
			add(field.Name, f.ID)
		case query.MetaCollection:
			add(field.Name, s.Collection)
		case query.MetaVersion:
			add(field.Name, float64(f.Version))
		case query.MetaCreated:
			add(field.Name, dateJSON(f.Created))
		case query.MetaModified:
			add(field.Name, dateJSON(f.Modified))
		default:
			if f.Fields[i] == nil {
				continue
			}
			v, err := plain(f.Fields[i])
			if err != nil {
				return r, err
			}
			if v != nil {
				add(field.Name, v)
			}
		}
	}
	return r, nil
}

func dateJSON(millis int64) protocol.JSON {
	return protocol.Object{{Key: "$convergenceType", Value: "date"}, {Key: "value", Value: document.FormatDate(millis)}}
}
