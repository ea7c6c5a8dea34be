// Package steps keeps the steps of an undo manager in the store of a client, beside the
// edits that they take back. What is written of them is written with the edits, in one
// transaction, so that each always fits the other; see pkg/document/undo for what is in
// the records, and package layout for where they are.
//
// Who opens the model again gets them back if nobody else has them: the same tab after a
// reload, or the same program. They are brought to the state of the model there by what
// the store has of the operations since, and what the server sends. Where that cannot be
// done they are dropped.
package steps

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/document/undo"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

var codec = undo.Codec{Append: protocol.AppendOperations, Decode: protocol.DecodeOperations}

// Kept are the steps of an open model that are kept. The zero value has none.
type Kept struct {
	Stacks *undo.Stacks // nil for none
	queue  string       // of which there are records, "" when that is not known
	anew   bool         // the records are not those of the steps
}

// Set has other steps be kept from now on; nil for none.
func (k *Kept) Set(s *undo.Stacks) {
	if k.Stacks, k.anew = s, true; s != nil {
		s.Keep()
	}
}

// Unknown notes that it is not known what the store has.
func (k *Kept) Unknown() { k.queue, k.anew = "", true }

// Changes brings the records up to date: as those of a queue, relative to what head says.
func (k *Kept) Changes(changes []storage.Change, model, queue string, head layout.Steps) []storage.Change {
	all := k.anew || k.queue != queue
	if k.Stacks == nil && !k.anew {
		return changes
	}
	if all {
		changes = append(changes, layout.StepsRemoval(model, k.queue), layout.StepsRemoval(model, queue))
	}
	if k.queue, k.anew = queue, false; k.Stacks == nil {
		return changes
	}
	put := func(number int, value []byte) {
		key := layout.StepsKey(model, queue, uint64(number), false)
		if value == nil {
			changes = append(changes, storage.Delete(key))
		} else {
			changes = append(changes, storage.Put(key, layout.Seal(value)))
		}
	}
	if head.Data = k.Stacks.Save(codec, all, put); head.Data != nil {
		put(0, head.Encode())
	} else { // nothing is better than what does not fit
		put(0, nil)
	}
	return changes
}
