//go:build js && wasm

package main

import (
	"unsafe"

	"github.com/convergence-wasm/convergence/pkg/document"
)

// narrowFrom is the length in code units from which ASCII text is handed to
// JavaScript as bytes, because browsers decode those ten times as fast as
// UTF-16.
const narrowFrom = 64

// narrow holds the bytes of the last ASCII text.
var narrow []byte

// narrowed puts a text into narrow and reports whether it is all ASCII.
func narrowed(text *document.Buffer, n int) bool {
	if cap(narrow) < n {
		allocated(n)
		narrow = make([]byte, n+n/4)
	}
	narrow = narrow[:n]
	for at := 0; at < n; {
		chunk := text.Chunk(at)
		if !narrowChunk(narrow[at:at+len(chunk)], chunk) {
			return false
		}
		at += len(chunk)
	}
	return true
}

// narrowChunk writes code units as bytes, four at a time, and reports whether
// all are ASCII. Both slices have the same length. Memory of wasm may be read
// and written at any address.
func narrowChunk(to []byte, from []uint16) bool {
	const (
		notASCII = 0xFF80_FF80_FF80_FF80
		pairs    = 0x0000_FFFF_0000_FFFF
	)
	i := 0
	for ; i+4 <= len(from); i += 4 {
		v := *(*uint64)(unsafe.Pointer(&from[i]))
		if v&notASCII != 0 {
			return false
		}
		v = (v | v>>8) & pairs
		*(*uint32)(unsafe.Pointer(&to[i])) = uint32(v | v>>16)
	}
	for ; i < len(from); i++ {
		if from[i] >= 0x80 {
			return false
		}
		to[i] = byte(from[i])
	}
	return true
}
