package models

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

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
