package conn

import (
	"context"
	"log/slog"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
)

// Whoever has made the server work a lot waits for others of that kind, and for nobody
// else; who has not waits for nobody.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rates, turns := NewRates(Shares{}), NewTurns()
		work := func(d time.Duration) func() error {
			return func() error { time.Sleep(d); return nil }
		}
		places := max(1, runtime.GOMAXPROCS(0)/2)
		var ended atomic.Int32
		var all []*rate
		for i := range places + 1 {
			busy := rates.enter(string(rune('a' + i)))
			all = append(all, busy)
			go func() {
				if err := turns.do(t.Context(), busy, work(2*workBurst)); err != nil { // nobody waits for the first
					t.Error(err)
				}
			}()
		}
		time.Sleep(2 * workBurst)
		synctest.Wait()
		for _, busy := range all {
			go func() {
				if err := turns.do(t.Context(), busy, work(time.Second)); err != nil {
					t.Error(err)
				}
				ended.Add(1)
			}()
		}
		synctest.Wait()
		start := time.Now()
		if err := turns.do(t.Context(), rates.enter("ada"), work(time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != time.Millisecond {
			t.Errorf("a message of somebody else took %v", took)
		}
		time.Sleep(1100*time.Millisecond - time.Since(start))
		if got := int(ended.Load()); got != places {
			t.Errorf("%d of those who are busy have had their turn, want %d", got, places)
		}
		time.Sleep(2 * time.Second)
		if got := int(ended.Load()); got != places+1 {
			t.Errorf("%d of those who are busy have had their turn in the end", got)
		}
		// What was used is forgotten after a time.
		time.Sleep(20 * time.Second)
		if wait := rates.enter("a").work.take(0); wait > 0 {
			t.Errorf("after a pause it still waits %v", wait)
		}
	})
}

// Errands of a user who is busy have turns too, however much of them waits, and count as
// work.
func TestErrandsHaveTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &Options{Rates: NewRates(Shares{}), Turns: NewTurns(), MaxErrands: 1000, Strangers: budget.New(1 << 20), Outgoing: budget.New(1 << 20), Held: budget.New(1 << 20)}
		c := newConn(slog.New(slog.DiscardHandler), o)
		c.wire = &Wire{}
		busy := o.Rates.enter("ada")
		c.wire.rate.Store(busy)
		ran, most := 0, int32(0)
		var together atomic.Int32
		for range 20 {
			busy.work.take(int(workDebt))
			c.errands.wait(c.Closing)
			err := c.turn(t.Context(), func() error {
				c.weight = 2 * errandBytes // one that waits is more than may wait
				c.Errand(1, func(context.Context) {
					most = max(most, together.Add(1))
					time.Sleep(time.Millisecond)
					together.Add(-1)
					ran++
				})
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Minute) // all of that is forgotten
		synctest.Wait()         // and every errand has ended
		if ran != 20 || most != 1 {
			t.Errorf("%d errands ran, %d at a time", ran, most)
		}
		if wait := busy.work.take(0); wait > 0 {
			t.Fatalf("after a minute it still waits %v", wait)
		}
		c.Errand(1, func(context.Context) { time.Sleep(2 * workBurst) })
		time.Sleep(2*workBurst + time.Millisecond)
		if wait := busy.work.take(0); wait == 0 {
			t.Error("what errands take does not count as work")
		}
		c.errands.end()
	})
}
