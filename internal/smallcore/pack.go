package smallcore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// tables is what the tables of functions are packed into. The start function
// makes the records of it again, see start.go.
type tables struct {
	names []byte
	// pcTab has the tables by PC one after the other: those of the first column
	// of all functions, then those of the second. A table that functions share is
	// there for each of them, which costs less than telling where it is.
	pcTab []byte
	// templates are records whose last words are missing, each of templateWords.
	// In a table by PC or a description, 1 says that it has one.
	templates []byte
	// columns has varints: for each function its template, for each its size of
	// arguments, for each its deferreturn; and then for each kind of description
	// how many different there are, the distances between them, and for each
	// function that has one which it is: 0 for the next, or 1 more than its number.
	columns []byte
}

const templateWords = recordWords + maxPCData + maxFuncData

// columnsByPC are the tables by PC that are kept, as numbers of words; those
// above recordWords come after the record. Lines and files are for traces,
// pcUnsafePoint for preemption by signals and pcArgLive for arguments in traces.
var columnsByPC = []uint32{wordPCSP, recordWords + pcStackMap, recordWords + pcInlineTree}

// columnsOfData are the descriptions that are kept. The others are for the
// arguments in traces, and for the execution tracer.
var columnsOfData = []uint32{0, 1, 2, 3, 4}

// packTables drops what only traces read from the records, and packs the rest.
func packTables(m *memory, d *moduleData, functions []function) (*tables, error) {
	t := &tables{names: []byte{0}, pcTab: []byte{0}}
	kept := make([]function, len(functions))
	for i := range functions {
		f, err := t.strip(&functions[i])
		if err != nil {
			return nil, fmt.Errorf("function %d: %w", i, err)
		}
		kept[i] = f
	}
	numbers := map[[templateWords]uint32]uint64{}
	for i := range kept {
		template := kept[i].template()
		n, ok := numbers[template]
		if !ok {
			n = uint64(len(numbers))
			numbers[template] = n
			for _, w := range template {
				t.templates = binary.LittleEndian.AppendUint32(t.templates, w)
			}
		}
		t.columns = binary.AppendUvarint(t.columns, n)
	}
	for _, w := range []int{wordArgs, wordDefer} {
		for i := range kept {
			t.columns = binary.AppendUvarint(t.columns, uint64(kept[i].words[w]))
		}
	}
	old := m.at(d.pcTab.at, d.pcTab.len)
	for _, column := range columnsByPC {
		for i := range kept {
			off := kept[i].byPC(column)
			if off == 0 {
				continue
			}
			table, err := pcTable(old, off)
			if err != nil {
				return nil, fmt.Errorf("function %d: %w", i, err)
			}
			t.pcTab = append(t.pcTab, table...)
		}
	}
	for _, column := range columnsOfData {
		t.packData(kept, column)
	}
	return t, nil
}

// strip returns f without what is not kept. What is not known to be droppable
// is an error.
func (t *tables) strip(f *function) (function, error) {
	s := *f
	s.words[wordPCFile], s.words[wordPCLine], s.words[wordUnit], s.words[wordLine] = 0, 0, 0, 0
	s.words[wordName] = t.nameOf(f)
	s.pcData = slices.Clone(f.pcData[:min(len(f.pcData), pcInlineTree+1)])
	if len(s.pcData) > pcUnsafePoint {
		s.pcData[pcUnsafePoint] = 0
	}
	for _, off := range f.pcData[min(len(f.pcData), pcArgLive+1):] {
		if off != 0 {
			return s, errors.New("it has a table by PC of a kind that wasm did not have")
		}
	}
	for len(s.pcData) > 0 && s.pcData[len(s.pcData)-1] == 0 {
		s.pcData = s.pcData[:len(s.pcData)-1]
	}
	s.funcData = slices.Clone(f.funcData[:min(len(f.funcData), dataArgInfo)])
	for len(s.funcData) > 0 && s.funcData[len(s.funcData)-1] == noFuncData {
		s.funcData = s.funcData[:len(s.funcData)-1]
	}
	s.words[wordPCData] = uint32(len(s.pcData))
	s.words[wordFlags] = f.words[wordFlags]&0xffffff | uint32(len(s.funcData))<<24
	return s, nil
}

// nameOf adds the name that stands for that of f, and returns where it is. The
// runtime compares the names of two functions of reflect, asks of others
// whether they are its own, and takes apart the names of wrappers of methods.
func (t *tables) nameOf(f *function) uint32 {
	name := ""
	own := strings.HasPrefix(f.name, "runtime.")
	switch {
	case f.name == "reflect.makeFuncStub" || f.name == "reflect.methodValueCall":
		name = f.name
	case f.words[wordFlags]&0xff == funcWrapper && own:
		name = "runtime.(*T).M"
	case f.words[wordFlags]&0xff == funcWrapper:
		name = "core.(*T).M"
	case own:
		name = "runtime.f"
	default:
		return 0
	}
	if i := bytes.Index(t.names, []byte("\x00"+name+"\x00")); i >= 0 {
		return uint32(i) + 1
	}
	at := uint32(len(t.names))
	t.names = append(append(t.names, name...), 0)
	return at
}

// byPC returns the offset of the table in a column, 0 when f has none.
func (f *function) byPC(column uint32) uint32 {
	if column < recordWords {
		return f.words[column]
	}
	if column -= recordWords; column < uint32(len(f.pcData)) {
		return f.pcData[column]
	}
	return 0
}

func (f *function) template() (t [templateWords]uint32) {
	w := f.words
	w[wordEntry], w[wordArgs], w[wordDefer] = 0, 0, 0
	w[wordPCSP] = min(w[wordPCSP], 1)
	n := copy(t[:], w[:])
	for _, off := range f.pcData {
		t[n] = min(off, 1)
		n++
	}
	for _, off := range f.funcData {
		if t[n] = 1; off == noFuncData {
			t[n] = noFuncData
		}
		n++
	}
	return t
}

// packData adds a column of descriptions.
func (t *tables) packData(functions []function, column uint32) {
	var offsets []uint32
	has := func(f *function) bool {
		return column < uint32(len(f.funcData)) && f.funcData[column] != noFuncData
	}
	for i := range functions {
		if has(&functions[i]) {
			offsets = append(offsets, functions[i].funcData[column])
		}
	}
	all := slices.Clone(offsets)
	slices.Sort(all)
	all = slices.Compact(all)
	t.columns = binary.AppendUvarint(t.columns, uint64(len(all)))
	last := uint32(0)
	for _, off := range all {
		t.columns = binary.AppendUvarint(t.columns, uint64(off-last))
		last = off
	}
	next := 0
	for _, off := range offsets {
		n, _ := slices.BinarySearch(all, off)
		if n == next {
			t.columns = append(t.columns, 0)
			next++
		} else {
			t.columns = binary.AppendUvarint(t.columns, uint64(n)+1)
		}
	}
}
