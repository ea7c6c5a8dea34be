package main

import (
	"context"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/convergence-wasm/convergence/internal/lightclient"
	"github.com/convergence-wasm/convergence/internal/serverprocess"
	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// idleMemory measures what connections cost that have signed in and do nothing but
// answer pings.
func idleMemory() error {
	const n = 2000
	// What the server lets garbage have however few there are, 64 MB, is not for each of them.
	if err := os.Setenv("GOGC", "100"); err != nil {
		return err
	}
	defer os.Unsetenv("GOGC")
	return withServer(func(p *serverprocess.Process) error {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		nobody := func(int) (url, model string) { return p.Realtime(), "" }
		// What there is once is there before.
		if _, err := lightclient.ConnectAll(ctx, 50, nobody); err != nil {
			return err
		}
		time.Sleep(3 * time.Second)
		before, err := p.Memory()
		if err != nil {
			return err
		}
		if _, err := lightclient.ConnectAll(ctx, n, nobody); err != nil {
			return err
		}
		time.Sleep(10 * time.Second)
		after, err := p.Memory()
		fmt.Printf("figure bench_server.idle.kb_per_connection %.0f kB\n", float64(after-before)/n/1000)
		return err
	})
}

// latencies measures how long an edit takes until another client of its model has it:
// ten clients share a model, and 200 edits are made in a second, wherever.
func latencies() error {
	for _, n := range []int{100, 1000, 5000} {
		if err := withServer(func(p *serverprocess.Process) error { return latency(p.Realtime(), n) }); err != nil {
			return err
		}
	}
	return nil
}

func latency(url string, n int) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	clients, err := lightclient.ConnectAll(ctx, n, func(i int) (string, string) { return url, fmt.Sprint("m", i/10) })
	if err != nil {
		return err
	}
	var mu sync.Mutex
	made := make(map[string]time.Time) // by the text of the edit
	var took []time.Duration
	for i, c := range clients { // who does not take what comes does not answer pings
		go func() {
			for {
				op, err := lightclient.Wait[*protocol.RemoteOperation](c)
				if err != nil {
					return
				}
				now := time.Now()
				if i%10 != 9 { // one of the ten is measured, who makes no edits
					continue
				}
				mu.Lock()
				for _, o := range op.Operations {
					if at, ok := made[o.Text.WTF8()]; ok {
						took = append(took, now.Sub(at))
					}
				}
				mu.Unlock()
			}
		}()
	}
	tick := time.NewTicker(time.Second / 200)
	defer tick.Stop()
	edits := 0
	for end := time.Now().Add(time.Duration(*seconds * float64(time.Second))); time.Now().Before(end); <-tick.C {
		c := clients[mathrand.IntN(n/10)*10+mathrand.IntN(9)]
		c.Last++
		edits++
		text := fmt.Sprintf("%08d", edits)
		mu.Lock()
		made[text] = time.Now()
		mu.Unlock()
		err := c.Send(0, &protocol.OperationSubmission{Resource: c.Resource, First: c.Last, Version: c.Version,
			Operations: []ot.Op{{Kind: ot.StringSplice, ID: "t", Text: ot.MustText(text)}}})
		if err != nil {
			return err
		}
	}
	time.Sleep(2 * time.Second)
	mu.Lock()
	defer mu.Unlock()
	if len(took) < edits*9/10 {
		return fmt.Errorf("%d of %d edits came", len(took), edits)
	}
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		fmt.Printf("figure bench_server.connections_%d.p%d %.1f ms\n", n, p, float64(took[len(took)*p/100].Microseconds())/1000)
	}
	return nil
}
