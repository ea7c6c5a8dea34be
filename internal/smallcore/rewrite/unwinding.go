package rewrite

import "github.com/convergence-wasm/convergence/internal/smallcore/wasm"

// returnUnwinding returns at the place where a call says that the stack is being unwound:
//
//	call F; global.get 0; local.set 1; br_if <out>   ->   ...; if; i32.const 1; return; end
//
// The label of a jump to the end depends on how many blocks are open, so it
// is another one after nearly every call.
func (f *function) returnUnwinding() (found int) {
	var open nest
	out := make([]instruction, 0, len(f.body)+len(f.body)/8)
	for i, x := range f.body {
		if x.op == wasm.OpBrIf && x.value == int64(len(open)-1) && follows(f.body, i-2, wasm.OpGlobalGet, wasm.OpLocalSet) && open[0] == 2 {
			out = append(out, instruction{op: wasm.OpIf, value: wasm.BlockVoid}, instruction{op: wasm.OpI32Const, value: 1}, instruction{op: wasm.OpReturn}, instruction{op: wasm.OpEnd})
			found++
			continue
		}
		open.step(x, i)
		out = append(out, x)
	}
	f.body = out
	return found
}
