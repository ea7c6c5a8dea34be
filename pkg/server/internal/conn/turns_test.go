package conn

import (
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Whoever has made the server work a lot waits for others of that kind, and for nobody
// else; who has not waits for nobody.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rates, turns := NewRates(), NewTurns()
		work := func(d time.Duration) func() error {
			return func() error { time.Sleep(d); return nil }
		}
		places := max(1, runtime.GOMAXPROCS(0)/2)
		var ended atomic.Int32
		for i := range places + 1 {
			busy := rates.enter(string(rune('a' + i)))
			if err := turns.do(t.Context(), busy, work(2*workBurst)); err != nil { // nobody waits for the first
				t.Fatal(err)
			}
			go func() {
				if err := turns.do(t.Context(), busy, work(time.Second)); err != nil {
					t.Error(err)
				}
				ended.Add(1)
			}()
			synctest.Wait()
		}
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
