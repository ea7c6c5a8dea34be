package models

import (
	"context"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// loadInLane loads the model in its turn: who opens very many keeps nobody waiting.
func (q *sequencer) loadInLane() error {
	leave, err := q.models.loads.Enter(context.Background(), q.owner)
	if err != nil {
		return err
	}
	defer leave()
	return q.load()
}

// load reads the model: one snapshot and the operations after it.
func (q *sequencer) load() error {
	ctx := context.Background()
	q.exists = false
	model, collection, err := q.models.store.Model(ctx, q.id)
	if err != nil {
		return err
	}
	doc, from, size, tail, err := loadDocument(ctx, q.models.store, &model, q.room)
	if err != nil {
		return err
	}
	q.begin(model, collection, doc)
	q.snapshot.begin(from, size, tail)
	if model.Ephemeral { // its clients may be about to come back
		q.lostAt = q.models.started
	}
	return nil
}

// room takes memory for the document of a snapshot, when there is room for it.
func (q *sequencer) room(snapshot []byte) error {
	q.memory.Set(0)
	_, err := q.memory.Wait(context.Background(), documentSize(snapshot))
	return err
}

// documentSize is about what a document takes in memory.
func documentSize(snapshot []byte) int { return 2*protocol.Weigh(snapshot) + 4<<10 }

// loadDocument builds the document of a model, once there is room for it. It returns the version and size of
// the snapshot that it began with and how many bytes of operations came after.
func loadDocument(ctx context.Context, st store.Domain, model *store.Model, room func(snapshot []byte) error) (doc *document.Document, from int64, size, tail int, err error) {
	from, data, err := st.Snapshot(ctx, model.Key)
	if err != nil {
		return nil, 0, 0, 0, err
	}
	if err := room(data); err != nil {
		return nil, 0, 0, 0, err
	}
	if doc, err = document.Read(protocol.Data(data)); err != nil {
		return nil, 0, 0, 0, fmt.Errorf("building the document: %w", err)
	}
	err = readLog(ctx, st, model.Key, from, model.Version, func(e store.Entry, ops []ot.Op) error {
		tail += len(e.Operations)
		for i := range ops {
			if err := doc.Apply(ops[i], nil); err != nil {
				return fmt.Errorf("applying version %d: %w", e.Version+int64(i), err)
			}
		}
		return nil
	})
	return doc, from, len(data), tail, err
}

// begin makes the sequencer serve a model.
func (q *sequencer) begin(model store.Model, collection store.Collection, doc *document.Document) {
	q.exists, q.model, q.collection, q.doc = true, model, collection, doc
	q.order = concurrency.NewServer[uint64](model.Version, func(from, to int64) ([]ot.Op, error) {
		leave, err := q.models.past.Enter(context.Background(), model.ID)
		if err != nil {
			return nil, err
		}
		defer leave()
		var all []ot.Op
		err = readLog(context.Background(), q.models.store, model.Key, from, to, func(_ store.Entry, ops []ot.Op) error {
			all = append(all, ops...)
			return nil
		})
		return all, err
	})
	clear(q.sequences)
	q.references = make(map[string][]*reference)
	q.prefixes, q.unpruned = 0, 0
	q.committed.Store(model.Version)
}

// readLog visits the operations with context versions from to to, exclusive,
// in order. The entry is cut to what lies within.
func readLog(ctx context.Context, st store.Domain, key, from, to int64, visit func(store.Entry, []ot.Op) error) error {
	for from < to {
		entries, err := st.Entries(ctx, key, from, to, 1<<20)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			return fmt.Errorf("the log of model %d has no version %d", key, from)
		}
		for _, e := range entries {
			ops, err := decodeEntry(&e, from, to)
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

// decodeEntry returns the operations of an entry within [from, to) and adjusts
// the entry's head to them.
func decodeEntry(e *store.Entry, from, to int64) ([]ot.Op, error) {
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
