package document_test

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
)

// TestUndoOfWhatIsInPlace edits what somebody else has put in the place of what was put
// there here: what others do to that since is theirs.
func TestUndoOfWhatIsInPlace(t *testing.T) {
	value := func(id, text string) *ot.Value {
		v := str(id, text)
		return &v
	}
	for name, c := range map[string]struct {
		own, others ot.Op
		want        string
	}{
		"its text": {
			ot.Op{Kind: ot.StringSplice, ID: "theirs", Index: 2, Text: ot.MustText("cd")},
			ot.Op{Kind: ot.StringSet, ID: "theirs", Text: ot.MustText("z")}, "z",
		},
		"its place": {
			ot.Op{Kind: ot.ArrayMove, ID: "a", Index: 0, To: 2},
			ot.Op{Kind: ot.ArrayMove, ID: "a", Index: 2, To: 1}, "ab",
		},
	} {
		w := smallWorld(treeWorld())
		r := w.replicas[0]
		steps := []func() error{
			func() error {
				return r.others(ot.Op{Kind: ot.ArrayInsert, ID: "a", Index: 2, Value: value("third", "")})
			},
			func() error { return r.do(ot.Op{Kind: ot.ArrayReplace, ID: "a", Value: value("own", "ab")}) },
			func() error { return r.others(ot.Op{Kind: ot.ArrayReplace, ID: "a", Value: value("theirs", "ab")}) },
			func() error { r.undo.Stop(); return r.do(c.own) },
			func() error { return r.others(c.others) },
		}
		for _, step := range steps {
			if err := step(); err != nil {
				t.Fatal(name, err)
			}
		}
		n := r.doc.Lookup("theirs")
		at := n.Index()
		if err := r.take(false); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if text := n.Buffer().Text().String(); text != c.want || n.Index() != at {
			t.Errorf("%s: undone it is %q at %d, not %q at %d", name, text, n.Index(), c.want, at)
		}
	}
}

// TestUndoOfBatchBesideOthers inserts and deletes in one batch while somebody else, whom the
// server hears first, inserts at all of the places.
func TestUndoOfBatchBesideOthers(t *testing.T) {
	w := smallWorld(sessionWorld())
	me, other := w.replicas[0], w.replicas[1]
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(me.do(insertion(10, "me")))
	me.undo.Stop()
	must(me.client.StartBatch())
	must(me.do(insertion(5, "pq")))
	must(me.do(ot.Op{Kind: ot.StringSplice, ID: "t", Index: 1, Count: 2}))
	must(me.client.CompleteBatch())
	for _, op := range []ot.Op{insertion(5, "c"), insertion(3, "b"), insertion(1, "a")} {
		must(other.do(op))
		other.client.Freeze()
	}
	must(w.send(other))
	must(w.get(me, -1))
	for i, want := range []string{"0a12b34c56789me", "0a12b34c56789"} {
		must(me.take(false))
		if got := me.doc.Lookup("t").Buffer().Text().String(); got != want {
			t.Errorf("after %d steps there is %q, not %q", i+1, got, want)
		}
	}
	must(w.settle())
}
