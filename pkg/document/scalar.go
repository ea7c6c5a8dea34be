package document

import (
	"math"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// scalarBits returns how a node keeps a number, boolean or date.
func scalarBits(v *ot.Value) uint64 {
	switch v.Kind {
	case ot.KindNumber:
		return math.Float64bits(v.Number)
	case ot.KindBoolean:
		return boolBits(v.Bool)
	case ot.KindDate:
		return uint64(v.Millis)
	}
	return 0
}

func boolBits(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
