package ot

import "math"

// Sum is a real number kept exactly: its value is the sum of the parts, which
// do not overlap and grow. Deltas must commute, and additions that round each
// time do not: 0.1+0.2+0.3 depends on the order in the last bit. So a number
// element adds exactly and rounds for the reader. Its value carries what the
// rounding has lost, so that a replica that starts from a snapshot goes on from
// the same sum.
//
// Source: J. R. Shewchuk, Adaptive Precision Floating-Point Arithmetic, 1997,
// in the form of Python's math.fsum.
type Sum []float64

// Add returns the sum with x added, in a new slice.
func (s Sum) Add(x float64) Sum {
	parts := make(Sum, 0, len(s)+1)
	for _, y := range s {
		var lost float64
		x, lost = TwoSum(x, y)
		if lost != 0 {
			parts = append(parts, lost)
		}
	}
	return append(parts, x)
}

// Round returns the number that is nearest to the sum, ties to even.
func (s Sum) Round() float64 {
	n := len(s) - 1
	high, low := s[n], 0.0
	for n > 0 && low == 0 {
		n--
		high, low = TwoSum(high, s[n])
	}
	// What is left below may lie on the far side of an exact tie.
	if n > 0 && (low < 0) == (s[n-1] < 0) && low != 0 {
		if up := float64(high + 2*low); float64(up-high) == 2*low {
			high = up
		}
	}
	return high
}

// Beyond returns what the sum has besides its rounded value, nearest double
// first. A sum has only one such form, however it was added up.
func (exact *Sum) Beyond(rounded float64) (rest []float64) {
	if exact == nil {
		return nil
	}
	s := *exact
	for {
		s = s.Add(-rounded)
		if rounded = s.Round(); rounded == 0 {
			return rest
		}
		rest = append(rest, rounded)
	}
}

// SumOf is the opposite of Beyond: a number and what rounding it has lost.
func SumOf(rounded float64, rest []float64) Sum {
	s := Sum{rounded}
	for _, part := range rest {
		s = s.Add(part)
	}
	return s
}

// Bounded returns the number that is nearest to the sum, and past the largest one
// that, with the sign of before: then there is no sum any more.
func (s Sum) Bounded(before float64) (total float64, rest *Sum) {
	total = s.Round()
	if math.IsInf(total, 0) || math.IsNaN(total) {
		return math.Copysign(math.MaxFloat64, before), nil
	}
	if len(s) > 1 {
		rest = &s
	}
	return total, rest
}

// AddExactly adds to a number that is rest exactly, or value where that is nil.
// Numbers stay finite: past the largest one they stay there, the only sum that
// depends on the order.
func AddExactly(value float64, rest *Sum, delta float64) (float64, *Sum) {
	total, lost := TwoSum(value, delta)
	switch {
	case math.IsInf(total, 0):
		return math.Copysign(math.MaxFloat64, total), nil
	case rest != nil:
		return rest.Add(delta).Bounded(value)
	case lost != 0:
		return total, &Sum{lost, total}
	}
	return total, nil
}
