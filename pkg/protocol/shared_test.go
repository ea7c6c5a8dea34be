package protocol_test

import (
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestEncodingWritesNothing encodes one message on several goroutines, as the
// server does for everybody who has a model open. The race detector fails it
// when encoding changes what it encodes.
func TestEncodingWritesNothing(t *testing.T) {
	value := &ot.Value{ID: "1:1", Kind: ot.KindObject, Members: []ot.Member{
		{Key: "k", Value: ot.Value{ID: "1:2", Kind: ot.KindNumber, Number: 1}},
		{Key: "d", Value: ot.Value{ID: "1:3", Kind: ot.KindDate, Millis: 1}},
	}}
	ops := []ot.Op{
		{Kind: ot.StringSplice, ID: "t", Index: 1, Count: 2, Text: ot.MustText("x")},
		{Kind: ot.ArrayMove, ID: "a", Index: 1, To: 2},
		{Kind: ot.ObjectSet, ID: "o", Value: value},
		{Kind: ot.Compound, Ops: []ot.Op{{Kind: ot.NumberDelta, ID: "n", Number: 1}, {Kind: ot.BooleanSet, ID: "b", Bool: true}}},
	}
	data, err := protocol.AppendValue(nil, *value)
	if err != nil {
		t.Fatal(err)
	}
	messages := []protocol.Message{
		&protocol.RemoteOperation{Resource: 1, SessionID: "s", Version: 1, Millis: 1, Operations: ops, Instance: "i", First: 1},
		&protocol.OpenResponse{Resource: 1, ModelID: "m", Data: data},
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for _, m := range messages {
				if _, err := protocol.Encode(0, 0, m); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}
