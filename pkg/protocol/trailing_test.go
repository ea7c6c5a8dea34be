package protocol_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	. "github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestStoredBefore reads what was stored and sent when empty fields at the end were
// written and every envelope had four fields.
func TestStoredBefore(t *testing.T) {
	file, err := os.ReadFile("testdata/before-trailing.txt")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, line := range strings.Split(strings.TrimSpace(string(file)), "\n") {
		what, digits, _ := strings.Cut(line, " ")
		data, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatal(err)
		}
		read++
		var got, want any
		switch what {
		case "operations":
			got, err = DecodeOperations(data)
			want = every()
		case "value":
			got, err = DecodeValue(data)
			want = sample
		default:
			err = Decode(data, func(e Envelope) error { got = e.Message; return nil })
			for _, m := range messages() {
				if fmt.Sprintf("%T", m) == what {
					want = m
				}
			}
		}
		if err != nil || !equal(got, want) {
			t.Errorf("%s came back different: %v\n%+v\n%+v", what, err, got, want)
		}
	}
	if read != 4 {
		t.Errorf("%d lines were read", read)
	}
}

// TestTrailingFields counts the bytes of messages whose last fields are empty.
func TestTrailingFields(t *testing.T) {
	far := []ot.Op{{Kind: ot.StringSplice, ID: "1:5", Index: 105_000, Text: ot.MustText("x")}}
	for _, c := range []struct {
		request uint32
		m       Message
		bytes   []byte
		most    int
	}{
		{0, &Ping{}, []byte{0x92, 5, 0x90}, 0},
		{7, &Ping{}, []byte{0x93, 5, 7, 0x90}, 0},
		{0, &RemoteClosed{}, []byte{0x92, 110, 0x90}, 0},
		{0, &OpenRequest{"m", 0, 0}, []byte{0x92, 100, 0x91, 0xA1, 'm'}, 0},
		{0, &IdentityUpdate{Users: []User{{}, {UserID: UserID{1, ""}}}}, []byte{0x92, 0xCC, 200, 0x91, 0x92, 0x90, 0x91, 1}, 0},
		{0, &OperationSubmission{Resource: 1, Version: 3, Operations: far}, nil, 19},
		{0, &OperationSubmission{Resource: 200, Version: 127, Operations: far}, nil, 20},
		{0, &RemoteOperation{Resource: 1, SessionID: "s", Version: 4, Millis: 1, Operations: far}, nil, 22},
	} {
		data, err := Encode(c.request, 0, c.m)
		if err != nil || c.bytes != nil && !bytes.Equal(data, c.bytes) {
			t.Errorf("%T is written as %x: %v", c.m, data, err)
		}
		if c.most > 0 && len(data) > c.most {
			t.Errorf("%T takes %d bytes", c.m, len(data))
		}
		err = Decode(data, func(e Envelope) error {
			if !equal(e.Message, c.m) || e.Request != c.request {
				t.Errorf("%+v came back as %+v", c.m, e)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%T: %v", c.m, err)
		}
	}
	full, err := AppendBody(nil, &OpenRequest{"m", 0, 0})
	if err != nil || !bytes.Equal(full, []byte{0x93, 0xA1, 'm', 0, 0}) {
		t.Errorf("a body is %x: %v", full, err)
	}
}
