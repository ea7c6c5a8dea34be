package layout

import (
	"bytes"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/fields"
)

// snapshotPart is how many bytes of a snapshot one record holds. A store copies
// records one by one, so this bounds what is copied twice at a time, and for how long.
const snapshotPart = 256 << 10

// Snapshot is the head of a stored snapshot: a state of a model that the server
// has acknowledged.
type Snapshot struct {
	Version int64
	Parts   int // records that hold the data
	Bytes   int
}

func (s *Snapshot) fields(f *fields.Fields) {
	fields.Whole(f, &s.Version)
	fields.Whole(f, &s.Parts)
	fields.Whole(f, &s.Bytes)
}

// Encode returns the value of the record with number 0.
func (s Snapshot) Encode() []byte { return fields.Must(s.fields) }

// DecodeSnapshot reads what Encode wrote. Errors wrap [storage.ErrCorrupt].
func DecodeSnapshot(data []byte) (s Snapshot, err error) {
	err = fields.Decode(data, "snapshot", s.fields)
	return s, err
}

// SnapshotChanges replaces the snapshot of a model and drops the acknowledged
// operations that it makes superfluous. The first change guards that the
// snapshot is still the one with this head, nil for none: of two tabs that do
// this at the same time one gets [storage.ErrConflict] and looks again whether its state
// is newer at all. It returns the new head.
func SnapshotChanges(model string, head []byte, version int64, data ot.Value) (changes []storage.Change, next []byte, err error) {
	encoded, err := protocol.AppendValue(nil, data)
	if err != nil {
		return nil, nil, fmt.Errorf("write a snapshot of model %q: %w", model, err)
	}
	changes, next = WrittenSnapshotChanges(model, head, version, encoded)
	return changes, next, nil
}

// WrittenSnapshotChanges is [SnapshotChanges] for data that came in its wire form.
func WrittenSnapshotChanges(model string, head []byte, version int64, encoded protocol.Data) (changes []storage.Change, next []byte) {
	first := SnapshotKey(model, 0)
	changes = append(changes, storage.Guard(first, head))
	from, to := PartRange(model, PartSnapshot)
	changes = append(changes, storage.DeleteRange(from, to))
	parts := 0
	for at := 0; at < len(encoded); at += snapshotPart {
		parts++
		changes = append(changes, storage.Put(SnapshotKey(model, parts), encoded[at:min(at+snapshotPart, len(encoded))]))
	}
	next = Snapshot{Version: version, Parts: parts, Bytes: len(encoded)}.Encode()
	from, _ = PartRange(model, PartTail)
	return append(changes, storage.Put(first, next), storage.DeleteRange(from, TailKey(model, version+1, ""))), next
}

// PendingRun is a run of pending operations with its identity.
type PendingRun struct {
	Instance string
	First    uint64 // sequence of the first operation
	Pending
}

// StoredModel is a model as it was read from a store.
type StoredModel struct {
	State    *ModelState // nil: the store does not know the model
	Creation *Creation   // nil: the server knows the model
	Snapshot []byte      // head for [SnapshotChanges]; nil: there is no data
	Base     int64       // version of the snapshot
	Tail     []ot.Op     // acknowledged since then, without gaps
	Origins  []Origin
	Pending  []PendingRun
	Sent     map[string]bool // instances with a [SentKey]
	Steps    []StepsRecord   // in the order of their keys

	data bytes.Buffer // of the snapshot
}

// Data returns the state at version Base, as it is stored.
func (m *StoredModel) Data() protocol.Data { return m.data.Bytes() }

// Bytes returns how many bytes the snapshot has.
func (m *StoredModel) Bytes() int { return m.data.Len() }

// Version returns the version that Data and Tail lead to.
func (m *StoredModel) Version() int64 { return m.Base + int64(len(m.Tail)) }

// AssembleModel puts the records of [ModelRange] together. Several tabs may have
// stored the same operations, in runs that overlap; each operation is in Tail
// once. What follows after a gap is left out: the server has it. Errors wrap
// [storage.ErrCorrupt].
func AssembleModel(records []storage.Record) (*StoredModel, error) {
	a := NewAssembly(records)
	for {
		if m, err := a.Next(); m != nil || err != nil {
			return m, err
		}
	}
}

// Assembly is what [AssembleModel] does, record by record.
type Assembly struct {
	records []storage.Record
	model   *StoredModel
	head    Snapshot
	parts   int
	bytes   int // of all records
}

// NewAssembly begins to put records together.
func NewAssembly(records []storage.Record) *Assembly {
	a := &Assembly{records: records, model: &StoredModel{}}
	for i := range records {
		a.bytes += len(records[i].Value)
	}
	return a
}

// Next takes the next record, or returns the model after the last one.
func (a *Assembly) Next() (*StoredModel, error) {
	m := a.model
	if len(a.records) == 0 {
		if a.parts != a.head.Parts || m.Bytes() != a.head.Bytes {
			return nil, fmt.Errorf("load a snapshot of %d parts and %d bytes from %d and %d: %w",
				a.head.Parts, a.head.Bytes, a.parts, m.Bytes(), storage.ErrCorrupt)
		}
		return m, nil
	}
	r := a.records[0]
	a.records = a.records[1:]
	p, err := ParseModelKey(r.Key)
	if err != nil {
		return nil, err
	}
	switch p.Part {
	case PartState:
		var s ModelState
		s, err = DecodeModelState(r.Value)
		m.State = &s
	case PartSnapshot:
		if p.Number == 0 {
			m.Snapshot = r.Value
			a.head, err = DecodeSnapshot(r.Value)
			m.Base = a.head.Version
			m.data.Grow(max(0, min(a.head.Bytes, a.bytes)))
		} else {
			a.parts++
			m.data.Write(r.Value)
		}
	case PartTail:
		var t Tail
		if t, err = DecodeTail(r.Value); err == nil {
			m.extend(t)
		}
	case PartCreation:
		var c Creation
		c, err = DecodeCreation(r.Value)
		m.Creation = &c
	case PartPending:
		run := PendingRun{Instance: p.Instance, First: p.Number}
		run.Pending, err = DecodePending(r.Value)
		m.Pending = append(m.Pending, run)
	case PartSteps:
		m.Steps = append(m.Steps, StepsRecord{p.Instance, p.Number, r.Value})
	case PartSent:
		if m.Sent == nil {
			m.Sent = map[string]bool{}
		}
		m.Sent[p.Instance] = true
	}
	if err != nil {
		return nil, fmt.Errorf("load model %q: %w", p.Model, err)
	}
	return nil, nil
}

// extend takes from a run what the tail does not have. Runs come in the order
// of their ends: one that is left out because of a gap is either behind it for
// good or covered by the run that fills it.
func (m *StoredModel) extend(t Tail) {
	have := m.Version()
	if m.Snapshot == nil || t.Version > have || t.End() <= have {
		return
	}
	for i := have - t.Version; i < int64(len(t.Ops)); i++ {
		if instance, sequence, ok := OriginOf(t.Origins, int(i)); ok {
			m.Origins = AppendOrigin(m.Origins, len(m.Tail), instance, sequence)
		}
		m.Tail = append(m.Tail, t.Ops[i])
	}
}
