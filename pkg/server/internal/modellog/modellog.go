// Package modellog reads what a store keeps of a model: its document, and the operations
// that have led there. It refuses to know sequencers and sessions.
package modellog

import (
	"context"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Loaded is the document of a model, and how it was built.
type Loaded struct {
	Document *document.Document
	From     int64 // version of the snapshot that it began with
	Size     int   // of that, in bytes
	Tail     int   // bytes of the operations that came after
}

// Load builds the document of a model, once there is room for it.
func Load(ctx context.Context, st store.Domain, model *store.Model, room func(snapshot []byte) error) (l Loaded, err error) {
	from, data, err := st.Snapshot(ctx, model.Key)
	if err != nil {
		return l, err
	}
	if err := room(data); err != nil {
		return l, err
	}
	l.From, l.Size = from, len(data)
	if l.Document, err = document.Read(protocol.Data(data)); err != nil {
		return l, fmt.Errorf("building the document: %w", err)
	}
	err = Read(ctx, st, model.Key, from, model.Version, func(e store.Entry, ops []ot.Op) error {
		l.Tail += len(e.Operations)
		for i := range ops {
			if err := l.Document.Apply(ops[i], nil); err != nil {
				return fmt.Errorf("applying version %d: %w", e.Version+int64(i), err)
			}
		}
		return nil
	})
	return l, err
}

// Read visits the operations with context versions from from to to, exclusive, in order.
// The entry is cut to what lies within.
func Read(ctx context.Context, st store.Log, key, from, to int64, visit func(store.Entry, []ot.Op) error) error {
	for from < to {
		entries, err := st.Entries(ctx, key, from, to, 1<<20)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			return fmt.Errorf("the log of model %d has no version %d", key, from)
		}
		for _, e := range entries {
			ops, err := Decode(&e, from, to)
			if err != nil {
				return err
			}
			if e.Version != from {
				return fmt.Errorf("the log of model %d has no version %d", key, from)
			}
			if err := visit(e, ops); err != nil {
				return err
			}
			from += int64(len(ops))
		}
	}
	return nil
}

// Decode returns the operations of an entry within [from, to) and adjusts the entry's head
// to them.
func Decode(e *store.Entry, from, to int64) ([]ot.Op, error) {
	ops, err := protocol.DecodeOperations(e.Operations)
	if err == nil && len(ops) != e.Count {
		err = fmt.Errorf("%d operations instead of %d", len(ops), e.Count)
	}
	if err != nil {
		return nil, fmt.Errorf("decoding version %d: %w", e.Version, err)
	}
	if skip := from - e.Version; skip > 0 {
		ops = ops[min(skip, int64(len(ops))):]
		e.Version += skip
		e.First += uint64(skip)
	}
	if over := e.Version + int64(len(ops)) - to; over > 0 {
		ops = ops[:int64(len(ops))-over]
	}
	e.Count = len(ops)
	return ops, nil
}

// DecodeInverses is Decode for what undoes the operations of an entry.
func DecodeInverses(e store.Entry, from, to int64) ([]ot.Op, error) {
	e.Operations = e.Inverses
	ops, err := Decode(&e, from, to)
	if err != nil {
		return nil, fmt.Errorf("inverses: %w", err)
	}
	return ops, nil
}
