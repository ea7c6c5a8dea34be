package rewrite

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"math"
	"math/bits"
)

// A machine runs one function on memory, globals and locals that are made up from a seed,
// and writes down what others can see of it: stores, calls with the globals that
// they find, and the end. What is called does nothing but change globals,
// by the seed, and says at times that the stack is being unwound.
//
// It knows the instructions that the Go compiler uses with whole numbers; fractions
// are made up from their operands.
type machine struct {
	seed    uint64
	memory  map[uint64]byte
	globals [8]uint64
	locals  []uint64
	stack   []uint64
	events  []string
	calls   int
	steps   int
	ends    [][2]int // of blocks: see endsOf
}

// stop ends a run before the function returns.
type stop string

var hashSeed = maphash.MakeSeed()

func (m *machine) random(kind string, n uint64) uint64 {
	var h maphash.Hash
	h.SetSeed(hashSeed)
	h.WriteString(kind)
	binary.Write(&h, binary.LittleEndian, [2]uint64{m.seed, n})
	return h.Sum64()
}

func (m *machine) log(format string, args ...any) {
	m.events = append(m.events, fmt.Sprintf(format, args...))
}

func (m *machine) push(v uint64) { m.stack = append(m.stack, v) }
func (m *machine) pop() uint64 {
	v := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return v
}

// run begins the function at a block. It returns what is seen of it, and whether
// the run came to its end.
func run(f *function, ends [][2]int, seed, block uint64, steps int) (events []string, ended bool) {
	m := &machine{seed: seed, memory: map[uint64]byte{}, steps: steps, ends: ends}
	for i := range m.globals {
		m.globals[i] = m.random("global", uint64(i)) % (1 << 30) &^ 7
	}
	n := uint64(1)
	for _, g := range f.locals {
		n += g.count
	}
	m.locals = make([]uint64, n)
	m.locals[0] = block
	defer func() {
		if s, ok := recover().(stop); ok {
			events, ended = m.events, s != "steps"
			if ended {
				events = append(events, string(s))
			}
		}
	}()
	m.list(f.body, 0, len(f.body))
	m.log("returns %d with %d", m.pop(), m.globals)
	return m.events, true
}

const branchReturn = 1 << 30

// list runs instructions i to end and returns -1, or the label that was jumped to.
func (m *machine) list(b []instruction, i, end int) int {
	for ; i < end; i++ {
		if m.steps--; m.steps < 0 {
			panic(stop("steps"))
		}
		x := b[i]
		switch x.op {
		case opBlock, opLoop, opIf:
			close, other := m.ends[i][0], m.ends[i][1]
			from, to := i+1, close
			if x.op == opIf {
				if uint32(m.pop()) == 0 {
					from = close
					if other > 0 {
						from = other + 1
					}
				} else if other > 0 {
					to = other
				}
			}
			height := len(m.stack)
			for {
				label := m.list(b, from, to)
				if label > 0 {
					if label == branchReturn {
						return label
					}
					return label - 1
				}
				if label < 0 || x.op != opLoop {
					if label == 0 {
						m.stack = m.stack[:height]
					}
					break
				}
				m.stack = m.stack[:height]
			}
			i = close
		case opEnd, 1:
		case 0:
			panic(stop("unreachable"))
		case opBr:
			return int(x.value)
		case opBrIf:
			if uint32(m.pop()) != 0 {
				return int(x.value)
			}
		case opBrTable:
			r := reader{buf: x.raw}
			n, at := r.uint(), uint64(uint32(m.pop()))
			label := 0
			for k := range n + 1 {
				if v := int(r.uint()); k == min(at, n) {
					label = v
				}
			}
			return label
		case opReturn:
			return branchReturn
		default:
			m.one(x)
		}
	}
	return -1
}

// endsOf returns where the end of the block that begins at each instruction is, and its
// else or 0.
func endsOf(b []instruction) [][2]int {
	ends := make([][2]int, len(b))
	var open nest
	for i, x := range b {
		if len(open) > 0 {
			switch x.op {
			case opElse:
				ends[open[len(open)-1]][1] = i
			case opEnd:
				ends[open[len(open)-1]][0] = i
			}
		}
		open.step(x, i)
	}
	return ends
}

func (m *machine) one(x instruction) {
	switch op := x.op; {
	case op == opCall || op == opCallTable:
		where := uint64(0)
		if op == opCallTable {
			where = uint64(uint32(m.pop()))
		}
		m.log("calls %d %x %d (%d) with %d", x.value, x.raw, where, m.pop(), m.globals)
		m.calls++
		m.globals[globalStack] += 8
		m.globals[2] = m.random("called", uint64(m.calls))
		m.push(m.random("unwinds", uint64(m.calls)) % 8 / 7)
	case op == opDrop:
		m.pop()
	case op == opSelect:
		c, b, a := m.pop(), m.pop(), m.pop()
		if uint32(c) != 0 {
			b = a
		}
		m.push(b)
	case op == opLocalGet:
		m.push(m.locals[x.value])
	case op == opLocalSet:
		m.locals[x.value] = m.pop()
	case op == opLocalTee:
		m.locals[x.value] = m.stack[len(m.stack)-1]
	case op == opGlobalGet:
		m.push(m.globals[x.value])
	case op == opGlobalSet:
		m.globals[x.value] = m.pop()
	case op == opI32Const:
		m.push(uint64(uint32(x.value)))
	case op == opI64Const:
		m.push(uint64(x.value))
	case op == opF32Const || op == opF64Const:
		m.push(m.random(string(x.raw), 0))
	case op >= opLoad && op < opStore:
		m.load(x)
	case op >= opStore && op <= opLastStore:
		m.store(x)
	case op == opSize:
		m.push(1 << 14)
	case op == opGrow:
		m.log("grows %d", m.pop())
		m.push(0)
	case op == opPrefix && x.raw[0] >= 10:
		m.log("moves %d %d %d", m.pop(), m.pop(), m.pop())
	case op == opPrefix || unary(op):
		m.push(m.unary(x))
	default:
		b, a := m.pop(), m.pop()
		m.push(m.binary(op, a, b))
	}
}

func (m *machine) at(x instruction) uint64 {
	at := uint64(uint32(m.pop())) + x.offset
	if at >= 1<<32 {
		panic(stop("traps"))
	}
	return at
}

var loadSizes = [...]int{4, 8, 4, 8, 1, 1, 2, 2, 1, 1, 2, 2, 4, 4}
var storeSizes = [...]int{4, 8, 4, 8, 1, 2, 1, 2, 4}

func (m *machine) load(x instruction) {
	at, size := m.at(x), loadSizes[x.op-opLoad]
	var v uint64
	for i := range size {
		b, ok := m.memory[at+uint64(i)]
		if !ok {
			b = byte(m.random("memory", at+uint64(i)))
			if i > 0 { // small numbers, so that both ways are gone at comparisons
				b = 0
			}
		}
		v |= uint64(b) << (8 * i)
	}
	m.push(v)
}

func (m *machine) store(x instruction) {
	v := m.pop()
	at, size := m.at(x), storeSizes[x.op-opStore]
	for i := range size {
		m.memory[at+uint64(i)] = byte(v >> (8 * i))
	}
	if size < 8 {
		v &= 1<<(8*size) - 1
	}
	m.log("stores %d at %d: %d", size, at, v)
}

func (m *machine) unary(x instruction) uint64 {
	a := m.pop()
	switch x.op {
	case 0x45:
		return truth(uint32(a) == 0)
	case 0x50:
		return truth(a == 0)
	case 0x67:
		return uint64(bits.LeadingZeros32(uint32(a)))
	case 0x79:
		return uint64(bits.LeadingZeros64(a))
	case 0x7a:
		return uint64(bits.TrailingZeros64(a))
	case opI32Wrap:
		return uint64(uint32(a))
	case 0xac: // i64.extend_i32_s
		return uint64(int64(int32(a)))
	case opI64Extend:
		return uint64(uint32(a))
	}
	return m.random(fmt.Sprint("unary", x.op, x.raw), a)
}

func (m *machine) binary(op byte, a, b uint64) uint64 {
	la, lb := int64(a), int64(b)
	if op < 0x50 || op >= opI32Add && op <= 0x78 {
		la, lb = int64(int32(a)), int64(int32(b))
		a, b = uint64(uint32(a)), uint64(uint32(b))
	}
	compared := [...]bool{a == b, a != b, la < lb, a < b, la > lb, a > b, la <= lb, a <= b, la >= lb, a >= b}
	switch {
	case op >= 0x46 && op <= 0x4f:
		return truth(compared[op-0x46])
	case op >= 0x51 && op <= 0x5a:
		return truth(compared[op-0x51])
	}
	switch op {
	case opI32Add:
		return uint64(uint32(a + b))
	case opI32Sub:
		return uint64(uint32(a - b))
	case opI64Add:
		return a + b
	case 0x7d:
		return a - b
	case 0x7e:
		return a * b
	case 0x83:
		return a & b
	case opI64Or:
		return a | b
	case 0x85:
		return a ^ b
	case 0x86:
		return a << (b & 63)
	case 0x87:
		return uint64(la >> (b & 63))
	case 0x88:
		return a >> (b & 63)
	}
	return m.random(fmt.Sprint("binary", op), a^bits.RotateLeft64(b, 17)^math.MaxUint32)
}

func truth(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
