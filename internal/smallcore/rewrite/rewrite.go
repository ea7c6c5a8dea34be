// Package rewrite writes the functions of a core made by the Go compiler in another
// way, that says the same in fewer bytes after compression. The compiler's back end
// for WebAssembly has few shapes, and each is written out with numbers that are
// different at every place: where the same is said with the same bytes, a compressor finds
// it. The README of internal/smallcore says what each rule does.
//
// Rules look at one function at a time, and at single patterns that are matched
// in whole; what is not matched stays. Order and effect of all calls and stores, the PCs
// on the stack and the numbers by which a function is resumed stay the same, so no
// table of the runtime changes.
package rewrite

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/internal/smallcore/wasm"
)

// goFunction is the type of the functions that the compiler makes: the number of the block
// to go on at, and whether the stack is being unwound.
const goFunction = "\x60\x01\x7f\x01\x7f"

// Counts are how often each rule found something.
type Counts struct {
	Functions, Jumps, Conditions, Unwindings, Returns, Offsets, Epilogues int
}

// Code rewrites the functions of a code section, whose types are in the sections types and
// functions. The first has the number pc among the functions of the program,
// the others follow. An error says what is not understood.
func Code(section, types, functions []byte, pc int64) ([]byte, Counts, error) {
	var counts Counts
	if len(types) < 1+len(goFunction) || string(types[1:1+len(goFunction)]) != goFunction {
		return nil, counts, errors.New("type 0 is not that of Go's functions")
	}
	typeOf := wasm.Reader{Buf: functions}
	typeOf.Uint32()
	r := wasm.Reader{Buf: section}
	n := r.Uint32()
	out := binary.AppendUvarint(make([]byte, 0, len(section)), uint64(n))
	for i := range int64(n) {
		f, err := parseFunction(r.Bytes(r.Uint32()), pc+i)
		if r.Failed {
			err = errCutOff
		}
		if err != nil {
			return nil, counts, fmt.Errorf("function %d: %w", i, err)
		}
		if typeOf.Uint32() == 0 {
			f.rewrite(&counts)
		}
		body := f.append(nil)
		out = append(binary.AppendUvarint(out, uint64(len(body))), body...)
	}
	if len(r.Buf) > 0 || typeOf.Failed || len(typeOf.Buf) > 0 {
		return nil, counts, errors.New("there are not as many functions as types of them")
	}
	return out, counts, nil
}

func (f *function) rewrite(counts *Counts) {
	if !f.usesStack() {
		return
	}
	counts.Functions++
	counts.Offsets += f.foldOffsets()
	if fr := f.findFrame(); fr != nil {
		counts.Jumps += f.jumpForward(fr)
		counts.Conditions += f.jumpOnCondition()
		counts.Unwindings += f.returnUnwinding()
	}
	counts.Epilogues += f.joinEpilogues()
	counts.Returns += f.shareReturns() // last: it gives locals other numbers
}
