package document_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// FuzzSubmit has a client submit whatever decodes as operations, in any shape
// and on any version, to a server whose document another client has changed
// meanwhile. Each is applied or refused with one of the errors that say so, and
// a refused one changes nothing. Taking all back gives the first document.
func FuzzSubmit(f *testing.F) {
	w := &world{rng: rand.New(rand.NewPCG(1, 2))}
	for range 60 { // operations that fit, two and two
		r := &replica{instance: 1, doc: mustNew(sessionWorld()), client: concurrency.NewClient(0, 0)}
		for range 2 {
			if err := w.edit(r); err != nil {
				f.Fatal(err)
			}
		}
		g, ok := r.client.Take(0)
		if !ok {
			continue
		}
		data, err := protocol.AppendOperations(nil, g.Ops)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, uint8(w.rng.IntN(5)))
	}
	before := []ot.Op{
		{Kind: ot.StringSplice, ID: "t", Index: 3, Count: 4, Text: ot.MustText("in between")},
		{Kind: ot.StringSplice, ID: "t", Index: 0, Count: 2},
		{Kind: ot.Compound, Ops: []ot.Op{{Kind: ot.StringSplice, ID: "t", Index: 1, Text: ot.MustText("x")}}},
	}
	f.Fuzz(func(t *testing.T, data []byte, context uint8) {
		ops, err := protocol.DecodeOperations(data)
		if err != nil {
			return
		}
		d := mustNew(sessionWorld())
		start := d.Value()
		server := concurrency.NewServer[int](0, nil)
		if err := errors.Join(server.Open(1, 0), server.Open(2, 0)); err != nil {
			t.Fatal(err)
		}
		var undo []ot.Op
		submit := func(client int, version int64, op ot.Op) error {
			if err := ot.Validate(op); err != nil {
				return err
			}
			placed, err := server.Submit(client, version, op)
			if err != nil {
				return err
			}
			placed.Op = d.Absorb(placed.Op)
			inverse, err := d.ApplyInverse(placed.Op)
			if err != nil {
				return err
			}
			undo = append(undo, inverse)
			return server.Commit(placed)
		}
		for _, op := range before {
			if err := submit(2, 0, op); err != nil {
				t.Fatal(err)
			}
		}
		for _, op := range ops {
			old := document.JSON(d.Value())
			err := submit(1, int64(context%5), op)
			if err == nil {
				continue
			}
			if !refusal(err) {
				t.Errorf("%#v is refused with an error of no known kind: %v", op, err)
			}
			if now := document.JSON(d.Value()); !bytes.Equal(now, old) {
				t.Fatalf("%#v was refused with %v and changed\n%s to\n%s", op, err, old, now)
			}
		}
		for i := len(undo) - 1; i >= 0; i-- {
			if err := d.Apply(undo[i], nil); err != nil {
				t.Fatalf("taking back %#v: %v", undo[i], err)
			}
		}
		// A property that was taken away comes back as the last one.
		if end := d.Value(); !ot.IdenticalValue(end, start) {
			t.Fatalf("all taken back, and\n%s became\n%s", document.JSON(start), document.JSON(end))
		}
	})
}

// refusal reports whether the error is one that tells a client what is wrong
// with its operation.
func refusal(err error) bool {
	for _, known := range []error{
		ot.ErrInvalid, ot.ErrImpossible, concurrency.ErrContextVersion,
		document.ErrRange, document.ErrKind, document.ErrKey, document.ErrID, document.ErrDepth,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}
