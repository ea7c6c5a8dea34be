package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modellog"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// historyPage is how many bytes of operations are read at once.
const historyPage = 1 << 20

func (x *exporter) models(ctx context.Context) error {
	return pages(func(after store.Model) ([]store.Model, error) {
		return x.store.ModelsAfter(ctx, "", after.ID, page)
	}, func(m store.Model) error {
		if err := x.model(ctx, m.ID); err != nil {
			return fmt.Errorf("model %q: %w", m.ID, err)
		}
		return nil
	})
}

func (x *exporter) model(ctx context.Context, id string) error {
	m, _, err := x.store.Model(ctx, id)
	if err != nil {
		return err
	}
	prefixes, err := x.store.Prefixes(ctx, m.Key)
	if err != nil {
		return err
	}
	loaded, err := modellog.Load(ctx, x.store, &m, func([]byte) error { return nil })
	if err != nil {
		return err
	}
	line := modelLine{lineModel, text(m.ID), text(m.Collection), m.Created, m.Modified, m.Version, m.Ephemeral, memberOf(m.Maker), prefixes,
		m.OverrideWorld, rightsOf(m.World, m.Users, m.Groups), nil}
	if x.options.WithoutHistory {
		// It is another model: a client that has edits of the one with a history must not
		// take the versions of this one for those.
		if m.Version > 1 {
			line.Created = max(m.Modified, m.Created+1)
			line.Modified = line.Created
		}
		line.Version = 1
		line.Data = dataOf(loaded.Document)
		return x.put(line, &x.counts.Models)
	}
	state := stateLine{lineState, m.Version, sumOf(loaded.Document)}
	if err := modellog.Undo(ctx, x.store, m.Key, loaded.Document, m.Version, m.Oldest, historyPage); err != nil {
		return fmt.Errorf("finding the state that it began with: %w", err)
	}
	line.Data = dataOf(loaded.Document)
	if err := x.put(line, &x.counts.Models); err != nil {
		return err
	}
	if m.Version > 1 {
		if err := x.operations(ctx, &m, loaded.Document, state); err != nil {
			return err
		}
	}
	named, err := x.store.NamedVersions(ctx, m.Key)
	for i := 0; err == nil && i < len(named); i++ {
		v := &named[i]
		err = x.put(versionLine{lineVersion, text(v.Name), v.Version, v.Millis, memberOf(v.By)}, nil)
	}
	return err
}

// operations writes those of a model, whose document is at the oldest version that is kept, and the state
// that they lead to.
func (x *exporter) operations(ctx context.Context, m *store.Model, doc *document.Document, state stateLine) error {
	if err := x.accepted(ctx, m); err != nil {
		return err
	}
	err := modellog.Read(ctx, x.store, m.Key, m.Oldest, m.Version, func(e store.Entry, ops []ot.Op) error {
		for i := range ops {
			if err := doc.Apply(ops[i], nil); err != nil {
				return fmt.Errorf("applying version %d: %w", e.Version+int64(i), err)
			}
		}
		x.counts.Operations += int64(len(ops))
		return x.put(operationsLine{identityOf(lineOperations, &e), e.Millis, appendOperations(nil, ops)}, nil)
	})
	if err == nil && sumOf(doc) != state.SHA256 {
		err = errors.New("its history does not lead to the state that it has; export it without history")
	}
	if err != nil {
		return err
	}
	return x.put(state, nil)
}

// accepted writes what is known of the operations that are not kept any more.
func (x *exporter) accepted(ctx context.Context, m *store.Model) error {
	for at := int64(1); at < m.Oldest; {
		all, err := x.store.Identities(ctx, m.Key, at, page)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return fmt.Errorf("nothing is known of version %d", at)
		}
		for _, e := range all {
			if e.Version != at {
				return fmt.Errorf("nothing is known of version %d", at)
			}
			if err := x.put(acceptedLine{identityOf(lineAccepted, &e), e.Count, e.Millis}, nil); err != nil {
				return err
			}
			at += int64(e.Count)
		}
	}
	return nil
}

func dataOf(doc *document.Document) []byte {
	v := doc.Value()
	return appendValue(nil, &v)
}

// sumOf is what a state line says of a document.
func sumOf(doc *document.Document) string {
	sum := sha256.Sum256(dataOf(doc))
	return hex.EncodeToString(sum[:])
}
