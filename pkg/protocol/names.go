package protocol

import "strings"

// names makes strings of the ids, keys and short texts of a data value: many, and
// keys again and again. They share blocks, so that a string is rarely an
// allocation, and a key that was seen is the same string again.
type names struct {
	block strings.Builder
	keys  [64]string // seen lately
}

// A name of up to shortName bytes lives as long as any other one in its block of
// nameBlock.
const (
	shortName = 64
	nameBlock = 4 << 10
)

// copy returns short bytes as a string that does not refer to them.
func (n *names) copy(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if n.block.Cap()-n.block.Len() < len(b) {
		n.block = strings.Builder{}
		n.block.Grow(nameBlock)
	}
	at := n.block.Len()
	n.block.Write(b)
	return n.block.String()[at:]
}

// place is where a key that was seen would be.
func (n *names) place(b []byte) *string {
	h := uint(len(b))
	if len(b) > 0 {
		h = h*7 + uint(b[0]) + uint(b[len(b)-1])*31
	}
	return &n.keys[h%uint(len(n.keys))]
}
