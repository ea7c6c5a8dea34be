package rewrite

import (
	"encoding/binary"

	"github.com/convergence-wasm/convergence/internal/smallcore/wasm"
)

// What the Go compiler uses in all its functions: local 0 is the block to go on
// at, local 1 the stack pointer, which is global 0 between functions.
const (
	localBlock   = 0
	localStack   = 1
	globalStack  = 0
	largestFrame = 1 << 20 // bytes; the compiler puts what is larger elsewhere
)

// A function is what the module has of it: its locals but for the parameters, in groups
// of one type, and its body.
type function struct {
	locals []group
	body   []instruction
	// pc is the number of the function among all, which is the upper part
	// of each PC in it.
	pc int64
}

type group struct {
	count uint32
	typ   byte
}

func parseFunction(b []byte, pc int64) (*function, error) {
	f := &function{pc: pc}
	r := wasm.Reader{Buf: b}
	for range r.Uint32() {
		g := group{count: r.Uint32()}
		g.typ = r.Byte()
		if r.Failed {
			break
		}
		f.locals = append(f.locals, g)
	}
	if r.Failed {
		return nil, errCutOff
	}
	var err error
	f.body, err = decode(r.Buf)
	return f, err
}

func (f *function) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(f.locals)))
	for _, g := range f.locals {
		b = append(binary.AppendUvarint(b, uint64(g.count)), g.typ)
	}
	for _, x := range f.body {
		b = x.append(b)
	}
	return b
}

// usesStack tells whether the function is one of the compiler's, in which local 1
// is the stack pointer.
func (f *function) usesStack() bool {
	return follows(f.body, 0, wasm.OpGlobalGet, wasm.OpLocalSet) && f.body[0].value == globalStack && f.body[1].value == localStack
}

// A frame is how the compiler builds a function that has calls or jumps:
//
//	global.get 0; local.set 1
//	block                               ;; out: unwinding
//	  loop                              ;; if something jumps backwards
//	    block; block; ...
//	      local.get 0; br_table ...     ;; to the end of one of the blocks
//	    end; code of block 0; end; code of block 1; ...
//	    unreachable
//	  end
//	end
//	i32.const 1; end                    ;; unwound
type frame struct {
	loop   bool
	first  int // where the first of the blocks begins
	blocks int
	table  []int // for each number of a block, how many ends lead to its code
}

// findFrame returns the frame of a function, and nil where it is not of that form.
func (f *function) findFrame() *frame {
	b, n := f.body, len(f.body)
	if !f.usesStack() || !follows(b, 2, wasm.OpBlock) || !follows(b, n-3, wasm.OpEnd, wasm.OpI32Const, wasm.OpEnd) || b[n-2].value != 1 {
		return nil
	}
	fr := &frame{first: 3}
	if follows(b, 3, wasm.OpLoop) {
		fr.loop, fr.first = true, 4
	}
	for follows(b, fr.first+fr.blocks, wasm.OpBlock) {
		fr.blocks++
	}
	at := fr.first + fr.blocks
	if !follows(b, at, wasm.OpLocalGet, wasm.OpBrTable) || b[at].value != localBlock {
		return fr // a single block, without a table
	}
	r := wasm.Reader{Buf: b[at+1].raw}
	for range r.Uint32() + 1 {
		fr.table = append(fr.table, int(r.Uint32()))
	}
	return fr
}

// outer is how many blocks are open before the first of the table's.
func (fr *frame) outer() int { return fr.first - 2 }

// nest follows which blocks are open: for each, where it begins.
type nest []int

func (n *nest) step(x instruction, at int) {
	switch x.op {
	case wasm.OpBlock, wasm.OpLoop, wasm.OpIf:
		*n = append(*n, at)
	case wasm.OpEnd:
		if len(*n) > 0 { // the last end is that of the function
			*n = (*n)[:len(*n)-1]
		}
	}
}
