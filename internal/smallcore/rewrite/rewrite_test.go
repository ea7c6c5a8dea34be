package rewrite

import (
	"slices"
	"testing"

	"github.com/convergence-wasm/convergence/internal/smallcore/wasm"
)

// compare runs a function before and after it is rewritten, from each block at which it
// can be resumed, and says where something else is seen of it.
func compare(t *testing.T, name string, before, after *function, seeds int) {
	t.Helper()
	blocks := 1
	if fr := before.findFrame(); fr != nil {
		blocks = max(blocks, len(fr.table))
	}
	beforeEnds, afterEnds := endsOf(before.body), endsOf(after.body)
	for seed := range uint64(seeds) {
		for block := range uint64(blocks) {
			was, wasEnd := run(before, beforeEnds, seed, block, 3000)
			is, isEnd := run(after, afterEnds, seed, block, 3000)
			n := min(len(was), len(is))
			if !slices.Equal(was[:n], is[:n]) || wasEnd && isEnd && len(was) != len(is) {
				at := 0
				for at < n && was[at] == is[at] {
					at++
				}
				t.Errorf("%s, seed %d from block %d: event %d of %d and %d differs\nbefore %v\nafter  %v", name, seed, block, at, len(was), len(is), was[at:min(at+3, len(was))], is[at:min(at+3, len(is))])
				return
			}
		}
	}
}

func in(op byte, value ...int64) instruction {
	x := instruction{op: op}
	if len(value) > 0 {
		x.value = value[0]
	}
	if len(value) > 1 {
		x.offset = uint64(value[1])
	}
	return x
}

func join(lists ...[]instruction) []instruction { return slices.Concat(lists...) }

// looping is a function of the compiler's form with three blocks, of which code is
// the second, and the third returns.
func looping(code ...instruction) *function {
	return &function{pc: 0x1234, locals: []group{{1, 0x7f}, {2, wasm.TypeI64}}, body: join(
		[]instruction{in(wasm.OpGlobalGet, 0), in(wasm.OpLocalSet, 1), in(wasm.OpBlock, wasm.BlockVoid), in(wasm.OpLoop, wasm.BlockVoid),
			in(wasm.OpBlock, wasm.BlockVoid), in(wasm.OpBlock, wasm.BlockVoid), in(wasm.OpBlock, wasm.BlockVoid),
			in(wasm.OpLocalGet, 0), {op: wasm.OpBrTable, raw: []byte{3, 0, 1, 1, 2}}, in(wasm.OpEnd)}, // block 0: code follows
		code,
		[]instruction{in(wasm.OpEnd), in(wasm.OpEnd), // blocks 1 and 2 are the label 1, block 3 the label 2
			in(wasm.OpI32Const, 0), in(wasm.OpReturn), in(wasm.OpEnd), in(0), in(wasm.OpEnd), in(wasm.OpI32Const, 1), in(wasm.OpEnd)})}
}

// jump goes to a block by way of the table, from where so many blocks are open.
func jump(number, loop int64) []instruction {
	return []instruction{in(wasm.OpI32Const, number), in(wasm.OpLocalSet, 0), in(wasm.OpBr, loop)}
}

var call = []instruction{in(wasm.OpLocalGet, 1), in(wasm.OpI32Const, 8), in(wasm.OpI32Sub), in(wasm.OpLocalTee, 1), in(wasm.OpGlobalSet, 0),
	in(wasm.OpLocalGet, 1), in(wasm.OpI64Const, 0x1234<<16|2), in(wasm.OpI64Store, 3, 0), in(wasm.OpI32Const, 0), in(wasm.OpCall, 77), in(wasm.OpGlobalGet, 0), in(wasm.OpLocalSet, 1)}

func TestRules(t *testing.T) {
	condition := []instruction{in(wasm.OpLocalGet, 1), in(wasm.OpI32Load, 2, 16), in(wasm.OpIf, wasm.BlockVoid)}
	for name, c := range map[string]struct {
		code []instruction
		want Counts
		made []instruction // what the code becomes
	}{
		"a jump forward": {
			code: join(condition, jump(3, 3), []instruction{in(wasm.OpEnd)}),
			want: Counts{Functions: 1, Jumps: 1, Conditions: 1},
			made: []instruction{in(wasm.OpLocalGet, 1), in(wasm.OpI32Load, 2, 16), in(wasm.OpBrIf, 1)},
		},
		"a jump backward to the block before, which is closed": {
			code: join(condition, jump(0, 3), []instruction{in(wasm.OpEnd)}),
			want: Counts{Functions: 1},
			made: join(condition, jump(0, 3), []instruction{in(wasm.OpEnd)}),
		},
		"a call": {
			code: join(call, []instruction{in(wasm.OpBrIf, 3)}),
			want: Counts{Functions: 1, Unwindings: 1, Returns: 1},
			made: []instruction{in(wasm.OpLocalGet, 2), in(wasm.OpI32Const, 8), in(wasm.OpI32Sub), in(wasm.OpLocalTee, 2), in(wasm.OpGlobalSet, 0), in(wasm.OpLocalGet, 2),
				in(wasm.OpI64Const, 2), in(wasm.OpLocalGet, 1), in(wasm.OpI64Or), in(wasm.OpI64Store, 3, 0), in(wasm.OpI32Const, 0), in(wasm.OpCall, 77), in(wasm.OpGlobalGet, 0), in(wasm.OpLocalSet, 2),
				in(wasm.OpIf, wasm.BlockVoid), in(wasm.OpI32Const, 1), in(wasm.OpReturn), in(wasm.OpEnd)},
		},
		"a constant that is no return": {
			code: []instruction{in(wasm.OpLocalGet, 1), in(wasm.OpI32Const, 16), in(wasm.OpI32Sub), in(wasm.OpLocalTee, 1), in(wasm.OpGlobalSet, 0),
				in(wasm.OpLocalGet, 1), in(wasm.OpI64Const, 0x1234<<16|2), in(wasm.OpI64Store, 3, 0)},
			want: Counts{Functions: 1},
		},
		"a store to the frame": {
			code: []instruction{in(wasm.OpLocalGet, 1), in(wasm.OpI64ExtendI32U), in(wasm.OpI64Const, 40), in(wasm.OpI64Add), in(wasm.OpI32WrapI64), in(wasm.OpLocalGet, 2), in(wasm.OpI64Const, 7), in(wasm.OpI64Add), in(wasm.OpI64Store, 3, 8)},
			want: Counts{Functions: 1, Offsets: 1},
			made: []instruction{in(wasm.OpLocalGet, 1), in(wasm.OpLocalGet, 2), in(wasm.OpI64Const, 7), in(wasm.OpI64Add), in(wasm.OpI64Store, 3, 48)},
		},
		"an address in the frame that is passed on": {
			code: []instruction{in(wasm.OpLocalGet, 1), in(wasm.OpI64ExtendI32U), in(wasm.OpI64Const, 40), in(wasm.OpI64Add), in(wasm.OpI32WrapI64), in(wasm.OpDrop)},
			want: Counts{Functions: 1},
		},
		"a load from what another pointer points at": {
			code: []instruction{in(wasm.OpLocalGet, 2), in(wasm.OpI64Const, 40), in(wasm.OpI64Add), in(wasm.OpI32WrapI64), in(wasm.OpI32Load, 2, 0), in(wasm.OpDrop)},
			want: Counts{Functions: 1},
		},
		"an epilogue": {
			code: []instruction{in(wasm.OpLocalGet, 1), in(wasm.OpI32Const, 80), in(wasm.OpI32Add), in(wasm.OpLocalTee, 1), in(wasm.OpGlobalSet, 0),
				in(wasm.OpLocalGet, 1), in(wasm.OpI32Const, 8), in(wasm.OpI32Add), in(wasm.OpLocalTee, 1), in(wasm.OpGlobalSet, 0), in(wasm.OpI32Const, 0), in(wasm.OpReturn)},
			want: Counts{Functions: 1, Epilogues: 1},
			made: []instruction{in(wasm.OpLocalGet, 1), in(wasm.OpI32Const, 88), in(wasm.OpI32Add), in(wasm.OpGlobalSet, 0), in(wasm.OpI32Const, 0), in(wasm.OpReturn)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			before, f := looping(c.code...), looping(c.code...)
			var counts Counts
			f.rewrite(&counts)
			if counts != c.want {
				t.Errorf("rules found %+v, want %+v", counts, c.want)
			}
			made := c.made
			if made == nil {
				made = c.code
			}
			head := 10
			if counts.Returns > 0 { // the shared part is set first
				head += 2
			}
			if got := f.body[head:]; len(got) < len(made) || !slices.EqualFunc(got[:len(made)], made, same) {
				t.Errorf("the code became\n%v, want\n%v", got, made)
			}
			compare(t, name, before, f, 20)
		})
	}
}

func same(a, b instruction) bool {
	return a.op == b.op && a.value == b.value && a.offset == b.offset && string(a.raw) == string(b.raw)
}

// A function that is not of the compiler's form stays as it is.
func TestOtherFunctionsStay(t *testing.T) {
	f := &function{pc: 0x1234, locals: []group{{1, 0x7f}}, body: join(call, []instruction{in(wasm.OpReturn), in(wasm.OpEnd)})}
	before := f.append(nil)
	var counts Counts
	if f.rewrite(&counts); counts != (Counts{}) || string(f.append(nil)) != string(before) {
		t.Errorf("it was changed: %+v", counts)
	}
}

func TestInstructionsAreReadAndWritten(t *testing.T) {
	var list []instruction
	for _, v := range []int64{0, 1, -1, 63, 64, -64, -65, 1 << 40, 1<<63 - 1, -1 << 63} {
		list = append(list, in(wasm.OpI64Const, v), in(wasm.OpI32Const, int64(int32(v))))
	}
	list = append(list, in(wasm.OpI32Load, 2, 1<<31), in(wasm.OpBr, 300), in(wasm.OpSelect), in(wasm.OpEnd),
		instruction{op: wasm.OpBrTable, raw: []byte{2, 0, 1, 2}}, instruction{op: wasm.OpF64Const, raw: make([]byte, 8)}, instruction{op: wasm.OpPrefixFC, raw: []byte{10, 0, 0}})
	var b []byte
	for _, x := range list {
		b = x.append(b)
	}
	got, err := decode(b)
	if err != nil || !slices.EqualFunc(got, list, same) {
		t.Errorf("%v became %v, %v", list, got, err)
	}
	for n := range len(b) { // however it is cut off, it is an error or fewer instructions
		if got, err := decode(b[:n]); err == nil && len(got) >= len(list) {
			t.Errorf("cut off after %d bytes it is read as a whole", n)
		}
	}
}

func TestOtherCodeIsAnError(t *testing.T) {
	types, kinds := []byte("\x01"+goFunction), []byte{1, 0}
	for name, c := range map[string]struct{ code, types, kinds []byte }{
		"another type 0":      {[]byte{1, 2, 0, wasm.OpEnd}, []byte{1, 0x60, 0, 0}, kinds},
		"cut off":             {[]byte{1, 9, 0, wasm.OpEnd}, types, kinds},
		"unknown instruction": {[]byte{1, 3, 0, 0xfd, wasm.OpEnd}, types, kinds},
		"a function too many": {[]byte{1, 2, 0, wasm.OpEnd}, types, []byte{2, 0, 0}},
		"bytes that follow":   {[]byte{1, 2, 0, wasm.OpEnd, 0}, types, kinds},
	} {
		if _, _, err := Code(c.code, c.types, c.kinds, 0x1000); err == nil {
			t.Errorf("%s: it is taken", name)
		}
	}
	if out, _, err := Code([]byte{1, 2, 0, wasm.OpEnd}, types, kinds, 0x1000); err != nil || string(out) != "\x01\x02\x00\x0b" {
		t.Errorf("a function with nothing in it became %x, %v", out, err)
	}
}
