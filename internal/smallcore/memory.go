package smallcore

import (
	"encoding/binary"
	"errors"

	"github.com/convergence-wasm/convergence/internal/smallcore/wasm"
)

// maxMemory bounds what a module may claim to fill: a core's data is some
// megabytes.
const maxMemory = 64 << 20

// memory is the linear memory as the data section leaves it, from address base on.
type memory struct {
	base  uint32
	bytes []byte
}

// parseData puts the segments of a data section where they belong, one after
// the other.
func parseData(body []byte) (*memory, error) {
	type segment struct {
		at   uint32
		data []byte
	}
	r := &wasm.Reader{Buf: body}
	segments := make([]segment, 0, min(r.Uint32(), 1<<20))
	first, end := uint32(1<<32-1), uint32(0)
	for len(r.Buf) > 0 {
		kind, op := r.Byte(), r.Byte()
		at := uint32(r.Sint32())
		if kind != 0 || op != wasm.OpI32Const || r.Byte() != wasm.OpEnd {
			return nil, errors.New("a data segment has no fixed address")
		}
		data := r.Bytes(r.Uint32())
		if r.Failed || at > maxMemory || len(data) > maxMemory {
			return nil, errors.New("a data segment is cut off or too large")
		}
		segments = append(segments, segment{at, data})
		first, end = min(first, at), max(end, at+uint32(len(data)))
	}
	if r.Failed || len(segments) == 0 {
		return nil, errors.New("it has no data")
	}
	m := &memory{base: first, bytes: make([]byte, end-first)}
	for _, s := range segments {
		copy(m.bytes[s.at-first:], s.data)
	}
	return m, nil
}

// segmentGap is how many zeros are cheaper to leave out than to write: after
// compression a segment's header costs more than its few bytes, because it does
// not repeat, while zeros do.
const segmentGap = 32

// encode returns the data section that leaves the memory like this.
func (m *memory) encode() []byte {
	var out []byte
	n := 0
	zerosFrom := func(i int) int {
		for i < len(m.bytes) && m.bytes[i] == 0 {
			i++
		}
		return i
	}
	for start := zerosFrom(0); start < len(m.bytes); {
		end, next := start, start
		for next < len(m.bytes) && next-end < segmentGap {
			for end = next; end < len(m.bytes) && m.bytes[end] != 0; end++ {
			}
			next = zerosFrom(end)
		}
		out = append(out, 0, wasm.OpI32Const)
		out = wasm.AppendSint(out, int64(int32(m.base+uint32(start))))
		out = append(out, wasm.OpEnd)
		out = binary.AppendUvarint(out, uint64(end-start))
		out = append(out, m.bytes[start:end]...)
		start = next
		n++
	}
	return append(binary.AppendUvarint(nil, uint64(n)), out...)
}

// has reports whether n bytes at address at lie in what the data section fills.
func (m *memory) has(at, n uint64) bool {
	return at >= uint64(m.base) && n <= uint64(len(m.bytes)) && at-uint64(m.base) <= uint64(len(m.bytes))-n
}

// at returns n bytes of the memory, which must be there.
func (m *memory) at(at, n uint32) []byte {
	return m.bytes[at-m.base:][:n:n]
}

func (m *memory) uint32(at uint32) uint32 { return binary.LittleEndian.Uint32(m.at(at, 4)) }
func (m *memory) uint64(at uint32) uint64 { return binary.LittleEndian.Uint64(m.at(at, 8)) }

// setSlice writes the header of a slice of bytes.
func (m *memory) setSlice(at uint32, r region) {
	for i, v := range []uint32{r.at, r.len, r.len} {
		binary.LittleEndian.PutUint64(m.at(at+8*uint32(i), 8), uint64(v))
	}
}
