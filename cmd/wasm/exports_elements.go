//go:build js && wasm

package main

import "unsafe"

// These exports are the path of every keystroke and read; they take numbers
// only, and none of them allocates in the steady state.

//go:wasmexport element_length
func exportElementLength(h int32) (status int32) {
	defer guard(&status)
	e := elementOf(h)
	return int32(e.n.Len())
}

//go:wasmexport element_attached
func exportElementAttached(h int32) (status int32) {
	defer guard(&status)
	e := elementOf(h)
	if e.t.Attached(e.n) {
		return 1
	}
	return 0
}

//go:wasmexport element_listen
func exportElementListen(h, mask int32) (status int32) {
	defer guard(&status)
	e := elementOf(h)
	e.t.ListenElement(e.n, uint32(mask))
	return 0
}

//go:wasmexport string_value
func exportStringValue(h int32) (status int32) {
	defer guard(&status)
	e := elementOf(h)
	text := e.n.Buffer()
	if text == nil {
		bad("the element is not a string")
	}
	n := text.Len()
	if ascii, ok := text.ASCII(); ok && n >= narrowFrom {
		return setOutput(unsafe.Slice(unsafe.StringData(ascii), n))
	}
	if n >= narrowFrom && narrowed(text, n) {
		setOutput(narrow)
		return int32(n)
	}
	if cap(wide) < n {
		allocated(2 * n)
		wide = make([]uint16, 0, n+n/4)
	}
	return setWide(text.AppendUTF16(wide[:0], 0, n))
}

//go:wasmexport string_splice
func exportStringSplice(h, index, count, units int32) (status int32) {
	defer guard(&status)
	e := elementOf(h)
	text := inputUnits(units)
	if units > largeAllocation/2 {
		allocated(4 * int(units))
	}
	return done(e.model().Splice(e.n, int(index), int(count), text))
}

//go:wasmexport number_value
func exportNumberValue(h int32) float64 {
	if !isElement(h) {
		return noElement(h)
	}
	return elements.entries[h-1].n.Number()
}

// noElement is the result of reading a number of an element that is not there.
// Nothing else can go wrong there, and a deferred guard for every read would take
// as long as the reading.
func noElement(h int32) (value float64) {
	defer guardNumber(&value)
	elementOf(h)
	return value
}

//go:wasmexport number_add
func exportNumberAdd(h int32, delta float64) (status int32) {
	defer guard(&status)
	e := elementOf(h)
	return done(e.model().AddNumber(e.n, delta))
}

//go:wasmexport number_set
func exportNumberSet(h int32, v float64) (status int32) {
	defer guard(&status)
	e := elementOf(h)
	return done(e.model().SetNumber(e.n, v))
}

//go:wasmexport boolean_value
func exportBooleanValue(h int32) (status int32) {
	defer guard(&status)
	if elementOf(h).n.Bool() {
		return 1
	}
	return 0
}

//go:wasmexport boolean_set
func exportBooleanSet(h, v int32) (status int32) {
	defer guard(&status)
	e := elementOf(h)
	return done(e.model().SetBool(e.n, v != 0))
}

//go:wasmexport date_value
func exportDateValue(h int32) float64 {
	if !isElement(h) {
		return noElement(h)
	}
	return float64(elements.entries[h-1].n.Millis())
}

//go:wasmexport date_set
func exportDateSet(h int32, millis float64) (status int32) {
	defer guard(&status)
	e := elementOf(h)
	return done(e.model().SetDate(e.n, toMillis(millis)))
}
