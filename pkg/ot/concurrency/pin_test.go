package concurrency_test

import (
	"slices"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

func at(positions ...int) ot.Reference {
	return ot.Reference{Kind: ot.ReferenceIndex, Indexes: positions}
}

func wantPin(t *testing.T, p *concurrency.Pin, positions ...int) {
	t.Helper()
	if v, keep := p.Value(); !keep || !slices.Equal(v.Indexes, positions) {
		t.Errorf("pinned at %v (kept: %v), want %v", v.Indexes, keep, positions)
	}
}

// TestPin has the server delete around a cursor while an insertion beside it is
// under way: the cursor goes where the order of the server puts it, whatever
// was seen here meanwhile.
func TestPin(t *testing.T) {
	c := concurrency.NewClient(7, 0)
	p := c.Pin("t", at(3))
	c.Splice("t", 5, 0, units("XY")) // behind the cursor
	take(t, c)
	wantPin(t, p, 3)
	if _, err := c.Remote(7, splice(1, 4, "")); err != nil {
		t.Fatal(err)
	}
	wantPin(t, p, 1)
	if err := c.Ack(8, 1); err != nil {
		t.Fatal(err)
	}
	wantPin(t, p, 3) // before the deletion the text was inserted behind it
	c.Unpin(p)
	if _, err := c.Remote(9, splice(0, 0, "a")); err != nil {
		t.Fatal(err)
	}
	wantPin(t, p, 3)
}

// TestPinHere sets a cursor between two own edits that are under way: the first
// is part of what it is relative to, the second is not.
func TestPinHere(t *testing.T) {
	c := concurrency.NewClient(0, 0)
	c.Splice("t", 0, 0, units("ab"))
	take(t, c)
	p := c.PinHere("t", at(2))
	c.Splice("t", 2, 0, units("cd")) // may not become part of the first
	take(t, c)
	if _, err := c.Remote(0, splice(0, 0, "123")); err != nil {
		t.Fatal(err)
	}
	wantPin(t, p, 5)
	for i := range 2 {
		if err := c.Ack(int64(1+i), uint64(1+i)); err != nil {
			t.Fatal(err)
		}
		wantPin(t, p, []int{5, 7}[i])
	}
	if _, err := c.Remote(3, ot.Op{Kind: ot.StringSet, ID: "t"}); err != nil {
		t.Fatal(err)
	}
	if _, keep := p.Value(); keep {
		t.Error("a set of the whole string kept the cursor")
	}
}
