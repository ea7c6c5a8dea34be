package rewrite

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/internal/smallcore/wasm"
)

// An instruction is one of a function's body. What follows op is in value, in value and
// offset (of loads and stores: their alignment and offset), or as it was, in raw.
type instruction struct {
	op     byte
	value  int64
	offset uint64
	raw    []byte
}

// form is what follows the number of an instruction.
type form int

const (
	alone   form = iota
	signed       // a number, or the type of a block
	index        // of a label, a function or a variable
	memory       // an alignment and an offset
	asItWas      // what no rule looks at
	notKnown
)

func formOf(op byte) form {
	switch op {
	case wasm.OpBlock, wasm.OpLoop, wasm.OpIf, wasm.OpI32Const, wasm.OpI64Const:
		return signed
	case wasm.OpBr, wasm.OpBrIf, wasm.OpCall, wasm.OpLocalGet, wasm.OpLocalSet, wasm.OpLocalTee, wasm.OpGlobalGet, wasm.OpGlobalSet:
		return index
	case wasm.OpBrTable, wasm.OpCallIndirect, wasm.OpMemorySize, wasm.OpMemoryGrow, wasm.OpF32Const, wasm.OpF64Const, wasm.OpPrefixFC:
		return asItWas
	case wasm.OpUnreachable, wasm.OpNop, wasm.OpElse, wasm.OpEnd, wasm.OpReturn, wasm.OpDrop, wasm.OpSelect:
		return alone
	}
	switch {
	case op >= wasm.OpI32Load && op <= wasm.OpI64Store32:
		return memory
	case op >= wasm.OpI32Eqz && op <= wasm.OpI64Extend32S:
		return alone
	}
	return notKnown
}

var errCutOff = errors.New("the body of a function is cut off")

// decode reads the instructions of a body.
func decode(b []byte) ([]instruction, error) {
	list := make([]instruction, 0, len(b)/2)
	for r := (wasm.Reader{Buf: b}); len(r.Buf) > 0; {
		x, err := decodeOne(&r)
		if err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, nil
}

func decodeOne(r *wasm.Reader) (x instruction, err error) {
	x.op = r.Byte()
	before := r.Buf
	switch formOf(x.op) {
	case signed:
		x.value = r.Sint()
	case index:
		x.value = int64(r.Uint32())
	case memory:
		x.value, x.offset = int64(r.Uint32()), r.Uint()
	case asItWas:
		if err := skipOperands(r, x.op); err != nil {
			return x, err
		}
		x.raw = before[:len(before)-len(r.Buf)]
	case notKnown:
		return x, fmt.Errorf("instruction %02x is not known", x.op)
	}
	if r.Failed {
		return x, errCutOff
	}
	return x, nil
}

// skipOperands reads over what follows an instruction that no rule looks at.
func skipOperands(r *wasm.Reader, op byte) error {
	switch op {
	case wasm.OpBrTable:
		for n := r.Uint32(); n > 0 && !r.Failed; n-- {
			r.Uint32()
		}
		r.Uint32()
	case wasm.OpCallIndirect:
		r.Uint32()
		r.Uint32()
	case wasm.OpMemorySize, wasm.OpMemoryGrow:
		r.Byte()
	case wasm.OpF32Const:
		r.Bytes(4)
	case wasm.OpF64Const:
		r.Bytes(8)
	case wasm.OpPrefixFC:
		switch n := r.Uint32(); {
		case n <= 7: // a conversion
		case n == 10: // memory.copy
			r.Bytes(2)
		case n == 11: // memory.fill
			r.Byte()
		default:
			return fmt.Errorf("instruction fc %d is not known", n)
		}
	}
	return nil
}

// append adds the instruction as it is written in a module.
func (x instruction) append(b []byte) []byte {
	b = append(b, x.op)
	switch formOf(x.op) {
	case signed:
		return wasm.AppendSint(b, x.value)
	case index:
		return binary.AppendUvarint(b, uint64(x.value))
	case memory:
		return binary.AppendUvarint(binary.AppendUvarint(b, uint64(x.value)), x.offset)
	}
	return append(b, x.raw...)
}

// follows tells whether the list has instructions with these numbers from i on.
func follows(list []instruction, i int, ops ...byte) bool {
	if i < 0 || i+len(ops) > len(list) {
		return false
	}
	for k, op := range ops {
		if list[i+k].op != op {
			return false
		}
	}
	return true
}
