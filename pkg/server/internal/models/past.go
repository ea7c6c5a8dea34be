package models

import (
	"context"
	"errors"
	"fmt"
	"math"

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
// has now. From 0 is from the oldest one that is kept.
func (s *Models) Operations(ctx context.Context, id string, from int64, limit int) (runs []Run, version int64, err error) {
	model, _, err := s.store.Model(ctx, id)
	if err != nil {
		return nil, 0, err
	}
	if from <= 0 {
		from = model.Oldest
	}
	entries, err := s.store.Entries(ctx, model.Key, from, min(model.Version, from+int64(limit)), s.options.HistoryPage)
	if errors.Is(err, store.ErrForgotten) {
		err = &Refused{notKept(&model, from)}
	}
	if err != nil {
		return nil, 0, err
	}
	for _, e := range entries {
		ops, err := modellog.Decode(&e, from, from+int64(limit))
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
	if version < now.Oldest {
		return now, &Refused{notKept(&now.Model, version)}
	}
	doc, err := document.New(now.Value)
	if err != nil {
		return now, err
	}
	err = modellog.Undo(ctx, s.store, now.Key, doc, now.Version, version, s.options.HistoryPage)
	if errors.Is(err, store.ErrForgotten) { // just now
		return now, &Refused{notKept(&now.Model, version)}
	}
	if err != nil {
		return now, fmt.Errorf("model %q at version %d: %w", id, version, err)
	}
	now.Version, now.Value = version, doc.Value()
	return now, nil
}

// notKept says that a version is older than what is kept.
func notKept(m *store.Model, version int64) *protocol.Error {
	return &protocol.Error{Code: protocol.CodeVersionNotKept,
		Message: fmt.Sprintf("the history of model %q is kept from version %d on, and not from %d", m.ID, m.Oldest, version)}
}

// Compact gives up a portion of what was done in a model before a time and lies behind its
// snapshot. It reports whether there may be more.
func (s *Models) Compact(ctx context.Context, m store.AgedModel, since int64) (store.Compacted, error) {
	done, err := s.store.Compact(ctx, m.Key, math.MaxInt64, since)
	if err != nil || done.Operations == 0 {
		return done, err
	}
	s.options.Quota.Grow(m.Maker, -done.Bytes)
	s.mu.Lock()
	q := s.sequencers[m.ID]
	if q != nil {
		q.holders++
	}
	s.mu.Unlock()
	if q != nil {
		q.post(command{do: func() {
			if q.exists && q.model.Key == m.Key {
				q.model.Oldest, q.model.OldestTime = done.Oldest, done.OldestTime
			}
		}})
		s.release(q)
	}
	return done, nil
}
