package document_test

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/convergence-wasm/convergence/pkg/document"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/ot/concurrency"
)

var (
	benchOT   = flag.Bool("bench-ot", false, "measure edits and transformations and print figures")
	tracePath = flag.String("trace", "../../../shared/traces/automerge-paper.json.gz", "recorded editing to replay")
)

// patch is one edit of a trace, in UTF-16 code units.
type patch struct {
	index, count int
	units        []uint16
}

// readTrace reads a sequential trace. Its positions count code points, so that
// each patch is converted against the text at that time; below U+10000 the two
// are the same.
func readTrace(path string) (patches []patch, end string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, "", err
	}
	var trace struct {
		EndContent string
		Txns       []struct{ Patches [][3]any }
	}
	if err := json.NewDecoder(z).Decode(&trace); err != nil {
		return nil, "", err
	}
	for _, txn := range trace.Txns {
		for _, p := range txn.Patches {
			units := utf16.Encode([]rune(p[2].(string)))
			if slices.ContainsFunc(units, func(u uint16) bool { return utf16.IsSurrogate(rune(u)) }) {
				return nil, "", errors.New("the trace has characters beyond U+FFFF, whose positions this reader does not convert")
			}
			patches = append(patches, patch{int(p[0].(float64)), int(p[1].(float64)), units})
		}
	}
	return patches, trace.EndContent, nil
}

// TestTrace replays recorded editing: the text must come out, on the document
// and from what the client would have sent.
func TestTrace(t *testing.T) {
	patches, end, err := readTrace(*tracePath)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("recorded editing is not there: ", err)
	} else if err != nil {
		t.Fatal(err)
	}
	d, other := mustNew(stringWorld(0)), mustNew(stringWorld(0))
	n := d.Lookup("t")
	client := concurrency.NewClient(0, 0)
	sent := 0
	for i, p := range patches {
		if err := d.Splice(n, p.index, p.count, p.units); err != nil {
			t.Fatal(err)
		}
		client.Splice("t", p.index, p.count, p.units)
		if i%1000 != 999 && i != len(patches)-1 {
			continue
		}
		g, _ := client.Take(0)
		for j, op := range g.Ops {
			if err := other.Apply(op, nil); err != nil {
				t.Fatal(err)
			}
			if err := client.Ack(client.Version(), g.First+uint64(j)); err != nil {
				t.Fatal(err)
			}
		}
		sent += len(g.Ops)
	}
	if got := n.Buffer().Text().WTF8(); got != end {
		t.Error("the document differs from the recorded end")
	}
	if got := other.Lookup("t").Buffer().Text().WTF8(); got != end {
		t.Error("what was sent gives another text")
	}
	t.Logf("%d edits were sent as %d operations", len(patches), sent)
}

// TestBenchOT prints how long edits and transformations take.
func TestBenchOT(t *testing.T) {
	if !*benchOT {
		t.Skip("measured with -bench-ot only")
	}
	figure := func(name string, ns float64) { fmt.Printf("figure %s %.1f ns\n", name, ns) }
	t.Run("Recorded", func(t *testing.T) {
		patches, _, err := readTrace(*tracePath)
		if err != nil {
			t.Skip("SKIP: no recorded editing to replay: ", err)
		}
		figure("ot.apply.ns", best(len(patches), func() func() {
			d := mustNew(stringWorld(0))
			n := d.Lookup("t")
			return func() {
				for _, p := range patches {
					_ = d.Splice(n, p.index, p.count, p.units)
				}
			}
		}))
		benchWire(patches)
		figure("ot.local.ns", best(len(patches), func() func() {
			d := mustNew(stringWorld(0))
			n := d.Lookup("t")
			client := concurrency.NewClient(0, 0)
			return func() {
				for i, p := range patches {
					_ = d.Splice(n, p.index, p.count, p.units)
					client.Splice("t", p.index, p.count, p.units)
					if i%100 == 99 {
						g, _ := client.Take(0)
						for j := range g.Ops {
							_ = client.Ack(client.Version(), g.First+uint64(j))
						}
					}
				}
			}
		}))
	})
	figure("ot.transform1.ns", transformPast(1))
	figure("ot.transform1000.ns", transformPast(1000))
	small, large := randomEdits(1<<20), randomEdits(100<<20)
	figure("ot.edit1mb.ns", small)
	figure("ot.edit100mb.ns", large)
	figure("ot.touch100mb.ns", randomLoads(100<<20)) // the floor: memory that no cache holds
	fmt.Printf("figure ot.edit100mb.ratio %.1f times\n", large/small)
	benchLists()
}

// best returns the shortest of some runs in nanoseconds for each of n steps.
func best(n int, prepare func() func()) float64 {
	shortest := time.Duration(1 << 62)
	for range 7 {
		run := prepare()
		start := time.Now()
		run()
		shortest = min(shortest, time.Since(start))
	}
	return float64(shortest.Nanoseconds()) / float64(n)
}

// transformPast times one remote splice against n waiting local ones.
func transformPast(n int) float64 {
	runs := 2_000_000 / (n + 20)
	return best(runs, func() func() {
		client := concurrency.NewClient(0, 0)
		for i := range n {
			client.Splice("t", 10*i, 0, []uint16{'x'})
		}
		op := ot.Op{Kind: ot.StringSplice, ID: "t", Index: 5, Count: 1}
		return func() {
			for range runs {
				_, _ = client.Remote(client.Version(), op)
				op.Count = 1 - op.Count // keeps the positions from running away
				if op.Text = (ot.Text{}); op.Count == 0 {
					op.Text = ot.MustText("y")
				}
			}
		}
	})
}

// randomEdits times one-unit edits at random places of a text with that many
// bytes of UTF-16.
func randomEdits(size int) float64 {
	units := make([]uint16, size/2)
	for i := range units {
		units[i] = 'a' + uint16(i%26)
	}
	b := new(document.Buffer)
	_ = b.Splice(0, 0, units)
	rng := rand.New(rand.NewPCG(1, 2))
	const edits = 100_000
	return best(edits, func() func() {
		return func() {
			for i := range edits {
				if i%2 == 0 {
					_ = b.Splice(rng.IntN(b.Len()), 0, units[:1])
				} else {
					_ = b.Splice(rng.IntN(b.Len()), 1, nil)
				}
			}
		}
	})
}

// randomLoads times single loads from random places of plain memory.
func randomLoads(size int) float64 {
	units := make([]uint16, size/2)
	for i := range units {
		units[i] = uint16(i)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	const loads = 100_000
	last := 0
	ns := best(loads, func() func() {
		return func() {
			for range loads { // each place depends on the load before
				last = int(units[(rng.IntN(len(units))+last)%len(units)])
			}
		}
	})
	return ns
}
