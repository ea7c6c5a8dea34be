package document_test

import (
	"fmt"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// submissions counts the bytes of the messages that a client sends.
type submissions struct {
	w     protocol.Writer
	next  uint64
	bytes int
}

// send encodes operations as one message of the wire.
func (s *submissions) send(ops []ot.Op) {
	if len(ops) == 0 {
		return
	}
	m := protocol.OperationSubmission{Resource: 1, First: s.next + 1, Version: int64(s.next) + 1, Operations: ops}
	if err := s.w.Add(0, 0, &m); err != nil {
		panic(err)
	}
	s.next += uint64(len(ops))
	s.bytes += s.w.Len()
	s.w.Reset()
}

// wireTurn is how many edits leave as one message, as those of one turn do.
const wireTurn = 100

// benchWire replays a recording with the encoding of what goes out: every edit
// as an operation of one character, and composed as a client does it.
func benchWire(patches []patch) {
	var one submissions
	ns := best(len(patches), func() func() {
		d := mustNew(stringWorld(0))
		n := d.Lookup("t")
		one = submissions{}
		ops := make([]ot.Op, 0, wireTurn)
		return func() {
			for i, p := range patches {
				_ = d.Splice(n, p.index, p.count, p.units)
				ops = append(ops, ot.Op{Kind: ot.StringSplice, ID: "t", Index: p.index, Count: p.count, Text: ot.TextFromUTF16(p.units)})
				if len(ops) == wireTurn || i == len(patches)-1 {
					one.send(ops)
					ops = ops[:0]
				}
			}
		}
	})
	fmt.Printf("figure ot.encode.ns %.1f ns\n", ns)
	fmt.Printf("figure ot.wire.bytes %.2f bytes\n", float64(one.bytes)/float64(len(patches)))

	var alone, composed submissions
	client := concurrency.NewClient(1, 0)
	for i, p := range patches {
		alone.send([]ot.Op{{Kind: ot.StringSplice, ID: "t", Index: p.index, Count: p.count, Text: ot.TextFromUTF16(p.units)}})
		client.Splice("t", p.index, p.count, p.units)
		if i%wireTurn == wireTurn-1 || i == len(patches)-1 {
			if g, ok := client.Take(0); ok {
				composed.send(g.Ops)
			}
		}
	}
	fmt.Printf("figure ot.wire_alone.bytes %.2f bytes\n", float64(alone.bytes)/float64(len(patches)))
	fmt.Printf("figure ot.wire_composed.bytes %.3f bytes\n", float64(composed.bytes)/float64(len(patches)))
}

// TestWireOfTyping holds what a typed character takes on the wire to its
// budget: 8 bytes in a turn of one-character operations, far less composed.
func TestWireOfTyping(t *testing.T) {
	var ops []ot.Op
	client := concurrency.NewClient(1, 0)
	for i := range wireTurn {
		ops = append(ops, ot.Op{Kind: ot.StringSplice, ID: "@:1", Index: 50000 + i, Text: ot.MustText("x")})
		client.Splice("@:1", 50000+i, 0, []uint16{'x'})
	}
	var one, composed submissions
	one.send(ops)
	g, _ := client.Take(0)
	composed.send(g.Ops)
	if per := float64(one.bytes) / wireTurn; per > 8 {
		t.Errorf("%.2f bytes a character", per)
	}
	if per := float64(composed.bytes) / wireTurn; per > 1.5 {
		t.Errorf("%.2f bytes a character when composed", per)
	}
}
