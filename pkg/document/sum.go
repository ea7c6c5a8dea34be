package document

import (
	"math"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// sum is a real number kept exactly: its value is the sum of the parts, which
// do not overlap and grow. Deltas must commute, and additions that round each
// time do not: 0.1+0.2+0.3 depends on the order in the last bit. So a number
// element adds exactly and rounds for the reader. Its value carries what the
// rounding has lost, so that a replica that starts from a snapshot goes on from
// the same sum.
//
// Source: J. R. Shewchuk, Adaptive Precision Floating-Point Arithmetic, 1997,
// in the form of Python's math.fsum.
type sum []float64

// add returns the sum with x added, in a new slice.
func (s sum) add(x float64) sum {
	parts := make(sum, 0, len(s)+1)
	for _, y := range s {
		var lost float64
		x, lost = ot.TwoSum(x, y)
		if lost != 0 {
			parts = append(parts, lost)
		}
	}
	return append(parts, x)
}

// round returns the number that is nearest to the sum, ties to even.
func (s sum) round() float64 {
	n := len(s) - 1
	high, low := s[n], 0.0
	for n > 0 && low == 0 {
		n--
		high, low = ot.TwoSum(high, s[n])
	}
	// What is left below may lie on the far side of an exact tie.
	if n > 0 && (low < 0) == (s[n-1] < 0) && low != 0 {
		if up := float64(high + 2*low); float64(up-high) == 2*low {
			high = up
		}
	}
	return high
}

// beyond returns what the sum has besides its rounded value, nearest double
// first. A sum has only one such form, however it was added up.
func (exact *sum) beyond(rounded float64) (rest []float64) {
	if exact == nil {
		return nil
	}
	s := *exact
	for {
		s = s.add(-rounded)
		if rounded = s.round(); rounded == 0 {
			return rest
		}
		rest = append(rest, rounded)
	}
}

// loadSum is the opposite of beyond.
func (n *Node) loadSum(rounded float64, rest []float64) {
	s := sum{rounded}
	for _, part := range rest {
		s = s.add(part)
	}
	n.setSum(s)
}

// addNumber adds to a number element. Numbers stay finite: past the largest
// one they stay there, the only sum that depends on the order.
func (n *Node) addNumber(delta float64) {
	value := n.Number()
	total, lost := ot.TwoSum(value, delta)
	switch {
	case math.IsInf(total, 0):
		total, n.rest = math.Copysign(math.MaxFloat64, total), nil
	case n.rest != nil:
		n.setSum(n.rest.add(delta))
		return
	case lost != 0:
		n.rest = &sum{lost, total}
	}
	n.bits = math.Float64bits(total)
}

func (n *Node) setSum(s sum) {
	total := s.round()
	if n.rest = nil; len(s) > 1 {
		n.rest = &s
	}
	if math.IsInf(total, 0) || math.IsNaN(total) {
		total, n.rest = math.Copysign(math.MaxFloat64, n.Number()), nil
	}
	n.bits = math.Float64bits(total)
}
