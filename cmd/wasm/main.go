//go:build js && wasm

// Command wasm is the core of the browser client: the bridge between the
// JavaScript shim and package client. It converts and decides nothing.
//
// docs/bridge.md describes the exports, imports and frames. There is no
// js.FuncOf here: JavaScript calls exported functions with numbers and reads
// and writes shared buffers, and Go hands frames back through one import.
// An export never blocks, and a panic becomes an error of the call that caused
// it.
package main

// version is set by the build from version.txt; the shim refuses another one.
var version = "dev"

// main parks: from here on the program runs only when JavaScript calls it.
func main() {
	select {}
}
