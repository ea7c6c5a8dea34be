package document_test

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

// TestProveKeyOrder tries every sequence of a few moves in which a client edits
// an object, hears what others have done to it, and is acknowledged, with and
// without composing, in batches and not, between compounds that fail. After each of them the client's object
// has its properties in the order that the server's has with what is pending on
// top: so when nothing is, in the order of the server.
func TestProveKeyOrder(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(800)) // small documents by the million
	moves := 4
	if *prove == "full" {
		moves = 5
	}
	total := 0
	for _, properties := range []int{1, 2} {
		for _, o := range []orderOptions{{}, {frozen: true}} {
			total += proveOrder(t, objectWorld(properties), moves, o)
		}
		total += proveOrder(t, objectWorld(properties), moves-1, orderOptions{fails: true})
	}
	fmt.Printf("figure prove.key_orders %d sequences\n", total)
}

// proveOrder tries all sequences of moves, spread over the processors by their
// first two.
func proveOrder(t *testing.T, root ot.Value, moves int, o orderOptions) int {
	var total, failures atomic.Int64
	work := make(chan []int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for first := range work {
				total.Add(int64(proveOrderFrom(t, root, first, moves, o, &failures)))
			}
		})
	}
	starts := newOrderWorld(root, o).choices()
	for a := range starts {
		w := newOrderWorld(root, o)
		if err := w.move(a); err != nil {
			t.Fatalf("move %d: %v", a, err)
		}
		for b := range w.choices() {
			work <- []int{a, b}
		}
	}
	close(work)
	wg.Wait()
	return int(total.Load())
}

func proveOrderFrom(t *testing.T, root ot.Value, path []int, moves int, o orderOptions, failures *atomic.Int64) (total int) {
	w := newOrderWorld(root, o)
	for i, m := range path {
		err := w.move(m)
		if err == nil && i == len(path)-1 { // those before have been looked at
			err = w.compare()
		}
		if err != nil {
			if failures.Add(1) < 5 {
				t.Errorf("%+v, moves %v: %v\n%s", o, path, err, w.story())
			}
			return 1
		}
	}
	if len(path) == moves {
		return 1
	}
	for m := range w.choices() {
		total += proveOrderFrom(t, root, append(path[:len(path):len(path)], m), moves, o, failures)
	}
	return total
}

type orderOptions struct {
	frozen bool // nothing is composed
	fails  bool // before each move compounds that fail are tried
}

// orderWorld is a client, and the server as somebody sees it who is always up to date.
type orderWorld struct {
	server, client *document.Document
	control        *concurrency.Client
	orderOptions
	told []ot.Op
	ids  int
}

// orderKeys are the properties that come and go.
var orderKeys = []string{"k0", "k1", "new"}

func newOrderWorld(root ot.Value, o orderOptions) *orderWorld {
	return &orderWorld{server: mustNew(root), client: mustNew(root), control: concurrency.NewClient(0, 0), orderOptions: o}
}

// edits returns what can be done to the object of a document.
func (w *orderWorld) edits(d *document.Document) (ops []ot.Op) {
	o := d.Lookup("o")
	fresh := func() *ot.Value {
		w.ids++
		v := num("v"+strconv.Itoa(w.ids), float64(w.ids))
		return &v
	}
	for _, key := range orderKeys {
		if o.Get(key) == nil {
			ops = append(ops, ot.Op{Kind: ot.ObjectAddProperty, ID: "o", Key: key, Value: fresh()})
			continue
		}
		ops = append(ops, ot.Op{Kind: ot.ObjectSetProperty, ID: "o", Key: key, Value: fresh()},
			ot.Op{Kind: ot.ObjectRemoveProperty, ID: "o", Key: key})
	}
	set := object("", member("new", *fresh()), member("k0", *fresh()))
	return append(ops, ot.Op{Kind: ot.ObjectSet, ID: "o", Value: &set})
}

// choices returns how many moves there are now: edits here, edits of others, the
// beginning or end of a batch, and an acknowledgement.
func (w *orderWorld) choices() int {
	n := 2*len(orderKeys) + w.client.Lookup("o").Len() + w.server.Lookup("o").Len() + 2
	if !w.control.InBatch() || w.control.BatchSize() > 0 {
		n++
	}
	if w.control.PendingCount() > 0 {
		n++
	}
	return n
}

func (w *orderWorld) move(m int) error {
	var err error
	if w.fails {
		if err = w.fail(); err != nil {
			return err
		}
	}
	here, there := w.edits(w.client), w.edits(w.server)
	switch {
	case m < len(here):
		op := w.client.Stamp(here[m])
		w.told = append(w.told, op)
		if err = w.client.Apply(op, nil); err == nil {
			w.control.Local(op)
		}
		if w.frozen {
			w.control.Freeze()
		}
	case m < len(here)+len(there):
		op := there[m-len(here)]
		w.told = append(w.told, op)
		if err = w.server.Apply(op, nil); err == nil {
			op, err = w.control.Remote(w.control.Version(), op)
		}
		if err == nil {
			err = w.client.Apply(op, nil)
		}
	case m == len(here)+len(there) && !w.control.InBatch():
		err = w.control.StartBatch()
	case m == len(here)+len(there) && w.control.BatchSize() > 0:
		err = w.control.CompleteBatch()
	default:
		w.control.Take(0)
		op := overWire(w.control.Oldest())
		if err = w.server.Apply(op, nil); err == nil {
			err = acknowledge(w.client, w.control, w.control.Version(), w.control.FirstSequence())
		}
	}
	return err
}

// fail applies compounds that end with something wrong, which have to leave the
// client's document, and what becomes of it later, as it was.
func (w *orderWorld) fail() error {
	var tries []ot.Op
	for _, op := range w.edits(w.client) {
		tries = append(tries, op, w.client.Stamp(op))
	}
	for _, key := range orderKeys {
		met := w.client.Stamp(ot.Op{Kind: ot.ObjectRemoveProperty, ID: "o", Key: key})
		met.NoOp = true // as a removal of the server that has met one of these
		tries = append(tries, met)
	}
	wrong := ot.Op{Kind: ot.StringSet, ID: "o"}
	for _, op := range tries {
		if err := w.client.Apply(ot.Op{Kind: ot.Compound, Ops: []ot.Op{op, wrong}}, nil); !errors.Is(err, document.ErrKind) {
			return fmt.Errorf("a wrong operation behind %#v: %v", op, err)
		}
	}
	return nil
}

func (w *orderWorld) compare() error {
	if err := document.CheckOrder(w.client, w.control.Committed()); err != nil {
		return err
	}
	if w.control.BatchSize() > 0 {
		return nil // nobody but the document knows what is in it
	}
	var ops []ot.Op
	w.control.Pending(func(_ uint64, op ot.Op) bool {
		ops = append(ops, overWire(op))
		return true
	})
	want, err := after(w.server.Value(), ops...)
	if got := w.client.Value(); err != nil || !ot.IdenticalValue(got, want) {
		return fmt.Errorf("the client has %s, the server with what is pending %s (%v)", document.JSON(got), document.JSON(want), err)
	}
	return nil
}

// story returns the edits, those of the client with their stamps.
func (w *orderWorld) story() (s string) {
	for _, op := range w.told {
		s += fmt.Sprintf("%#v\n", op)
	}
	return s
}
