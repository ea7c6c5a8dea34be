package smallcore

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/internal/smallcore/rewrite"
	"github.com/convergence-wasm/convergence/internal/smallcore/wasm"
)

// Shrink returns the core without what only traces of crashes read, and with
// its tables of functions packed. An error says why that cannot be done; the
// module is not changed then.
func Shrink(wasm []byte) ([]byte, error) {
	mod, err := parseModule(wasm)
	if err != nil {
		return nil, err
	}
	body, ok := mod.body(sectionData)
	if !ok {
		return nil, errors.New("it has no data")
	}
	if _, ok := mod.body(sectionStart); ok {
		return nil, errors.New("it has a start function")
	}
	mem, err := parseData(body)
	if err != nil {
		return nil, err
	}
	d, err := findModuleData(mem)
	if err != nil {
		return nil, err
	}
	functions, err := readFunctions(mem, d)
	if err != nil {
		return nil, err
	}
	if err := checkBuckets(mem, d); err != nil {
		return nil, err
	}
	packed, err := packTables(mem, d, functions)
	if err != nil {
		return nil, err
	}
	if err := dropInlineNames(mem, d, functions); err != nil {
		return nil, err
	}
	s, err := place(mem, d, packed)
	if err != nil {
		return nil, err
	}
	if err := rewriteCode(mod); err != nil {
		return nil, err
	}
	if err := addStart(mod, s); err != nil {
		return nil, err
	}
	mod.set(sectionData, mem.encode())
	mod.dropCustom()
	return mod.encode(), nil
}

// buckets returns how many buckets findfunctab has: 16 for each function but the last,
// which has one.
func (d *moduleData) buckets() uint32 { return bucketsOfOne*(d.functions-1) + 1 }

// checkBuckets checks that findfunctab is what the start function makes.
func checkBuckets(m *memory, d *moduleData) error {
	n := d.buckets()
	if d.findFuncTab.len < n*bucketSize-15 {
		return fmt.Errorf("findfunctab has %d bytes and not %d buckets", d.findFuncTab.len, n)
	}
	for i, b := range m.at(d.findFuncTab.at, d.findFuncTab.len) {
		bucket, in := uint32(i)/bucketSize, i%bucketSize
		want := byte(0)
		if in < 4 && bucket < n {
			want = byte(bucket / bucketsOfOne >> (8 * in))
		}
		if b != want {
			return fmt.Errorf("bucket %d of findfunctab has another value", bucket)
		}
	}
	return nil
}

// dropInlineNames drops names and lines from what tells which functions were
// inlined where: recover needs the rest.
func dropInlineNames(m *memory, d *moduleData, functions []function) error {
	const entry = 16
	pcTab := m.at(d.pcTab.at, d.pcTab.len)
	for i := range functions {
		f := &functions[i]
		off := f.byPC(recordWords + pcInlineTree)
		if off == 0 {
			continue
		}
		if len(f.funcData) <= dataInline || f.funcData[dataInline] == noFuncData {
			return fmt.Errorf("function %d has inlined calls without a tree of them", i)
		}
		table, err := pcTable(pcTab, off)
		if err != nil {
			return err
		}
		entries := uint32(maxValue(table) + 1)
		tree := f.funcData[dataInline]
		if uint64(tree)+uint64(entries)*entry > uint64(d.funcData.len) {
			return fmt.Errorf("the inlined calls of function %d lie outside", i)
		}
		for b := m.at(d.funcData.at+tree, entries*entry); len(b) > 0; b = b[entry:] {
			clear(b[4:8])
			clear(b[12:16])
		}
	}
	return nil
}

// maxValue returns the greatest value in a table by PC, at least -1.
func maxValue(table []byte) int32 {
	value, most := int32(-1), int32(-1)
	for len(table) > 1 {
		delta, n := binary.Uvarint(table)
		value += int32(-(uint32(delta) & 1) ^ (uint32(delta) >> 1))
		most = max(most, value)
		_, pc := binary.Uvarint(table[n:])
		table = table[n+pc:]
	}
	return most
}

// place puts the packed tables where names, files and tables by PC were, and
// says so in moduledata.
func place(m *memory, d *moduleData, t *tables) (*start, error) {
	for _, r := range []region{{d.funcNames.at, d.records.end() - d.funcNames.at}, d.findFuncTab} {
		clear(m.at(r.at, r.len))
	}
	free := d.funcNames.at
	put := func(b []byte) region {
		free = (free + 3) &^ 3
		r := region{free, uint32(len(b))}
		if uint64(free)+uint64(len(b)) > uint64(d.records.at) {
			return r
		}
		copy(m.at(free, r.len), b)
		free += r.len
		return r
	}
	names := put(t.names)
	s := &start{d: d, pcTab: put(t.pcTab), templ: put(t.templates).at, columns: put(t.columns).at}
	s.scratch = put(nil).at
	if uint64(s.scratch)+4*uint64(d.functions) > uint64(d.records.at) {
		return nil, errors.New("the packed tables need more room than what they replace")
	}
	m.setSlice(d.at+offFuncNames, names)
	m.setSlice(d.at+offUnits, region{names.at, 0})
	m.setSlice(d.at+offFiles, region{names.at, 0})
	m.setSlice(d.at+offPCTab, s.pcTab)
	return s, nil
}

// rewriteCode writes the functions in the form that is smaller after compression.
func rewriteCode(mod *module) error {
	types, _ := mod.body(sectionType)
	functions, _ := mod.body(sectionFunction)
	bodies, _ := mod.body(sectionCode)
	rewritten, _, err := rewrite.Code(bodies, types, functions, firstEntry)
	if err == nil {
		mod.set(sectionCode, rewritten)
	}
	return err
}

// addStart gives the module the start function and what it calls.
func addStart(mod *module, s *start) error {
	imports, _ := mod.body(sectionImport)
	types, ok := mod.body(sectionType)
	funcs, ok2 := mod.body(sectionFunction)
	globals, ok3 := mod.body(sectionGlobal)
	bodies, ok4 := mod.body(sectionCode)
	if !ok || !ok2 || !ok3 || !ok4 {
		return errors.New("it has no code")
	}
	imported, err := countImports(imports)
	if err != nil {
		return err
	}
	types, ofStart := appendItem(types, []byte{0x60, 0, 0})
	types, ofNext := appendItem(types, []byte{0x60, 0, 1, wasm.TypeI32})
	funcs, startIndex := appendItem(funcs, binary.AppendUvarint(nil, uint64(ofStart)))
	funcs, nextIndex := appendItem(funcs, binary.AppendUvarint(nil, uint64(ofNext)))
	globals, s.cursor = appendItem(globals, append([]byte{wasm.TypeI32, 1}, append(num(0), wasm.OpEnd)...))
	s.next = imported + nextIndex
	for _, f := range [][]byte{s.startFunc(), s.nextFunc()} {
		bodies, _ = appendItem(bodies, append(binary.AppendUvarint(nil, uint64(len(f))), f...))
	}
	mod.set(sectionType, types)
	mod.set(sectionFunction, funcs)
	mod.set(sectionGlobal, globals)
	mod.set(sectionCode, bodies)
	mod.set(sectionStart, binary.AppendUvarint(nil, uint64(imported+startIndex)))
	return nil
}

// countImports returns how many functions are imported, which are numbered
// before the module's own.
func countImports(body []byte) (uint32, error) {
	r := &wasm.Reader{Buf: body}
	if body == nil {
		return 0, nil
	}
	n := r.Uint32()
	for range n {
		r.Bytes(r.Uint32())
		r.Bytes(r.Uint32())
		if r.Byte() != 0 {
			return 0, errors.New("it imports something else than functions")
		}
		r.Uint32()
		if r.Failed {
			return 0, errors.New("its imports are cut off")
		}
	}
	return n, nil
}
