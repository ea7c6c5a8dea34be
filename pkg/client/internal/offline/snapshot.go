package offline

import (
	"errors"
	"fmt"
	"math"

	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// A stored snapshot is renewed when much was acknowledged since.

// snapshot renews the stored snapshot when the operations since have become
// many and there is nothing pending, so that the document is what the server
// has acknowledged.
func (s *journal) snapshot() {
	r := s.replica
	if s.snapshotting || s.head == nil || s.task != nil || r.Closed || !r.Control.Committed() ||
		s.since < s.o.Options.SnapshotInterval || s.bytes*4 < s.snapshotBytes {
		return
	}
	data, err := protocol.AppendValue(nil, r.Holder.Value())
	if err != nil {
		s.o.Trouble(err)
		return
	}
	s.store(r.Control.Version(), data)
}

// store replaces the snapshot unless another tab has stored a newer one.
func (s *journal) store(version int64, data protocol.Data) {
	changes, next := layout.WrittenSnapshotChanges(s.replica.ID, s.head, version, data)
	s.snapshotting = true
	since, w := s.since, s.o.Writer
	w.Add(changes, func(err error) {
		s.o.Locked(func() {
			if w != s.o.Writer {
				return
			}
			s.snapshotting = false
			switch {
			case err == nil:
				s.since -= since
				s.bytes, s.head = 0, next
				if h, err := layout.DecodeSnapshot(next); err == nil {
					s.snapshotBytes = h.Bytes
				}
				s.copied()
			case errors.Is(err, storage.ErrConflict):
				s.lookForSnapshot(func(stored int64) {
					if stored < version {
						s.store(version, data)
					} else {
						s.copied()
					}
				})
			default:
				s.copied()
			}
		})
	})
}

// lookForSnapshot reads which snapshot is stored; then gets its version, 0 for
// none.
func (s *journal) lookForSnapshot(then func(version int64)) {
	key := layout.SnapshotKey(s.replica.ID, 0)
	s.o.Records.Range(key, storage.After(key), 1, func(found []storage.Record, err error) {
		s.o.Locked(func() {
			if err != nil {
				s.o.Trouble(err)
				s.copied()
				return
			}
			s.head, s.since, s.bytes = nil, 0, 0
			h := layout.Snapshot{}
			if len(found) > 0 {
				if h, err = layout.DecodeSnapshot(found[0].Value); err == nil {
					s.head, s.snapshotBytes = found[0].Value, h.Bytes
				}
			}
			then(h.Version)
		})
	})
}

// The snapshots of models that are not open are renewed when much was
// acknowledged since: of a small model together with noting what was
// acknowledged, so that this need not be stored and read once more first.

// smallCopy is up to how many bytes a snapshot is kept in memory while the model
// is synchronised.
const smallCopy = 16 << 10

// copyToRenew returns what is needed of a stored model to renew its snapshot,
// nil when that is too much to keep.
func copyToRenew(stored *layout.StoredModel) *layout.StoredModel {
	if stored.Snapshot == nil || stored.State == nil || stored.Bytes() > smallCopy {
		return nil
	}
	kept := *stored
	kept.Pending, kept.Creation = nil, nil
	return &kept
}

// mostSpared is how many times as many operations as otherwise are stored before a snapshot
// is renewed that somebody's undo steps are waiting in front of.
const mostSpared = 10

// renewSnapshot makes the state after more operations the snapshot: done gets the
// changes, or the reason why it is not time yet.
func (o *Models) renewSnapshot(id string, stored *layout.StoredModel, more []ot.Op, done func([]storage.Change, error)) {
	if len(stored.Steps) > 0 && len(stored.Tail)+len(more) < mostSpared*o.Options.SnapshotInterval {
		done(nil, errSteps)
		return
	}
	reading := document.BeginReading(stored.Data())
	var doc *document.Document
	left := [...][]ot.Op{stored.Tail, more}
	some := func() (again bool, err error) {
		if doc == nil {
			doc, err = reading.Some(elementsAtOnce)
			return true, err
		}
		for i := range left {
			n := min(len(left[i]), operationsAtOnce)
			for j := range left[i][:n] {
				if err := doc.Apply(left[i][j], nil); err != nil {
					return false, err
				}
			}
			if left[i] = left[i][n:]; n > 0 {
				return true, nil
			}
		}
		return false, nil
	}
	o.session.InPortions(func() (again bool) {
		again, err := some()
		switch {
		case err != nil:
			done(nil, fmt.Errorf("load model %q: %w: %w", id, storage.ErrCorrupt, err))
			return false
		case !again:
			changes, _, err := layout.SnapshotChanges(id, stored.Snapshot, stored.Version()+int64(len(more)), doc.Value())
			done(changes, err)
		}
		return again
	})
}

// saveSynchronised stores that a model that is not open has been synchronised, with a
// new snapshot when it is time for one and there is a copy.
func (s *journal) saveSynchronised(stored *layout.StoredModel, done func()) {
	interval := s.o.Options.SnapshotInterval
	if stored == nil || len(s.tail) == 0 || s.since+len(s.tail) < interval || s.tailAt != stored.Version() {
		s.saveSome(portionBytes, done)
		return
	}
	s.o.renewSnapshot(s.replica.ID, stored, s.tail, func(changes []storage.Change, err error) {
		if err != nil {
			s.saveSome(portionBytes, done) // if something is wrong that shows when the model is opened
			return
		}
		s.saveRenewed(changes, done)
	})
}

// saveRenewed stores it with a new snapshot.
func (s *journal) saveRenewed(changes []storage.Change, done func()) {
	own := s.ownChanges(math.MaxInt)
	s.o.Apply(append(changes, own...), func(err error) {
		if err == nil {
			s.tail, s.origins, s.since = nil, nil, 0
			s.update()
			done()
			return
		}
		// Another tab has renewed it, or has written into the queue.
		s.o.Writer.Add(s.tailChanges(math.MaxInt), nil)
		s.o.Writer.Add(own, func(err error) {
			s.o.Locked(func() {
				if errors.Is(err, storage.ErrConflict) {
					s.fenced(nil)
				}
				done()
			})
		})
	})
}

// compact renews the snapshot of a model that is not open.
func (o *Models) compact(id string, done func()) {
	o.load(id, func(stored *layout.StoredModel, err error) {
		if err != nil || stored.Snapshot == nil || stored.State == nil {
			done()
			return
		}
		o.renewSnapshot(id, stored, nil, func(changes []storage.Change, err error) {
			if err != nil {
				done()
				return
			}
			// A conflict means that somebody else has done it.
			o.Apply(changes, func(error) { done() })
		})
	})
}
