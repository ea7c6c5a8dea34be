package models

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/modellog"
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
	loaded, err := modellog.Load(ctx, q.models.store, &model, q.room)
	if err != nil {
		return err
	}
	q.begin(model, collection, loaded.Document)
	q.snapshot.begin(loaded.From, loaded.Size, loaded.Tail)
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
		err = modellog.Read(context.Background(), q.models.store, model.Key, from, to, func(_ store.Entry, ops []ot.Op) error {
			all = append(all, ops...)
			return nil
		})
		return all, err
	})
	clear(q.sequences)
	q.references = make(map[string][]*reference)
	q.prefixes, q.unpruned = 0, 0
	q.replica = q.newReplica()
	q.peers, q.told = nil, nil
	q.askForPeers()
	q.committed.Store(model.Version)
}
