package cluster

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client/native"
)

// TestIdleRoundTrips counts what two nodes send to the database while clients are connected to one
// domain, and to five, and do nothing; and then what a sign-in costs.
func TestIdleRoundTrips(t *testing.T) {
	const more = 4
	w := newWorld(t, 2)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	at := w.withMetrics()
	count := func(seconds float64) (all []float64) {
		time.Sleep(time.Second) // what there is to do when a domain is opened
		for _, addr := range at {
			all = append(all, -value(t, scrape(t, addr), `convergence_store_round_trips_total`))
		}
		time.Sleep(time.Duration(seconds) * time.Second)
		for i, addr := range at {
			all[i] = (all[i] + value(t, scrape(t, addr), `convergence_store_round_trips_total`)) / seconds
		}
		return all
	}
	none := count(5)
	for _, p := range w.nodes {
		w.connect(ctx, p.Addr)
	}
	one := count(5)
	for i := range more {
		name := fmt.Sprint("convergence/idle", i)
		w.command("domain", "add", name, "--anonymous", "--store", w.database.URL(""))
		for _, p := range w.nodes {
			d, err := native.Connect(ctx, "http://"+p.Addr+"/api/realtime/"+name, native.Options{DisplayName: "idle"})
			must(t, err)
			t.Cleanup(d.Close)
		}
	}
	five := count(10)
	trips := func() float64 { return value(t, scrape(t, at[0]), `convergence_store_round_trips_total`) }
	const signIns = 20
	before, began := trips(), time.Now()
	for range signIns {
		w.connect(ctx, w.nodes[0].Addr)
	}
	signIn := (trips() - before - five[0]*time.Since(began).Seconds()) / signIns
	fmt.Printf("figure cluster.idle.sign_in %.1f round_trips\n", signIn)
	if signIn > 9.5 {
		t.Errorf("a sign-in costs %.1f round trips", signIn)
	}
	for i := range w.nodes {
		each := (five[i] - one[i]) / more
		fmt.Printf("figure cluster.idle.node%d.no_domain %.1f 1/s\nfigure cluster.idle.node%d.one_domain %.1f 1/s\nfigure cluster.idle.node%d.each_more %.2f 1/s\n", i, none[i], i, one[i], i, each)
		if none[i] > 9 || one[i] > none[i]+3 || each > 2 {
			t.Errorf("node %d sends %.1f a second with no domain, %.1f with one, and %.2f more with each other domain", i, none[i], one[i], each)
		}
	}
}
