package client_test

import (
	"fmt"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestUndoOfWhatIsOnItsWay: an edit of somebody else comes that the server has heard of
// before ours, after ours was made or also after it was undone.
func TestUndoOfWhatIsOnItsWay(t *testing.T) {
	root := func() ot.Value {
		number := ot.Value{Kind: ot.KindNumber, Number: 1}
		return object(text("text", "one two"), ot.Member{Key: "number", Value: number})
	}
	splice := func(x *undoing, index, count int, text string) {
		x.must(x.m.Splice(x.m.Root().Get("text"), index, count, units(text)))
	}
	for name, test := range map[string]struct {
		own    func(x *undoing)
		others ot.Op
		undone string // with theirs before the undo, and after it
	}{
		"both delete": {
			func(x *undoing) { splice(x, 4, 3, "") },
			ot.Op{Kind: ot.StringSplice, Index: 4, Count: 1}, "one wo 1",
		},
		"they insert into what is deleted": {
			func(x *undoing) { splice(x, 3, 4, "") },
			ot.Op{Kind: ot.StringSplice, Index: 4, Text: ot.MustText("or ")}, "one or two 1",
		},
		"they edit what is removed": {
			func(x *undoing) {
				_, err := x.m.RemoveProperty(x.m.Root(), "text")
				x.must(err)
			},
			ot.Op{Kind: ot.StringSplice, Index: 0, Count: 3, Text: ot.MustText("1")}, "1 two 1",
		},
		"they add to what is set": {
			func(x *undoing) { x.must(x.m.SetNumber(x.m.Root().Get("number"), 10)) },
			ot.Op{Kind: ot.NumberDelta, Number: 2}, "one two 3",
		},
	} {
		for _, late := range []bool{false, true} {
			x := newUndoing(t, root())
			op := test.others
			op.ID = x.m.Root().Get("text").ID()
			if op.Kind == ot.NumberDelta {
				op.ID = x.m.Root().Get("number").ID()
			}
			u := x.manager(client.UndoOptions{})
			arrive := func() {
				x.host.Handler().Message(x.host.Encode(&protocol.RemoteOperation{Resource: 1, SessionID: "other",
					Instance: "other", First: 1, Operations: []ot.Op{op}}), false)
			}
			test.own(x)
			if !late {
				arrive()
			}
			done, err := u.Undo()
			x.must(err)
			if late {
				arrive()
			}
			x.still.run()
			now := "nothing"
			if n := x.m.Root().Get("text"); n != nil {
				now = fmt.Sprint(n.Buffer().Text().WTF8(), " ", x.m.Root().Get("number").Number())
			}
			if !done || now != test.undone {
				t.Errorf("%s, late %v: %q (something was undone: %v), not %q", name, late, now, done, test.undone)
			}
		}
	}
}
