package rewrite

import "github.com/convergence-wasm/convergence/internal/smallcore/wasm"

// foldOffsets lets loads and stores in the frame of a function add the offset, as
// they can:
//
//	local.get 1; i64.extend_i32_u; i64.const K; i64.add; i32.wrap_i64; i64.load   ->   local.get 1; i64.load offset=K
//
// and likewise for stores, where the value comes between. The compiler's sum is
// without overflow, as it is an address in the frame.
func (f *function) foldOffsets() (found int) {
	const steps = 5 // instructions that compute the address
	b := f.body
	out := make([]instruction, 0, len(b))
	for i := 0; i < len(b); i++ {
		out = append(out, b[i])
		if !follows(b, i, wasm.OpLocalGet, wasm.OpI64ExtendI32U, wasm.OpI64Const, wasm.OpI64Add, wasm.OpI32WrapI64) || b[i].value != localStack {
			continue
		}
		offset := b[i+2].value
		user := userOf(b, i+steps)
		if offset < 0 || offset >= largestFrame || user < 0 {
			continue
		}
		b[user].offset += uint64(offset)
		found++
		i += steps - 1
	}
	f.body = out
	return found
}

// userOf returns which load or store takes the address that lies on the stack
// before instruction i, and -1 where that is something else or cannot be told.
func userOf(b []instruction, i int) int {
	above := 0 // how many values lie above the address
	for ; i < len(b); i++ {
		op := b[i].op
		if op >= wasm.OpI32Store && op <= wasm.OpI64Store32 && above == 1 || op >= wasm.OpI32Load && op < wasm.OpI32Store && above == 0 {
			return i
		}
		pops, pushes, ok := effect(op)
		if !ok || pops > above {
			return -1
		}
		above += pushes - pops
	}
	return -1
}

// effect returns how many values an instruction takes and gives, for those that only
// compute.
func effect(op byte) (pops, pushes int, ok bool) {
	switch {
	case op == wasm.OpLocalGet || op == wasm.OpGlobalGet || op >= wasm.OpI32Const && op <= wasm.OpF64Const:
		return 0, 1, true
	case op == wasm.OpLocalTee || op >= wasm.OpI32Load && op < wasm.OpI32Store || unary(op):
		return 1, 1, true
	case op == wasm.OpSelect:
		return 3, 1, true
	case op >= wasm.OpI32Eqz && op <= wasm.OpI64Extend32S:
		return 2, 1, true
	}
	return 0, 0, false
}

// unary tells whether a numeric instruction has one operand.
func unary(op byte) bool {
	switch {
	case op == 0x45 || op == 0x50: // eqz
	case op >= 0x67 && op <= 0x69 || op >= 0x79 && op <= 0x7b: // clz, ctz, popcnt
	case op >= 0x8b && op <= 0x91 || op >= 0x99 && op <= 0x9f: // abs to sqrt
	case op >= 0xa7 && op <= wasm.OpI64Extend32S: // conversions and extensions
	default:
		return false
	}
	return true
}
