package document_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// growth makes random values with ids of their own.
type growth struct {
	*rand.Rand
	ids int
}

func (g *growth) text() ot.Text {
	alphabet := []string{"a", "é", "€", "😀", "\xed\xa0\xbd", "x"} // one is half a pair
	var b ot.Text
	for range g.IntN(60) {
		b = ot.Concat(b, ot.MustText(alphabet[g.IntN(len(alphabet))]))
	}
	return b
}

func (g *growth) value(depth int) ot.Value {
	g.ids++
	v := ot.Value{ID: fmt.Sprintf("v%d", g.ids), Kind: ot.KindString}
	kinds := []ot.ValueKind{ot.KindString, ot.KindNumber, ot.KindDate, ot.KindNull, ot.KindArray, ot.KindObject}
	if depth == 0 {
		kinds = kinds[:4]
	}
	switch v.Kind = kinds[g.IntN(len(kinds))]; v.Kind {
	case ot.KindString:
		v.Text = g.text()
	case ot.KindNumber:
		v.Number = g.Float64()
	case ot.KindDate:
		v.Millis = g.Int64N(1 << 40)
	case ot.KindArray:
		for range g.IntN(9) {
			v.Items = append(v.Items, g.value(depth-1))
		}
	case ot.KindObject:
		for i := range g.IntN(9) {
			v.Members = append(v.Members, ot.Member{Key: fmt.Sprintf("key %d", i), Value: g.value(depth - 1)})
		}
	}
	return v
}

// TestCut applies random edits as a whole and in parts of different sizes: the
// documents are the same, no part is larger than it may be, and each takes at most as
// many bytes on the wire as [ot.Size] says.
func TestCut(t *testing.T) {
	for seed := range uint64(3000) {
		g := &growth{rand.New(rand.NewPCG(seed, 1)), 0}
		start := ot.Value{ID: "root", Kind: ot.KindObject, Members: []ot.Member{
			{Key: "t", Value: ot.Value{ID: "t", Kind: ot.KindString, Text: ot.MustText("0123456789")}},
			{Key: "l", Value: ot.Value{ID: "l", Kind: ot.KindArray, Items: []ot.Value{{ID: "n", Kind: ot.KindNull}}}},
			{Key: "o", Value: ot.Value{ID: "o", Kind: ot.KindObject}},
		}}
		v := g.value(4)
		set := func(id string, kind ot.ValueKind) *ot.Value {
			out := ot.Value{ID: id, Kind: kind}
			for i := range 5 {
				child := g.value(3)
				if kind == ot.KindArray {
					out.Items = append(out.Items, child)
				} else {
					out.Members = append(out.Members, ot.Member{Key: fmt.Sprint(i), Value: child})
				}
			}
			return &out
		}
		all := []ot.Op{
			{Kind: ot.StringSplice, ID: "t", Index: g.IntN(5), Count: g.IntN(5), Text: ot.Concat(g.text(), g.text())},
			{Kind: ot.StringSet, ID: "t", Text: g.text()},
			{Kind: ot.ArrayInsert, ID: "l", Index: g.IntN(2), Value: &v},
			{Kind: ot.ArrayReplace, ID: "l", Index: 0, Value: &v},
			{Kind: ot.ArraySet, ID: "l", Value: set("l", ot.KindArray)},
			{Kind: ot.ObjectAddProperty, ID: "o", Key: "new", Value: &v},
			{Kind: ot.ObjectSetProperty, ID: "root", Key: "t", Value: &v},
			{Kind: ot.ObjectSet, ID: "o", Value: set("o", ot.KindObject)},
		}
		op, limit := all[g.IntN(len(all))], 120+g.IntN(300)
		parts, ok := ot.Cut(op, limit)
		if !ok {
			t.Fatalf("seed %d: %v cannot be cut to %d", seed, op, limit)
		}
		whole, pieces := newDocument(t, start), newDocument(t, start)
		if err := whole.Apply(op, nil); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for i := range parts {
			part := &parts[i]
			wire, err := protocol.Encode(0, 0, &protocol.OperationSubmission{Operations: parts[i : i+1]})
			if err != nil || ot.Validate(*part) != nil {
				t.Fatalf("seed %d: part %d of %d is not valid: %v %v", seed, i, len(parts), err, ot.Validate(*part))
			}
			if size := ot.Size(part); size > limit || len(wire) > size {
				t.Fatalf("seed %d: part %d has %d bytes, at most %d are said, %d are allowed", seed, i, len(wire), size, limit)
			}
			if err := pieces.Apply(*part, nil); err != nil {
				t.Fatalf("seed %d: part %d of %d: %v", seed, i, len(parts), err)
			}
		}
		if ot.Size(&op) <= limit && len(parts) != 1 {
			t.Fatalf("seed %d: %d parts of what fits", seed, len(parts))
		}
		if a, b := whole.Value(), pieces.Value(); !reflect.DeepEqual(a, b) {
			t.Fatalf("seed %d, limit %d, %d parts:\n%v\n%v", seed, limit, len(parts), a, b)
		}
	}
}

func newDocument(t *testing.T, v ot.Value) *document.Document {
	t.Helper()
	d, err := document.New(v)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestCutNot is what cannot be cut.
func TestCutNot(t *testing.T) {
	long := strings.Repeat("k", 500)
	for what, op := range map[string]ot.Op{
		"compound": {Kind: ot.Compound, Ops: []ot.Op{{Kind: ot.StringSet, ID: "t", Text: ot.MustText(long)}}},
		"id":       {Kind: ot.StringSet, ID: long, Text: ot.MustText("a")},
		"key":      {Kind: ot.ObjectAddProperty, ID: "o", Key: long, Value: &ot.Value{ID: "v", Kind: ot.KindNull}},
		"deep key": {Kind: ot.ArrayInsert, ID: "l", Value: &ot.Value{ID: "v", Kind: ot.KindObject, Members: []ot.Member{{Key: long, Value: ot.Value{ID: "w", Kind: ot.KindNull}}}}},
	} {
		if parts, ok := ot.Cut(op, 300); ok {
			t.Errorf("%s: %d parts", what, len(parts))
		}
	}
}
