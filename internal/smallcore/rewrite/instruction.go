package rewrite

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Numbers of instructions, from the core specification of WebAssembly, section 5.4.
const (
	opBlock     = 0x02
	opLoop      = 0x03
	opIf        = 0x04
	opElse      = 0x05
	opEnd       = 0x0b
	opBr        = 0x0c
	opBrIf      = 0x0d
	opBrTable   = 0x0e
	opReturn    = 0x0f
	opCall      = 0x10
	opCallTable = 0x11
	opDrop      = 0x1a
	opSelect    = 0x1b
	opLocalGet  = 0x20
	opLocalSet  = 0x21
	opLocalTee  = 0x22
	opGlobalGet = 0x23
	opGlobalSet = 0x24
	opLoad      = 0x28 // the first of the loads
	opStore     = 0x36 // the first of the stores
	opStore64   = 0x37
	opLastStore = 0x3e
	opSize      = 0x3f
	opGrow      = 0x40
	opI32Const  = 0x41
	opI64Const  = 0x42
	opF32Const  = 0x43
	opF64Const  = 0x44
	opNumeric   = 0x45 // the first of those that take and give numbers only
	opI32Add    = 0x6a
	opI32Sub    = 0x6b
	opI64Add    = 0x7c
	opI64Or     = 0x84
	opI32Wrap   = 0xa7
	opI64Extend = 0xad // of an i32 without sign
	opLast      = 0xc4
	opPrefix    = 0xfc // saturating conversions, copying and filling memory
)

const (
	typeI64   = 0x7e
	blockVoid = -64 // the type of a block that gives nothing
)

// An instruction is one of a function's body. What follows op is in value, in value and
// offset (of loads and stores: their alignment and offset), or as it was, in raw.
type instruction struct {
	op     byte
	value  int64
	offset uint64
	raw    []byte
}

var errCutOff = errors.New("the body of a function is cut off")

// decode reads the instructions of a body.
func decode(b []byte) ([]instruction, error) {
	list := make([]instruction, 0, len(b)/2)
	for len(b) > 0 {
		x, n, err := decodeOne(b)
		if err != nil {
			return nil, err
		}
		list = append(list, x)
		b = b[n:]
	}
	return list, nil
}

func decodeOne(b []byte) (x instruction, size int, err error) {
	r := reader{buf: b[1:]}
	x.op = b[0]
	switch op := x.op; {
	case op == opBlock || op == opLoop || op == opIf || op == opI32Const || op == opI64Const:
		x.value = r.sint()
	case op == opBr || op == opBrIf || op == opCall || op >= opLocalGet && op <= opGlobalSet:
		x.value = int64(r.uint())
	case op >= opLoad && op <= opLastStore:
		x.value, x.offset = int64(r.uint()), r.uint()
	case op == opBrTable:
		for range r.uint() {
			if r.failed {
				break
			}
			r.uint()
		}
		r.uint()
	case op == opCallTable:
		r.uint()
		r.uint()
	case op == opSize || op == opGrow:
		r.skip(1)
	case op == opF32Const:
		r.skip(4)
	case op == opF64Const:
		r.skip(8)
	case op == opPrefix:
		switch n := r.uint(); {
		case n <= 7: // a conversion
		case n == 10: // memory.copy
			r.skip(2)
		case n == 11: // memory.fill
			r.skip(1)
		default:
			return x, 0, fmt.Errorf("instruction fc %d is not known", n)
		}
	case op <= 1 || op == opElse || op == opEnd || op == opReturn || op == opDrop || op == opSelect || op >= opNumeric && op <= opLast:
	default:
		return x, 0, fmt.Errorf("instruction %02x is not known", op)
	}
	if r.failed {
		return x, 0, errCutOff
	}
	size = len(b) - len(r.buf)
	if hasRaw(x.op) {
		x.raw = b[1:size]
	}
	return x, size, nil
}

// hasRaw tells whether what follows op is kept as it was.
func hasRaw(op byte) bool {
	switch op {
	case opBrTable, opCallTable, opSize, opGrow, opF32Const, opF64Const, opPrefix:
		return true
	}
	return false
}

// append adds the instruction as it is written in a module.
func (x instruction) append(b []byte) []byte {
	b = append(b, x.op)
	switch op := x.op; {
	case hasRaw(op):
		return append(b, x.raw...)
	case op == opBlock || op == opLoop || op == opIf || op == opI32Const || op == opI64Const:
		return appendSint(b, x.value)
	case op == opBr || op == opBrIf || op == opCall || op >= opLocalGet && op <= opGlobalSet:
		return binary.AppendUvarint(b, uint64(x.value))
	case op >= opLoad && op <= opLastStore:
		return binary.AppendUvarint(binary.AppendUvarint(b, uint64(x.value)), x.offset)
	}
	return b
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

// reader reads numbers. After the first that is not there it is failed.
type reader struct {
	buf    []byte
	failed bool
}

func (r *reader) skip(n int) {
	if n > len(r.buf) {
		r.failed, r.buf = true, nil
		return
	}
	r.buf = r.buf[n:]
}

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.buf)
	if n <= 0 {
		r.failed, r.buf = true, nil
		return 0
	}
	r.buf = r.buf[n:]
	return v
}

func (r *reader) sint() int64 {
	var v int64
	for i, b := range r.buf {
		shift := 7 * i
		if shift >= 70 {
			break
		}
		v |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if shift+7 < 64 && b&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			r.buf = r.buf[i+1:]
			return v
		}
	}
	r.failed, r.buf = true, nil
	return 0
}

func appendSint(b []byte, v int64) []byte {
	for {
		low := byte(v & 0x7f)
		v >>= 7
		if v == 0 && low&0x40 == 0 || v == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}
