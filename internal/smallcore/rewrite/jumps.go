package rewrite

import "github.com/convergence-wasm/convergence/internal/smallcore/wasm"

// jumpForward replaces jumps by way of the table, to a block whose code comes later,
// by jumps to that block:
//
//	i32.const K; local.set 0; br <loop>   ->   br <block K>
//
// Local 0 is read by the table alone, which is not reached again without setting it.
func (f *function) jumpForward(fr *frame) (found int) {
	if !fr.loop || !f.readsBlockOnlyInTable(fr) {
		return 0
	}
	var open nest
	out := make([]instruction, 0, len(f.body))
	for i := 0; i < len(f.body); i++ {
		x := f.body[i]
		if label, ok := fr.forward(f.body, i, open); ok {
			out = append(out, instruction{op: wasm.OpBr, value: label})
			found++
			i += 2
			continue
		}
		open.step(x, i)
		out = append(out, x)
	}
	f.body = out
	return found
}

// forward tells whether a jump by way of the table begins at i, to a block that
// is still open, and returns the label of that block.
func (fr *frame) forward(body []instruction, i int, open nest) (label int64, ok bool) {
	if !follows(body, i, wasm.OpI32Const, wasm.OpLocalSet, wasm.OpBr) || body[i+1].value != localBlock {
		return 0, false
	}
	toLoop, number := len(open)-fr.outer(), body[i].value
	if i <= fr.first+fr.blocks || body[i+2].value != int64(toLoop) || number < 0 || number >= int64(len(fr.table)) {
		return 0, false
	}
	block := fr.blocks - 1 - fr.table[number] // counted from the outermost of the table's
	level := fr.outer() + block               // how many are open around it
	if block < 0 || level >= len(open) || open[level] != fr.first+block {
		return 0, false
	}
	return int64(len(open) - 1 - level), true
}

// readsBlockOnlyInTable tells whether local 0 is read by the table, and where it is used
// for an indirect call it was set just before.
func (f *function) readsBlockOnlyInTable(fr *frame) bool {
	for i, x := range f.body {
		if x.op != wasm.OpLocalGet && x.op != wasm.OpLocalTee || x.value != localBlock {
			continue
		}
		table := i == fr.first+fr.blocks
		call := follows(f.body, i-2, wasm.OpLocalSet, wasm.OpI32Const, wasm.OpLocalGet, wasm.OpCallIndirect) && f.body[i-2].value == localBlock
		if x.op == wasm.OpLocalTee || !table && !call {
			return false
		}
	}
	return true
}

// jumpOnCondition writes a block that only jumps as a conditional jump:
//
//	if; br L+1; end   ->   br_if L
func (f *function) jumpOnCondition() (found int) {
	out := make([]instruction, 0, len(f.body))
	for i := 0; i < len(f.body); i++ {
		if follows(f.body, i, wasm.OpIf, wasm.OpBr, wasm.OpEnd) && f.body[i].value == wasm.BlockVoid && f.body[i+1].value > 0 {
			out = append(out, instruction{op: wasm.OpBrIf, value: f.body[i+1].value - 1})
			found++
			i += 2
			continue
		}
		out = append(out, f.body[i])
	}
	f.body = out
	return found
}
