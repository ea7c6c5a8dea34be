package smallcore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// pcHeader is how runtime.pcHeader begins: the magic number of Go 1.20 and
// later, two zeros, instructions of one byte, pointers of eight.
var pcHeader = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

const pcHeaderSize = 8 + 8*8

// Offsets in runtime.moduledata. A slice has its address, length and capacity.
const (
	offFuncNames   = 8
	offUnits       = 32
	offFiles       = 56
	offPCTab       = 80
	offFunctions   = 104
	offFuncTab     = 128
	offFindFuncTab = 152
	offMinPC       = 160
	offMaxPC       = 168
	offText        = 176
	offFuncData    = 320
	offEnd         = 328
	moduleDataSize = 336
)

// moduleData is what runtime.moduledata says about the tables of functions.
type moduleData struct {
	at          uint32 // its own address
	functions   uint32 // how many there are
	funcNames   region
	pcTab       region
	records     region // the table of functions, and then a record of each
	findFuncTab region
	funcData    region
}

type region struct{ at, len uint32 }

func (r region) end() uint32 { return r.at + r.len }

// findModuleData finds moduledata by the pointers that it begins with, to
// pcHeader and to the names of functions behind it, and checks that the tables follow each other as in the linker of this
// version of Go.
func findModuleData(m *memory) (*moduleData, error) {
	header, err := findOnly(m, pcHeader, "a header of a table of functions")
	if err != nil {
		return nil, err
	}
	start := binary.LittleEndian.AppendUint64(nil, uint64(header))
	start = binary.LittleEndian.AppendUint64(start, uint64(header)+pcHeaderSize)
	at, err := findOnly(m, start, "moduledata")
	if err != nil {
		return nil, err
	}
	if !m.has(uint64(at), moduleDataSize) || !m.has(uint64(header), pcHeaderSize) {
		return nil, errors.New("moduledata is cut off")
	}
	slice := func(off, size uint32) region {
		addr, n, c := m.uint64(at+off), m.uint64(at+off+8), m.uint64(at+off+16)
		if n != c || n > maxMemory || !m.has(addr, n*uint64(size)) {
			err = fmt.Errorf("moduledata has no slice at %d", off)
			return region{}
		}
		return region{uint32(addr), uint32(n) * size}
	}
	d := &moduleData{at: at, funcNames: slice(offFuncNames, 1), pcTab: slice(offPCTab, 1), records: slice(offFunctions, 1)}
	table := slice(offFuncTab, 8)
	if err != nil {
		return nil, err
	}
	d.functions = uint32(m.uint64(header + 8))
	funcData, buckets, end := m.uint64(at+offFuncData), m.uint64(at+offFindFuncTab), m.uint64(at+offEnd)
	if !m.has(funcData, 0) || !m.has(end, 0) || funcData > buckets || buckets > end {
		return nil, errors.New("moduledata has no tables")
	}
	d.funcData = region{uint32(funcData), uint32(buckets - funcData)}
	d.findFuncTab = region{uint32(buckets), uint32(end - buckets)}
	switch {
	case table.at != d.records.at || table.len != 8*d.functions+8 || d.functions == 0:
		return nil, errors.New("the table of functions has another length than its header")
	case d.funcNames.end() > d.pcTab.at || d.pcTab.end() != d.records.at || d.records.end() > d.funcData.at:
		return nil, errors.New("the tables of functions are not in their order")
	}
	return d, nil
}

// findOnly returns the address of the only place, aligned for a pointer, where
// pattern is.
func findOnly(m *memory, pattern []byte, what string) (uint32, error) {
	found := uint32(0)
	for i := 0; ; i++ {
		n := bytes.Index(m.bytes[i:], pattern)
		if n < 0 {
			break
		}
		i += n
		if at := m.base + uint32(i); at%8 == 0 {
			if found != 0 {
				return 0, fmt.Errorf("there is more than one that may be %s", what)
			}
			found = at
		}
	}
	if found == 0 {
		return 0, fmt.Errorf("there is not %s", what)
	}
	return found, nil
}
