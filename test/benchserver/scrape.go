package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/convergence-wasm/convergence/internal/lightclient"
	"github.com/convergence-wasm/convergence/internal/serverprocess"
)

// scrapes measures how long the metrics take with many connections, each of which has a
// model open with nine others.
func scrapes() error {
	const n, times = 2000, 50
	addr, err := serverprocess.FreeAddr()
	if err != nil {
		return err
	}
	return withServer(func(p *serverprocess.Process) error {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		if _, err := lightclient.ConnectAll(ctx, n, func(i int) (string, string) { return p.Realtime(), fmt.Sprint("m", i/10) }); err != nil {
			return err
		}
		time.Sleep(3 * time.Second) // until those have settled
		took := make([]time.Duration, times)
		size := 0
		for i := range took {
			began := time.Now()
			r, err := http.Get("http://" + addr + "/metrics")
			if err != nil {
				return err
			}
			text, err := io.ReadAll(r.Body)
			r.Body.Close()
			if err != nil {
				return err
			}
			took[i], size = time.Since(began), len(text)
			time.Sleep(20 * time.Millisecond)
		}
		slices.Sort(took)
		fmt.Printf("figure bench_server.scrape_%d.p50 %.1f ms\n", n, float64(took[times/2].Microseconds())/1000)
		fmt.Printf("figure bench_server.scrape_%d.max %.1f ms\n", n, float64(took[times-1].Microseconds())/1000)
		fmt.Printf("figure bench_server.scrape_%d.size %.1f kB\n", n, float64(size)/1000)
		return nil
	}, "--metrics-addr", addr)
}
