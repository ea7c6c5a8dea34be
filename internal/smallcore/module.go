package smallcore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// Numbers of the sections of a WebAssembly module.
const (
	sectionCustom   = 0
	sectionType     = 1
	sectionImport   = 2
	sectionFunction = 3
	sectionTable    = 4
	sectionMemory   = 5
	sectionGlobal   = 6
	sectionExport   = 7
	sectionStart    = 8
	sectionElement  = 9
	sectionCode     = 10
	sectionData     = 11
)

var preamble = []byte("\x00asm\x01\x00\x00\x00")

type section struct {
	id   byte
	body []byte
}

// module is a WebAssembly module as its sections, in their order.
type module struct {
	sections []section
}

func parseModule(wasm []byte) (*module, error) {
	if !bytes.HasPrefix(wasm, preamble) {
		return nil, errors.New("it is not a WebAssembly module of version 1")
	}
	m := &module{}
	r := &reader{buf: wasm[len(preamble):]}
	last := byte(0)
	for len(r.buf) > 0 {
		id := r.byte()
		body := r.bytes(r.uint())
		if r.failed {
			return nil, errors.New("it ends in the midst of a section")
		}
		if id != sectionCustom {
			if id <= last || id > sectionData {
				return nil, fmt.Errorf("section %d comes after section %d", id, last)
			}
			last = id
		}
		m.sections = append(m.sections, section{id, body})
	}
	return m, nil
}

// body returns what section id holds, and whether the module has it.
func (m *module) body(id byte) ([]byte, bool) {
	for _, s := range m.sections {
		if s.id == id {
			return s.body, true
		}
	}
	return nil, false
}

// set gives section id another body. One that was not there is put where its
// number belongs.
func (m *module) set(id byte, body []byte) {
	for i, s := range m.sections {
		if s.id == id {
			m.sections[i].body = body
			return
		}
		if s.id > id {
			m.sections = append(m.sections[:i], append([]section{{id, body}}, m.sections[i:]...)...)
			return
		}
	}
	m.sections = append(m.sections, section{id, body})
}

// dropCustom removes the sections that only tools read.
func (m *module) dropCustom() {
	kept := m.sections[:0]
	for _, s := range m.sections {
		if s.id != sectionCustom {
			kept = append(kept, s)
		}
	}
	m.sections = kept
}

func (m *module) encode() []byte {
	out := bytes.Clone(preamble)
	for _, s := range m.sections {
		out = append(out, s.id)
		out = binary.AppendUvarint(out, uint64(len(s.body)))
		out = append(out, s.body...)
	}
	return out
}

// appendItem adds an item to a section that is a vector, and returns the
// section with the index of the item.
func appendItem(body, item []byte) ([]byte, uint32) {
	r := &reader{buf: body}
	n := r.uint()
	out := binary.AppendUvarint(nil, uint64(n)+1)
	out = append(out, r.buf...)
	return append(out, item...), n
}

// reader takes a module apart. After the first thing that is not as it should
// be it is failed, and everything that it returns is zero.
type reader struct {
	buf    []byte
	failed bool
}

func (r *reader) byte() byte {
	b := r.bytes(1)
	if r.failed {
		return 0
	}
	return b[0]
}

func (r *reader) bytes(n uint32) []byte {
	if r.failed || uint64(n) > uint64(len(r.buf)) {
		r.failed, r.buf = true, nil
		return nil
	}
	b := r.buf[:n]
	r.buf = r.buf[n:]
	return b
}

func (r *reader) uint() uint32 {
	v, n := binary.Uvarint(r.buf)
	if n <= 0 || v > 1<<32-1 {
		r.failed, r.buf = true, nil
		return 0
	}
	r.buf = r.buf[n:]
	return uint32(v)
}

// sint reads a signed number of 32 bits, as the operand of i32.const is.
func (r *reader) sint() int32 {
	var v int64
	for shift := 0; shift < 35; shift += 7 {
		b := r.byte()
		v |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if b&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			return int32(v)
		}
	}
	r.failed = true
	return 0
}

func appendSint(out []byte, v int32) []byte {
	for {
		b := byte(v & 0x7f)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			return append(out, b)
		}
		out = append(out, b|0x80)
	}
}
