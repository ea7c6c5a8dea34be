package smallcore

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The parts of runtime._func that are read here, as numbers of its words.
const (
	wordEntry    = 0
	wordName     = 1
	wordArgs     = 2
	wordDefer    = 3
	wordPCSP     = 4
	wordPCFile   = 5
	wordPCLine   = 6
	wordPCData   = 7 // how many tables by PC follow
	wordUnit     = 8
	wordLine     = 9
	wordFlags    = 10 // funcID, flags, 0, and how many descriptions follow
	recordWords  = 11
	firstEntry   = 0x1000 // where the linker begins to count functions
	funcWrapper  = 23     // abi.FuncIDWrapper
	noFuncData   = 1<<32 - 1
	bucketSize   = 20
	bucketsOfOne = 16 // of findfunctab, for each function: a PC is function<<16 + block
)

// Tables by PC and descriptions of a function, by their numbers in package abi.
const (
	pcUnsafePoint = 0
	pcStackMap    = 1
	pcInlineTree  = 2
	pcArgLive     = 3
	maxPCData     = 5
	dataInline    = 3
	dataArgInfo   = 5
	maxFuncData   = 8
)

// function is a record of the table of functions.
type function struct {
	words    [recordWords]uint32
	name     string
	pcData   []uint32 // offsets in pcTab, 0 for none
	funcData []uint32 // offsets in funcData, noFuncData for none
}

// readFunctions reads the records and checks that all that the linker computes
// from others is what it should be, so that it can be computed again.
func readFunctions(m *memory, d *moduleData) ([]function, error) {
	functions := make([]function, d.functions)
	next := 8*d.functions + 4
	for i := range functions {
		entry, at := m.uint32(d.records.at+8*uint32(i)), m.uint32(d.records.at+8*uint32(i)+4)
		next = (next + 7) &^ 7
		if entry != firstEntry+uint32(i) || at != next {
			return nil, fmt.Errorf("function %d of the table is function %d at %d, not at %d", i, entry, at, next)
		}
		f := &functions[i]
		words := func(n uint32) []uint32 {
			w := make([]uint32, n)
			for j := range w {
				if uint64(next)+4 > uint64(d.records.len) {
					return nil
				}
				w[j] = m.uint32(d.records.at + next)
				next += 4
			}
			return w
		}
		if copy(f.words[:], words(recordWords)) < recordWords {
			return nil, fmt.Errorf("the record of function %d is cut off", i)
		}
		flags := f.words[wordFlags]
		if f.words[wordEntry] != entry || f.words[wordPCData] > maxPCData || flags>>24 > maxFuncData || flags>>16&0xff != 0 {
			return nil, fmt.Errorf("the record of function %d is of another kind", i)
		}
		f.pcData, f.funcData = words(f.words[wordPCData]), words(flags>>24)
		if f.pcData == nil && f.words[wordPCData] > 0 || f.funcData == nil && flags>>24 > 0 {
			return nil, fmt.Errorf("the record of function %d is cut off", i)
		}
		for _, off := range f.funcData {
			if off != noFuncData && off >= d.funcData.len {
				return nil, fmt.Errorf("a description of function %d lies outside", i)
			}
		}
		if f.words[wordName] >= d.funcNames.len {
			return nil, fmt.Errorf("the name of function %d lies outside", i)
		}
		var ok bool
		if f.name, ok = cString(m.at(d.funcNames.at, d.funcNames.len)[f.words[wordName]:]); !ok {
			return nil, fmt.Errorf("the name of function %d does not end", i)
		}
	}
	if next != d.records.len && (next+7)&^7 != d.records.len {
		return nil, errors.New("after the records of functions there is something else")
	}
	if last := m.uint32(d.records.at + 8*d.functions); last != firstEntry+d.functions {
		return nil, errors.New("the table of functions does not end with its length")
	}
	return functions, nil
}

func cString(b []byte) (string, bool) {
	for i, c := range b {
		if c == 0 {
			return string(b[:i]), true
		}
	}
	return "", false
}

// pcTable returns a table by PC with its end: pairs of changes of value and of
// PC as varints, until a change of value that is 0 and not the first.
func pcTable(tab []byte, off uint32) ([]byte, error) {
	if off >= uint32(len(tab)) {
		return nil, errors.New("a table by PC lies outside")
	}
	b := tab[off:]
	for n, first := 0, true; ; first = false {
		value, size := binary.Uvarint(b[n:])
		if size <= 0 {
			return nil, errors.New("a table by PC does not end")
		}
		n += size
		if value == 0 && !first {
			return b[:n], nil
		}
		if _, size = binary.Uvarint(b[n:]); size <= 0 {
			return nil, errors.New("a table by PC does not end")
		}
		n += size
	}
}
