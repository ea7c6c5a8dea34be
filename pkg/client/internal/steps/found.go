package steps

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/document/undo"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// Found are the steps that somebody has left of a model.
type Found struct {
	Queue string              // whose they were
	Head  layout.Steps        // what they are relative to
	Runs  []layout.PendingRun // of the queue, that have gone to the server since
	pages map[int][]byte
}

// longest is how long steps are kept for a tab that does not come back, in milliseconds.
const longest = 7 * 24 * 3600 * 1000

// Find looks for the steps of a model that a tab has left last: those of queues that are
// dead. The changes remove what is of no use to anybody.
func Find(model string, stored *layout.StoredModel, tab string, now int64, dead func(queue string) bool) (of *Found, stale []storage.Change) {
	var f *Found
	for i := range stored.Steps {
		r := &stored.Steps[i]
		if f == nil || f.Queue != r.Instance {
			f = &Found{Queue: r.Instance, pages: map[int][]byte{}}
		}
		if run, ok := r.Handled(); ok {
			f.Runs = append(f.Runs, run)
		} else if value, err := layout.Unseal(r.Value); err != nil {
			f.pages = nil // what is damaged is of no use
		} else if r.Number == 0 {
			f.Head, _ = layout.DecodeSteps(value)
		} else if f.pages != nil {
			f.pages[int(r.Number)] = value
		}
		if i+1 < len(stored.Steps) && stored.Steps[i+1].Instance == f.Queue || !dead(f.Queue) {
			continue
		}
		drop := f
		if f.Head.Tab == tab && f.Head.Created == stored.State.Created && (of == nil || of.Head.Millis < f.Head.Millis) {
			drop, of = of, f
		} else if f.Head.Tab != tab && f.Head.Millis > now-longest {
			continue
		}
		if drop != nil {
			stale = append(stale, layout.StepsRemoval(model, drop.Queue))
		}
	}
	return of, stale
}

// Load returns the steps in the state that Head tells; nil where they are damaged. behind is
// the number in the queue behind which counting begins anew.
func (f *Found) Load(doc *document.Document, behind uint64) (k Kept) {
	if f.pages != nil {
		k.Stacks = undo.Load(doc, codec, f.Head.Data, f.pages, behind)
	}
	k.queue, k.anew = f.Queue, true
	return k
}
