package rewrite

import "github.com/convergence-wasm/convergence/internal/smallcore/wasm"

// joinEpilogues adds what a function gives back of the stack in one step:
//
//	local.get 1; i32.const FRAME; i32.add; local.tee 1; global.set 0;
//	local.get 1; i32.const 8; i32.add; local.tee 1; global.set 0; i32.const 0; return
//	->  local.get 1; i32.const FRAME+8; i32.add; global.set 0; i32.const 0; return
func (f *function) joinEpilogues() (found int) {
	const steps = 10
	b := f.body
	onStack := func(i int) bool {
		return follows(b, i, wasm.OpLocalGet, wasm.OpI32Const, wasm.OpI32Add, wasm.OpLocalTee, wasm.OpGlobalSet) &&
			b[i].value == localStack && b[i+3].value == localStack && b[i+4].value == globalStack
	}
	out := make([]instruction, 0, len(b))
	for i := 0; i < len(b); i++ {
		if onStack(i) && onStack(i+steps/2) && follows(b, i+steps, wasm.OpI32Const, wasm.OpReturn) {
			sum := instruction{op: wasm.OpI32Const, value: b[i+1].value + b[i+6].value}
			out = append(out, b[i], sum, b[i+2], b[i+4])
			found++
			i += steps - 1
			continue
		}
		out = append(out, b[i])
	}
	f.body = out
	return found
}
