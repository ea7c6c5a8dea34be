package client_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
)

// want compares the operations that were sent on the newest connection.
func (x *typist) want(want ...ot.Op) {
	x.t.Helper()
	var got []ot.Op
	for _, s := range x.submissions() {
		got = append(got, s.Operations...)
	}
	for i := range got {
		got[i].ID = ""
	}
	if !slices.EqualFunc(got, want, ot.Equal) {
		x.t.Errorf("sent %+v\nwant %+v", got, want)
	}
}

func spliced(index, count int, text string) ot.Op {
	return ot.Op{Kind: ot.StringSplice, Index: index, Count: count, Text: ot.MustText(text)}
}

// TestOfflineTypingBecomesVersions types thirty characters in three seconds, waits,
// types on, and takes some of it back later.
func TestOfflineTypingBecomesVersions(t *testing.T) {
	x := newTypist(t, nil)
	x.cut()
	for i := range 30 {
		x.splice(i, 0, "x")
		x.h.advance(100 * time.Millisecond)
	}
	x.h.advance(time.Second)
	x.splice(30, 0, "yz")
	x.h.run()
	x.splice(31, 1, "")
	x.h.run()
	x.splice(30, 1, "")
	x.mend()
	ten := strings.Repeat("x", 10)
	x.want(spliced(0, 0, ten), spliced(10, 0, ten), spliced(20, 0, ten), spliced(30, 0, "yz"), spliced(30, 2, ""))
}

// TestTurnMerges takes back and replaces within a turn, with and without a
// connection: both merge alike, in the author's own kinds of edits.
func TestTurnMerges(t *testing.T) {
	for name, lost := range map[string]bool{"connected": false, "offline": true} {
		t.Run(name, func(t *testing.T) {
			x := newTypist(t, nil)
			if lost {
				x.cut()
			}
			x.splice(0, 0, "one two")
			x.splice(4, 3, "2")
			x.h.run()
			x.splice(0, 3, "")
			x.splice(0, 0, "1")
			x.h.run()
			if lost {
				x.mend()
			}
			x.want(spliced(0, 0, "one 2"), spliced(0, 3, ""), spliced(0, 0, "1"))
		})
	}
}

// TestMergeOff has every call be an operation, with and without a connection.
func TestMergeOff(t *testing.T) {
	for name, lost := range map[string]bool{"connected": false, "offline": true} {
		t.Run(name, func(t *testing.T) {
			x := newTypist(t, func(o *client.Options) { o.Merge = false })
			if lost {
				x.cut()
			}
			x.splice(0, 0, "a")
			x.splice(1, 0, "b")
			x.splice(1, 1, "")
			x.h.advance(100 * time.Millisecond)
			x.splice(1, 0, "c")
			x.h.run()
			if lost {
				x.mend()
			}
			x.want(spliced(0, 0, "a"), spliced(1, 0, "b"), spliced(1, 1, ""), spliced(1, 0, "c"))
		})
	}
}

// TestClockIsReadOnceATurn counts, because reading it takes as long as an edit.
func TestClockIsReadOnceATurn(t *testing.T) {
	x := newTypist(t, nil)
	x.cut()
	before := x.h.looks
	for turn := range 3 {
		for range 100 {
			x.splice(turn, 0, "x")
		}
		x.h.run()
	}
	if n := x.h.looks - before; n != 3 {
		t.Errorf("read %d times in 3 turns of 100 edits", n)
	}
}
