package client_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

var benchTyping = flag.Bool("bench-typing", false, "print what typing costs")

// TestBenchTyping prints what a minute of typing with a connection and an hour
// without one become: operations, which are versions, bytes on the wire and bytes
// in the store. Time is the test's own, so the figures are exact.
func TestBenchTyping(t *testing.T) {
	if !*benchTyping {
		t.Skip("measured with -bench-typing only")
	}
	x := newTypist(t, nil)
	x.report("minute", x.write(time.Minute))

	x = newTypist(t, nil)
	x.cut()
	edits := x.write(time.Hour)
	x.mend()
	x.report("hour", edits)

	x = newTypist(t, nil)
	stored := x.keep()
	x.cut()
	before := stored()
	edits = x.write(time.Hour)
	x.h.advance(time.Minute)
	bytes := stored() - before
	x.mend()
	x.h.advance(time.Second)
	x.report("hour_stored", edits)
	fmt.Printf("figure typing.hour_stored.store %d bytes\n", bytes)
}

// report prints what was sent on the newest connection.
func (x *typist) report(what string, edits int) {
	x.t.Helper()
	operations, bytes := 0, 0
	for _, s := range x.submissions() {
		data, err := protocol.Encode(0, 0, s)
		if err != nil {
			x.t.Fatal(err)
		}
		operations += len(s.Operations)
		bytes += len(data)
	}
	if sequence := x.m.Status().Sequence; uint64(operations) != sequence {
		x.t.Errorf("%s: %d operations were sent of %d", what, operations, sequence)
	}
	fmt.Printf("figure typing.%s.edits %d edits\n", what, edits)
	fmt.Printf("figure typing.%s.operations %d operations\n", what, operations)
	fmt.Printf("figure typing.%s.wire %d bytes\n", what, bytes)
}

// write types for a time as people do: words in bursts, pauses after sentences
// and paragraphs, mistakes that are noticed and deleted, and now and then a word
// before that is selected and overwritten, as editors tell it: what was selected
// is removed, and the first letter inserted, in one turn. It returns the number
// of edits.
func (x *typist) write(span time.Duration) (edits int) {
	rng := rand.New(rand.NewPCG(1, 2))
	end := x.h.now.Add(span)
	text := x.m.Root().Get("text")
	at := 0
	edit := func(index, count int, insert string) {
		x.splice(index, count, insert)
		edits++
	}
	pause := func(least, most int) { x.h.advance(time.Duration(least+rng.IntN(most-least)) * time.Millisecond) }
	letter := func() string { return string(rune('a' + rng.IntN(26))) }
	typeOn := func(letters string) {
		for _, l := range letters {
			edit(at, 0, string(l))
			at++
			pause(70, 250)
		}
	}
	word := func() string { return strings.Repeat(letter(), 2+rng.IntN(8)) }
	for x.h.now.Before(end) {
		for range 3 + rng.IntN(4) { // sentences of a paragraph
			for range 6 + rng.IntN(10) { // words
				typeOn(word())
				if rng.IntN(6) == 0 { // a mistake
					wrong := 1 + rng.IntN(3)
					typeOn("xyz"[:wrong])
					pause(200, 600)
					for range wrong {
						at--
						edit(at, 1, "")
						pause(100, 180)
					}
				}
				typeOn(" ")
			}
			pause(800, 4000)
			if length := 4 + rng.IntN(5); rng.IntN(4) == 0 && text.Len() > 2*length {
				at = rng.IntN(text.Len() - length)
				edit(at, length, "")
				typeOn(word())
				at = text.Len()
				pause(500, 2000)
			}
			if !x.h.now.Before(end) {
				return edits
			}
		}
		pause(4000, 30000)
	}
	return edits
}
