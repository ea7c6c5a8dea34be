package rewrite

import "github.com/convergence-wasm/convergence/internal/smallcore/wasm"

// shareReturns takes the function's part of the PCs that its calls leave on the
// stack from a new local, which is set once:
//
//	local.get 1; i64.const PC; i64.store   ->   local.get 1; i64.const BLOCK; local.get 1'; i64.or; i64.store
//
// The new local is the first after the parameter, so that it is local 1
// in all functions; the others have the next numbers. Optimizing compilers see that it is
// a constant, and make the same of it as before.
func (f *function) shareReturns() (found int) {
	const shared = 1
	b := f.body
	pushes := func(i int) bool {
		return follows(b, i-4, wasm.OpI32Const, wasm.OpI32Sub, wasm.OpLocalTee, wasm.OpGlobalSet, wasm.OpLocalGet, wasm.OpI64Const, wasm.OpI64Store) &&
			b[i-4].value == 8 && b[i].value == localStack && b[i+1].value>>16 == f.pc && b[i+2].offset == 0
	}
	for i := range b {
		if pushes(i) {
			found++
		}
	}
	if found == 0 {
		return 0
	}
	out := make([]instruction, 0, len(b)+2*found+2)
	out = append(out, instruction{op: wasm.OpI64Const, value: f.pc << 16}, instruction{op: wasm.OpLocalSet, value: shared})
	for i, x := range b {
		if x.op >= wasm.OpLocalGet && x.op <= wasm.OpLocalTee && x.value >= shared {
			x.value++
		}
		if x.op == wasm.OpI64Const && pushes(i-1) {
			x.value &= 1<<16 - 1
			out = append(out, x, instruction{op: wasm.OpLocalGet, value: shared}, instruction{op: wasm.OpI64Or})
			continue
		}
		out = append(out, x)
	}
	f.body = out
	f.locals = append([]group{{1, wasm.TypeI64}}, f.locals...)
	return found
}
