package pack

import "unsafe"

// A text of up to shortText bytes shares a block with others, which live as long as
// any of them.
const (
	shortText = 64
	blockSize = 2 << 10
)

// block is where short texts are put, one behind the other, so that one is rarely an
// allocation.
type block struct {
	bytes []byte // what has been handed out is never written again
}

// Copy returns bytes as a string that does not refer to them.
func (t *block) Copy(b []byte) string {
	if len(b) > shortText || len(b) == 0 {
		return string(b)
	}
	if cap(t.bytes)-len(t.bytes) < len(b) {
		t.bytes = make([]byte, 0, blockSize)
	}
	at := len(t.bytes)
	t.bytes = append(t.bytes, b...)
	return unsafe.String(unsafe.SliceData(t.bytes[at:]), len(b))
}

// Memory is what a reader of many small messages remembers, so that reading one
// allocates nothing: names that come again and again, and short texts.
type Memory struct {
	block
	names [4]string
	next  int
}

// Name returns a name that has been learned.
func (m *Memory) Name(b []byte) (string, bool) {
	for i := range m.names {
		if m.names[i] == string(b) {
			return m.names[i], true
		}
	}
	return "", false
}

// Learn remembers a name in the place of the one that was learned first.
func (m *Memory) Learn(name string) {
	m.names[m.next] = name
	m.next = (m.next + 1) % len(m.names)
}

// Keys is what a reader of one large value remembers: its ids and short texts, and the
// keys that come again and again.
type Keys struct {
	block
	seen [64]string // lately
}

// Place is where a key would be that was seen.
func (k *Keys) Place(b []byte) *string {
	h := uint(len(b))
	if len(b) > 0 {
		h = h*7 + uint(b[0]) + uint(b[len(b)-1])*31
	}
	return &k.seen[h%uint(len(k.seen))]
}
