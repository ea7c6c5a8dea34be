package document_test

import (
	"errors"
	"reflect"
	"runtime"
	"strconv"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

func wired(t testing.TB, v ot.Value) protocol.Data {
	t.Helper()
	data, err := protocol.AppendValue(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// records returns a document of many small objects.
func records(n int) ot.Value {
	next := 0
	id := func() string { next++; return "1:" + strconv.Itoa(next) }
	str := func(s string) ot.Value { return ot.Value{ID: id(), Kind: ot.KindString, Text: ot.MustText(s)} }
	list := ot.Value{ID: id(), Kind: ot.KindArray}
	for i := range n {
		x, done := num(id(), float64(i)), ot.Value{ID: id(), Kind: ot.KindBoolean, Bool: i%2 == 0}
		tags := array(id(), str("red"), str("green"), str("blue"))
		list.Items = append(list.Items, object(id(), member("id", str("item-"+strconv.Itoa(i))), member("title", str("Title of item "+strconv.Itoa(i))),
			member("done", done), member("tags", tags), member("x", x), member("y", num(id(), float64(2*i)))))
	}
	return object("root", member("list", list))
}

// TestReadAsNew expects a document that is read from bytes to be the one that is
// made of the value, in its answers, in its edits and in what it refuses.
func TestReadAsNew(t *testing.T) {
	many := object("root")
	for i := range 300 {
		many.Members = append(many.Members, member("k"+strconv.Itoa(i), num(strconv.Itoa(i), 1)))
	}
	deep := object("root")
	for i := ot.MaxDepth; i > 1; i-- {
		deep = object("o"+strconv.Itoa(i), member("k", deep))
	}
	exact := ot.Value{ID: "n", Kind: ot.KindNumber, Number: 0.3, Rest: []float64{1e-20}}
	for i, v := range []ot.Value{records(500), many, deep, object("root", member("n", exact)), object("root")} {
		want := mustNew(v)
		got, err := document.Read(wired(t, v))
		if err != nil {
			t.Fatal(i, err)
		}
		if !reflect.DeepEqual(got.Value(), want.Value()) || got.NodeCount() != want.NodeCount() {
			t.Errorf("%d: another document", i)
		}
		if err := errors.Join(document.CheckOrder(got, true), document.CheckChildren(got.Root())); err != nil {
			t.Error(i, err)
		}
		for _, d := range []*document.Document{got, want} {
			x := num("new", 1)
			if err := d.Apply(ot.Op{Kind: ot.ObjectAddProperty, ID: d.Root().ID(), Key: "new", Value: &x}, nil); err != nil {
				t.Fatal(i, err)
			}
		}
		if !reflect.DeepEqual(got.Value(), want.Value()) {
			t.Errorf("%d: another document after an edit", i)
		}
	}
	twice := object("root", member("a", num("x", 1)), member("b", num("x", 2)))
	for _, c := range []struct {
		v    ot.Value
		want error
	}{
		{num("root", 1), document.ErrRoot},
		{array("root"), document.ErrRoot},
		{twice, document.ErrID},
		{object(""), document.ErrID},
		{object("root", member("a", num("", 1))), document.ErrID},
		{object("root", member("a", num("x", 1)), member("a", num("y", 2))), document.ErrKey},
		{object("top", member("k", deep)), document.ErrDepth},
		{object("root", member("a", ot.Value{ID: "d", Kind: ot.KindDate, Millis: ot.MaxMillis + 1})), ot.ErrInvalid},
	} {
		if _, err := document.New(c.v); !errors.Is(err, c.want) {
			t.Errorf("%+v: New fails with %v", c.v, err)
		}
		if d, err := document.Read(wired(t, c.v)); !errors.Is(err, c.want) || d != nil {
			t.Errorf("%+v: Read fails with %v", c.v, err)
		}
	}
}

// TestReadInPortions reads a document a few elements at a time: no portion makes or
// enters more, and the last one gives what Read does.
func TestReadInPortions(t *testing.T) {
	v := records(100)
	want := mustNew(v)
	const elements = 7
	reading := document.BeginReading(wired(t, v))
	for n := 1; ; n++ {
		before := document.Progress(reading)
		got, err := reading.Some(elements)
		if err != nil {
			t.Fatal(err)
		}
		if done := document.Progress(reading) - before; done > elements {
			t.Fatalf("%d elements in portion %d", done, n)
		}
		if got == nil {
			continue
		}
		if least := 2 * want.NodeCount() / elements; n < least {
			t.Errorf("%d portions, not %d", n, least)
		}
		if !reflect.DeepEqual(got.Value(), want.Value()) || got.NodeCount() != want.NodeCount() {
			t.Error("another document")
		}
		return
	}
}

// TestReadTakesWhatArrives expects memory to grow with the bytes that are there:
// each of many containers announces all that is left.
func TestReadTakesWhatArrives(t *testing.T) {
	data := []byte{0x93, 1, 0xA1, 'r', 0x91, 0x92, 0xA1, 'k'}
	for i := range ot.MaxDepth - 2 {
		data = append(data, 0x93, 2, 0xA2, 'a', byte('0'+i%10), 0xDD, 0, 0x0E, 0, 0)
	}
	data = append(data, make([]byte, 1<<20)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := document.Read(protocol.Data(data)); !errors.Is(err, protocol.ErrMalformed) {
		t.Error(err)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
		t.Errorf("%d bytes were allocated", took)
	}
}

// TestReadAllocates holds opening to a bound of allocations for each element.
func TestReadAllocates(t *testing.T) {
	data := wired(t, records(1000))
	elements := float64(1000*10 + 2)
	got := testing.AllocsPerRun(3, func() {
		if _, err := document.Read(data); err != nil {
			t.Fatal(err)
		}
	}) / elements
	if got > 2 {
		t.Errorf("%.2f allocations for each element", got)
	}
	t.Logf("%.2f allocations for each element", got)
}

// BenchmarkRead builds a document with 100,000 elements from its bytes.
func BenchmarkRead(b *testing.B) {
	data := wired(b, records(10_000))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := document.Read(data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecodeAndNew does the same by way of a value.
func BenchmarkDecodeAndNew(b *testing.B) {
	data := wired(b, records(10_000))
	b.ReportAllocs()
	for b.Loop() {
		v, err := protocol.DecodeValue(data)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := document.New(v); err != nil {
			b.Fatal(err)
		}
	}
}
