package models

import (
	"context"
	"errors"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modellog"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// How many documents, and bytes of them, are saved in one transaction.
const (
	savedTogether      = 256
	savedTogetherBytes = 8 << 20
)

// saveDocuments brings the documents of a collection up to what is committed.
// Typing never pays for it: a document is made when a query needs it.
func (s *Models) saveDocuments(ctx context.Context, collection string) error {
	select { // the same work twice helps nobody
	case s.savingDocuments <- struct{}{}:
		defer func() { <-s.savingDocuments }()
	case <-ctx.Done():
		return ctx.Err()
	}
	after := int64(0)
	for {
		stale, err := s.store.StaleModels(ctx, collection, after, savedTogether)
		if err != nil || len(stale) == 0 {
			return err
		}
		var made []store.Document
		bytes := 0
		for i, m := range stale {
			after = m.Key
			doc, err := s.currentDocument(ctx, m)
			if errors.Is(err, store.ErrNotFound) {
				continue // deleted meanwhile
			}
			if err != nil {
				return err
			}
			made = append(made, doc)
			if bytes += len(doc.JSON); bytes >= savedTogetherBytes || i == len(stale)-1 {
				if err := s.store.SaveDocuments(ctx, made); err != nil {
					return err
				}
				made, bytes = nil, 0
			}
		}
		if err := s.store.SaveDocuments(ctx, made); err != nil {
			return err
		}
	}
}

// currentDocument returns the document of a model: from its sequencer when it is
// in memory, else from the store.
func (s *Models) currentDocument(ctx context.Context, m store.Model) (store.Document, error) {
	s.mu.Lock()
	q := s.sequencers[m.ID]
	if q != nil {
		q.holders++
	}
	s.mu.Unlock()
	if q != nil {
		defer s.release(q)
		if doc, ok := q.document(ctx, m.Key); ok {
			return doc, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return store.Document{}, err
	}
	memory := s.options.Documents.Open(nil)
	defer memory.Close()
	loaded, err := modellog.Load(ctx, s.store, &m, func(snapshot []byte) error {
		_, err := memory.Wait(ctx, documentSize(snapshot))
		return err
	})
	if err != nil {
		return store.Document{}, err
	}
	// The snapshot may be newer than what was known of the model.
	return store.Document{Model: m.Key, Version: max(loaded.From, m.Version), JSON: document.JSON(loaded.Document.Value())}, nil
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
