package offline

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/replica"
)

// StateOf returns where the edits of a model are safe.
func (o *Models) StateOf(r *replica.Replica) local.SaveState {
	if s := journalOf(r); s != nil {
		return s.judge()
	}
	if r.Control.Committed() {
		return local.SavedOnServer
	}
	return local.Unsaved
}

// SaveState returns where the edits of all models are safe, of those that were
// closed too.
func (o *Models) SaveState() local.SaveState {
	worst := local.SavedOnServer
	for _, r := range o.set.Open {
		worst = min(worst, o.StateOf(r))
	}
	if o.passing {
		worst = local.Unsaved
	} else if o.remain || o.Unread || !o.Known() {
		worst = min(worst, local.SavedOnDevice)
	}
	worst = min(worst, o.services.SaveState())
	if o.Ready && worst > local.Unsaved {
		// Changes of closed models that wait for the store.
		for _, s := range o.leaving {
			worst = min(worst, s.judge())
		}
	}
	return worst
}

// judge emits an event when the answer has changed.
func (o *Models) judge() {
	if s := o.SaveState(); s != o.saved {
		o.saved = s
		o.emit(Event{Name: SaveChanged, Saved: s})
	}
}
