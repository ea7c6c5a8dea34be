package models

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

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
	if err == nil && s.asksAbout(user) {
		found, total, err = s.findAsking(ctx, parsed, user, limit)
	} else if err == nil {
		found, total, err = s.store.Query(ctx, parsed, user, limit, o.MaxResultBytes)
	}
	switch {
	case errors.Is(err, store.ErrTooLarge):
		err = refused(protocol.CodeLimitExceeded, fmt.Sprintf("the results take more than %d bytes; use a smaller LIMIT or name fields", o.MaxResultBytes))
	case err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = refused(protocol.CodeTimeout, fmt.Sprintf("the query took longer than %v; make it find less", o.QueryTime))
	}
	return parsed, found, total, err
}

// findAsking is find where the program says what a user may read. LIMIT, OFFSET and the total
// count what the user may read: so it is asked about everything that the query finds from
// the first on, up to MaxAsked models.
func (s *Models) findAsking(ctx context.Context, parsed *query.Select, user protocol.UserID, limit int) (found []store.Found, total int, err error) {
	o := &s.options
	every := *parsed
	every.Fields, every.Offset = []query.Field{{Path: query.Path{Meta: query.MetaID}}}, 0
	all, _, err := s.store.Query(ctx, &every, user, o.MaxAsked+1, math.MaxInt)
	if err != nil {
		return nil, 0, err
	}
	ids, err := s.readable(ctx, user, all[:min(len(all), o.MaxAsked)])
	if err != nil {
		return nil, 0, err
	}
	total = len(ids)
	ids = ids[min(parsed.Offset, total):]
	ids = ids[:min(limit, len(ids))]
	if len(all) > o.MaxAsked && len(ids) < limit {
		return nil, 0, refused(protocol.CodeLimitExceeded, fmt.Sprintf("what you may read is looked up one by one, of up to %d models; make the query find less", o.MaxAsked))
	}
	byID := make(map[string]store.Found, len(ids))
	bytes := o.MaxResultBytes
	for some := range slices.Chunk(ids, 1000) {
		part, _, err := s.store.Query(ctx, among(parsed, some), user, len(some)+1, bytes)
		if err != nil {
			return nil, 0, err
		}
		for _, f := range part {
			byID[f.ID] = f
			bytes -= len(f.JSON)
			for _, field := range f.Fields {
				bytes -= len(field)
			}
		}
	}
	for _, id := range ids {
		if f, ok := byID[id]; ok { // else it was changed or deleted just now
			found = append(found, f)
		}
	}
	return found, total, nil
}

// among returns a query for what another one finds among models, in any order.
func among(parsed *query.Select, ids []string) *query.Select {
	one := *parsed
	one.Order, one.Offset = nil, 0
	is := &query.Node{Op: query.In, Args: []*query.Node{{Op: query.PathOf, Path: query.Path{Meta: query.MetaID}}}}
	for _, id := range ids {
		is.Args = append(is.Args, &query.Node{Op: query.Text, Text: id})
	}
	if one.Where = is; parsed.Where != nil {
		one.Where = &query.Node{Op: query.And, Args: []*query.Node{is, parsed.Where}}
	}
	return &one
}

// readable returns the ids of what the program lets a user read of what a query has found.
func (s *Models) readable(ctx context.Context, user protocol.UserID, found []store.Found) (ids []string, err error) {
	for _, f := range found {
		model, collection, err := s.store.Model(ctx, f.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		var rights protocol.Permissions
		if err == nil {
			rights, err = s.modelRights(ctx, user, &model, &collection)
		}
		if err != nil {
			return nil, err
		}
		if rights.Can(protocol.PermissionRead) {
			ids = append(ids, f.ID)
		}
	}
	return ids, nil
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
