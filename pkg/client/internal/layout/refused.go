package layout

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/fields"
)

// Refused is what the server has refused to take of a model. It stays until the
// application discards it, or until the server takes the edits after all.
//
// With number 0 in its key the edits are still where they were and are sent
// again. With another number they were set aside: the id belongs to another
// model now, and this record is all that is left of them.
type Refused struct {
	Code       protocol.Code // the server's answer
	Reason     string        // ... in words
	Millis     int64         // when it came
	Collection string
	Created    int64    // of the model that the edits belong to, in milliseconds
	Creation   bool     // the model itself was refused
	Edits      []Origin // those that were refused
	Data       []byte   // the model with the edits, see protocol.DecodeValue; empty when it could not be made
}

func (r *Refused) fields(f *fields.Fields) {
	f.Text((*string)(&r.Code))
	f.Text(&r.Reason)
	fields.Whole(f, &r.Millis)
	f.Text(&r.Collection)
	fields.Whole(f, &r.Created)
	f.Flag(&r.Creation)
	visitOrigins(f, &r.Edits)
	f.Data(&r.Data)
}

// Encode returns the value of the record.
func (r Refused) Encode() []byte { return fields.Must(r.fields) }

// DecodeRefused reads a record of [RefusedRange].
func DecodeRefused(record storage.Record) (model string, number uint64, r Refused, err error) {
	if model, number, err = parseNumbered(record.Key, spaceRefused); err == nil {
		err = fields.Decode(record.Value, "refusal", r.fields)
	}
	return model, number, r, err
}

// Has reports whether all operations with these identities are among the edits
// that were refused.
func (r *Refused) Has(edits []Origin) bool {
	for _, e := range edits {
		for i := range uint64(e.Count) {
			if !r.has(e.Instance, e.First+i) {
				return false
			}
		}
	}
	return true
}

func (r *Refused) has(instance string, sequence uint64) bool {
	for _, o := range r.Edits {
		if o.Instance == instance && sequence >= o.First && sequence < o.First+uint64(o.Count) {
			return true
		}
	}
	return false
}

// AtCreation returns a model that was made here and is not at the server as it
// was made: its state and pending operations, on the data of its creation.
func (m *StoredModel) AtCreation() (*StoredModel, error) {
	request := &m.Creation.Request
	data, err := protocol.AppendValue(nil, request.Creation.Data)
	if err != nil {
		return nil, fmt.Errorf("read the creation of model %q: %w", request.ModelID, err)
	}
	made := &StoredModel{Creation: m.Creation, Snapshot: m.Snapshot, Base: 1, Pending: m.Pending, Sent: m.Sent,
		State: &ModelState{Flags: FlagAvailable | FlagCreated, Collection: request.Creation.Collection, Version: 1,
			Created: request.Created, Permissions: protocol.AllPermissions}}
	made.data.Write(data)
	return made, nil
}
