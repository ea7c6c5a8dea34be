// Command benchserver says what a server does in a second, beside raw SQLite in the
// same run: how many operations it makes durable and acknowledges, what an idle
// connection costs, and how long edits, and a look at its metrics, take among many
// connections.
//
//	go run ./test/benchserver
//	go run ./test/benchserver -only operations -seconds 5
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/convergence-wasm/convergence/internal/filelimit"
	"github.com/convergence-wasm/convergence/internal/lightclient"
	"github.com/convergence-wasm/convergence/internal/serverprocess"
)

var (
	only    = flag.String("only", "", "operations, memory, latency or scrape; all if empty")
	seconds = flag.Float64("seconds", 5, "of each measurement")
)

func main() {
	flag.Parse()
	for _, part := range []struct {
		name string
		run  func() error
	}{{"operations", operations}, {"memory", idleMemory}, {"latency", latencies}, {"scrape", scrapes}} {
		if *only != "" && *only != part.name {
			continue
		}
		if err := part.run(); err != nil {
			fmt.Println("FAILED:", part.name, err)
			os.Exit(1)
		}
	}
}

// withServer runs f with a fresh server, which gets more arguments.
func withServer(f func(p *serverprocess.Process) error, args ...string) error {
	if err := filelimit.Raise(12_000); err != nil {
		return err
	}
	p, err := serverprocess.New()
	if err != nil {
		return err
	}
	defer p.Remove()
	p.Args = args
	if err := p.Start(); err != nil {
		return err
	}
	return f(p)
}

// operations measures clients, one for each model, that each send an operation, or
// twenty in one message, when the ones before have been acknowledged. Raw SQLite gets
// as many rows with the same bytes from as many goroutines, and commits what waits
// together.
func operations() error {
	for _, models := range []int{1, 100, 1000} {
		for _, each := range []int{1, 20} {
			rows, err := appendRows(models, each, *seconds)
			if err != nil {
				return err
			}
			var done float64
			if err := withServer(func(p *serverprocess.Process) error {
				done, err = submitAll(p.Realtime(), models, each)
				return err
			}); err != nil {
				return err
			}
			name := fmt.Sprintf("bench_server.models_%d.of_%d", models, each)
			fmt.Printf("figure %s.operations %.0f 1/s\n", name, done)
			fmt.Printf("figure %s.sqlite %.0f 1/s\n", name, rows*float64(each))
			fmt.Printf("figure %s.ratio %.2f\n", name, done/float64(each)/rows)
		}
	}
	return nil
}

// submitAll returns how many operations a second are acknowledged.
func submitAll(url string, models, each int) (float64, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	clients, err := lightclient.ConnectAll(ctx, models, func(i int) (string, string) { return url, fmt.Sprint("m", i) })
	if err != nil {
		return 0, err
	}
	var done atomic.Int64
	var stop atomic.Bool
	var all sync.WaitGroup
	errs := make(chan error, models)
	start := time.Now()
	for _, c := range clients {
		all.Go(func() {
			for !stop.Load() {
				if err := c.Insert(each); err != nil {
					errs <- err
					return
				}
				done.Add(int64(each))
			}
		})
	}
	time.Sleep(time.Duration(*seconds * float64(time.Second)))
	n, took := done.Load(), time.Since(start)
	stop.Store(true)
	all.Wait()
	select {
	case err := <-errs:
		return 0, err
	default:
	}
	return float64(n) / took.Seconds(), nil
}
