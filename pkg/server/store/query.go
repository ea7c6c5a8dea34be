package store

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/query"
)

// Document is the JSON of a model at a version, as document.JSON writes it.
type Document struct {
	Model   int64 // key
	Version int64
	JSON    []byte
}

// Found is a model that a query has found.
type Found struct {
	ID       string
	Version  int64    // of the document; the model may be ahead by now
	Created  int64    // milliseconds
	Modified int64    // milliseconds
	JSON     []byte   // the whole document, when the query names no fields
	Fields   [][]byte // JSON of each field that the query names; nil when missing or about the model
}

// Queries finds models by what is in them. It knows documents as they were last
// saved; who asks sees to it that they are.
type Queries interface {
	// StaleModels returns up to n models of a collection, by key and from after
	// a key on, whose document is older than the model or missing.
	StaleModels(ctx context.Context, collection string, after int64, n int) ([]Model, error)
	// SaveDocuments replaces documents unless a newer one is there or the model
	// is gone.
	SaveDocuments(ctx context.Context, documents []Document) error
	// Query returns what a query finds among the models that a user may read,
	// with the given limit instead of the query's, and how many there are
	// without regard to limit and offset. It ends early, with ErrTooLarge, when
	// the results take more than the given bytes.
	Query(ctx context.Context, s *query.Select, user protocol.UserID, limit, bytes int) (found []Found, total int, err error)
}
