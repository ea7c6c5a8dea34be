// Package bridge declares what JavaScript and Go say to each other in the page:
// methods, frames, exports, imports, and the numbers that both sides know.
//
// From it `make generate` writes Go constants in cmd/wasm, TypeScript in
// js/src/generated and the tables of docs/bridge.md. Tests fail when one of these
// is not what the declaration says, and when cmd/wasm exports, imports, reads or
// writes anything else. Numbers that a package of the core gives are taken from
// there.
//
// What a method takes and gives is written in one line, see [Signature]. How it
// is read and answered stays by hand: a function for each method, with arguments
// that were decoded before, would make the core some 60 kB larger. The exports
// that every keystroke goes through are by hand for speed.
package bridge

// A Method is one that the export `call` runs.
type Method struct {
	Number    int
	Name      string
	Signature string
	Note      string // what the signature does not tell
}

// A Frame is news that the core delivers. Its number comes first, then the
// fields of its signature.
type Frame struct {
	Number    int
	Name      string
	Signature string
	Note      string
}

// A Record is a list of fields that several signatures name.
type Record struct {
	Name      string
	Signature string
	Note      string
}

// A Function is one that Go exports, or that it imports from JavaScript. Its
// parameters are of 32 bits but for those with the type f64.
type Function struct {
	Name      string
	Signature string
	Note      string
}

// An Enum is a set of numbers that both sides know.
type Enum struct {
	Name   string
	Note   string
	Listen bool // whether the numbers are bits of a mask as well
	Core   bool // whether no package of the core gives the numbers, so that cmd/wasm needs them as constants
	Values []Value
}

// A Value is one number of an Enum. Payload is what follows it in a frame.
type Value struct {
	Name    string
	Number  int
	Payload string
}

// about is what is said about an enumeration.
func (e Enum) about() string {
	if e.Listen {
		return e.Note + " The bit in the listening mask is `1 << (number - 1)`."
	}
	return e.Note
}
