package protocol_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestAppendTree writes random documents as trees and as values: the bytes are the same.
func TestAppendTree(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	rng := rand.New(rand.NewPCG(seed, 1))
	id := 0
	var some func(depth int) ot.Value
	some = func(depth int) ot.Value {
		id++
		v := ot.Value{ID: fmt.Sprintf("1:%x", id), Kind: []ot.ValueKind{ot.KindString, ot.KindNumber, ot.KindBoolean, ot.KindDate, ot.KindNull, ot.KindObject, ot.KindArray}[rng.IntN(7)]}
		if depth == 0 {
			v.Kind = ot.KindObject
		}
		children := 0
		if depth < 6 {
			children = rng.IntN(20 >> depth)
		}
		switch v.Kind {
		case ot.KindString:
			v.Text = ot.TextFromUTF16([]uint16{'a', 0xD83D, uint16(rng.IntN(1 << 16))}[:rng.IntN(4)])
		case ot.KindNumber:
			v.Number = []float64{0, 1, 0.1, -1e300, rng.Float64()}[rng.IntN(5)]
			if rng.IntN(3) == 0 && v.Number == 0.1 {
				v.Rest = []float64{1e-20, 1e-40}[:1+rng.IntN(2)]
			}
		case ot.KindBoolean:
			v.Bool = rng.IntN(2) == 0
		case ot.KindDate:
			v.Millis = []int64{0, -1, 1e12}[rng.IntN(3)]
		case ot.KindObject:
			for i := range children {
				v.Members = append(v.Members, ot.Member{Key: fmt.Sprint("k", i)[rng.IntN(2)*min(i, 1):], Value: some(depth + 1)})
			}
			seen := map[string]bool{}
			for i := 0; i < len(v.Members); i++ {
				if key := v.Members[i].Key; seen[key] {
					v.Members = append(v.Members[:i], v.Members[i+1:]...)
					i--
				} else {
					seen[key] = true
				}
			}
		case ot.KindArray:
			for range children {
				v.Items = append(v.Items, some(depth+1))
			}
		}
		return v
	}
	for round := range 300 {
		doc, err := document.New(some(0))
		if err != nil {
			t.Fatalf("seed %d, round %d: %v", seed, round, err)
		}
		want, err := protocol.AppendValue([]byte("x"), doc.Value())
		if err != nil {
			t.Fatalf("seed %d, round %d: %v", seed, round, err)
		}
		got, err := protocol.AppendTree([]byte("x"), doc.Root())
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("seed %d, round %d: %x, %v, want %x", seed, round, got, err, want)
		}
	}
}

// BenchmarkAppendTree writes a document of 50,000 small values.
func BenchmarkAppendTree(b *testing.B) {
	items := make([]ot.Value, 50_000)
	for i := range items {
		items[i] = ot.Value{Kind: ot.KindNull, ID: fmt.Sprintf("1:%x", i)}
	}
	doc, err := document.New(ot.Value{Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{{Key: "a", Value: ot.Value{Kind: ot.KindArray, ID: "@:1", Items: items}}}})
	if err != nil {
		b.Fatal(err)
	}
	for name, write := range map[string]func() ([]byte, error){
		"value": func() ([]byte, error) { return protocol.AppendValue(nil, doc.Value()) },
		"tree":  func() ([]byte, error) { return protocol.AppendTree(nil, doc.Root()) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := write(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkDecodeValue reads a value of 50,000 small ones, as that of a new model comes.
func BenchmarkDecodeValue(b *testing.B) {
	items := make([]ot.Value, 50_000)
	for i := range items {
		items[i] = ot.Value{Kind: ot.KindNull, ID: fmt.Sprintf("1:%x", i)}
	}
	data, err := protocol.AppendValue(nil, ot.Value{Kind: ot.KindArray, ID: "@:1", Items: items})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := protocol.DecodeValue(data); err != nil {
			b.Fatal(err)
		}
	}
}
