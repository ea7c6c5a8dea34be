package modellog

import (
	"context"
	"fmt"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// undoneTogether is how many versions are read at once on the way back.
const undoneTogether = 1000

// Undo takes a document that is at one version back to an earlier one. It reads about page
// bytes at once. The model being deleted meanwhile is [store.ErrNotFound].
func Undo(ctx context.Context, st store.Log, key int64, doc *document.Document, at, version int64, page int) error {
	for at > version {
		from := max(version, at-undoneTogether)
		inverses, err := inverses(ctx, st, key, from, at, page)
		if err != nil {
			return err
		}
		for _, op := range slices.Backward(inverses) {
			if err := doc.Apply(op, nil); err != nil {
				return fmt.Errorf("undoing an operation: %w", err)
			}
		}
		at = from
	}
	return nil
}

// inverses returns what undoes the operations with context versions from from to to,
// exclusive, in the order of these.
func inverses(ctx context.Context, st store.Log, key, from, to int64, page int) ([]ot.Op, error) {
	var all []ot.Op
	for from < to {
		entries, err := st.History(ctx, key, from, to, page)
		if err != nil {
			return nil, err
		}
		if len(entries) == 0 {
			return nil, store.ErrNotFound
		}
		for _, e := range entries {
			ops, err := DecodeInverses(e, from, to)
			if err != nil {
				return nil, err
			}
			all = append(all, ops...)
			from += int64(len(ops))
		}
	}
	return all, nil
}
