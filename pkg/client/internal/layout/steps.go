package layout

import (
	"encoding/binary"
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/storage"
	"github.com/convergence-wasm/convergence/pkg/storage/fields"
)

// StepsRecord is a record of [PartSteps].
type StepsRecord struct {
	Instance string
	Number   uint64
	Value    []byte
}

// Handled returns the operations that the record holds, if they are that.
func (r *StepsRecord) Handled() (run PendingRun, ok bool) {
	var err error
	if ok = r.Number&handledBit != 0; ok {
		run.Pending, err = DecodePending(r.Value)
	}
	run.Instance, run.First = r.Instance, r.Number&^handledBit
	return run, ok && err == nil
}

// Steps is the head of the undo steps that are kept of a model. The pages are in records
// with higher numbers. What was pending when the head was written and has been acknowledged
// since, while no program had the steps, is beside it.
type Steps struct {
	Tab     string // whose they are, see local.Options
	Version int64  // of the model that they are relative to, with what was pending then
	Last    uint64 // number of the newest operation of that
	Pending int    // how many that was
	Created int64  // when the model was created, milliseconds
	Millis  int64  // when it was written
	Data    []byte
}

func (s *Steps) fields(f *fields.Fields) {
	f.Text(&s.Tab)
	fields.Whole(f, &s.Version)
	fields.Whole(f, &s.Last)
	fields.Whole(f, &s.Pending)
	fields.Whole(f, &s.Created)
	fields.Whole(f, &s.Millis)
	f.Data(&s.Data)
}

// Encode returns the value of the record.
func (s Steps) Encode() []byte { return fields.Must(s.fields) }

// DecodeSteps reads what Encode wrote. Errors wrap [storage.ErrCorrupt].
func DecodeSteps(data []byte) (s Steps, err error) {
	err = fields.Decode(data, "head of steps", s.fields)
	return s, err
}

// Seal puts a check sum, FNV-1a of 64 bits, in front of a record of which a wrong bit would
// not be noticed otherwise: to undo something else is worse than nothing.
func Seal(data []byte) []byte {
	return append(binary.BigEndian.AppendUint64(nil, sumOf(data)), data...)
}

// Unseal returns what was sealed. Errors wrap [storage.ErrCorrupt].
func Unseal(data []byte) ([]byte, error) {
	if len(data) < 8 || binary.BigEndian.Uint64(data) != sumOf(data[8:]) {
		return nil, fmt.Errorf("read steps: %w", storage.ErrCorrupt)
	}
	return data[8:], nil
}

func sumOf(data []byte) uint64 {
	sum := uint64(14695981039346656037)
	for _, b := range data {
		sum = (sum ^ uint64(b)) * 1099511628211
	}
	return sum
}
