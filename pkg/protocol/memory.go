package protocol

import "unsafe"

// memory is what a reader of many small messages remembers, so that reading one
// allocates nothing: names that come again and again, and a block that it puts short
// texts into, one behind the other.
type memory struct {
	names [4]string
	next  int
	block []byte // what has been handed out is never written again
}

// A text of up to shortText bytes shares a block of blockSize with others, which
// live as long as any of them.
const (
	shortText = 64
	blockSize = 2 << 10
)

// name returns a name that has been learned.
func (m *memory) name(b []byte) (string, bool) {
	for i := range m.names {
		if m.names[i] == string(b) {
			return m.names[i], true
		}
	}
	return "", false
}

// learn remembers a name in the place of the one that was learned first.
func (m *memory) learn(name string) {
	m.names[m.next] = name
	m.next = (m.next + 1) % len(m.names)
}

// copy returns bytes as a string that does not refer to them.
func (m *memory) copy(b []byte) string {
	if len(b) > shortText {
		return string(b)
	}
	if cap(m.block)-len(m.block) < len(b) {
		m.block = make([]byte, 0, blockSize)
	}
	at := len(m.block)
	m.block = append(m.block, b...)
	return unsafe.String(unsafe.SliceData(m.block[at:]), len(b))
}
