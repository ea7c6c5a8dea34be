package server_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// TestOpenInParts opens a large model with and without parts, and a small one.
func TestOpenInParts(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	c := s.connect("ada")
	data := ot.Value{Kind: ot.KindObject, ID: "@:0"}
	for _, key := range []string{"a", "b", "c"} {
		text := ot.Value{Kind: ot.KindString, ID: "@:" + key, Text: ot.MustText(strings.Repeat(key, 100_000))}
		data.Members = append(data.Members, ot.Member{Key: key, Value: text})
	}
	for id, v := range map[string]ot.Value{"large": data, "small": newData()} {
		call[*protocol.CreateResponse](c, &protocol.CreateRequest{ModelID: id, Creation: protocol.Creation{Collection: "c", Data: v}})
	}
	open := func(id string, parts uint32) (all []byte, messages int) {
		request := c.ask(&protocol.OpenRequest{ModelID: id, Parts: parts})
		for {
			e := c.receive()
			switch m := e.Message.(type) {
			case *protocol.OpenData:
				if m.Parts != parts || len(m.Data) > 128<<10 || e.Request|e.Response != 0 {
					t.Fatalf("%d bytes of %d as part of %d, request %d", len(m.Data), m.Size, m.Parts, e.Request)
				}
				all = append(all, m.Data...)
				messages++
			case *protocol.OpenResponse:
				if e.Response != request {
					t.Fatalf("an answer to %d, not %d", e.Response, request)
				}
				if messages == 0 {
					all = m.Data
				} else if !bytes.Equal(m.Data, protocol.InParts) {
					t.Fatalf("%d bytes behind the parts", len(m.Data))
				}
				call[*protocol.CloseResponse](c, &protocol.CloseRequest{Resource: m.Resource})
				return all, messages
			default:
				t.Fatalf("%T %+v", e.Message, e.Message)
			}
		}
	}
	whole, none := open("large", 0)
	parts, several := open("large", 7)
	if none != 0 || several != 3 || !bytes.Equal(whole, parts) || len(whole) < 300_000 {
		t.Errorf("%d bytes whole in %d parts, and %d bytes in %d", len(whole), none, len(parts), several)
	}
	if _, n := open("small", 7); n != 0 {
		t.Errorf("a small model came in %d parts", n)
	}
}
