//go:build !js

package client_test

import (
	"sync/atomic"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
)

// TestManyPending has a model with many pending operations come from the store, go to the
// server and be kept as what that has acknowledged: bit by bit, and none is lost.
func TestManyPending(t *testing.T) {
	const operations, atOnce = 3500, 1000
	b, id := newBrowser(t), modelID(t)
	first := b.open("first")
	first.signIn()
	m := first.open(id, object(text("text", "|")))
	first.waitFor(m, client.SavedOnServer)
	first.Disconnect()
	for i := range operations {
		first.insert(m, (i%2)*(i+1), string(rune('a'+i%26))) // at the two ends, which does not compose
	}
	first.waitFor(m, client.SavedOnDevice)
	all := textOf(m)
	first.kill()

	second := b.open("second")
	m = second.must(id)
	if got := textOf(m); got != all {
		t.Fatalf("%d characters came from the store, not %d", len(got), len(all))
	}
	var acknowledged, most atomic.Int64
	second.setFaults(func(c storeCall) *callFault {
		for _, change := range c.changes {
			if key, err := layout.ParseModelKey(change.Key); err == nil && key.Part == layout.PartTail && change.Value != nil {
				tail, err := layout.DecodeTail(change.Value)
				if err != nil {
					t.Error(err)
				}
				n := int64(len(tail.Ops))
				acknowledged.Add(n)
				most.Store(max(most.Load(), n))
			}
		}
		return nil
	})
	second.signIn()
	second.waitFor(m, client.SavedOnServer)
	second.await("the domain to be saved", func() bool { return second.SaveState() == client.SavedOnServer })
	second.await("all that was acknowledged to be stored", func() bool { return acknowledged.Load() == operations })
	second.Disconnect()
	second.kill()
	if acknowledged.Load() != operations || most.Load() > atOnce {
		t.Errorf("%d acknowledged operations were stored, up to %d at once", acknowledged.Load(), most.Load())
	}
	if got := atServer(t, id); got != all {
		t.Errorf("the server has %d characters, not %d", len(got), len(all))
	}
	if got := textOf(b.open("third").must(id)); got != all {
		t.Errorf("%d characters are kept, not %d", len(got), len(all))
	}
}
