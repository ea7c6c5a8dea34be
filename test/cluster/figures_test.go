package cluster

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/native"
)

var figures = flag.Bool("figures", false, "measures instead")

// measureFor is how long each of the things is measured.
const measureFor = 5 * time.Second

// TestFigures measures edits that are stored and acknowledged a second, of one model that is open
// everywhere and of many, and how long an edit takes to a client at another node: with one node and
// with three, of which all run on this machine, as do the clients.
func TestFigures(t *testing.T) {
	if !*figures {
		t.Skip("SKIP: make bench-cluster measures")
	}
	for _, n := range []int{1, 2, 3} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			w := newWorld(t, n)
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			var clients []*native.Domain
			for i := range 6 {
				clients = append(clients, w.connect(ctx, w.nodes[i%n].Addr))
			}
			say := func(name string, value float64, unit string) {
				fmt.Printf("figure cluster.%s.nodes%d %.1f %s\n", name, n, value, unit)
			}
			hot := open(t, ctx, clients, "hot")
			times := latencies(t, hot)
			say("latency_p50", times[len(times)/2], "ms")
			say("latency_p99", times[len(times)*99/100], "ms")
			say("hot_model", rate(t, ctx, hot), "operations/s")
			var many copies
			for i := range 60 {
				many = append(many, open(t, ctx, clients[i%6:i%6+1], fmt.Sprint("m", i))...)
			}
			say("models60", rate(t, ctx, many), "operations/s")
		})
	}
}

// latencies returns how long edits of the first client take to the last one, milliseconds.
func latencies(t *testing.T, m copies) (all []float64) {
	from, to := m[0].Element().At("sum"), m[len(m)-1].Element().At("sum")
	for i := range 300 {
		began := time.Now()
		must(t, from.Add(1))
		for to.Value() != float64(i+1) {
			time.Sleep(50 * time.Microsecond)
		}
		all = append(all, float64(time.Since(began).Microseconds())/1000)
	}
	slices.Sort(all)
	return all
}

// rate has every copy of models edited, twenty edits at a time, and returns how many are
// acknowledged a second.
func rate(t *testing.T, ctx context.Context, m copies) float64 {
	var done atomic.Int64
	var editing sync.WaitGroup
	began := time.Now()
	for i := range m {
		editing.Go(func() {
			text := m[i].Element().At("list")
			for time.Since(began) < measureFor {
				for k := range 20 {
					// What an edit of its own is: two insertions into a text would be merged.
					if err := text.InsertEntry(0, float64(k)); err != nil {
						t.Error(err)
						return
					}
				}
				if err := m[i].Committed(ctx); err != nil {
					t.Error(err)
					return
				}
				done.Add(20)
			}
		})
	}
	editing.Wait()
	return float64(done.Load()) / time.Since(began).Seconds()
}
