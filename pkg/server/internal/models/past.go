package models

import (
	"context"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modellog"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Run is operations that somebody made one after the other, the first of which has Version
// as its context.
type Run struct {
	Version    int64
	Millis     int64
	Author     people.Identity
	Operations []ot.Op
}

// Operations returns operations of a model from a version on, some, and the version that it
// has now.
func (s *Models) Operations(ctx context.Context, id string, from int64, limit int) (runs []Run, version int64, err error) {
	model, _, err := s.store.Model(ctx, id)
	if err != nil {
		return nil, 0, err
	}
	entries, err := s.store.Entries(ctx, model.Key, max(from, 1), min(model.Version, max(from, 1)+int64(limit)), s.options.HistoryPage)
	if err != nil {
		return nil, 0, err
	}
	for _, e := range entries {
		ops, err := modellog.Decode(&e, max(from, 1), max(from, 1)+int64(limit))
		if err != nil {
			return nil, 0, err
		}
		who, err := s.options.Directory.Identify(e.Session)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, 0, err
		}
		who.Session = e.Session // also when nobody can be found for it
		runs = append(runs, Run{e.Version, e.Millis, who, ops})
	}
	return runs, model.Version, nil
}

// At returns the data that a model had at a version, by undoing what came after it.
func (s *Models) At(ctx context.Context, id string, version int64) (State, error) {
	now, err := s.Read(id)
	if err != nil {
		return now, err
	}
	if version < 1 || version > now.Version {
		return now, refused(protocol.CodeInvalidArgument, fmt.Sprintf("model %q has the versions 1 to %d", id, now.Version))
	}
	doc, err := document.New(now.Value)
	if err != nil {
		return now, err
	}
	if err := modellog.Undo(ctx, s.store, now.Key, doc, now.Version, version, s.options.HistoryPage); err != nil {
		return now, fmt.Errorf("model %q at version %d: %w", id, version, err)
	}
	now.Version, now.Value = version, doc.Value()
	return now, nil
}
