package smallcore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/convergence-wasm/convergence/internal/smallcore/wasm"
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

func parseModule(file []byte) (*module, error) {
	if !bytes.HasPrefix(file, preamble) {
		return nil, errors.New("it is not a WebAssembly module of version 1")
	}
	m := &module{}
	r := &wasm.Reader{Buf: file[len(preamble):]}
	last := byte(0)
	for len(r.Buf) > 0 {
		id := r.Byte()
		body := r.Bytes(r.Uint32())
		if r.Failed {
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
	r := &wasm.Reader{Buf: body}
	n := r.Uint32()
	out := binary.AppendUvarint(nil, uint64(n)+1)
	out = append(out, r.Buf...)
	return append(out, item...), n
}
