package smallcore

import (
	"encoding/binary"

	"github.com/convergence-wasm/convergence/internal/smallcore/wasm"
)

// code is a piece of WebAssembly that leaves one value on the stack, or none
// if it is a statement.
type code []byte

func seq(parts ...code) code {
	var out code
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func num(v uint32) code     { return wasm.AppendSint(code{wasm.OpI32Const}, int64(int32(v))) }
func get(local byte) code   { return code{wasm.OpLocalGet, local} }
func add(a, b code) code    { return seq(a, b, code{wasm.OpI32Add}) }
func sub(a, b code) code    { return seq(a, b, code{wasm.OpI32Sub}) }
func mul(a, b code) code    { return seq(a, b, code{wasm.OpI32Mul}) }
func and(a, b code) code    { return seq(a, b, code{wasm.OpI32And}) }
func or(a, b code) code     { return seq(a, b, code{wasm.OpI32Or}) }
func shl(a, b code) code    { return seq(a, b, code{wasm.OpI32Shl}) }
func shr(a, b code) code    { return seq(a, b, code{wasm.OpI32ShrU}) }
func equal(a, b code) code  { return seq(a, b, code{wasm.OpI32Eq}) }
func less(a, b code) code   { return seq(a, b, code{wasm.OpI32LtU}) }
func load(at code) code     { return seq(at, code{wasm.OpI32Load, 2, 0}) }
func loadByte(at code) code { return seq(at, code{wasm.OpI32Load8U, 0, 0}) }

func set(local byte, v code) code { return seq(v, code{wasm.OpLocalSet, local}) }
func tee(local byte, v code) code { return seq(v, code{wasm.OpLocalTee, local}) }
func store(at, v code) code       { return seq(at, v, code{wasm.OpI32Store, 2, 0}) }

func when(condition code, body ...code) code {
	return seq(condition, code{wasm.OpIf, wasm.TypeNone}, seq(body...), code{wasm.OpEnd})
}

func whenElse(condition, yes, no code) code {
	return seq(condition, code{wasm.OpIf, wasm.TypeNone}, yes, code{wasm.OpElse}, no, code{wasm.OpEnd})
}

func either(condition, yes, no code) code {
	return seq(condition, code{wasm.OpIf, wasm.TypeI32}, yes, code{wasm.OpElse}, no, code{wasm.OpEnd})
}

// loop repeats body as long as condition, which is asked after it, holds.
func loop(body, condition code) code {
	return seq(code{wasm.OpLoop, wasm.TypeNone}, body, condition, code{wasm.OpBrIf, 0, wasm.OpEnd})
}

// body returns a function as it stands in the code section.
func (c code) body(locals byte) []byte {
	out := append([]byte{1, locals, wasm.TypeI32}, c...)
	return append(out, wasm.OpEnd)
}

// start is what the start function needs to know. It runs when the module is
// instantiated, before anybody can call an export, and writes the tables of
// functions where the runtime expects them.
type start struct {
	d       *moduleData
	pcTab   region // the new one
	columns uint32 // addresses of what is packed
	templ   uint32
	scratch uint32 // room for the offsets of one column of descriptions
	cursor  uint32 // the global that nextFunc reads at
	next    uint32 // the index of nextFunc
}

// The locals of the start function.
const (
	varIndex = iota // which function
	varRecord
	varWord  // of the record
	varWords // of the record
	varNext  // the lowest number of a description that was not used yet
	varOffset
	varCount
	startLocals
)

func (s *start) read() code {
	return append(code{wasm.OpCall}, binary.AppendUvarint(nil, uint64(s.next))...)
}
func (s *start) seek(v code) code {
	return seq(v, code{wasm.OpGlobalSet}, binary.AppendUvarint(nil, uint64(s.cursor)))
}
func (s *start) tell() code {
	return append(code{wasm.OpGlobalGet}, binary.AppendUvarint(nil, uint64(s.cursor))...)
}

// nextFunc is a function that returns the varint at the cursor and moves it on.
func (s *start) nextFunc() []byte {
	const value, shift, b, at = 0, 1, 2, 3
	return seq(
		set(at, s.tell()),
		loop(seq(
			set(b, loadByte(get(at))),
			set(at, add(get(at), num(1))),
			set(value, or(get(value), shl(and(get(b), num(0x7f)), get(shift)))),
			set(shift, add(get(shift), num(7))),
		), shr(get(b), num(7))),
		s.seek(get(at)),
		get(value),
	).body(4)
}

// word is the address of word n of the record.
func word(n uint32) code { return add(get(varRecord), num(4*n)) }

// dataCount is how many descriptions the record has.
func dataCount() code { return shr(load(word(wordFlags)), num(24)) }

// each does body for each function, with varRecord at its record.
func (s *start) each(body code) code {
	return seq(
		set(varIndex, num(0)),
		set(varRecord, num(s.firstRecord())),
		loop(seq(body,
			// The next record begins at a multiple of 8 from the first.
			set(varRecord, and(add(add(get(varRecord), num(4*recordWords+7)),
				mul(add(load(word(wordPCData)), dataCount()), num(4))), num(^uint32(7)))),
			set(varIndex, add(get(varIndex), num(1))),
		), less(get(varIndex), num(s.d.functions))),
	)
}

func (s *start) firstRecord() uint32 {
	return (s.d.records.at + 8*s.d.functions + 4 + 7) &^ 7
}

func (s *start) startFunc() []byte {
	// findfunctab: each function has 16 buckets, and they say its number.
	find := seq(set(varIndex, num(0)), loop(seq(
		store(add(num(s.d.findFuncTab.at), mul(get(varIndex), num(bucketSize))), shr(get(varIndex), num(4))),
		set(varIndex, add(get(varIndex), num(1))),
	), less(get(varIndex), num(s.d.buckets()))))

	// The table of functions, and of each record what its template has.
	functab := func(n uint32) code { return add(num(s.d.records.at+4*n), mul(get(varIndex), num(8))) }
	copyWord := store(add(get(varRecord), get(varWord)), load(add(get(varOffset), get(varWord))))
	records := s.each(seq(
		store(functab(0), add(get(varIndex), num(firstEntry))),
		store(functab(1), sub(get(varRecord), num(s.d.records.at))),
		set(varOffset, add(num(s.templ), mul(s.read(), num(4*templateWords)))),
		set(varWords, mul(add(num(recordWords),
			add(load(add(get(varOffset), num(4*wordPCData))), shr(load(add(get(varOffset), num(4*wordFlags))), num(24)))), num(4))),
		set(varWord, num(0)),
		loop(seq(copyWord, set(varWord, add(get(varWord), num(4)))), less(get(varWord), get(varWords))),
		store(word(wordEntry), add(get(varIndex), num(firstEntry))),
	))
	last := store(num(s.d.records.at+8*s.d.functions), num(firstEntry+s.d.functions))

	out := seq(find, s.seek(num(s.columns)), records, last)
	for _, w := range []uint32{wordArgs, wordDefer} {
		out = seq(out, s.each(store(word(w), s.read())))
	}
	for _, column := range columnsOfData {
		out = seq(out, s.data(column))
	}
	out = seq(out, s.seek(num(s.pcTab.at+1)))
	for _, column := range columnsByPC {
		out = seq(out, s.each(s.byPC(column)))
	}
	return out.body(startLocals)
}

// byPC notes where the function's table is and passes over it.
func (s *start) byPC(column uint32) code {
	note := when(load(word(column)),
		store(word(column), sub(s.tell(), num(s.pcTab.at))),
		s.read(), code{wasm.OpDrop}, s.read(), code{wasm.OpDrop},
		code{wasm.OpBlock, wasm.TypeNone, wasm.OpLoop, wasm.TypeNone},
		s.read(), code{wasm.OpI32Eqz, wasm.OpBrIf, 1},
		s.read(), code{wasm.OpDrop, wasm.OpBr, 0, wasm.OpEnd, wasm.OpEnd},
	)
	if column < recordWords {
		return note
	}
	return when(less(num(column-recordWords), load(word(wordPCData))), note)
}

// data reads a column of descriptions.
func (s *start) data(column uint32) code {
	slot := add(num(s.scratch), mul(get(varIndex), num(4)))
	return seq(
		set(varCount, s.read()),
		set(varIndex, num(0)), set(varOffset, num(0)), set(varNext, num(0)),
		when(get(varCount), loop(seq(
			store(slot, tee(varOffset, add(get(varOffset), s.read()))),
			set(varIndex, add(get(varIndex), num(1))),
		), less(get(varIndex), get(varCount)))),
		s.each(when(less(num(column), dataCount()),
			set(varWord, add(word(recordWords+column), mul(load(word(wordPCData)), num(4)))),
			when(equal(load(get(varWord)), num(1)),
				set(varOffset, s.read()),
				whenElse(get(varOffset),
					set(varOffset, sub(get(varOffset), num(1))),
					seq(set(varOffset, get(varNext)), set(varNext, add(get(varNext), num(1))))),
				store(get(varWord), load(add(num(s.scratch), mul(get(varOffset), num(4))))),
			),
		)),
	)
}
