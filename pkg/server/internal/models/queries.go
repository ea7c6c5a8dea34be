package models

import (
	"context"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modeldata"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/tracing"
	"github.com/convergence-wasm/convergence/pkg/server/query"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// query answers with one page of what a query finds.
func (s *Models) query(ctx context.Context, c *people.Session, request uint32, r *protocol.QueryRequest) {
	if !c.WaitForRoom(large) {
		return
	}
	parsed, found, total, err := s.find(ctx, r.Query, c.User(), c.Owner())
	if no, ok := errors.AsType[*Refused](err); ok {
		c.Answer(request, no.Why)
		return
	}
	response := &protocol.QueryResponse{Total: total, Results: make([]protocol.QueryResult, len(found))}
	for i := 0; i < len(found) && err == nil; i++ {
		response.Results[i], err = result(parsed, &found[i])
	}
	if err != nil {
		c.FailedIn(ctx, request, "query failed", err)
		return
	}
	span := tracing.Of(ctx)
	span.Text("convergence.collection", parsed.Collection)
	span.Number("convergence.results", len(found))
	response.Offset = parsed.Offset
	c.Answer(request, response)
}

// find returns one page of what a query finds: of what was committed when the request
// began, and of what the user may read. That a collection exists is no secret: who asks for
// its permissions, or creates a model in it, learns that. It waits for the turn of owner,
// see [lanes].
func (s *Models) find(ctx context.Context, text string, user protocol.UserID, owner string) (parsed *query.Select, found []store.Found, total int, err error) {
	o := &s.options
	parsed, err = query.Parse(text)
	if wrong, ok := errors.AsType[*query.Error](err); ok {
		return nil, nil, 0, &Refused{&protocol.Error{Code: protocol.CodeInvalidQuery, Message: wrong.Error(),
			Details: map[string]protocol.JSON{"index": float64(wrong.Index)}}}
	}
	if err != nil {
		return nil, nil, 0, err
	}
	if parsed.Limit > o.MaxResults {
		return nil, nil, 0, &Refused{&protocol.Error{Code: protocol.CodeLimitExceeded, Message: "LIMIT is too large; ask page by page with OFFSET",
			Details: map[string]protocol.JSON{"index": float64(parsed.LimitAt), "maximum": float64(o.MaxResults)}}}
	}
	limit := parsed.Limit
	if limit < 0 {
		limit = o.Results
	}
	leave, err := s.heavy.Enter(ctx, owner)
	if err != nil {
		return nil, nil, 0, err
	}
	defer leave()
	ctx, cancel := context.WithTimeout(ctx, o.QueryTime)
	defer cancel()
	if _, err = s.store.Collection(ctx, parsed.Collection); errors.Is(err, store.ErrNotFound) {
		return nil, nil, 0, refused(protocol.CodeNoCollection, fmt.Sprintf("collection %.100q does not exist", parsed.Collection))
	}
	if err == nil {
		err = s.saveDocuments(ctx, parsed.Collection)
	}
	if err == nil {
		found, total, err = s.store.Query(ctx, parsed, user, limit, o.MaxResultBytes)
	}
	if err == nil {
		all := len(found)
		found, err = s.readable(ctx, user, found)
		total -= all - len(found)
	}
	switch {
	case errors.Is(err, store.ErrTooLarge):
		err = refused(protocol.CodeLimitExceeded, fmt.Sprintf("the results take more than %d bytes; use a smaller LIMIT or name fields", o.MaxResultBytes))
	case err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = refused(protocol.CodeTimeout, fmt.Sprintf("the query took longer than %v; make it find less", o.QueryTime))
	}
	return parsed, found, total, err
}

// Result is a model that a query has found, with its data or the fields that the query
// names, as JSON.
type Result struct {
	store.Found
	Collection string
	Data       []byte
}

// Find returns one page of what a query finds among all models, and how many there are
// without regard to LIMIT and OFFSET.
func (s *Models) Find(ctx context.Context, text string) (results []Result, total int, err error) {
	parsed, found, total, err := s.find(ctx, text, protocol.UserID{Type: protocol.UserConvergence}, administrators)
	if err != nil {
		return nil, 0, err
	}
	for i := range found {
		r := Result{Found: found[i], Collection: parsed.Collection, Data: found[i].JSON}
		if len(parsed.Fields) > 0 {
			read, err := result(parsed, &found[i])
			if err != nil {
				return nil, 0, err
			}
			v, err := modeldata.ValueOf(read.Data)
			if err != nil {
				return nil, 0, refused(protocol.CodeInvalidQuery, "the fields cannot be shown: "+err.Error())
			}
			r.Data = document.JSON(v)
		}
		results = append(results, r)
	}
	return results, total, nil
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
		data, err := modeldata.Plain(f.JSON)
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
			v, err := modeldata.Plain(f.Fields[i])
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
