package concurrency_test

import (
	"errors"
	"runtime"
	"slices"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

func units(s string) []uint16 { return ot.MustText(s).AppendUTF16(nil) }

func splice(i, d int, text string) ot.Op {
	return ot.Op{Kind: ot.StringSplice, ID: "t", Index: i, Count: d, Text: ot.MustText(text)}
}

func local(c *concurrency.Client, ops ...ot.Op) {
	for _, op := range ops {
		c.Local(op)
	}
}

// take returns everything unsent.
func take(t *testing.T, c *concurrency.Client) []ot.Op {
	t.Helper()
	g, ok := c.Take(0)
	if !ok {
		return nil
	}
	return slices.Clone(g.Ops)
}

func wantOps(t *testing.T, got []ot.Op, want ...ot.Op) {
	t.Helper()
	if !slices.EqualFunc(got, want, ot.Equal) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestUnsentEditsMerge(t *testing.T) {
	for name, c := range map[string]struct{ made, sent []ot.Op }{
		"typing":              {[]ot.Op{splice(3, 0, "a"), splice(4, 0, "b"), splice(5, 0, "c")}, []ot.Op{splice(3, 0, "abc")}},
		"backspace":           {[]ot.Op{splice(5, 1, ""), splice(4, 1, ""), splice(3, 1, "")}, []ot.Op{splice(3, 3, "")}},
		"over own text":       {[]ot.Op{splice(3, 0, "abc"), splice(5, 1, ""), splice(4, 1, "")}, []ot.Op{splice(3, 0, "a")}},
		"into own text":       {[]ot.Op{splice(3, 0, "abc"), splice(4, 1, "xyz")}, []ot.Op{splice(3, 0, "axyzc")}},
		"replace, then on":    {[]ot.Op{splice(3, 2, "a"), splice(4, 0, "b")}, []ot.Op{splice(3, 2, "ab")}},
		"a pair in two edits": {[]ot.Op{splice(0, 0, "\xed\xa0\xbd"), splice(1, 0, "\xed\xb8\x80")}, []ot.Op{splice(0, 0, "😀")}},
		"around own text":     {[]ot.Op{splice(3, 0, "a"), splice(2, 3, "")}, []ot.Op{splice(2, 2, "")}},
		"replace by hand":     {[]ot.Op{splice(3, 2, ""), splice(3, 0, "a"), splice(4, 0, "b")}, []ot.Op{splice(3, 2, ""), splice(3, 0, "ab")}},
		"more than own text":  {[]ot.Op{splice(3, 0, "ab"), splice(4, 3, "")}, []ot.Op{splice(3, 0, "ab"), splice(4, 3, "")}},
		"replace and remove":  {[]ot.Op{splice(3, 2, "ab"), splice(4, 3, "")}, []ot.Op{splice(3, 4, "a")}},
		"elsewhere":           {[]ot.Op{splice(3, 0, "a"), splice(9, 0, "b")}, []ot.Op{splice(3, 0, "a"), splice(9, 0, "b")}},
		"set at last":         {[]ot.Op{splice(3, 0, "a"), {Kind: ot.StringSet, ID: "t"}}, []ot.Op{{Kind: ot.StringSet, ID: "t"}}},
		"deltas": {
			[]ot.Op{{Kind: ot.NumberDelta, ID: "n", Number: 2}, {Kind: ot.NumberDelta, ID: "n", Number: 3}},
			[]ot.Op{{Kind: ot.NumberDelta, ID: "n", Number: 5}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			client := concurrency.NewClient(0, 7)
			local(client, c.made...)
			wantOps(t, take(t, client), c.sent...)
			if got := client.LastSequence(); got != 7+uint64(len(c.sent)) {
				t.Errorf("last sequence is %d", got)
			}
		})
	}
}

// TestSentEditsStay makes an edit that touches one which was sent, in flight
// and again after a lost connection.
func TestSentEditsStay(t *testing.T) {
	for _, lost := range []bool{false, true} {
		for _, ops := range [][2]ot.Op{
			{splice(0, 0, "a"), splice(1, 0, "b")},
			{{Kind: ot.BooleanSet, ID: "b"}, {Kind: ot.BooleanSet, ID: "b", Bool: true}},
			{splice(0, 0, "a"), {Kind: ot.StringSet, ID: "t"}},
		} {
			c := concurrency.NewClient(0, 0)
			local(c, ops[0])
			wantOps(t, take(t, c), ops[0])
			want := ops[1:]
			if lost {
				c.Resend()
				want = ops[:]
			}
			local(c, ops[1])
			wantOps(t, take(t, c), want...)
		}
	}
}

// TestLostEditsAreNotComposed types on where the text typed before was
// swallowed by somebody else's deletion.
func TestLostEditsAreNotComposed(t *testing.T) {
	c := concurrency.NewClient(0, 0)
	c.Splice("t", 5, 0, units("a"))
	got, err := c.Remote(0, splice(2, 6, ""))
	if err != nil {
		t.Fatal(err)
	}
	wantOps(t, []ot.Op{got}, splice(2, 7, ""))
	c.Splice("t", 5, 0, units("b"))
	ops := take(t, c)
	if len(ops) != 2 || !ops[0].NoOp {
		t.Fatalf("sent %+v", ops)
	}
	wantOps(t, ops[1:], splice(5, 0, "b"))
}

func TestRemoteRewritesEverything(t *testing.T) {
	c := concurrency.NewClient(10, 0)
	c.Splice("t", 5, 0, units("a"))
	take(t, c)
	c.Splice("t", 9, 0, units("b"))
	if err := c.StartBatch(); err != nil {
		t.Fatal(err)
	}
	local(c, splice(20, 0, "c"), ot.Op{Kind: ot.NumberDelta, ID: "n", Number: 1})
	got, err := c.Remote(10, ot.Op{Kind: ot.Compound, Ops: []ot.Op{splice(7, 1, "xyz"), {Kind: ot.NumberSet, ID: "n"}}})
	if err != nil {
		t.Fatal(err)
	}
	wantOps(t, got.Ops, splice(8, 1, "xyz"), ot.Op{Kind: ot.NumberSet, ID: "n"})
	if err := c.CompleteBatch(); err != nil {
		t.Fatal(err)
	}
	wantOps(t, take(t, c), splice(11, 0, "b"), ot.Op{Kind: ot.Compound, Ops: []ot.Op{
		splice(22, 0, "c"), {Kind: ot.NumberDelta, ID: "n", Number: 1, NoOp: true},
	}})
	r, keep := c.MoveReference("t", ot.Reference{Kind: ot.ReferenceIndex, Indexes: []int{4, 6}})
	if !keep || !slices.Equal(r.Indexes, []int{4, 7}) {
		t.Errorf("reference moved to %v", r.Indexes)
	}
}

func TestAckOrder(t *testing.T) {
	c := concurrency.NewClient(3, 8)
	c.Splice("t", 0, 0, units("a"))
	if err := c.Ack(3, 9); !errors.Is(err, concurrency.ErrSequence) {
		t.Errorf("acknowledging what was not sent: %v", err)
	}
	g, _ := c.Take(0)
	if g.First != 9 || g.Version != 3 || c.HasUnsent() || c.Committed() {
		t.Errorf("took %+v", g)
	}
	if err := c.Ack(4, 9); !errors.Is(err, concurrency.ErrContextVersion) {
		t.Errorf("wrong version: %v", err)
	}
	if err := c.Ack(3, 10); !errors.Is(err, concurrency.ErrSequence) {
		t.Errorf("wrong sequence: %v", err)
	}
	if _, err := c.Remote(2, splice(0, 0, "x")); !errors.Is(err, concurrency.ErrContextVersion) {
		t.Errorf("old remote operation: %v", err)
	}
	c.Resend()
	if err := c.Ack(3, 9); err != nil || !c.Committed() || c.Version() != 4 {
		t.Errorf("acknowledged while resynchronising: %v, version %d", err, c.Version())
	}
}

func TestBatchRules(t *testing.T) {
	c := concurrency.NewClient(0, 0)
	must := func(got, want error) {
		t.Helper()
		if !errors.Is(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	must(c.CompleteBatch(), concurrency.ErrBatch)
	must(c.CancelBatch(), concurrency.ErrBatch)
	must(c.StartBatch(), nil)
	must(c.StartBatch(), concurrency.ErrBatch)
	must(c.CompleteBatch(), concurrency.ErrBatchEmpty)
	must(c.CancelBatch(), nil)
	must(c.StartBatch(), nil)
	c.Splice("t", 0, 0, units("a"))
	c.Splice("t", 1, 0, units("b"))
	must(c.CancelBatch(), concurrency.ErrBatchNotEmpty)
	if c.BatchSize() != 2 || c.Committed() || c.HasUnsent() || c.LastSequence() != 0 {
		t.Error("the batch leaked")
	}
	must(c.CompleteBatch(), nil)
	wantOps(t, take(t, c), ot.Op{Kind: ot.Compound, Ops: []ot.Op{splice(0, 0, "ab")}})
}

func TestTakeLimit(t *testing.T) {
	c := concurrency.NewClient(0, 0)
	for i := range 10 {
		c.Splice("t", 1000-100*i, 0, units("é0123456789"))
	}
	var got []ot.Op
	next := uint64(1)
	for c.HasUnsent() {
		g, _ := c.Take(100)
		if g.First != next || len(g.Ops) < 1 || len(g.Ops) > 3 {
			t.Fatalf("took %d from %d on", len(g.Ops), g.First)
		}
		next += uint64(len(g.Ops))
		got = append(got, g.Ops...)
	}
	for i, op := range got {
		wantOps(t, []ot.Op{op}, splice(1000-100*i, 0, "é0123456789"))
	}
	if len(got) != 10 {
		t.Errorf("took %d", len(got))
	}
}

func TestRestore(t *testing.T) {
	c := concurrency.NewClient(5, 2)
	local(c, splice(1, 0, "a"), ot.Op{Kind: ot.BooleanSet, ID: "b"}, splice(7, 2, "c"))
	var saved []ot.Op
	again := concurrency.NewClient(5, 0)
	c.Pending(func(sequence uint64, op ot.Op) bool {
		saved = append(saved, op)
		if err := again.Restore(sequence, op); err != nil {
			t.Errorf("restore %d: %v", sequence, err)
		}
		return true
	})
	if err := again.Restore(9, splice(0, 0, "x")); !errors.Is(err, concurrency.ErrSequence) {
		t.Errorf("a gap: %v", err)
	}
	again.Splice("t", 8, 0, units("d")) // touches the last one, which may have been sent
	g, _ := again.Take(0)
	if g.First != 3 {
		t.Errorf("first is %d", g.First)
	}
	wantOps(t, g.Ops, append(saved, splice(8, 0, "d"))...)
}

// TestSpliceNoAllocation types while acknowledgements come in.
func TestSpliceNoAllocation(t *testing.T) {
	c := concurrency.NewClient(0, 0)
	unit := units("x")
	i := 0
	typing := testing.AllocsPerRun(10000, func() {
		c.Splice("t", i%3000*2, 0, unit)
		i++
	})
	if typing != 0 {
		t.Errorf("%v allocations an edit", typing)
	}
}

// TestWaitingMemory holds a million edits that do not touch.
func TestWaitingMemory(t *testing.T) {
	c := concurrency.NewClient(0, 0)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	unit := units("x")
	for i := range 1_000_000 {
		c.Splice("t", i%1000*3, 0, unit)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if c.PendingCount() != 1_000_000 {
		t.Fatalf("%d operations are waiting", c.PendingCount())
	}
	mb := float64(after.HeapAlloc-before.HeapAlloc) / 1e6
	t.Logf("figure ot.waiting.bytes %.1f bytes", mb)
	if mb > 30 {
		t.Errorf("a million waiting edits take %.1f MB", mb)
	}
	runtime.KeepAlive(c)
}
