package nodes

import (
	"reflect"
	"testing"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/server/internal/ordering"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

func splices(n int) (ops []ot.Op) {
	for i := range n {
		ops = append(ops, ot.Op{Kind: ot.StringSplice, ID: "t", Index: i, Text: ot.MustText("x")})
	}
	return ops
}

// some are runs with the versions 7, 8 and 9, and 10.
var some = []ordering.Run{
	{Version: 7, Session: "s", Instance: "i", First: 3, Millis: 1, Ops: splices(1)},
	{Version: 8, Session: "s2", Instance: "i2", First: 1, Millis: 2, Ops: splices(2)},
	{Version: 10, Session: "s", Instance: "i", First: 4, Millis: 3, Ops: splices(1)},
}

// TestMessages expects what one node writes to be what another one reads, but for the operations of
// runs that it knows.
func TestMessages(t *testing.T) {
	known := func(runs ordering.Source, version int64, operations ...int) {
		t.Helper()
		got, err := runs(version)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range some {
			if want.Ops = want.Ops[:operations[i]]; operations[i] == 0 {
				want.Ops = nil
			}
			if !reflect.DeepEqual(got[i], want) {
				t.Errorf("known up to %d, run %d is %+v, not %+v", version, i, got[i], want)
			}
		}
	}
	data, err := encodeNews("me", 5, some)
	if err != nil {
		t.Fatal(err)
	}
	model, runs, err := decodeNews(data)
	if err != nil || model != 5 {
		t.Errorf("news of model %d, %v", model, err)
	}
	known(runs, 0, 1, 2, 1)
	known(runs, 7, 1, 2, 1)
	known(runs, 8, 0, 2, 1)
	known(runs, 10, 0, 0, 1)
	known(runs, 11, 0, 0, 0)
	if !toldBy(data, "me") || toldBy(data, "m") || toldBy(nil, "me") || toldBy([]byte{telling, 1}, "me") {
		t.Error("it is not known who has told it")
	}
	if data, err = encodeNews("me", 5, nil); err == nil {
		model, runs, err = decodeNews(data)
	}
	if err != nil || model != 5 || runs != nil {
		t.Errorf("that there is something to read: %d, %v", model, err)
	}
	a := ordering.Answer{Verdict: ordering.Done, Runs: some, Refused: []ordering.PassedRefusal{{Chain: 1, Sequence: 2, Reason: "r"}}}
	if data, err = encodeAnswer(&a); err != nil {
		t.Fatal(err)
	}
	answer, runs, err := decodeAnswer(data)
	if err != nil {
		t.Fatal(err)
	}
	known(runs, 8, 0, 2, 1)
	if a.Runs = nil; !reflect.DeepEqual(answer, a) {
		t.Errorf("the answer is %+v, not %+v", answer, a)
	}
	p := passing{store.DomainName{Namespace: "n", ID: "d"}, "m", 5, ordering.Passed{Version: 9, Chains: []ordering.Chain{{Session: "s", Instance: "i", First: 3, Ops: splices(3)}}}}
	if data, err = encodePassing(p); err != nil {
		t.Fatal(err)
	}
	if got, err := decodePassing(data); err != nil || !reflect.DeepEqual(got, p) {
		t.Errorf("what is passed on is %+v, %v", got, err)
	}
}

// TestUnknownMessages expects what is of another format, or nothing at all, to be an error.
func TestUnknownMessages(t *testing.T) {
	of := func(v any) []byte {
		data, err := msgpack.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for _, data := range [][]byte{nil, {0xc1}, of(7), of([]any{format + 1, "me", 5, nil}), of([]any{format, "me", 5, nil, 1})} {
		_, _, news := decodeNews(data)
		_, _, answer := decodeAnswer(data)
		_, passed := decodePassing(data)
		if news == nil || answer == nil || passed == nil {
			t.Errorf("%x is read: %v, %v, %v", data, news, answer, passed)
		}
	}
	_, runs, err := decodeNews(of(newsOnWire{Format: format, Runs: []runOnWire{{Version: 3, Operations: []byte("x")}}}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := runs(0); err == nil {
		t.Error("operations that are none are read")
	}
}
