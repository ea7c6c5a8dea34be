package client_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// A clock that is ahead by this after each look makes a stretch end at the third look.
const slowly = 3 * time.Millisecond

// manyEntries returns the data of a model with so many entries and a text.
func manyEntries(entries int) ot.Value {
	list := ot.Value{Kind: ot.KindArray}
	for i := range entries {
		list.Items = append(list.Items, ot.Value{Kind: ot.KindNumber, Number: float64(i)})
	}
	data := object(text("text", ""))
	data.Members = append(data.Members, ot.Member{Key: "list", Value: list})
	return client.CreationIDs().Assign(data)
}

// openLarge asks for a model of so many entries, which the server answers together with
// somebody's edit of it. The test does what is to be done then.
func openLarge(d *client.Domain, h *clockHost, entries int, done func(*client.Model, *client.Error)) {
	d.OpenModel("m", 0, done)
	h.run()
	data := manyEntries(entries)
	request, _ := newest[*protocol.OpenRequest](h.last())
	h.last().receive(0, request, opened(data))
	op := ot.Op{Kind: ot.StringSplice, ID: data.Members[0].Value.ID, Text: ot.MustText("heard")}
	h.last().receive(0, 0, &protocol.RemoteOperation{Resource: 7, SessionID: "other", Version: 1, Operations: []ot.Op{op}})
}

// next does the first of what is to be done.
func (h *clockHost) next() {
	f := h.then[0]
	h.then = h.then[1:]
	f()
}

// TestOpenedInPortions opens a large model on a slow machine: the page has its turn
// again and again, and what the server sends about the model meanwhile is not lost.
func TestOpenedInPortions(t *testing.T) {
	const entries = 20_000
	d, h, _ := clocked(t, true, nil)
	h.lapse = slowly
	var m *client.Model
	openLarge(d, h, entries, func(opened *client.Model, err *client.Error) {
		if err != nil {
			t.Error(err)
		}
		m = opened
	})
	turns := 0
	for ; m == nil && len(h.then) > 0; turns++ {
		if got := d.ModelState("m"); got != client.ModelIsOpening {
			t.Fatalf("state %d in turn %d", got, turns)
		}
		h.next()
	}
	if m == nil {
		t.Fatal("the model did not open")
	}
	// Making and entering an element are two bits of work, and a stretch is two portions of 512.
	if least := 2 * entries / (2 * 512); turns < least {
		t.Errorf("the page had %d turns, not %d", turns, least)
	}
	h.run()
	if got := m.Root().Get("text").Buffer().Text().WTF8(); got != "heard" || m.Root().Get("list").Len() != entries {
		t.Errorf("the model has %q and %d entries", got, m.Root().Get("list").Len())
	}
}

// TestOpenedFromParts has the data of a model come in parts, and parts that nobody has
// asked for between them.
func TestOpenedFromParts(t *testing.T) {
	d, h, _ := clocked(t, true, nil)
	var m *client.Model
	d.OpenModel("m", 0, func(opened *client.Model, err *client.Error) {
		if err != nil {
			t.Error(err)
		}
		m = opened
	})
	h.run()
	const entries = 3000
	answer := opened(manyEntries(entries))
	id, request := newest[*protocol.OpenRequest](h.last())
	for part := range slices.Chunk(answer.Data, 1000) {
		h.last().receive(0, 0, &protocol.OpenData{Parts: request.Parts, Size: 1 << 40, Data: part})
		h.last().receive(0, 0, &protocol.OpenData{Parts: request.Parts + 1, Size: 1 << 40, Data: part})
	}
	answer.Data = protocol.InParts
	h.last().receive(0, id, answer)
	h.run()
	if m == nil || m.Root().Get("list").Len() != entries {
		t.Fatalf("opened as %v", m)
	}
}

// TestOpeningEnds loses the connection while a large model is opened: to the application,
// which disconnects, and to the network, which is noticed behind what has come before.
func TestOpeningEnds(t *testing.T) {
	for _, asked := range []bool{true, false} {
		t.Run(fmt.Sprintf("asked %v", asked), func(t *testing.T) {
			d, h, _ := clocked(t, true, nil)
			h.lapse = slowly
			var m *client.Model
			var failed *client.Error
			answers := 0
			openLarge(d, h, 20_000, func(opened *client.Model, err *client.Error) {
				answers++
				m, failed = opened, err
			})
			for range 5 {
				h.next()
			}
			if answers > 0 {
				t.Fatal("it is open already")
			}
			if asked {
				d.Disconnect()
			} else {
				h.last().to.Closed(1006, "")
			}
			h.run()
			switch {
			case answers != 1:
				t.Errorf("%d answers", answers)
			case asked && (m != nil || failed == nil || failed.Code != protocol.CodeConnectionFailed || d.ModelState("m") != client.ModelNotOpen):
				t.Errorf("opened as %v, with %v", m, failed)
			case !asked && (m == nil || !m.Status().Open || m.Root().Get("text").Buffer().Text().WTF8() != "heard"):
				t.Errorf("opened as %v, with %v", m, failed)
			}
		})
	}
}

// TestPendingWeighs takes operations in, in one message, with many pending and with none:
// the page has its turn in between only when each takes long, and the clock is not even
// looked at when there are few.
func TestPendingWeighs(t *testing.T) {
	const operations = 40
	for _, pending := range []int{0, 5_000} {
		d, h, _ := clocked(t, true, func(o *client.Options) { o.Merge = false })
		m := openText(t, d, h)
		n := m.Root().Get("text")
		for i := range pending {
			if err := m.Splice(n, i, 0, units("x")); err != nil {
				t.Fatal(err)
			}
			d.Turn()
		}
		h.run()
		ops := make([]ot.Op, operations)
		for i := range ops {
			ops[i] = ot.Op{Kind: ot.StringSplice, ID: n.ID(), Text: ot.MustText("-")}
		}
		h.lapse, h.looks = slowly, 0
		h.last().receive(0, 0, &protocol.RemoteOperation{Resource: 7, SessionID: "other", Version: 1, Operations: ops})
		turns := 0
		for ; m.Status().Version < 1+operations && len(h.then) > 0; turns++ {
			h.next()
		}
		if got := n.Len(); got != pending+operations {
			t.Errorf("%d pending: %d characters", pending, got)
		}
		if pending == 0 && (turns != 1 || h.looks > 1) || pending > 0 && turns < operations/4 {
			t.Errorf("%d pending: %d turns and %d looks at the clock", pending, turns, h.looks)
		}
	}
}
