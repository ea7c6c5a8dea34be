package rewrite

import (
	"slices"
	"testing"
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
	return &function{pc: 0x1234, locals: []group{{1, 0x7f}, {2, typeI64}}, body: join(
		[]instruction{in(opGlobalGet, 0), in(opLocalSet, 1), in(opBlock, blockVoid), in(opLoop, blockVoid),
			in(opBlock, blockVoid), in(opBlock, blockVoid), in(opBlock, blockVoid),
			in(opLocalGet, 0), {op: opBrTable, raw: []byte{3, 0, 1, 1, 2}}, in(opEnd)}, // block 0: code follows
		code,
		[]instruction{in(opEnd), in(opEnd), // blocks 1 and 2 are the label 1, block 3 the label 2
			in(opI32Const, 0), in(opReturn), in(opEnd), in(0), in(opEnd), in(opI32Const, 1), in(opEnd)})}
}

// jump goes to a block by way of the table, from where so many blocks are open.
func jump(number, loop int64) []instruction {
	return []instruction{in(opI32Const, number), in(opLocalSet, 0), in(opBr, loop)}
}

var call = []instruction{in(opLocalGet, 1), in(opI32Const, 8), in(opI32Sub), in(opLocalTee, 1), in(opGlobalSet, 0),
	in(opLocalGet, 1), in(opI64Const, 0x1234<<16|2), in(opStore64, 3, 0), in(opI32Const, 0), in(opCall, 77), in(opGlobalGet, 0), in(opLocalSet, 1)}

func TestRules(t *testing.T) {
	condition := []instruction{in(opLocalGet, 1), in(opLoad, 2, 16), in(opIf, blockVoid)}
	for name, c := range map[string]struct {
		code []instruction
		want Counts
		made []instruction // what the code becomes
	}{
		"a jump forward": {
			code: join(condition, jump(3, 3), []instruction{in(opEnd)}),
			want: Counts{Functions: 1, Jumps: 1, Conditions: 1},
			made: []instruction{in(opLocalGet, 1), in(opLoad, 2, 16), in(opBrIf, 1)},
		},
		"a jump backward to the block before, which is closed": {
			code: join(condition, jump(0, 3), []instruction{in(opEnd)}),
			want: Counts{Functions: 1},
			made: join(condition, jump(0, 3), []instruction{in(opEnd)}),
		},
		"a call": {
			code: join(call, []instruction{in(opBrIf, 3)}),
			want: Counts{Functions: 1, Unwindings: 1, Returns: 1},
			made: []instruction{in(opLocalGet, 2), in(opI32Const, 8), in(opI32Sub), in(opLocalTee, 2), in(opGlobalSet, 0), in(opLocalGet, 2),
				in(opI64Const, 2), in(opLocalGet, 1), in(opI64Or), in(opStore64, 3, 0), in(opI32Const, 0), in(opCall, 77), in(opGlobalGet, 0), in(opLocalSet, 2),
				in(opIf, blockVoid), in(opI32Const, 1), in(opReturn), in(opEnd)},
		},
		"a constant that is no return": {
			code: []instruction{in(opLocalGet, 1), in(opI32Const, 16), in(opI32Sub), in(opLocalTee, 1), in(opGlobalSet, 0),
				in(opLocalGet, 1), in(opI64Const, 0x1234<<16|2), in(opStore64, 3, 0)},
			want: Counts{Functions: 1},
		},
		"a store to the frame": {
			code: []instruction{in(opLocalGet, 1), in(opI64Extend), in(opI64Const, 40), in(opI64Add), in(opI32Wrap), in(opLocalGet, 2), in(opI64Const, 7), in(opI64Add), in(opStore64, 3, 8)},
			want: Counts{Functions: 1, Offsets: 1},
			made: []instruction{in(opLocalGet, 1), in(opLocalGet, 2), in(opI64Const, 7), in(opI64Add), in(opStore64, 3, 48)},
		},
		"an address in the frame that is passed on": {
			code: []instruction{in(opLocalGet, 1), in(opI64Extend), in(opI64Const, 40), in(opI64Add), in(opI32Wrap), in(opDrop)},
			want: Counts{Functions: 1},
		},
		"a load from what another pointer points at": {
			code: []instruction{in(opLocalGet, 2), in(opI64Const, 40), in(opI64Add), in(opI32Wrap), in(opLoad, 2, 0), in(opDrop)},
			want: Counts{Functions: 1},
		},
		"an epilogue": {
			code: []instruction{in(opLocalGet, 1), in(opI32Const, 80), in(opI32Add), in(opLocalTee, 1), in(opGlobalSet, 0),
				in(opLocalGet, 1), in(opI32Const, 8), in(opI32Add), in(opLocalTee, 1), in(opGlobalSet, 0), in(opI32Const, 0), in(opReturn)},
			want: Counts{Functions: 1, Epilogues: 1},
			made: []instruction{in(opLocalGet, 1), in(opI32Const, 88), in(opI32Add), in(opGlobalSet, 0), in(opI32Const, 0), in(opReturn)},
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
	f := &function{pc: 0x1234, locals: []group{{1, 0x7f}}, body: join(call, []instruction{in(opReturn), in(opEnd)})}
	before := f.append(nil)
	var counts Counts
	if f.rewrite(&counts); counts != (Counts{}) || string(f.append(nil)) != string(before) {
		t.Errorf("it was changed: %+v", counts)
	}
}

func TestInstructionsAreReadAndWritten(t *testing.T) {
	var list []instruction
	for _, v := range []int64{0, 1, -1, 63, 64, -64, -65, 1 << 40, 1<<63 - 1, -1 << 63} {
		list = append(list, in(opI64Const, v), in(opI32Const, int64(int32(v))))
	}
	list = append(list, in(opLoad, 2, 1<<31), in(opBr, 300), in(opSelect), in(opEnd),
		instruction{op: opBrTable, raw: []byte{2, 0, 1, 2}}, instruction{op: opF64Const, raw: make([]byte, 8)}, instruction{op: opPrefix, raw: []byte{10, 0, 0}})
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
		"another type 0":      {[]byte{1, 2, 0, opEnd}, []byte{1, 0x60, 0, 0}, kinds},
		"cut off":             {[]byte{1, 9, 0, opEnd}, types, kinds},
		"unknown instruction": {[]byte{1, 3, 0, 0xfd, opEnd}, types, kinds},
		"a function too many": {[]byte{1, 2, 0, opEnd}, types, []byte{2, 0, 0}},
		"bytes that follow":   {[]byte{1, 2, 0, opEnd, 0}, types, kinds},
	} {
		if _, _, err := Code(c.code, c.types, c.kinds, 0x1000); err == nil {
			t.Errorf("%s: it is taken", name)
		}
	}
	if out, _, err := Code([]byte{1, 2, 0, opEnd}, types, kinds, 0x1000); err != nil || string(out) != "\x01\x02\x00\x0b" {
		t.Errorf("a function with nothing in it became %x, %v", out, err)
	}
}
