package server_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// TestHistory walks a model back to version 1 and forward again, page by page.
func TestHistory(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{HistoryPage: 300})
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	ada, bob := s.connect("ada").open("m"), s.connect("bob").open("m")
	first := ada.doc.Value()
	for round := range 60 {
		for i, r := range []*replica{ada, bob} {
			for range random.IntN(4) {
				r.edit(randomOp(random, r.doc, fmt.Sprintf("%d:%d", i, round*100+random.IntN(1<<30))))
			}
			if random.IntN(2) == 0 && !r.control.Committed() {
				r.step()
			}
		}
	}
	ada.edit(ot.Op{Kind: ot.Compound, Ops: []ot.Op{
		{Kind: ot.StringSet, ID: "t", Text: ot.MustText("at last")}, {Kind: ot.ObjectRemoveProperty, ID: "@:0", Key: "list"}}})
	ada.settle(0)
	bob.settle(0)

	c := s.connect("bob")
	state := call[*protocol.HistoryDataResponse](c, &protocol.HistoryDataRequest{ModelID: "m"})
	if state.Collection != "c" || state.Created == 0 || state.Modified < state.Created || state.Version < 50 {
		t.Fatalf("state %+v", state)
	}
	pages := 0
	var runs []protocol.HistoryRun
	for at := int64(1); at < state.Version; pages++ {
		page := call[*protocol.HistoryOperationsResponse](c, &protocol.HistoryOperationsRequest{ModelID: "m", From: at, To: 1 << 40})
		if len(page.Runs) == 0 {
			t.Fatalf("nothing at version %d", at)
		}
		for _, r := range page.Runs {
			if r.Version != at || len(r.Operations) != len(r.Inverses) || r.Millis == 0 {
				t.Fatalf("run %+v at version %d", r, at)
			}
			if _, known := c.people[r.SessionID]; !known {
				t.Fatalf("session %s was not introduced", r.SessionID)
			}
			at += int64(len(r.Operations))
		}
		runs = append(runs, page.Runs...)
	}
	if pages < 5 {
		t.Fatalf("only %d pages", pages)
	}
	doc, err := document.Read(state.Data)
	must(t, err)
	for i := len(runs) - 1; i >= 0; i-- {
		for j := len(runs[i].Inverses) - 1; j >= 0; j-- {
			must(t, doc.Apply(runs[i].Inverses[j], nil))
		}
	}
	mustEqual(t, first, doc.Value())
	for _, r := range runs {
		for _, op := range r.Operations {
			must(t, doc.Apply(op, nil))
		}
	}
	mustEqual(t, valueOf(t, state.Data), doc.Value())
}

// TestHistoryRange asks for parts of runs and for what is not there.
func TestHistoryRange(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	c := s.connect("ada")
	before := time.Now().UnixMilli()
	r := c.open("m")
	r.submit(1, 1, newOps(10)...)
	for seen := 0; seen < 10; {
		seen += next[*protocol.OperationAck](c).Count
	}
	for _, test := range []struct{ from, to, first, count int64 }{
		{1, 11, 1, 10}, {3, 5, 3, 2}, {10, 11, 10, 1}, {10, 99, 10, 1}, {0, 3, 1, 2},
		{11, 99, 0, 0}, {5, 5, 0, 0}, {7, 2, 0, 0}, {1 << 40, 1 << 41, 0, 0},
	} {
		got := call[*protocol.HistoryOperationsResponse](c, &protocol.HistoryOperationsRequest{ModelID: "m", From: test.from, To: test.to})
		count, first := int64(0), int64(0)
		for i, run := range got.Runs {
			if i == 0 {
				first = run.Version
			}
			for j, op := range run.Operations {
				if want := newOps(10)[run.Version+int64(j)-1]; !ot.Equal(op, want) || run.Inverses[j].Count != 1 {
					t.Errorf("%+v: version %d is %+v, undone by %+v", test, run.Version+int64(j), op, run.Inverses[j])
				}
			}
			count += int64(len(run.Operations))
		}
		if first != test.first || count != test.count {
			t.Errorf("%+v: %d from %d", test, count, first)
		}
	}
	for millis, want := range map[int64]int64{1 << 50: 11, time.Now().UnixMilli() + 1000: 11} {
		if got := call[*protocol.VersionAtTimeResponse](c, &protocol.VersionAtTimeRequest{ModelID: "m", Millis: millis}); got.Version != want {
			t.Errorf("at %d it was version %d, want %d", millis, got.Version, want)
		}
	}
	c.refused(&protocol.VersionAtTimeRequest{ModelID: "m", Millis: before - 1}, protocol.CodeInvalidArgument)
	c.create("old", nil)
	if got := call[*protocol.VersionAtTimeResponse](c, &protocol.VersionAtTimeRequest{ModelID: "old", Millis: 1 << 50}); got.Version != 1 {
		t.Errorf("a new model was at version %d", got.Version)
	}
	for _, m := range []protocol.Message{
		&protocol.HistoryDataRequest{ModelID: "nope"},
		&protocol.HistoryOperationsRequest{ModelID: "nope", From: 1, To: 2},
		&protocol.VersionAtTimeRequest{ModelID: "nope"},
	} {
		c.refused(m, protocol.CodeModelNotFound)
	}
}
