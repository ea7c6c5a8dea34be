package models

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/server/internal/ordering"
)

// TestRefusalsOfWhoHasGone expects refusals to be kept for an act, which is open in the order but no
// member, and not for those who have gone, of whom nobody will ask.
func TestRefusalsOfWhoHasGone(t *testing.T) {
	const act, gone = 7, 8
	q := &sequencer{order: concurrency.NewServer[uint64](0, nil)}
	if err := q.order.Open(act, 0); err != nil {
		t.Fatal(err)
	}
	for _, member := range []uint64{gone, act, gone} {
		q.refusals = append(q.refusals, ordering.Refusal{Of: &ordering.Submission{Member: member}})
	}
	q.endRefused()
	if len(q.refusals) != 1 || q.refusals[0].Of.Member != act {
		t.Errorf("kept: %+v", q.refusals)
	}
	q.order = nil // the model was deleted
	if q.endRefused(); len(q.refusals) != 0 {
		t.Errorf("kept of a model that is not there: %+v", q.refusals)
	}
}
