package server_test

import (
	"reflect"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

func stringOf(id string) *ot.Value {
	return &ot.Value{Kind: ot.KindString, ID: id, Text: ot.MustText("text")}
}

func objectOf(id string, members ...ot.Member) *ot.Value {
	return &ot.Value{Kind: ot.KindObject, ID: id, Members: members}
}

// references returns what somebody who opens the model now is told.
func (s *testServer) references(id string) map[protocol.ReferenceName]ot.Reference {
	s.t.Helper()
	all := map[protocol.ReferenceName]ot.Reference{}
	for _, r := range s.stored(id).References {
		all[r.ReferenceName] = r.Values
	}
	return all
}

// TestReferencesEndWithElements ends elements in every way there is, below what
// is changed as well, and expects all references but those to be left.
func TestReferencesEndWithElements(t *testing.T) {
	inList, inObject := protocol.ReferenceName{Element: "ls", Key: "c"}, protocol.ReferenceName{Element: "os", Key: "c"}
	ofObject := protocol.ReferenceName{Element: "o", Key: "p"}
	for _, x := range []struct {
		op       ot.Op
		ends     []protocol.ReferenceName
		elements []string // that are pointed to afterwards
	}{
		{ot.Op{Kind: ot.ArrayRemove, ID: "l", Index: 0}, []protocol.ReferenceName{inList}, []string{"o", "os"}},
		{ot.Op{Kind: ot.ArrayReplace, ID: "l", Index: 0, Value: stringOf("n")}, []protocol.ReferenceName{inList}, []string{"o", "os"}},
		{ot.Op{Kind: ot.ArraySet, ID: "l", Value: &ot.Value{Kind: ot.KindArray, ID: "l"}}, []protocol.ReferenceName{inList}, []string{"o", "os"}},
		{ot.Op{Kind: ot.ObjectRemoveProperty, ID: "@:0", Key: "o"}, []protocol.ReferenceName{inObject, ofObject}, []string{"lo", "ls"}},
		{ot.Op{Kind: ot.ObjectSetProperty, ID: "@:0", Key: "o", Value: objectOf("n")}, []protocol.ReferenceName{inObject, ofObject}, []string{"lo", "ls"}},
		{ot.Op{Kind: ot.ObjectSet, ID: "o", Value: objectOf("o", ot.Member{Key: "s", Value: *stringOf("n")})},
			[]protocol.ReferenceName{inObject, ofObject}, []string{"lo", "ls", "o"}},
		{ot.Op{Kind: ot.StringSet, ID: "ls", Text: ot.MustText("new")}, []protocol.ReferenceName{inList}, []string{"lo", "ls", "o", "os"}},
		{ot.Op{Kind: ot.StringSplice, ID: "ls", Index: 3, Count: 1}, nil, []string{"lo", "ls", "o", "os"}},
		{ot.Op{Kind: ot.ArrayMove, ID: "l", Index: 0, To: 1}, nil, []string{"lo", "ls", "o", "os"}},
	} {
		for _, inBatch := range []bool{false, true} {
			s := start(t, t.TempDir(), server.Options{})
			ada, bob := pair(s)
			ada.edit(
				ot.Op{Kind: ot.ArrayInsert, ID: "l", Index: 0, Value: objectOf("lo", ot.Member{Key: "s", Value: *stringOf("ls")})},
				ot.Op{Kind: ot.ArrayInsert, ID: "l", Index: 1, Value: stringOf("l1")},
				ot.Op{Kind: ot.ObjectAddProperty, ID: "@:0", Key: "o", Value: objectOf("o", ot.Member{Key: "s", Value: *stringOf("os")})})
			ada.settle(5)
			want := map[protocol.ReferenceName]ot.Reference{
				cursor: indexes(1), inList: indexes(2), inObject: indexes(1), ofObject: keys("s"), elements: elementsOf("lo", "ls", "o", "os"),
			}
			for name, values := range want {
				ada.share(name, values)
			}
			bob.heard(len(want))
			op := x.op
			if inBatch {
				op = ot.Op{Kind: ot.Compound, Ops: []ot.Op{op, splice(5, 0, "!")}}
			}
			bob.edit(op)
			bob.settle(6)
			for _, name := range x.ends {
				delete(want, name)
			}
			want[elements] = elementsOf(x.elements...)
			if got := s.references("m"); !reflect.DeepEqual(got, want) {
				t.Errorf("after %+v: references %v, want %v", op, got, want)
			}
		}
	}
}

// TestReferencesDisposed removes and replaces what references point to.
func TestReferencesDisposed(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob := pair(s)
	text := func(key, id string) ot.Op {
		return ot.Op{Kind: ot.ObjectAddProperty, ID: "@:0", Key: key, Value: stringOf(id)}
	}
	ada.edit(text("two", "t2"), text("three", "t3"))
	ada.settle(4)
	second, third := protocol.ReferenceName{Element: "t2", Key: "c"}, protocol.ReferenceName{Element: "t3", Key: "c"}
	ada.share(cursor, indexes(3))
	ada.share(second, indexes(1))
	ada.share(third, indexes(2))
	ada.share(property, keys("text", "two", "three"))
	ada.share(elements, elementsOf("t", "t2", "t3", "l"))
	bob.heard(5)
	bob.edit(ot.Op{Kind: ot.StringSet, ID: "t", Text: ot.MustText("new")})
	bob.edit(ot.Op{Kind: ot.Compound, Ops: []ot.Op{
		{Kind: ot.StringSplice, ID: "t3", Index: 0, Text: ot.MustText("a ")},
		{Kind: ot.ObjectRemoveProperty, ID: "@:0", Key: "two"}}})
	bob.settle(6)
	want := map[protocol.ReferenceName]ot.Reference{
		third: indexes(4), property: keys("text", "three"), elements: elementsOf("t", "t3", "l"),
	}
	if got := s.references("m"); !reflect.DeepEqual(got, want) {
		t.Fatalf("references %v, want %v", got, want)
	}
	// Ada has not seen any of it yet: values for what is gone are dropped.
	ada.set(cursor, indexes(1))
	ada.set(second, indexes(1))
	ada.share(cursor, indexes(2))
	ada.set(third, indexes(1))
	if m := bob.heard(1)[0].(*protocol.ReferenceSet); m.ReferenceName != third || !reflect.DeepEqual(m.Values, indexes(3)) || m.Version != 6 {
		t.Fatalf("told %+v", m)
	}
	bob.quiet()
}
