//go:build js && wasm

package main

import (
	"runtime"
	"unsafe"
)

// header is read by JavaScript after calls; see docs/bridge.md.
var header struct {
	input, inputSize   int32
	output, outputSize int32
	large              int32 // bytes of large allocations since the last collection
	handles            int32
	deliveries         int32
	_                  int32
}

// input receives arguments; words of eight bytes keep it aligned. Between turns
// it has inputWords of them, whatever was handed over before.
var input = make([]uint64, inputWords)

const inputWords = 8 << 10

// output holds the result of the last call.
var output []byte

// wide holds the text of the last string_value call, unless narrow does.
var wide []uint16

// keptText is how many units wide and narrow have room for between turns at most.
const keptText = 16 << 10

func init() { pointInput() }

func pointInput() {
	header.input = int32(uintptr(unsafe.Pointer(&input[0])))
	header.inputSize = int32(len(input) * 8)
}

// largeInput is the size from which the input buffer is given back within a turn.
const largeInput = 1 << 20

// maxInput is how many bytes can be handed over at once. More would not fit into
// the memory of a page together with what is made of it.
const maxInput = 256 << 20

func inputBytes(n int32) []byte {
	if n < 0 || int(n) > len(input)*8 {
		bad("there are not %d bytes in the input", n)
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&input[0])), n)
}

func inputUnits(n int32) []uint16 {
	if n < 0 || int(n) > len(input)*4 {
		bad("there are not %d code units in the input", n)
	}
	return unsafe.Slice((*uint16)(unsafe.Pointer(&input[0])), n)
}

func setOutput(b []byte) int32 {
	output = b
	header.output, header.outputSize = 0, int32(len(b))
	if len(b) > 0 {
		header.output = int32(uintptr(unsafe.Pointer(&b[0])))
	}
	return int32(len(b))
}

func setWide(units []uint16) int32 {
	wide = units
	header.output, header.outputSize = 0, int32(2*len(units))
	if len(units) > 0 {
		header.output = int32(uintptr(unsafe.Pointer(&units[0])))
	}
	return int32(len(units))
}

// The collector's workers are goroutines, which do not run while JavaScript
// makes one call after the other. Small allocations are collected all the same;
// large ones would let the heap grow without bound. So their bytes are counted:
// every yieldEvery bytes the workers get a turn, and past collectEvery a
// collection is forced.
const (
	largeAllocation = 4 << 10
	yieldEvery      = 4 << 20
	collectEvery    = 24 << 20
)

var sinceYield int

// allocated counts an allocation of about n bytes.
//
//go:noinline
func allocated(n int) {
	if n < largeAllocation {
		return
	}
	header.large += int32(n)
	sinceYield += n
}

// collect is called at the end of exports that may have allocated much.
func collect() {
	switch {
	case header.large >= collectEvery:
		header.large, sinceYield = 0, 0
		runtime.GC()
	case sinceYield >= yieldEvery:
		sinceYield = 0
		runtime.Gosched()
	}
}

// memoryStats collects garbage twice, so that finalizers have run, and writes
// what is in use then: bytes of Go's heap, and handles of domains, models,
// histories, references, elements.
func (w *writer) memoryStats() {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	w.array(6)
	w.number(float64(stats.HeapAlloc))
	w.int(domains.used())
	w.int(models.used())
	w.int(histories.used())
	w.int(references.used())
	w.int(elements.used())
}
