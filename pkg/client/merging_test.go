package client_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
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

// TestMergeOffInAStore is the same for a model that is kept in a store, opened
// again at the server and from there.
func TestMergeOffInAStore(t *testing.T) {
	x := newTypist(t, func(o *client.Options) { o.Merge = false })
	x.keep()
	closeModel := func(answer bool) {
		t.Helper()
		closed := false
		x.m.Close(func(*client.Error) { closed = true })
		x.h.run()
		if answer {
			request, _ := newest[*protocol.CloseRequest](x.h.last())
			x.h.last().receive(0, request, &protocol.CloseResponse{})
			x.h.run()
		}
		if !closed {
			t.Fatal("the model did not close")
		}
	}
	typeTwo := func(what string) {
		t.Helper()
		before := x.m.Status().Sequence
		x.splice(0, 0, "a")
		x.splice(1, 0, "b")
		if n := x.m.Status().Sequence - before; n != 2 {
			t.Errorf("%s: two edits are %d operations", what, n)
		}
	}
	closeModel(true)
	x.m = openText(t, x.m.Domain(), x.h)
	x.h.advance(time.Minute)
	x.cut()
	typeTwo("opened again")
	closeModel(false)
	x.m.Domain().OpenModel("m", 0, func(m *client.Model, err *client.Error) {
		if err != nil {
			t.Fatal(err)
		}
		x.m = m
	})
	x.h.advance(time.Minute)
	typeTwo("from the store")
}

// TestSetsMergeWithinATurn sets the text twice in a turn and again in the next.
func TestSetsMergeWithinATurn(t *testing.T) {
	x := newTypist(t, nil)
	x.cut()
	set := func(s string) {
		t.Helper()
		if err := x.m.SetText(x.m.Root().Get("text"), ot.MustText(s)); err != nil {
			t.Fatal(err)
		}
	}
	set("a")
	set("b")
	x.h.run()
	set("c")
	x.mend()
	x.want(ot.Op{Kind: ot.StringSet, Text: ot.MustText("b")}, ot.Op{Kind: ot.StringSet, Text: ot.MustText("c")})
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
