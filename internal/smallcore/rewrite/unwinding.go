package rewrite

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
		if x.op == opBrIf && x.value == int64(len(open)-1) && follows(f.body, i-2, opGlobalGet, opLocalSet) && open[0] == 2 {
			out = append(out, instruction{op: opIf, value: blockVoid}, instruction{op: opI32Const, value: 1}, instruction{op: opReturn}, instruction{op: opEnd})
			found++
			continue
		}
		open.step(x, i)
		out = append(out, x)
	}
	f.body = out
	return found
}

// joinEpilogues adds what a function gives back of the stack in one step:
//
//	local.get 1; i32.const FRAME; i32.add; local.tee 1; global.set 0;
//	local.get 1; i32.const 8; i32.add; local.tee 1; global.set 0; i32.const 0; return
//	->  local.get 1; i32.const FRAME+8; i32.add; global.set 0; i32.const 0; return
func (f *function) joinEpilogues() (found int) {
	const steps = 10
	b := f.body
	onStack := func(i int) bool {
		return follows(b, i, opLocalGet, opI32Const, opI32Add, opLocalTee, opGlobalSet) &&
			b[i].value == localStack && b[i+3].value == localStack && b[i+4].value == globalStack
	}
	out := make([]instruction, 0, len(b))
	for i := 0; i < len(b); i++ {
		if onStack(i) && onStack(i+steps/2) && follows(b, i+steps, opI32Const, opReturn) {
			sum := instruction{op: opI32Const, value: b[i+1].value + b[i+6].value}
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
