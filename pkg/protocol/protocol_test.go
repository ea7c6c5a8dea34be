package protocol_test

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/convergence-wasm/convergence/pkg/ot"
	. "github.com/convergence-wasm/convergence/pkg/protocol"
)

func ptr[T any](v T) *T { return &v }

// lone is a text with a lone surrogate, NUL, a combining mark and an emoji.
var lone = ot.TextFromUTF16([]uint16{'a', 0, 0xD83D, 'e', 0x301, 0xD83D, 0xDE00, 0xDC00})

var sample = ot.Value{ID: "@:0", Kind: ot.KindObject, Members: []ot.Member{
	{Key: "text", Value: ot.Value{ID: "@:1", Kind: ot.KindString, Text: lone}},
	{Key: lone.WTF8(), Value: ot.Value{ID: "@:2", Kind: ot.KindArray, Items: []ot.Value{
		{ID: "@:3", Kind: ot.KindNumber, Number: math.Copysign(0, -1)},
		{ID: "@:4", Kind: ot.KindNumber, Number: 1.5e300, Rest: []float64{0.1, -1e-300}},
		{ID: "@:5", Kind: ot.KindBoolean, Bool: true},
		{ID: "@:6", Kind: ot.KindDate, Millis: -62135596800000},
		{ID: "@:7", Kind: ot.KindNull},
	}}},
}}

// wired is a value as it is on the wire.
func wired(v ot.Value) Data {
	data, err := AppendValue(nil, v)
	if err != nil {
		panic(err)
	}
	return data
}

// every has each operation, plain and as a no-op.
func every() []ot.Op {
	text := ot.MustText("né😀")
	plain := []ot.Op{
		{Kind: ot.StringSplice, ID: "2:0", Index: 7, Count: 3, Text: text},
		{Kind: ot.StringSplice, ID: "2:0", Index: 4, Count: 1},
		{Kind: ot.StringSplice, ID: "2:1", Index: 0, Text: lone},
		{Kind: ot.StringSet, ID: "2:0", Text: text},
		{Kind: ot.ArrayInsert, ID: "2:2", Index: 1, Value: &sample},
		{Kind: ot.ArrayRemove, ID: "2:2", Index: 300},
		{Kind: ot.ArrayReplace, ID: "2:2", Index: 0, Value: &sample},
		{Kind: ot.ArrayMove, ID: "2:2", Index: 2, To: 70000},
		{Kind: ot.ArraySet, ID: "2:2", Value: &ot.Value{ID: "2:2", Kind: ot.KindArray, Items: []ot.Value{}}},
		{Kind: ot.ObjectAddProperty, ID: "2:3", Key: "k", Value: &sample},
		{Kind: ot.ObjectSetProperty, ID: "2:3", Key: "", Value: &sample},
		{Kind: ot.ObjectRemoveProperty, ID: "2:3", Key: lone.WTF8()},
		{Kind: ot.ObjectSet, ID: "2:3", Value: &sample},
		{Kind: ot.NumberDelta, ID: "2:4", Number: -0.25},
		{Kind: ot.NumberSet, ID: "2:4", Number: 1 << 40},
		{Kind: ot.BooleanSet, ID: "2:5", Bool: true},
		{Kind: ot.DateSet, ID: "2:6", Millis: 1767225600000},
		{Kind: ot.ObjectAddProperty, ID: "2:3", Key: "k", Index: 200, Value: &sample}, // an inverse
	}
	ops := append([]ot.Op(nil), plain...)
	for _, op := range plain {
		op.NoOp = true
		ops = append(ops, op)
	}
	return append(ops, ot.Op{Kind: ot.Compound, Ops: plain})
}

func messages() []Message {
	user := User{UserID{UserNormal, "demo"}, "De", "Mo", lone.WTF8(), "a@b"}
	creation := Creation{"c", sample, true, ptr(PermissionRead), []UserPermissions{{UserID{UserConvergence, "x"}, AllPermissions}}, true, []GroupPermissions{{"g", PermissionWrite}}}
	details := map[string]JSON{"fingerprint": "1", "list": []JSON{nil, true, 1.5, map[string]JSON{"a": "b"}}}
	name := ReferenceName{"@:1", "cursor"}
	refs := []SharedReference{
		{"s", name, ot.Reference{Kind: ot.ReferenceIndex, Indexes: []int{0, 7}}},
		{"s", name, ot.Reference{Kind: ot.ReferenceRange, Ranges: []ot.Range{{Start: 3, End: 1}}}},
		{"t", name, ot.Reference{Kind: ot.ReferenceProperty, Keys: []string{lone.WTF8()}}},
		{"t", ReferenceName{Key: "e"}, ot.Reference{Kind: ot.ReferenceElement, Elements: []string{"@:0"}}},
	}
	runs := []HistoryRun{{"s", 3, 4, every(), every()}}
	data := Object{{"z", []JSON{nil, Object{{"b", 1.5}, {"a", Object{}}}}}, {"a", true}, {"m", lone.WTF8()}}
	results := []QueryResult{{"c", "m", 1, 2, 3, data}}
	return []Message{
		&ShareReference{1, name, refs[0].Values, 2}, &SetReference{1, name, refs[1].Values, 2},
		&ClearReference{1, name}, &UnshareReference{1, name}, &ReferenceShared{1, refs[2], 3}, &ReferenceSet{1, refs[3], 4},
		&ReferenceCleared{1, "s", name}, &ReferenceUnshared{1, "s", name},
		&QueryRequest{"SELECT"}, &QueryResponse{results, 5, 6},
		&GetPermissionsRequest{"m", TargetCollection},
		&GetPermissionsResponse{true, 1, creation.Users, creation.Groups, 3},
		&SetPermissionsRequest{"m", ptr(false), creation.World, true, creation.Users, []UserID{user.UserID}, TargetModel, true, creation.Groups, []string{"g"}},
		&SetPermissionsResponse{}, &PermissionsChanged{1, 2},
		&HistoryDataRequest{"m"}, &HistoryDataResponse{"c", wired(sample), 1, 2, 3}, &HistoryOperationsRequest{"m", 1, 2},
		&HistoryOperationsResponse{runs}, &VersionAtTimeRequest{"m", 5}, &VersionAtTimeResponse{6},
		&VersionsRequest{"m", VersionName, lone.WTF8(), 7}, &VersionsResponse{[]NamedVersion{{"n", 1, 2, user.UserID}}},
		&RestoreRequest{"m", 3}, &RestoreResponse{4, every()},
		&OK{}, &Error{CodeModelNotFound, "gone", details}, &Error{Code: CodeUnknown}, &Ping{}, &Pong{},
		&ConnectionRequest{"c", "1", 1, []string{"x"}, "inst", AuthAnonymous, "u", "s", ptr(""), details},
		&ConnectionResponse{"1", 1, nil, &ConnectionSuccess{"n", "d", user, "s", "t", details, Limits{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}}, nil},
		&ConnectionResponse{"1", 1, []string{}, nil, &ConnectionFailure{CodeDomainNotFound, "m", true, 1500}},
		&ServerTimeRequest{}, &ServerTimeResponse{-5}, &SignOutRequest{},
		&OpenRequest{"m", 7, 0},
		&OpenResponse{1, "m", "c", "2", 9, 1, 2, wired(sample), []string{"a"}, []string{"b"}, AllPermissions, 12, refs},
		&CloseRequest{3}, &CloseResponse{}, &CreateRequest{"m", 5, creation}, &CreateResponse{"m"},
		&DeleteRequest{"m"}, &DeleteResponse{}, &ForceClose{1, ReasonDeleted, "why"},
		&RemoteOpened{1, "s"}, &RemoteClosed{1, "s"}, &AutoCreateRequest{4}, &AutoCreateResponse{creation},
		&OperationSubmission{1, 5, 6, every(), "other"}, &OperationAck{1, 2, 3, 4, 5},
		&RemoteOperation{1, "s", 4, 5, every(), "i", 7},
		&ResyncRequest{"m", 4}, &ResyncResponse{1, 4, PermissionWrite, 6, 7}, &ResyncClientDone{1, true},
		&ResyncServerDone{1, []string{"a"}, []string{"b", "c"}, refs, 8}, &RemoteResyncStarted{1, "s"}, &RemoteResyncDone{1, "s"},
		&IdentityUpdate{[]User{user}, []SessionUser{{"s", user.UserID}}},
	}
}

// TestRoundTrip sends every message through one frame and expects each field back.
func TestRoundTrip(t *testing.T) {
	var w Writer
	sent := messages()
	for i, m := range sent {
		if err := w.Add(uint32(i), uint32(2*i), m); err != nil {
			t.Fatalf("%T: %v", m, err)
		}
	}
	i := 0
	err := Decode(w.Bytes(), func(e Envelope) error {
		if e.Request != uint32(i) || e.Response != uint32(2*i) || e.Body != sent[i].Body() {
			t.Errorf("envelope %d: %+v", i, e)
		}
		if !equal(e.Message, sent[i]) {
			t.Errorf("%T came back different:\n%+v\n%+v", sent[i], e.Message, sent[i])
		}
		i++
		return nil
	})
	if err != nil || i != len(sent) {
		t.Fatalf("decoded %d of %d: %v", i, len(sent), err)
	}
}

// equal is DeepEqual that takes an empty list for a missing one.
func equal(a, b any) bool { return same(reflect.ValueOf(a), reflect.ValueOf(b)) }

func same(a, b reflect.Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case reflect.Pointer, reflect.Interface:
		return a.IsNil() == b.IsNil() && (a.IsNil() || same(a.Elem(), b.Elem()))
	case reflect.Struct:
		for i := range a.NumField() {
			if !same(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.Len() != b.Len() {
			return false
		}
		for _, k := range a.MapKeys() {
			if !b.MapIndex(k).IsValid() || !same(a.MapIndex(k), b.MapIndex(k)) {
				return false
			}
		}
		return true
	case reflect.Float64:
		return math.Float64bits(a.Float()) == math.Float64bits(b.Float())
	}
	return a.Equal(b)
}

// TestOlderAndNewer decodes bodies with fewer and with more fields than known.
func TestOlderAndNewer(t *testing.T) {
	encode := func(v any) []byte {
		var b bytes.Buffer
		e := msgpack.NewEncoder(&b)
		e.UseCompactInts(true)
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	read := func(data []byte) Envelope {
		var got Envelope
		if err := Decode(data, func(e Envelope) error { got = e; return nil }); err != nil {
			t.Fatal(err)
		}
		return got
	}
	older := read(encode([]any{BodyOpenRequest, 1, 0, []any{"m"}}))
	if m := older.Message.(*OpenRequest); m.ModelID != "m" || m.AutoCreate != 0 {
		t.Errorf("older: %+v", m)
	}
	extra := []any{map[string]any{"deep": []any{1, "x", nil, 2.5, []byte("bin")}}, -70000, strings.Repeat("s", 300)}
	newer := read(encode(append([]any{BodyOpenRequest, 1, 0, append([]any{"m", 2, 3}, extra...)}, extra...)))
	if m := newer.Message.(*OpenRequest); m.ModelID != "m" || m.AutoCreate != 2 || m.Parts != 3 {
		t.Errorf("newer: %+v", m)
	}
	if unknown := read(encode([]any{999, 5, 0, extra})); unknown.Message != nil || unknown.Request != 5 || unknown.Body != 999 {
		t.Errorf("unknown body: %+v", unknown)
	}
}

// TestMalformed expects a typed error, never a panic or a large allocation.
func TestMalformed(t *testing.T) {
	whole, err := Encode(1, 0, &OperationSubmission{1, 5, 6, every(), ""})
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string][]byte{
		"empty":             {},
		"not an array":      {0x05},
		"too few fields":    {0x91, 1},
		"negative id":       {0x94, 100, 0xFF, 0, 0x90},
		"huge array":        {0x94, 100, 1, 0, 0xDD, 0xFF, 0xFF, 0xFF, 0xFF},
		"huge text":         {0x94, 100, 1, 0, 0x91, 0xDB, 0x7F, 0xFF, 0xFF, 0xFF},
		"not WTF-8":         {0x94, 100, 1, 0, 0x91, 0xA1, 0xFF},
		"body is no array":  {0x94, 100, 1, 0, 0xC0},
		"garbage":           []byte("GET / HTTP/1.1\r\n\r\n"),
		"deep":              append([]byte{0x94, 4, 0, 0, 0x93, 0xA0, 0xA0}, bytes.Repeat([]byte{0x91}, 1<<20)...),
		"deep, to skip":     append([]byte{0x94, 0xCD, 3, 0xE7, 0, 0}, bytes.Repeat([]byte{0x91}, 1<<20)...),
		"compound compound": {0x94, 114, 0, 0, 0x94, 1, 1, 1, 0x91, 0x92, 16, 0x91, 0x92, 16, 0x90},
	}
	for i := range whole {
		cases["truncated"] = whole[:i]
		for name, data := range cases {
			if err := Decode(data, func(Envelope) error { return nil }); !errors.Is(err, ErrMalformed) {
				t.Fatalf("%s (%d bytes): %v", name, len(data), err)
			}
			if name != "truncated" {
				delete(cases, name)
			}
		}
	}
}

// TestCannotEncode expects that a value outside the wire's range is refused
// and leaves what was gathered alone.
func TestCannotEncode(t *testing.T) {
	var w Writer
	if err := w.Add(0, 0, &Ping{}); err != nil {
		t.Fatal(err)
	}
	n := w.Len()
	if err := w.Add(0, 0, &Error{Details: map[string]JSON{"x": struct{}{}}}); err == nil {
		t.Error("a struct went out as JSON")
	}
	if w.Len() != n {
		t.Errorf("half a message of %d bytes is left", w.Len()-n)
	}
}

// TestSpliceRuns counts the bytes that typing takes.
func TestSpliceRuns(t *testing.T) {
	var typed []ot.Op
	for i := range 1000 {
		typed = append(typed, ot.Op{Kind: ot.StringSplice, ID: "@:1", Index: i, Text: ot.MustText("x")})
	}
	for i := range 1000 {
		typed = append(typed, ot.Op{Kind: ot.StringSplice, ID: "@:1", Index: 999 - i, Count: 1})
	}
	data, err := AppendOperations(nil, typed)
	if err != nil {
		t.Fatal(err)
	}
	if per := float64(len(data)) / float64(len(typed)); per > 3.1 {
		t.Errorf("%.1f bytes per typed or deleted character", per)
	}
	back, err := DecodeOperations(data)
	if err != nil || !equal(back, typed) {
		t.Errorf("%d operations came back as %d: %v", len(typed), len(back), err)
	}
}

func TestRetry(t *testing.T) {
	for code, want := range map[CloseCode]Retry{
		1000: RetryNow, 1006: RetryNow, CloseProtocolError: RetryNow, CloseAbort: RetryNow,
		CloseShutdown: RetryLater, 4199: RetryLater, CloseRefused: RetryNever, 4299: RetryNever, 4300: RetryNow,
	} {
		if got := code.Retry(); got != want {
			t.Errorf("%d: %d, want %d", code, got, want)
		}
	}
}
