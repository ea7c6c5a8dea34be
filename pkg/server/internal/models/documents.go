package models

import (
	"context"
	"errors"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/protocol"
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
			doc, err := s.currentDocument(ctx, m, 0)
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

// ErrTooLarge is returned for a document that is larger than what was asked for.
var ErrTooLarge = errors.New("the model is too large")

// ForGuest returns a model with its data as JSON, of up to so many bytes, if a guest of whom nothing
// is known may read it. Else, as for one that does not exist, it fails with [store.ErrNotFound]. There is no
// JSON when it is one that the caller knows.
func (s *Models) ForGuest(ctx context.Context, id string, most int, known Seen) (store.Model, []byte, error) {
	m, c, err := s.store.Model(ctx, id)
	if err != nil {
		return m, nil, err
	}
	rights, err := s.modelRights(ctx, protocol.UserID{Type: protocol.UserAnonymous}, &m, &c)
	switch {
	case err != nil:
		return m, nil, err
	case !rights.Can(protocol.PermissionRead):
		return m, nil, store.ErrNotFound
	case known(&m):
		return m, nil, nil
	}
	doc, err := s.currentDocument(ctx, m, most)
	if err == nil && len(doc.JSON) > most {
		err = ErrTooLarge
	}
	m.Version = max(m.Version, doc.Version)
	return m, doc.JSON, err
}

// currentDocument returns the document of a model: from its sequencer when it is
// in memory, else from the store. Unless most is 0 it does not write one that takes far more bytes.
func (s *Models) currentDocument(ctx context.Context, m store.Model, most int) (store.Document, error) {
	tooLarge := func(snapshot int) bool { return most > 0 && snapshot > 4*most }
	if q := s.acquireRunning(m.ID); q != nil {
		defer s.release(q)
		if tooLarge(int(q.snapshot.bytes.Load())) {
			return store.Document{}, ErrTooLarge
		}
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
		if tooLarge(len(snapshot)) {
			return ErrTooLarge
		}
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
