package server

import (
	"context"
	"errors"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/query"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// query answers with one page of what a query finds: of what was committed when
// the request began, and of what the user may read. That a collection exists is
// no secret: who asks for its permissions, or creates a model in it, learns that.
func (c *connection) query(ctx context.Context, request uint32, r *protocol.QueryRequest) {
	o := &c.server.options
	s, err := query.Parse(r.Query)
	var wrong *query.Error
	if errors.As(err, &wrong) {
		c.Answer(request, &protocol.Error{Code: protocol.CodeInvalidQuery, Message: wrong.Error(),
			Details: map[string]protocol.JSON{"index": float64(wrong.Index)}})
		return
	}
	if s.Limit > o.MaxResults {
		c.Answer(request, &protocol.Error{Code: protocol.CodeLimitExceeded, Message: "LIMIT is too large; ask page by page with OFFSET",
			Details: map[string]protocol.JSON{"index": float64(s.LimitAt), "maximum": float64(o.MaxResults)}})
		return
	}
	limit := s.Limit
	if limit < 0 {
		limit = o.Results
	}
	ctx, cancel := context.WithTimeout(ctx, o.QueryTime)
	defer cancel()
	if _, err = c.domain.store.Collection(ctx, s.Collection); errors.Is(err, store.ErrNotFound) {
		c.Refuse(request, protocol.CodeNoCollection, "collection %.100q does not exist", s.Collection)
		return
	}
	if err == nil {
		err = c.domain.saveDocuments(ctx, s.Collection)
	}
	var found []store.Found
	var total int
	if err == nil {
		found, total, err = c.domain.store.Query(ctx, s, c.User(), limit, o.MaxResultBytes)
	}
	response := &protocol.QueryResponse{Offset: s.Offset, Total: total, Results: make([]protocol.QueryResult, len(found))}
	cost := 0
	for i := 0; i < len(found) && err == nil; i++ {
		cost += 256 + 2*len(found[i].JSON)
		for _, f := range found[i].Fields {
			cost += 2 * len(f)
		}
		response.Results[i], err = result(s, &found[i])
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

// How many documents, and bytes of them, are saved in one transaction.
const (
	savedTogether      = 256
	savedTogetherBytes = 8 << 20
)

// saveDocuments brings the documents of a collection up to what is committed.
// Typing never pays for it: a document is made when a query needs it.
func (d *domain) saveDocuments(ctx context.Context, collection string) error {
	select { // the same work twice helps nobody
	case d.savingDocuments <- struct{}{}:
		defer func() { <-d.savingDocuments }()
	case <-ctx.Done():
		return ctx.Err()
	}
	after := int64(0)
	for {
		stale, err := d.store.StaleModels(ctx, collection, after, savedTogether)
		if err != nil || len(stale) == 0 {
			return err
		}
		var made []store.Document
		bytes := 0
		for i, m := range stale {
			after = m.Key
			doc, err := d.currentDocument(ctx, m)
			if errors.Is(err, store.ErrNotFound) {
				continue // deleted meanwhile
			}
			if err != nil {
				return err
			}
			made = append(made, doc)
			if bytes += len(doc.JSON); bytes >= savedTogetherBytes || i == len(stale)-1 {
				if err := d.store.SaveDocuments(ctx, made); err != nil {
					return err
				}
				made, bytes = nil, 0
			}
		}
		if err := d.store.SaveDocuments(ctx, made); err != nil {
			return err
		}
	}
}

// currentDocument returns the document of a model: from its sequencer when it is
// in memory, else from the store.
func (d *domain) currentDocument(ctx context.Context, m store.Model) (store.Document, error) {
	d.mu.Lock()
	q := d.sequencers[m.ID]
	if q != nil {
		q.holders++
	}
	d.mu.Unlock()
	if q != nil {
		defer d.release(q)
		if doc, ok := q.document(ctx, m.Key); ok {
			return doc, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return store.Document{}, err
	}
	doc, from, _, _, err := loadDocument(ctx, d.store, &m)
	if err != nil {
		return store.Document{}, err
	}
	// The snapshot may be newer than what was known of the model.
	return store.Document{Model: m.Key, Version: max(from, m.Version), JSON: document.JSON(doc.Value())}, nil
}

// document asks a sequencer, from another goroutine, for the committed state of
// the model with a key.
func (q *sequencer) document(ctx context.Context, key int64) (store.Document, bool) {
	type state struct {
		doc  *store.Document
		json func() []byte
	}
	got := make(chan state, 1)
	q.post(command{do: func() {
		if !q.exists || q.broken || q.model.Key != key {
			got <- state{}
			return
		}
		value := q.doc.Value()
		got <- state{&store.Document{Model: key, Version: q.model.Version}, func() []byte { return document.JSON(value) }}
	}})
	select {
	case s := <-got:
		if s.doc == nil {
			return store.Document{}, false
		}
		s.doc.JSON = s.json() // here, because the sequencer has other work
		return *s.doc, true
	case <-q.ended:
	case <-ctx.Done():
	}
	return store.Document{}, false
}
