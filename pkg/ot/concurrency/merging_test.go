package concurrency_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// TestKindsStay makes edits of entries and properties in one turn that would
// have the effect of another kind of edit.
func TestKindsStay(t *testing.T) {
	value := &ot.Value{ID: "1:1", Kind: ot.KindNull}
	for name, ops := range map[string][]ot.Op{
		"entry":    {{Kind: ot.ArrayRemove, ID: "a"}, {Kind: ot.ArrayInsert, ID: "a", Value: value}},
		"property": {{Kind: ot.ObjectRemoveProperty, ID: "o", Key: "k"}, {Kind: ot.ObjectAddProperty, ID: "o", Key: "k", Value: value}},
	} {
		t.Run(name, func(t *testing.T) {
			c := concurrency.NewClient(0, 0)
			local(c, ops...)
			wantOps(t, take(t, c), ops...)
			if err := c.StartBatch(); err != nil {
				t.Fatal(err)
			}
			local(c, ops...)
			if err := c.CompleteBatch(); err != nil {
				t.Fatal(err)
			}
			wantOps(t, take(t, c), ot.Op{Kind: ot.Compound, Ops: ops})
		})
	}
}

// timed is an edit in a turn that begins at a time in milliseconds.
type timed struct {
	millis int64
	op     ot.Op
}

func TestTurns(t *testing.T) {
	add := func(n float64) ot.Op { return ot.Op{Kind: ot.NumberDelta, ID: "n", Number: n} }
	set := ot.Op{Kind: ot.StringSet, ID: "t"}
	x := splice(0, 0, "x")
	for name, c := range map[string]struct {
		made []timed
		sent []ot.Op
	}{
		"typing on":              {[]timed{{0, x}, {300, splice(1, 0, "y")}, {600, splice(1, 0, "z")}}, []ot.Op{splice(0, 0, "xzy")}},
		"deleting on":            {[]timed{{0, splice(5, 1, "")}, {300, splice(4, 1, "")}, {600, splice(4, 1, "")}}, []ot.Op{splice(4, 3, "")}},
		"over a selection":       {[]timed{{0, splice(5, 9, "a")}, {300, splice(6, 0, "b")}}, []ot.Op{splice(5, 9, "ab")}},
		"up to a second":         {[]timed{{0, x}, {999, splice(1, 0, "y")}, {1000, splice(2, 0, "z")}}, []ot.Op{splice(0, 0, "xy"), splice(2, 0, "z")}},
		"from its first turn on": {[]timed{{0, x}, {600, splice(1, 0, "y")}, {1200, splice(2, 0, "z")}}, []ot.Op{splice(0, 0, "xy"), splice(2, 0, "z")}},
		"the clock was put back": {[]timed{{5000, x}, {4999, splice(1, 0, "y")}}, []ot.Op{x, splice(1, 0, "y")}},
		"taking back":            {[]timed{{0, x}, {1, splice(0, 1, "")}}, []ot.Op{x, splice(0, 1, "")}},
		"taking back a part":     {[]timed{{0, splice(0, 0, "xy")}, {1, splice(1, 1, "")}}, []ot.Op{splice(0, 0, "xy"), splice(1, 1, "")}},
		"replacing":              {[]timed{{0, splice(0, 0, "xy")}, {1, splice(1, 1, "z")}}, []ot.Op{splice(0, 0, "xy"), splice(1, 1, "z")}},
		"taking back in time":    {[]timed{{0, x}, {0, splice(1, 0, "y")}, {0, splice(0, 2, "z")}}, []ot.Op{splice(0, 0, "z")}},
		"setting":                {[]timed{{0, x}, {1, set}}, []ot.Op{x, set}},
		"setting in time":        {[]timed{{0, x}, {0, set}}, []ot.Op{set}},
		"counting":               {[]timed{{0, add(1)}, {1, add(2)}, {1, add(4)}}, []ot.Op{add(1), add(6)}},
	} {
		t.Run(name, func(t *testing.T) {
			client := concurrency.NewClient(0, 0)
			for i, made := range c.made {
				if i == 0 || made.millis != c.made[i-1].millis {
					client.Turn(made.millis, true)
				}
				client.Local(made.op)
			}
			wantOps(t, take(t, client), c.sent...)
		})
	}
}

// TestTurnsInABatch makes a batch over two turns: it is one operation, and what the
// first turn did is in it.
func TestTurnsInABatch(t *testing.T) {
	c := concurrency.NewClient(0, 0)
	if err := c.StartBatch(); err != nil {
		t.Fatal(err)
	}
	for turn := range int64(3) {
		c.Turn(turn, true)
		c.Turn(turn, true) // told without an edit
		if turn == 2 {
			break
		}
		local(c, splice(0, 0, "a"), splice(1, 0, "b"), splice(0, 1, ""))
	}
	local(c, splice(0, 1, ""))
	if c.BatchSize() != 7 {
		t.Errorf("%d edits", c.BatchSize())
	}
	if err := c.CompleteBatch(); err != nil {
		t.Fatal(err)
	}
	wantOps(t, take(t, c), ot.Op{Kind: ot.Compound, Ops: []ot.Op{splice(0, 0, "b"), splice(0, 0, "b"), splice(0, 1, "")}})

	if err := c.StartBatch(); err != nil { // no turn of the first one is left
		t.Fatal(err)
	}
	local(c, splice(0, 0, "a"), splice(1, 0, "b"), splice(2, 0, "c"), splice(3, 0, "d"))
	if err := c.CompleteBatch(); err != nil {
		t.Fatal(err)
	}
	wantOps(t, take(t, c), ot.Op{Kind: ot.Compound, Ops: []ot.Op{splice(0, 0, "abcd")}})
}

// TestKeptApart has every edit be an operation, within a turn and across turns.
func TestKeptApart(t *testing.T) {
	ops := []ot.Op{
		splice(0, 0, "a"), splice(1, 0, "b"), splice(2, 0, "c"), splice(2, 1, ""), {Kind: ot.StringSet, ID: "t"},
		{Kind: ot.BooleanSet, ID: "b", Bool: true}, {Kind: ot.BooleanSet, ID: "b"},
	}
	c := concurrency.NewClient(0, 0)
	for i, op := range ops {
		if i%2 == 0 {
			c.Turn(int64(i), false)
		}
		c.Local(op)
	}
	wantOps(t, take(t, c), ops...)
	if err := c.StartBatch(); err != nil {
		t.Fatal(err)
	}
	local(c, ops...)
	if err := c.CompleteBatch(); err != nil {
		t.Fatal(err)
	}
	wantOps(t, take(t, c), ot.Op{Kind: ot.Compound, Ops: ops})
}
