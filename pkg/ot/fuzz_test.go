package ot_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// decodeOp makes an operation of any kind out of bytes, malformed ones
// included; it is a function of the bytes alone.
func decodeOp(data []byte, ids string) (op ot.Op, rest []byte) {
	next := func() int {
		if len(data) == 0 {
			return 0
		}
		b := data[0]
		data = data[1:]
		return int(b)
	}
	op.Kind = ot.Kind(next() % 18)
	flags := next()
	op.NoOp = flags&1 != 0
	op.ID = string("ab"[flags>>1&1])
	op.Index, op.Count, op.To = next()%8-flags>>7, next()%5, next()%8
	op.Key = string("kl"[flags>>2&1])
	op.Text = ot.MustText("xyz"[:flags>>3&3])
	op.Number, op.Millis, op.Bool = float64(next()), int64(flags), flags&32 != 0
	if flags&64 == 0 {
		op.Value = &ot.Value{ID: ids + string(rune('0'+flags>>3&7)), Kind: ot.ValueKind(next() % 9)}
	}
	if op.Kind == ot.Compound {
		for range flags >> 3 & 3 {
			var member ot.Op
			member, data = decodeOp(data, ids)
			op.Ops = append(op.Ops, member)
			if len(data) == 0 {
				break
			}
		}
	}
	return op, data
}

// FuzzTransform looks for panics, changed arguments and results that are not
// valid where the arguments were. Convergence is proven in package document.
func FuzzTransform(f *testing.F) {
	f.Add([]byte{1, 64, 2, 0, 0, 0, 1, 64 + 24, 1, 2, 0, 0})
	f.Add([]byte{16, 64 + 16, 0, 0, 0, 0, 4, 64, 1, 0, 0, 0, 6, 64, 1, 0, 3, 0, 5, 0, 2, 0, 0, 0, 7})
	f.Fuzz(func(t *testing.T, data []byte) {
		s, data := decodeOp(data, "s")
		c, _ := decodeOp(data, "c")
		valid := ot.Validate(s) == nil && ot.Validate(c) == nil
		sBefore, cBefore := clone(s), clone(c)
		s2, c2, err := ot.Transform(s, c)
		if !ot.Equal(s, sBefore) || !ot.Equal(c, cBefore) {
			t.Fatalf("changed its arguments: %+v %+v", sBefore, cBefore)
		}
		if err != nil || !valid {
			return
		}
		for _, op := range []ot.Op{s2, c2} {
			if err := ot.Validate(op); err != nil && !op.NoOp && op.Kind != ot.Compound {
				t.Fatalf("%+v past %+v became %+v: %v", s, c, op, err)
			}
		}
	})
}

// FuzzCompose looks for panics, changed arguments, and compositions of valid
// operations that are not valid.
func FuzzCompose(f *testing.F) {
	f.Add([]byte{1, 64 + 24, 2, 0, 0, 0, 1, 64, 4, 1, 0, 0})
	f.Add([]byte{8, 0, 0, 0, 0, 0, 7, 10, 64, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		a, data := decodeOp(data, "a")
		b, _ := decodeOp(data, "b")
		valid := ot.Validate(a) == nil && ot.Validate(b) == nil
		aBefore, bBefore := clone(a), clone(b)
		ab, ok := ot.Compose(a, b)
		if !ot.Equal(a, aBefore) || !ot.Equal(b, bBefore) {
			t.Fatalf("changed its arguments: %+v %+v", aBefore, bBefore)
		}
		if err := ot.Validate(ab); ok && valid && err != nil {
			t.Fatalf("%+v\n%+v\ncompose to %+v: %v", a, b, ab, err)
		}
	})
}

func clone(op ot.Op) ot.Op {
	if op.Value != nil {
		v := *op.Value
		op.Value = &v
	}
	if op.Ops != nil {
		ops := make([]ot.Op, len(op.Ops))
		for i := range ops {
			ops[i] = clone(op.Ops[i])
		}
		op.Ops = ops
	}
	return op
}
