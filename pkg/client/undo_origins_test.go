package client_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestUndoOrigins has the user and a program of the page edit one text: each
// manager takes back the edits of its origins, in their order, and the others stay.
func TestUndoOrigins(t *testing.T) {
	play := func(x *undoing) {
		write := func(origin string, index, count int, text string) {
			before := x.m.SetOrigin(origin)
			x.write(index, count, text)
			if got := x.m.SetOrigin(before); got != origin || before != "" {
				t.Errorf("the origin was %q, after %q", got, before)
			}
		}
		write("", 0, 0, "user")
		write("program", 4, 0, ", program")
		write("", 4, 0, "s")
		x.must(x.m.StartBatch())
		write("program", 0, 0, "two ") // the batch is the user's
		x.must(x.m.CompleteBatch())
		x.m.SetOrigin("program")
		x.must(x.m.StartBatch())
		x.m.SetOrigin("")
		write("", 0, 4, "three ")
		x.must(x.m.CompleteBatch())
		x.reads("three users, program")
	}
	for name, c := range map[string]struct {
		origins []string
		left    []string
	}{
		"the user's":    {nil, []string{"three user, program", "three , program"}},
		"named none":    {[]string{""}, []string{"three user, program", "three , program"}},
		"the program's": {[]string{"program"}, []string{"two users, program", "two users"}},
		"of both":       {[]string{"program", ""}, []string{"two users, program", "users, program", "user, program", "user", ""}},
		"nobody's":      {[]string{"other"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			x := newUndoing(t, object(text("text", "")))
			u := x.manager(client.UndoOptions{Origins: c.origins, CaptureMillis: -1})
			play(x)
			x.m.SetOrigin("whatever") // it is of no account for undo and redo
			for _, want := range c.left {
				x.take(u.Undo, true)
				x.reads(want)
			}
			x.take(u.Undo, false)
			for range c.left {
				x.take(u.Redo, true)
			}
			x.reads("three users, program")
		})
	}
}

// TestUndoOriginsOnTheirWay has both delete, before any of it is sent, while somebody else, whom the server
// hears first, deletes of both: that is not brought back.
func TestUndoOriginsOnTheirWay(t *testing.T) {
	x := newUndoing(t, object(text("text", "abcdef")))
	n := x.m.Root().Get("text")
	u := x.manager(client.UndoOptions{})
	x.must(x.m.Splice(n, 0, 2, nil))
	x.m.SetOrigin("program")
	x.must(x.m.Splice(n, 0, 2, nil))
	x.m.SetOrigin("")
	x.host.Handler().Message(x.host.Encode(&protocol.RemoteOperation{Resource: 1, SessionID: "other", Instance: "other", First: 1,
		Operations: []ot.Op{{Kind: ot.StringSplice, ID: n.ID(), Index: 1, Count: 2}}}), false)
	x.still.run()
	x.reads("ef")
	x.take(u.Undo, true)
	x.reads("aef")
}
