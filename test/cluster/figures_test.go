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

	"github.com/convergence-wasm/convergence/internal/filelimit"
	"github.com/convergence-wasm/convergence/internal/lightclient"
	"github.com/convergence-wasm/convergence/internal/serverprocess"
	"github.com/convergence-wasm/convergence/pkg/client/native"
)

var figures = flag.Bool("figures", false, "measures instead")

// measureFor is how long each of the things is measured.
const measureFor = 5 * time.Second

// TestFigures measures with one, two and three nodes, all on this machine as are the clients: how long an
// edit takes to a client at another node; and how many operations are stored and acknowledged a second,
// of one model that six clients edit and of a thousand models with a client each, beside plain
// inserts of the same rows into the same PostgreSQL.
func TestFigures(t *testing.T) {
	if !*figures {
		t.Skip("SKIP: make bench-cluster measures")
	}
	must(t, filelimit.Raise(12_000))
	for _, n := range []int{1, 2, 3} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			w := newWorld(t, n)
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			say := func(name string, value float64, unit string) {
				fmt.Printf("figure cluster.nodes%d.%s %.2f %s\n", n, name, value, unit)
			}
			var clients []*native.Domain
			for i := range 6 {
				clients = append(clients, w.connect(ctx, w.nodes[i%n].Addr))
			}
			times := latencies(t, open(t, ctx, clients, "latency"))
			say("latency_p50", times[len(times)/2], "ms")
			say("latency_p99", times[len(times)*99/100], "ms")
			for _, d := range clients {
				d.Close()
			}
			for _, load := range []struct {
				name             string
				models, clients  int
				each, committers int
			}{
				{"hot_model.of_20", 1, 6, 20, 1}, // of one model the leader alone commits
				{"models_1000.of_1", 1000, 1000, 1, n},
				{"models_1000.of_20", 1000, 1000, 20, n},
			} {
				before := w.took()
				done, all := w.rate(ctx, load.name, load.models, load.clients, load.each)
				for of, took := range w.took() {
					say(load.name+".cpu_"+of, float64((took-before[of]).Microseconds())/float64(all), "us/operation")
				}
				before = w.took()
				plain, rows := plainRows(t, w.database.URL(""), load.clients, load.each, load.committers)
				plain *= float64(load.each)
				say(load.name+".plain_cpu_postgres", float64((w.took()["postgres"]-before["postgres"]).Microseconds())/float64(rows*int64(load.each)), "us/operation")
				say(load.name+".operations", done, "1/s")
				say(load.name+".plain", plain, "1/s")
				say(load.name+".ratio", done/plain, "times")
			}
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

// rate has clients at all nodes edit models, so many operations in one message and the next ones when
// those are acknowledged, and returns how many operations are acknowledged a second, and in all.
func (w *world) rate(ctx context.Context, name string, models, clients, each int) (perSecond float64, operations int64) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // which ends their connections
	all, err := lightclient.ConnectAll(ctx, clients, func(i int) (url, model string) {
		return w.nodes[i%len(w.nodes)].Realtime(), fmt.Sprint(name, " ", i%models)
	})
	must(w.t, err)
	var done atomic.Int64
	var stop atomic.Bool
	var editing sync.WaitGroup
	began := time.Now()
	for _, c := range all {
		editing.Go(func() {
			for !stop.Load() {
				if err := c.Insert(each); err != nil {
					w.t.Error(err)
					return
				}
				done.Add(int64(each))
			}
		})
	}
	time.Sleep(measureFor)
	n, took := done.Load(), time.Since(began)
	stop.Store(true)
	editing.Wait()
	return float64(n) / took.Seconds(), done.Load()
}

// took returns the processor time that has been taken: by the nodes, PostgreSQL and NATS.
func (w *world) took() map[string]time.Duration {
	all := map[string][]int{"postgres": {w.database.PID()}, "nats": {w.nats.PID()}}
	for _, p := range w.nodes {
		all["servers"] = append(all["servers"], p.PID())
	}
	took := make(map[string]time.Duration)
	for of, pids := range all {
		for _, pid := range pids {
			one, err := serverprocess.CPU(pid)
			must(w.t, err)
			took[of] += one
		}
	}
	return took
}
