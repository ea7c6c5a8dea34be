package document

import (
	"math"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// addNumber adds to a number element.
func (n *Node) addNumber(delta float64) {
	total, rest := ot.AddExactly(n.Number(), n.rest, delta)
	n.bits, n.rest = math.Float64bits(total), rest
}

func (n *Node) setSum(s ot.Sum) {
	total, rest := s.Bounded(n.Number())
	n.bits, n.rest = math.Float64bits(total), rest
}
