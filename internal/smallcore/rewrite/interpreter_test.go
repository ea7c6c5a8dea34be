package rewrite

import (
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"math/bits"

	"github.com/convergence-wasm/convergence/internal/smallcore/wasm"
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

// random is the same number for the same seed, kind and n, in every run of the test.
func (m *machine) random(kind string, n uint64) uint64 {
	h := fnv.New64a()
	io.WriteString(h, kind)
	x := h.Sum64() ^ m.seed*0x9e3779b97f4a7c15 ^ n*0xd1342543de82ef95
	for range 2 { // xorshift-multiply, as in David Stafford's mix 13
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		x ^= x >> 31
	}
	return x
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
	n := uint32(1)
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
		case wasm.OpBlock, wasm.OpLoop, wasm.OpIf:
			close, other := m.ends[i][0], m.ends[i][1]
			from, to := i+1, close
			if x.op == wasm.OpIf {
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
				if label < 0 || x.op != wasm.OpLoop {
					if label == 0 {
						m.stack = m.stack[:height]
					}
					break
				}
				m.stack = m.stack[:height]
			}
			i = close
		case wasm.OpEnd, 1:
		case 0:
			panic(stop("unreachable"))
		case wasm.OpBr:
			return int(x.value)
		case wasm.OpBrIf:
			if uint32(m.pop()) != 0 {
				return int(x.value)
			}
		case wasm.OpBrTable:
			r := wasm.Reader{Buf: x.raw}
			n, at := r.Uint32(), uint64(uint32(m.pop()))
			label := 0
			for k := range n + 1 {
				if v := int(r.Uint32()); uint64(k) == min(at, uint64(n)) {
					label = v
				}
			}
			return label
		case wasm.OpReturn:
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
			case wasm.OpElse:
				ends[open[len(open)-1]][1] = i
			case wasm.OpEnd:
				ends[open[len(open)-1]][0] = i
			}
		}
		open.step(x, i)
	}
	return ends
}

func (m *machine) one(x instruction) {
	switch op := x.op; {
	case op == wasm.OpCall || op == wasm.OpCallIndirect:
		where := uint64(0)
		if op == wasm.OpCallIndirect {
			where = uint64(uint32(m.pop()))
		}
		m.log("calls %d %x %d (%d) with %d", x.value, x.raw, where, m.pop(), m.globals)
		m.calls++
		m.globals[globalStack] += 8
		m.globals[2] = m.random("called", uint64(m.calls))
		m.push(m.random("unwinds", uint64(m.calls)) % 8 / 7)
	case op == wasm.OpDrop:
		m.pop()
	case op == wasm.OpSelect:
		c, b, a := m.pop(), m.pop(), m.pop()
		if uint32(c) != 0 {
			b = a
		}
		m.push(b)
	case op == wasm.OpLocalGet:
		m.push(m.locals[x.value])
	case op == wasm.OpLocalSet:
		m.locals[x.value] = m.pop()
	case op == wasm.OpLocalTee:
		m.locals[x.value] = m.stack[len(m.stack)-1]
	case op == wasm.OpGlobalGet:
		m.push(m.globals[x.value])
	case op == wasm.OpGlobalSet:
		m.globals[x.value] = m.pop()
	case op == wasm.OpI32Const:
		m.push(uint64(uint32(x.value)))
	case op == wasm.OpI64Const:
		m.push(uint64(x.value))
	case op == wasm.OpF32Const || op == wasm.OpF64Const:
		m.push(m.random(string(x.raw), 0))
	case op >= wasm.OpI32Load && op < wasm.OpI32Store:
		m.load(x)
	case op >= wasm.OpI32Store && op <= wasm.OpI64Store32:
		m.store(x)
	case op == wasm.OpMemorySize:
		m.push(1 << 14)
	case op == wasm.OpMemoryGrow:
		m.log("grows %d", m.pop())
		m.push(0)
	case op == wasm.OpPrefixFC && x.raw[0] >= 10:
		m.log("moves %d %d %d", m.pop(), m.pop(), m.pop())
	case op == wasm.OpPrefixFC || unary(op):
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
	at, size := m.at(x), loadSizes[x.op-wasm.OpI32Load]
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
	at, size := m.at(x), storeSizes[x.op-wasm.OpI32Store]
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
	case wasm.OpI32WrapI64:
		return uint64(uint32(a))
	case 0xac: // i64.extend_i32_s
		return uint64(int64(int32(a)))
	case wasm.OpI64ExtendI32U:
		return uint64(uint32(a))
	}
	return m.random(fmt.Sprint("unary", x.op, x.raw), a)
}

func (m *machine) binary(op byte, a, b uint64) uint64 {
	la, lb := int64(a), int64(b)
	if op < 0x50 || op >= wasm.OpI32Add && op <= 0x78 {
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
	case wasm.OpI32Add:
		return uint64(uint32(a + b))
	case wasm.OpI32Sub:
		return uint64(uint32(a - b))
	case wasm.OpI64Add:
		return a + b
	case 0x7d:
		return a - b
	case 0x7e:
		return a * b
	case 0x83:
		return a & b
	case wasm.OpI64Or:
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
