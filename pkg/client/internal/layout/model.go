package layout

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/fields"
)

// Flags say what is to be done about a model.
type Flags uint8

// The flags. They combine with |.
const (
	FlagSubscribed  Flags = 1 << iota // keep it up to date
	FlagAvailable                     // its data is in the store
	FlagCreated                       // made here, not yet at the server
	FlagDeleted                       // removed here, not yet at the server
	FlagUncommitted                   // has pending operations
)

// SyncRequired reports whether the server has to hear of the model.
func (f Flags) SyncRequired() bool { return f&(FlagCreated|FlagDeleted|FlagUncommitted) != 0 }

// ModelState is what is known of a model apart from its data. Any tab may write
// it; the last one wins. Version is what that tab knew and serves to ask the
// server for what changed; where the stored data ends is for [AssembleModel] to
// say.
type ModelState struct {
	Flags         Flags
	Collection    string
	ValueIDPrefix string
	Increment     uint64 // the next element id is ValueIDPrefix ":" Increment
	Version       int64
	LastSequence  uint64 // that this tab has used
	Created       int64  // milliseconds
	Modified      int64  // milliseconds
	Permissions   protocol.Permissions
}

func (m *ModelState) fields(f *fields.Fields) {
	fields.Whole(f, &m.Flags)
	f.Text(&m.Collection)
	f.Text(&m.ValueIDPrefix)
	fields.Whole(f, &m.Increment)
	fields.Whole(f, &m.Version)
	fields.Whole(f, &m.LastSequence)
	fields.Whole(f, &m.Created)
	fields.Whole(f, &m.Modified)
	fields.Whole(f, &m.Permissions)
}

// Encode returns the value of the record.
func (m ModelState) Encode() []byte { return fields.Must(m.fields) }

// DecodeModelState reads what Encode wrote. Errors wrap [storage.ErrCorrupt].
func DecodeModelState(data []byte) (m ModelState, err error) {
	err = fields.Decode(data, "model state", m.fields)
	return m, err
}

// Listing is the part of a [ModelState] that is needed of all models at once.
type Listing struct {
	Flags       Flags
	Version     int64
	Modified    int64 // milliseconds
	Permissions protocol.Permissions
}

func (l *Listing) fields(f *fields.Fields) {
	fields.Whole(f, &l.Flags)
	fields.Whole(f, &l.Version)
	fields.Whole(f, &l.Modified)
	fields.Whole(f, &l.Permissions)
}

// Encode returns the value of the record.
func (l Listing) Encode() []byte { return fields.Must(l.fields) }

// DecodeListing reads a record of [ListingRange]. Errors wrap [storage.ErrCorrupt].
func DecodeListing(r storage.Record) (model string, l Listing, err error) {
	ok := len(r.Key) > 0 && r.Key[0] == spaceListing
	if ok {
		var rest []byte
		model, rest, ok = takeSegment(r.Key[1:])
		ok = ok && len(rest) == 0
	}
	if !ok {
		return "", l, fmt.Errorf("read the key %x of a listing: %w", r.Key, storage.ErrCorrupt)
	}
	err = fields.Decode(r.Value, "listing", l.fields)
	return model, l, err
}

// StateChanges writes the state of a model and its listing, which must always
// be written together.
func StateChanges(model string, m ModelState) []storage.Change {
	l := Listing{Flags: m.Flags, Version: m.Version, Modified: m.Modified, Permissions: m.Permissions}
	return []storage.Change{storage.Put(ModelKey(model), m.Encode()), storage.Put(ListingKey(model), l.Encode())}
}

// RemoveChanges removes everything about a model. Marks of instances that had
// pending operations on it remain; who finds one without operations deletes it.
func RemoveChanges(model string) []storage.Change {
	from, to := ModelRange(model)
	return []storage.Change{storage.DeleteRange(from, to), storage.Delete(ListingKey(model))}
}

// CopyChanges removes what is only a copy of what the server has of a model.
func CopyChanges(model string) []storage.Change {
	from, _ := PartRange(model, PartSnapshot)
	_, end := PartRange(model, PartTail) // which is the next part
	steps, last := PartRange(model, PartSteps)
	return []storage.Change{storage.DeleteRange(from, end), storage.DeleteRange(steps, last)}
}

// Tail is a run of operations that the server has acknowledged, of any session,
// with consecutive context versions.
//
// Origins name the operations that the user's own clients have made, as far as
// they are known: another tab that keeps one of them as pending recognises it.
type Tail struct {
	Version int64 // context version of the first operation
	Ops     []ot.Op
	Origins []Origin // in order
}

// Origin is the identity of operations that follow each other in a record.
type Origin struct {
	At       int // index of the first
	Count    int
	Instance string
	First    uint64 // sequence of the first
}

// OriginOf returns the identity of the i-th operation of a record, and false
// when no origin covers it.
func OriginOf(origins []Origin, i int) (instance string, sequence uint64, ok bool) {
	for _, o := range origins {
		if i >= o.At && i < o.At+o.Count {
			return o.Instance, o.First + uint64(i-o.At), true
		}
	}
	return "", 0, false
}

// AppendOrigin adds the identity of operation i, which none covers yet.
func AppendOrigin(origins []Origin, i int, instance string, sequence uint64) []Origin {
	if n := len(origins); n > 0 {
		o := &origins[n-1]
		if o.Instance == instance && i == o.At+o.Count && sequence == o.First+uint64(o.Count) {
			o.Count++
			return origins
		}
	}
	return append(origins, Origin{At: i, Count: 1, Instance: instance, First: sequence})
}

// CutOrigins returns the origins of the first n operations of a record, and those of
// the others as of a record of their own.
func CutOrigins(origins []Origin, n int) (first, rest []Origin) {
	for _, o := range origins {
		of := min(max(n-o.At, 0), o.Count) // how many of it are among the first
		if of > 0 {
			first = append(first, Origin{At: o.At, Count: of, Instance: o.Instance, First: o.First})
		}
		if of < o.Count {
			rest = append(rest, Origin{At: o.At + of - n, Count: o.Count - of, Instance: o.Instance, First: o.First + uint64(of)})
		}
	}
	return first, rest
}

func visitOrigins(f *fields.Fields, v *[]Origin) {
	n := len(*v)
	fields.Whole(f, &n)
	if f.Reading() {
		if n < 0 || n > f.Left() {
			f.Fail(fmt.Errorf("%d origins announced", n))
			return
		}
		*v = make([]Origin, n)
		if n == 0 {
			*v = nil
		}
	}
	for i := range *v {
		o := &(*v)[i]
		fields.Whole(f, &o.At)
		fields.Whole(f, &o.Count)
		f.Text(&o.Instance)
		fields.Whole(f, &o.First)
	}
}

// End returns the version of the model after the last operation, which is in
// the key.
func (t *Tail) End() int64 { return t.Version + int64(len(t.Ops)) }

func (t *Tail) fields(f *fields.Fields) {
	fields.Whole(f, &t.Version)
	visitOperations(f, &t.Ops)
	visitOrigins(f, &t.Origins)
}

// Encode returns the value of the record.
func (t Tail) Encode() ([]byte, error) { return fields.Encode("tail", t.fields) }

// DecodeTail reads what Encode wrote. Errors wrap [storage.ErrCorrupt].
func DecodeTail(data []byte) (t Tail, err error) {
	err = fields.Decode(data, "tail", t.fields)
	return t, err
}

// Pending is a run of operations that the server has not acknowledged, with
// consecutive sequences. The first sequence is in the key. Operations that the
// client has taken over from a dead one keep the identity in Origins; that of
// the others is in the key.
type Pending struct {
	Version int64  // context version that they all share
	Session string // in which they were made
	Millis  int64  // when the first was made
	Ops     []ot.Op
	Origins []Origin // in order
	// Created is when the model was created that they belong to, in milliseconds,
	// so that they never get to another one with its id. 0: not known, as in
	// records of earlier versions, of which each byte must remain.
	Created int64
}

func (p *Pending) fields(f *fields.Fields) {
	fields.Whole(f, &p.Version)
	f.Text(&p.Session)
	fields.Whole(f, &p.Millis)
	visitOperations(f, &p.Ops)
	visitOrigins(f, &p.Origins)
	if f.Reading() || p.Created != 0 {
		fields.Whole(f, &p.Created)
	}
}

// Encode returns the value of the record.
func (p Pending) Encode() ([]byte, error) {
	return fields.Encode("run of pending operations", p.fields)
}

// DecodePending reads what Encode wrote. Errors wrap [storage.ErrCorrupt].
func DecodePending(data []byte) (p Pending, err error) {
	err = fields.Decode(data, "run of pending operations", p.fields)
	return p, err
}

// Creation is what a model that was made offline is created from.
type Creation struct {
	ValueIDPrefix string // of the element ids in the data
	Request       protocol.CreateRequest
}

func (c *Creation) fields(f *fields.Fields) {
	f.Text(&c.ValueIDPrefix)
	var request []byte
	if !f.Reading() {
		var err error
		if request, err = protocol.Encode(0, 0, &c.Request); err != nil {
			f.Fail(err)
			return
		}
	}
	f.Data(&request)
	if !f.Reading() || f.Failed() != nil {
		return
	}
	f.Fail(protocol.Decode(request, func(e protocol.Envelope) error {
		r, ok := e.Message.(*protocol.CreateRequest)
		if !ok {
			return fmt.Errorf("%T in the place of a creation", e.Message)
		}
		c.Request = *r
		return nil
	}))
}

// Encode returns the value of the record.
func (c Creation) Encode() ([]byte, error) { return fields.Encode("creation", c.fields) }

// DecodeCreation reads what Encode wrote. Errors wrap [storage.ErrCorrupt].
func DecodeCreation(data []byte) (c Creation, err error) {
	err = fields.Decode(data, "creation", c.fields)
	return c, err
}

// Mark is the value of an [InstanceKey] record. Who owns the queue guards each
// change of it with the mark as it was last written; who takes the queue over
// deletes or changes the mark, and so refuses what its owner may still write.
type Mark struct {
	Millis int64  // of the last change
	Owner  string // that sends the queue of a dead instance, "" for the instance itself
}

func (m *Mark) fields(f *fields.Fields) {
	fields.Whole(f, &m.Millis)
	f.Text(&m.Owner)
}

// Encode returns the value of the record.
func (m Mark) Encode() []byte { return fields.Must(m.fields) }

// DecodeMark reads what Encode wrote. Errors wrap [storage.ErrCorrupt].
func DecodeMark(data []byte) (m Mark, err error) {
	err = fields.Decode(data, "mark of an instance", m.fields)
	return m, err
}

// visitOperations visits operations in the form of the wire.
func visitOperations(f *fields.Fields, v *[]ot.Op) {
	var b []byte
	if !f.Reading() {
		var err error
		if b, err = protocol.AppendOperations(nil, *v); err != nil {
			f.Fail(err)
			return
		}
	}
	f.Data(&b)
	if f.Reading() && f.Failed() == nil && len(b) > 0 {
		var err error
		*v, err = protocol.DecodeOperations(b)
		f.Fail(err)
	}
}
