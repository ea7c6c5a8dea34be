package server

import (
	"fmt"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// maxNesting is how deep elements may nest. A message may nest 256 msgpack
// levels and an object takes three of them: what is deeper could be built edit
// by edit but never be sent to anybody who opens the model.
const maxNesting = 80

// checkNesting reports whether an operation that has been applied made the
// document too deep.
func checkNesting(doc *document.Document, op *ot.Op) error {
	for i := range op.Ops {
		if err := checkNesting(doc, &op.Ops[i]); err != nil {
			return err
		}
	}
	if op.Value == nil || op.NoOp || op.Value.Kind != ot.KindObject && op.Value.Kind != ot.KindArray {
		return nil
	}
	depth := nesting(op.Value)
	for n := doc.Lookup(op.ID); n != nil; n = n.Parent() {
		depth++
	}
	if depth > maxNesting {
		return fmt.Errorf("elements nest %d levels deep, %d are allowed", depth, maxNesting)
	}
	return nil
}

// nesting returns how many levels a value has.
func nesting(v *ot.Value) int {
	below := 0
	for i := range v.Items {
		below = max(below, nesting(&v.Items[i]))
	}
	for i := range v.Members {
		below = max(below, nesting(&v.Members[i].Value))
	}
	return below + 1
}
