package models

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"

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

// snapshotState decides when a model is written as a whole.
type snapshotState struct {
	version int64 // of the newest snapshot
	size    int   // of it, bytes
	tail    int   // bytes of operations since
	saving  sync.WaitGroup
	busy    atomic.Bool
	bytes   atomic.Int64 // size of the last one written, set by the writing goroutine
}

func (s *snapshotState) begin(version int64, size, tail int) {
	s.version, s.size, s.tail = version, size, tail
	s.bytes.Store(int64(size))
}

// due reports whether a snapshot is worth its cost. Writing one costs its size,
// opening a model costs its tail: so a snapshot is due after enough operations
// and when the tail has a fair part of the snapshot's size, and after very many
// operations in any case.
func (s *snapshotState) due(version int64, every int) bool {
	operations := version - s.version
	if operations < int64(every) {
		return false
	}
	return s.tail >= int(s.bytes.Load())/8 || operations >= 50*int64(every)
}

// saveSnapshot writes the document, if it is due or, at the end, if anything
// has changed. Encoding and writing happen beside the sequencer.
func (q *sequencer) saveSnapshot(last bool) {
	s := &q.snapshot
	version := q.model.Version
	if q.replica != nil && !q.leads.Load() {
		return // whoever leads does
	}
	if version == s.version || !last && !s.due(version, q.models.options.SnapshotEvery) {
		return
	}
	if s.busy.Swap(true) {
		if !last {
			return
		}
		s.saving.Wait()
		s.busy.Store(true)
	}
	s.version, s.tail = version, 0
	value, key, maker := q.doc.Value(), q.model.Key, q.model.Maker
	s.saving.Go(func() {
		defer s.busy.Store(false)
		data, err := protocol.AppendValue(nil, value)
		if err == nil {
			s.bytes.Store(int64(len(data)))
			q.memory.Set(documentSize(data))
			q.models.options.Documents.Settle()
			var grown int64
			grown, err = q.models.store.SaveSnapshot(context.Background(), key, version, data)
			q.models.options.Quota.Grow(maker, grown)
		}
		if err != nil { // the log is complete without it
			q.log.Error("snapshot cannot be saved", "version", version, "error", err)
		}
	})
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
	if q := s.acquireRunning(m.ID); q != nil {
		q.post(command{do: func() {
			if q.exists && q.model.Key == m.Key {
				q.model.Oldest, q.model.OldestTime = done.Oldest, done.OldestTime
			}
		}})
		s.release(q)
	}
	return done, nil
}
