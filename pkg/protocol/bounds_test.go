package protocol_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"github.com/convergence-wasm/convergence/pkg/ot"
	. "github.com/convergence-wasm/convergence/pkg/protocol"
)

// bounded decodes data with the bounds of a server and returns what came, what
// went wrong and how many bytes were allocated.
func bounded(data []byte) (came []Envelope, errs []error, allocated uint64) {
	limits := DefaultLimits()
	d := Decoder{Bounds: limits.Bounds}
	d.Reset(data, false)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for d.More() {
		e, err := d.Next()
		if err != nil {
			errs = append(errs, err)
		}
		came = append(came, e)
	}
	runtime.ReadMemStats(&after)
	return came, errs, after.TotalAlloc - before.TotalAlloc
}

// TestAnnounced decodes what announces far more than comes.
func TestAnnounced(t *testing.T) {
	for name, level := range map[string]string{
		"maps":   "\xDE\x04\x00\xA0", // of 1,024 entries, the first under ""
		"arrays": "\xDC\x04\x00",
		"huge":   "\xDF\x00\xFF\xFF\xFF\xA0",
	} {
		head, err := Encode(1, 0, &ConnectionRequest{Instance: "i"})
		if err != nil {
			t.Fatal(err)
		}
		data := append(head[:len(head)-1], strings.Repeat(level, 900)+"\xC0"...)
		if _, errs, allocated := bounded(data); len(errs) != 1 || allocated > 256<<10 {
			t.Errorf("%s: %d bytes took %d, errors %v", name, len(data), allocated, errs)
		}
	}
}

// TestExceeds expects a message of many small values to be passed over with its
// request id, cheaply, and the one behind it to come.
func TestExceeds(t *testing.T) {
	items := make([]ot.Value, 2_500_000)
	for i := range items {
		items[i].Kind = ot.KindNull
	}
	var w Writer
	array := ot.Value{Kind: ot.KindArray, ID: "a", Items: items}
	if err := w.Add(7, 0, &CreateRequest{Creation: Creation{Collection: "c", Data: array}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Add(8, 0, &OpenRequest{ModelID: "m"}); err != nil {
		t.Fatal(err)
	}
	came, errs, allocated := bounded(w.Bytes())
	if len(came) != 2 || len(errs) != 1 || !errors.Is(errs[0], ErrExceeds) || came[0].Request != 7 || came[0].Message != nil {
		t.Fatalf("came %+v, errors %v", came, errs)
	}
	if m, ok := came[1].Message.(*OpenRequest); !ok || m.ModelID != "m" {
		t.Errorf("behind it came %+v", came[1])
	}
	if allocated > 1<<20 {
		t.Errorf("what was not decoded took %d bytes", allocated)
	}
}

// TestRefusedBody expects a message that nobody wants to cost nothing.
func TestRefusedBody(t *testing.T) {
	data, err := Encode(1, 0, &QueryRequest{Query: strings.Repeat("q", 1<<20)})
	if err != nil {
		t.Fatal(err)
	}
	d := Decoder{Bounds: func(Body, int) Bounds { return Bounds{Refused: true} }}
	d.Reset(data, false)
	if e, err := d.Next(); err != nil || e.Message != nil || e.Body != BodyQueryRequest || d.More() {
		t.Errorf("came %+v, %v", e, err)
	}
}

// TestOrdinaryWithinBounds expects what clients send to be far within the bounds:
// documents and batches of the smallest values that have ids of their own.
func TestOrdinaryWithinBounds(t *testing.T) {
	id := func(i int) string {
		return "1:" + strings.Repeat("0", 3) + string(rune('a'+i%26)) + string(rune('a'+i/26%26))
	}
	var members []ot.Member
	var ops []ot.Op
	for i := range 400_000 {
		members = append(members, ot.Member{Key: id(i), Value: ot.Value{Kind: ot.KindNumber, ID: id(i), Number: 1}})
		if i < 10_000 {
			ops = append(ops, ot.Op{Kind: ot.NumberDelta, ID: "1:0", Number: 1})
		}
	}
	state := make(map[string]JSON)
	for i := range 1000 {
		state[id(i)] = true
	}
	deep, typed := JSON(nil), make([]ot.Op, 10_000)
	for range ot.MaxDepth {
		deep = map[string]JSON{"k": deep}
	}
	for i := range typed {
		typed[i] = ot.Op{Kind: ot.StringSplice, ID: "1:0", Index: i}
	}
	for _, m := range []Message{
		&OperationSubmission{Resource: 1, Operations: typed},
		&PresenceSetState{State: map[string]JSON{"k": deep}},
		&ActivityUpdateState{Set: map[string]JSON{"k": deep}},
		&ActivityJoinRequest{State: map[string]JSON{"k": deep}},
		&ConnectionRequest{Instance: "i", PresenceState: map[string]JSON{"k": deep}},
		&CreateRequest{Creation: Creation{Collection: "c", Data: ot.Value{Kind: ot.KindObject, ID: "@:0", Members: members}}},
		&OperationSubmission{Resource: 1, First: 1, Version: 1, Operations: ops},
		&OperationSubmission{Resource: 1, First: 1, Version: 1, Operations: ops[:1]},
		&ConnectionRequest{Instance: "i", PresenceState: state},
		&PresenceSetState{State: state},
		&SetReference{Resource: 1, Values: ot.Reference{Kind: ot.ReferenceRange, Ranges: make([]ot.Range, 4000)}, ReferenceName: ReferenceName{Element: "e", Key: "k"}},
	} {
		data, err := Encode(0, 0, m)
		if err != nil {
			t.Fatal(err)
		}
		if came, errs, _ := bounded(data); len(errs) > 0 || len(came) != 1 || came[0].Message == nil {
			t.Errorf("%T of %d bytes: %v", m, len(data), errs)
		}
	}
}

// TestWeighTyping expects typing, which arrives as one value, to weigh what its operations take.
func TestWeighTyping(t *testing.T) {
	ops := make([]ot.Op, 10_000)
	for i := range ops {
		ops[i] = ot.Op{Kind: ot.StringSplice, ID: "1:0", Index: i, Count: i % 2, Text: ot.MustText("x")}
	}
	data, err := Encode(0, 0, &OperationSubmission{Resource: 1, Operations: ops})
	if err != nil {
		t.Fatal(err)
	}
	least := len(ops) * int(unsafe.Sizeof(ops[0]))
	if w := Weigh(data); w < least || w > 2*least {
		t.Errorf("%d bytes weigh %d, and their operations take %d", len(data), w, least)
	}
	if w := Weigh(data[:len(data)-1]); w > len(data)+1000 {
		t.Errorf("a message that is cut off weighs %d", w)
	}
}
