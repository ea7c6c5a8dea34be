package models

import (
	"log/slog"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
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

// led are nodes of which one leads everything.
type led struct {
	Nodes
	by string
}

func (l led) Lead(int64) (string, error) { return l.by, nil }

// TestRefusedWithNothingLeft has all that waits be refused, by this node, and by the answer of the one
// that leads: nothing is left to be done then, and it is known all the same.
func TestRefusedWithNothingLeft(t *testing.T) {
	const act = 7
	splice := func(id string) []ot.Op { return []ot.Op{{Kind: ot.StringSplice, ID: id, Text: ot.MustText("x")}} }
	waits := func(leader, id string) *sequencer {
		doc, err := document.New(ot.Value{ID: "root", Kind: ot.KindObject, Members: []ot.Member{{Key: "t", Value: ot.Value{ID: "t", Kind: ot.KindString}}}})
		if err != nil {
			t.Fatal(err)
		}
		order := concurrency.NewServer[uint64](0, nil)
		if err := order.Open(act, 0); err != nil {
			t.Fatal(err)
		}
		q := &sequencer{models: &Models{}, log: slog.New(slog.DiscardHandler), exists: true, order: order, doc: doc}
		q.models.options.Nodes = led{by: leader}
		q.replica = ordering.New("me", doc, order, func(string) (uint64, error) { return 0, nil })
		q.replica.Submit(&ordering.Submission{Member: act, Instance: "act", First: 1, Ops: splice(id)})
		return q
	}
	expect := func(q *sequencer) {
		t.Helper()
		if !q.agree() {
			t.Fatal("the model has ended")
		}
		if len(q.refusals) != 1 || q.refusals[0].Of.Member != act {
			t.Errorf("refused: %+v", q.refusals)
		}
	}
	expect(waits("me", "root")) // which is no string

	q := waits("other", "t")
	var passed ordering.Step
	for passed.Do != ordering.Pass {
		var err error
		if passed, err = q.replica.Next(); err != nil {
			t.Fatal(err)
		}
		if passed.Do == ordering.Ask {
			q.replica.Led("other")
		}
	}
	answer := ordering.Answer{Verdict: ordering.Done, Refused: []ordering.PassedRefusal{{Chain: 0, Sequence: 1, Reason: "no"}},
		Runs: []ordering.Run{{Session: "s", Instance: "i", First: 1, Ops: splice("t")}}} // of somebody else
	if _, err := q.replica.Answered(passed.Number, &answer); err != nil {
		t.Fatal(err)
	}
	expect(q)
}
