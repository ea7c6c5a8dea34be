package smallcore

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/internal/smallcore/wasm"
)

// handMade is a module with one function and the data that is given.
func handMade(data []byte) []byte {
	m := &module{}
	m.set(sectionCode, []byte{1, 2, 0, wasm.OpEnd})
	m.set(sectionType, []byte{1, 0x60, 0, 0})
	m.set(sectionFunction, []byte{1, 0})
	m.set(sectionData, data)
	m.set(sectionExport, append([]byte{1, 3}, "mem\x02\x00"...))
	m.set(sectionMemory, []byte{1, 0, 1})
	m.set(sectionGlobal, []byte{0})
	return m.encode()
}

func TestModuleIsReadAndWritten(t *testing.T) {
	wasm := handMade([]byte{0})
	m, err := parseModule(wasm)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.encode(); !bytes.Equal(got, wasm) {
		t.Errorf("%x became %x", wasm, got)
	}
	var ids []byte
	for _, s := range m.sections {
		ids = append(ids, s.id)
	}
	if want := []byte{1, 3, 5, 6, 7, 10, 11}; !bytes.Equal(ids, want) {
		t.Errorf("sections are in the order %v, want %v", ids, want)
	}
}

func TestNumbersOfModules(t *testing.T) {
	for _, v := range []int32{0, 1, -1, 63, 64, -64, -65, 1 << 20, 1<<31 - 1, -1 << 31} {
		r := &wasm.Reader{Buf: wasm.AppendSint(nil, int64(v))}
		if got := r.Sint32(); got != v || r.Failed || len(r.Buf) > 0 {
			t.Errorf("%d became %d, %v", v, got, r)
		}
	}
}

// Zeros are left out where that saves something, and nothing else changes.
func TestMemoryIsReadAndWritten(t *testing.T) {
	bytesAt := map[int]byte{0: 1, 1: 2, 30: 3, 70: 4, 101: 5, 134: 6, 199: 7}
	m := &memory{base: 5000, bytes: make([]byte, 250)}
	for at, b := range bytesAt {
		m.bytes[at] = b
	}
	data := m.encode()
	if data[0] != 4 {
		t.Errorf("it has %d segments, want those at 0, 70, 134 and 199: %x", data[0], data)
	}
	back, err := parseData(data)
	if err != nil {
		t.Fatal(err)
	}
	if back.base != 5000 || !bytes.Equal(back.bytes, m.bytes[:200]) {
		t.Errorf("at %d it is %x", back.base, back.bytes)
	}
}

// What is not a core of a known Go is an error that says why.
func TestOtherModulesAreLeftAlone(t *testing.T) {
	text := &memory{base: 4096, bytes: []byte("some text, and no tables")}
	for why, wasm := range map[string][]byte{
		"it is not a WebAssembly module":                []byte("\x00asm\x02\x00\x00\x00"),
		"in the midst of a section":                     append(bytes.Clone(preamble), 1, 200),
		"comes after":                                   append(bytes.Clone(preamble), 3, 0, 1, 0),
		"it has no data":                                preamble,
		"no fixed address":                              handMade([]byte{1, 1, 1, 'x'}),
		"cut off or too large":                          handMade([]byte{1, 0, wasm.OpI32Const, 8, wasm.OpEnd, 9, 1}),
		"there is not a header of a table of functions": handMade(text.encode()),
		"there is more than one that may be a header":   handMade((&memory{base: 4096, bytes: bytes.Repeat(pcHeader, 2)}).encode()),
		"there is not moduledata":                       handMade((&memory{base: 4096, bytes: append(bytes.Clone(pcHeader), 1)}).encode()),
	} {
		if _, err := Shrink(wasm); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("it is refused with %v, want %q", err, why)
		}
	}
}

// Each thing that is assumed of the tables is checked: with one changed, the
// module is left alone.
func TestChecks(t *testing.T) {
	wasm := plain(t, program)
	_, d, functions := tablesOf(t, wasm)
	first := d.records.at + (8*d.functions+4+7)&^7
	inlines := 0
	for functions[inlines].byPC(recordWords+pcInlineTree) == 0 {
		inlines++
	}
	inTree := functions[inlines].funcData[dataInline]
	put := func(at, v uint32) func(*memory) {
		return func(m *memory) { binary.LittleEndian.PutUint32(m.at(at, 4), v) }
	}
	for _, c := range []struct {
		why    string
		change func(*memory)
	}{
		{"there is not a header", func(m *memory) { m.at(d.funcNames.at-pcHeaderSize, 1)[0]++ }},
		{"there is not moduledata", put(d.at, 0)},
		{"moduledata has no slice", put(d.at+offPCTab+16, 1)},
		{"moduledata has no tables", put(d.at+offFuncData, 1<<31)},
		{"another length than its header", put(d.funcNames.at-pcHeaderSize+8, d.functions+1)},
		{"not in their order", put(d.at+offPCTab, d.funcNames.at)},
		{"is function 4103 at", put(d.records.at+8*5, firstEntry+7)},
		{"of the table is function", put(d.records.at+8*5+4, 8)},
		{"does not end with its length", put(d.records.at+8*d.functions, 3)},
		{"of another kind", put(first, 9)},
		{"of another kind", put(first+4*wordPCData, 6)},
		{"of another kind", put(first+4*wordFlags, 1<<16)},
		{"the name of function 0 lies outside", put(first+4*wordName, d.funcNames.len)},
		{"a table by PC lies outside", put(first+4*wordPCSP, d.pcTab.len)},
		{"bucket 33 of findfunctab", put(d.findFuncTab.at+33*bucketSize, 9)},
		{"bucket 33 of findfunctab", func(m *memory) { m.at(d.findFuncTab.at+33*bucketSize+7, 1)[0] = 1 }},
		{"inlined calls", func(m *memory) {
			record := d.records.at + m.uint32(d.records.at+8*uint32(inlines)+4)
			at := record + 4*(recordWords+uint32(len(functions[inlines].pcData))+dataInline)
			if m.uint32(at) != inTree {
				t.Fatal("the tree is not where it is looked for")
			}
			put(at, d.funcData.len-4)(m)
		}},
	} {
		mod, err := parseModule(wasm)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := mod.body(sectionData)
		m, err := parseData(body)
		if err != nil {
			t.Fatal(err)
		}
		c.change(m)
		mod.set(sectionData, m.encode())
		if _, err := Shrink(mod.encode()); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("it is refused with %v, want %q", err, c.why)
		}
	}
}

// A module that is cut off anywhere, or has any byte changed, never makes it panic.
func TestDamagedModules(t *testing.T) {
	wasm := plain(t, program)
	for n := 0; n < len(wasm); n += 1 + len(wasm)/40 {
		if _, err := Shrink(wasm[:n]); err == nil {
			t.Errorf("cut off after %d bytes of %d, it is packed", n, len(wasm))
		}
	}
	_, d, _ := tablesOf(t, wasm)
	mod, _ := parseModule(wasm)
	body, _ := mod.body(sectionData)
	for i := range 60 {
		m, _ := parseData(body)
		at := d.records.at + uint32(i)*(d.records.len/60)
		m.at(at, 1)[0] ^= 0x80
		mod.set(sectionData, m.encode())
		_, _ = Shrink(mod.encode())
	}
}
