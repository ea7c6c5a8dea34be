package document_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// A server absorbs what is left of an operation that it has transformed
// ([document.Document.Absorb]). It may also absorb first, and did so before elements could
// come back: an edit of an element that is gone was then passed by as if it had never been,
// while its author had transformed others past it. As long as nothing comes back, the one
// must order the same operations as the other, whatever order, delay and resending there is:
// then logs, inverses, history and what clients receive are the same too. Where something
// comes back only the first is right.

// absorbsFirst is a server that does it the other way, beside that of a world.
type absorbsFirst struct {
	*concurrency.Server[*connection]
	absorbed int // edits of elements that were gone
}

// submit orders an operation and compares what becomes of it with what the server of the
// world has made of it. The document is as before both.
func (a *absorbsFirst) submit(w *world, c *connection, m submission, want ot.Op) error {
	op := w.doc.Absorb(m.op)
	if op.NoOp && !m.op.NoOp {
		a.absorbed++
	}
	placed, err := a.Submit(c, m.version, op)
	if err != nil {
		return fmt.Errorf("absorbed first: %w", err)
	}
	if got := w.doc.Absorb(placed.Op); !ot.Equal(effect(got), effect(want)) {
		return fmt.Errorf("absorbed first, operation %d of client %d is\n%#v, and else\n%#v", m.sequence, c.replica.instance, got, want)
	}
	return a.Commit(placed)
}

// effect is an operation without what it does not do.
func effect(op ot.Op) ot.Op {
	if op.NoOp {
		return ot.Op{NoOp: true}
	}
	if op.Kind == ot.Compound {
		ops := make([]ot.Op, len(op.Ops))
		for i := range op.Ops {
			ops[i] = effect(op.Ops[i])
		}
		op.Ops = ops
	}
	return op
}

// TestAbsorbWhereSomethingComesBack edits an entry, removes it and undoes that, while
// somebody else, who is first, edits the entry and removes it too.
func TestAbsorbWhereSomethingComesBack(t *testing.T) {
	for _, first := range []bool{false, true} {
		w := smallWorld(treeWorld())
		if first {
			w.other = &absorbsFirst{Server: concurrency.NewServer[*connection](0, nil)}
			for _, c := range w.conns {
				if err := w.other.Open(c, 0); err != nil {
					t.Fatal(err)
				}
			}
		}
		me, other := w.replicas[0], w.replicas[1]
		do := func(r *replica, ops ...ot.Op) {
			t.Helper()
			for _, op := range ops {
				if err := r.do(op); err != nil {
					t.Fatal(err)
				}
				r.client.Freeze()
				if r.undo != nil {
					r.undo.Stop()
				}
			}
		}
		do(me, ot.Op{Kind: ot.StringSplice, ID: "a0", Text: ot.MustText("uvw")}, ot.Op{Kind: ot.ArrayRemove, ID: "a"})
		if err := me.take(false); err != nil {
			t.Fatal(err)
		}
		do(other, ot.Op{Kind: ot.StringSplice, ID: "a0", Index: 2, Text: ot.MustText("X")}, ot.Op{Kind: ot.ArrayRemove, ID: "a"})
		err := errors.Join(w.send(other), w.send(me))
		if first {
			if err == nil {
				t.Error("it makes no difference")
			}
			continue
		}
		if n := w.doc.Lookup("a0"); err != nil || n == nil || n.Buffer().Text().String() != "uvwabX" {
			t.Errorf("%s, %v", document.JSON(w.doc.Value()), err)
		}
		if err := w.settle(); err != nil { // the client takes it away again, as the other one was first
			t.Error(err)
		}
	}
}
