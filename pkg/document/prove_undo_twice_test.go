package document_test

import (
	"fmt"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// TestProveUndoTwice has two clients remove something, not knowing of each other, and
// undo that, in every order: everything is there once. What is gone has no place any more, so
// where both have removed neighbours the order of these may be another one.
func TestProveUndoTwice(t *testing.T) {
	count := 0
	y := &tally{}
	b := square()
	try := func(root ot.Value, units int) {
		for _, a := range opsOn(element(root), side{"c", false, units}) {
			for _, z := range opsOn(element(root), side{"s", true, units}) {
				if !removes(a) || !removes(z) {
					continue
				}
				last := 6
				if a.ID != z.ID { // one removes what the other one edits, and has to bring it back first
					last = 1
				}
				if d := mustNew(root); last == 1 && d.Apply(a, nil) == nil && d.Lookup(z.ID) != nil {
					last = 2
				}
				for order := last % 6 / 2; order < last; order++ {
					count++
					if err := undoBoth(root, a, z, order); err != nil {
						y.fail("undoBoth(%#v, %#v, %#v, %d): %v", root, a, z, order, err)
					}
				}
			}
		}
	}
	for n := 0; n <= b.text; n++ {
		try(stringWorld(n), b.pairUnits)
	}
	for n := 0; n <= b.entries; n++ {
		try(arrayWorld(n), 0)
		try(objectWorld(n), 0)
	}
	try(scalarWorld(), 0)
	try(treeWorld(), 0)
	for _, f := range y.first {
		t.Error(f)
	}
	fmt.Printf("figure prove.undo.twice %d pairs\nfigure prove.undo.twice.divergences %d pairs\n", count, y.failures)
}

func removes(op ot.Op) bool {
	return op.Kind == ot.ArrayRemove || op.Kind == ot.ObjectRemoveProperty || op.Kind == ot.StringSplice && op.Text.IsEmpty()
}

func undoBoth(root ot.Value, a, z ot.Op, order int) error {
	w := smallWorld(root)
	one, two := w.replicas[0], w.replicas[1]
	if err := one.do(a); err != nil {
		return err
	}
	if err := two.do(z); err != nil {
		return err
	}
	if order < 5 {
		if err := w.settle(); err != nil { // the first client's is first
			return err
		}
	}
	if order%2 == 1 {
		one, two = two, one
	}
	if err := one.take(false); err != nil {
		return err
	}
	if order/2 == 0 { // the other one knows of it
		if err := w.settle(); err != nil {
			return err
		}
	}
	if order/2 == 1 { // it is first, and not known
		if err := w.send(one); err != nil {
			return err
		}
	}
	if err := two.take(false); err != nil {
		return err
	}
	if err := w.settle(); err != nil {
		return err
	}
	if got := w.doc.Value(); !sameDocument(loose(got, a), loose(root, a)) {
		return fmt.Errorf("both undone there is\n%s", document.JSON(got))
	}
	return nil
}
