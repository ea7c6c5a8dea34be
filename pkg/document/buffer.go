package document

import (
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// Buffer is the text of a string element: UTF-16 code units that can be edited
// anywhere at a cost that does not depend on how long the text is.
//
// A short text is one slice. A longer one is cut into chunks of chunkUnits,
// which are the leaves of a counted B-tree (see tree); the path to the chunk
// of the last edit is remembered, so that typing goes straight to it. A chunk
// takes two bytes per unit, is one allocation without pointers and is filled
// to fifteen sixteenths when a text is loaded. A text that was loaded stays as it
// came until it is edited or a piece of it is asked for: most are only read.
//
// The zero value is an empty text. A Buffer must not be copied.
type Buffer struct {
	units  int
	loaded string   // the text as WTF-8 while it is as it came; nothing else is set then
	flat   []uint16 // the text while tree is nil
	tree   *tree
}

// NewBuffer returns a buffer with the text.
func NewBuffer(t ot.Text) *Buffer {
	b := new(Buffer)
	b.load(t)
	return b
}

// Len returns the length in UTF-16 code units.
func (b *Buffer) Len() int { return b.units }

// Splice deletes count units at index and inserts units there. It fails with
// a [RangeError] and changes nothing when index and count are not within the
// text. units is copied.
//
// In the steady state it allocates nothing but a new chunk every few hundred
// inserted units.
func (b *Buffer) Splice(index, count int, units []uint16) error {
	if index < 0 || count < 0 || index > b.units-count {
		return &RangeError{Index: index, Count: count, Len: b.units}
	}
	if b.units-count > ot.MaxLength-len(units) {
		return &RangeError{Index: index, Count: count, Len: b.units}
	}
	b.splice(index, count, units)
	return nil
}

// SpliceText is [Buffer.Splice] with a text.
func (b *Buffer) SpliceText(index, count int, t ot.Text) error {
	if n := t.Len(); n <= smallText {
		var small [smallText]uint16
		return b.Splice(index, count, t.AppendUTF16(small[:0]))
	}
	return b.Splice(index, count, t.AppendUTF16(make([]uint16, 0, t.Len())))
}

const smallText = 64 // units that are converted on the stack

func (b *Buffer) splice(index, count int, units []uint16) {
	if b.loaded != "" {
		b.unpack()
	}
	length := b.units - count + len(units)
	switch {
	case b.tree != nil && length == 0:
		b.tree, b.flat = nil, nil
	case b.tree != nil:
		b.tree.splice(index, count, units)
		if length <= chunkUnits/4 {
			b.units = length
			b.flat = b.AppendUTF16(make([]uint16, 0, chunkUnits/2), 0, length)
			b.tree = nil
		}
	case length <= chunkUnits:
		b.spliceFlat(index, count, units, length)
	case b.units == 0:
		b.tree, b.flat = newTree(units), nil
	default:
		b.tree, b.flat = newTree(b.flat), nil
		b.tree.splice(index, count, units)
	}
	b.units = length
}

func (b *Buffer) spliceFlat(index, count int, units []uint16, length int) {
	rest := b.flat[index+count:]
	if length <= cap(b.flat) {
		b.flat = b.flat[:length]
		copy(b.flat[index+len(units):], rest)
		copy(b.flat[index:], units)
		return
	}
	grown := make([]uint16, length, min(chunkUnits, length+length/2+8))
	copy(grown, b.flat[:index])
	copy(grown[index:], units)
	copy(grown[index+len(units):], rest)
	b.flat = grown
}

// load replaces the text.
func (b *Buffer) load(t ot.Text) { *b = Buffer{units: t.Len(), loaded: t.WTF8()} }

// unpack turns a text that is as it came into one that can be edited.
//
//go:noinline
func (b *Buffer) unpack() {
	units := ot.UncheckedText(b.loaded, b.units).AppendUTF16(make([]uint16, 0, b.units))
	b.loaded = ""
	if b.units <= chunkUnits {
		b.flat = units
	} else {
		b.tree = newTree(units)
	}
}

// ASCII returns the text if it is all ASCII and still as it was loaded, for
// readers that can do without its code units.
func (b *Buffer) ASCII() (text string, ok bool) {
	return b.loaded, b.loaded != "" && len(b.loaded) == b.units
}

// Chunk returns the longest run of units from index on that lies in one piece,
// for readers that copy from memory themselves; it is empty at the end. It is
// valid until the next edit and must not be changed. It panics when index is
// not in [0, Len].
func (b *Buffer) Chunk(index int) []uint16 {
	if index < 0 || index > b.units {
		panic("document: index out of range")
	}
	if b.loaded != "" {
		b.unpack()
	}
	if b.tree == nil {
		return b.flat[index:]
	}
	if index == b.units {
		return nil
	}
	return b.tree.chunkAt(index)
}

// AppendUTF16 appends the units from from to to, exclusive, to dst and returns
// it. It panics when they are not within the text, as slicing does.
func (b *Buffer) AppendUTF16(dst []uint16, from, to int) []uint16 {
	b.check(from, to)
	for from < to {
		run := b.Chunk(from)
		if len(run) > to-from {
			run = run[:to-from]
		}
		dst = append(dst, run...)
		from += len(run)
	}
	return dst
}

// Slice returns the units from from to to, exclusive. It panics when they are
// not within the text.
func (b *Buffer) Slice(from, to int) ot.Text {
	b.check(from, to)
	units := to - from
	if b.loaded != "" && units == b.units {
		return ot.UncheckedText(b.loaded, units)
	}
	if units <= smallText {
		var small [smallText]uint16
		return ot.TextFromUTF16(b.AppendUTF16(small[:0], from, to))
	}
	wtf8 := make([]byte, 0, units+units/16)
	for from < to {
		run := b.Chunk(from)
		if len(run) > to-from {
			run = run[:to-from]
		}
		// A pair may be cut by the end of the chunk; it must come out as one.
		var pair [2]uint16
		if last := len(run) - 1; isHigh(run[last]) && from+len(run) < to {
			if last > 0 {
				run = run[:last]
			} else if pair = [2]uint16{run[0], b.Chunk(from + 1)[0]}; isLow(pair[1]) {
				run = pair[:]
			}
		}
		wtf8 = ot.AppendWTF8(wtf8, run)
		from += len(run)
	}
	return ot.UncheckedText(string(wtf8), units)
}

// Text returns the whole text.
func (b *Buffer) Text() ot.Text { return b.Slice(0, b.units) }

func (b *Buffer) check(from, to int) {
	if from < 0 || to > b.units || from > to {
		panic("document: text slice out of range")
	}
}

func isHigh(u uint16) bool { return u >= 0xD800 && u < 0xDC00 }
func isLow(u uint16) bool  { return u >= 0xDC00 && u < 0xE000 }
