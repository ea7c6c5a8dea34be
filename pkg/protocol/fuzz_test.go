package protocol_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	. "github.com/convergence-wasm/convergence/pkg/protocol"
)

// FuzzDecode decodes anything. What decodes must encode and decode to the same
// bytes again.
func FuzzDecode(f *testing.F) {
	for _, m := range messages() {
		data, err := Encode(3, 0, m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var w Writer
		err := Decode(data, func(e Envelope) error {
			if e.Message == nil {
				return nil
			}
			return w.Add(e.Request, e.Response, e.Message)
		})
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		if w.Len() == 0 {
			return
		}
		var again Writer
		if err := Decode(w.Bytes(), func(e Envelope) error { return again.Add(e.Request, e.Response, e.Message) }); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if !bytes.Equal(w.Bytes(), again.Bytes()) {
			t.Fatalf("written twice, different:\n%x\n%x", w.Bytes(), again.Bytes())
		}
	})
}

// FuzzDecodeOperation decodes stored or submitted operations. Those that pass
// must survive validation without a panic and encode again.
func FuzzDecodeOperation(f *testing.F) {
	for _, op := range every() {
		data, err := AppendOperations(nil, []ot.Op{op, op})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		ops, err := DecodeOperations(data)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		for _, op := range ops {
			_ = ot.Validate(op)
		}
		first, err := AppendOperations(nil, ops)
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeOperations(first)
		if err != nil || !equal(back, ops) {
			t.Fatalf("came back different: %v\n%+v\n%+v", err, ops, back)
		}
	})
}
