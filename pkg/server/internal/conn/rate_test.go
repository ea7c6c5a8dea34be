package conn

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestRate expects a burst to cost nothing, and what is beyond it to take as long as
// the rate says, for all connections of a user together.
func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rates := NewRates(Shares{})
		one, two := rates.enter("ada"), rates.enter("ada")
		if wait := one.take(userBurst); wait != 0 {
			t.Errorf("the burst waits %v", wait)
		}
		if wait := two.take(2 * userRate); wait != 2*time.Second {
			t.Errorf("two seconds' worth waits %v", wait)
		}
		time.Sleep(3 * time.Second)
		if wait := one.take(userRate); wait != 0 {
			t.Errorf("after a pause it waits %v", wait)
		}
		if wait := rates.enter("bob").take(userRate); wait != 0 {
			t.Errorf("another user waits %v", wait)
		}
		for range 2 {
			rates.leave("ada")
		}
		rates.leave("bob")
		if len(rates.users) != 0 {
			t.Errorf("%d users are left", len(rates.users))
		}
	})
}

// TestShares expects a burst of requests to be let through, and whoever comes back when told to
// be let through too, at the rate; of what has no answer the next message is what waits.
func TestShares(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rates := NewRates(Shares{Requests: Share{10, 5}, Operations: Share{100, 1000}})
		ada := rates.enter("ada")
		requests := ada.counts[Requests]
		for i := range 6 { // one of which is owed
			if wait := requests.ask(); wait != 0 {
				t.Fatalf("request %d of the burst waits %v", i, wait)
			}
		}
		var waits []time.Duration
		for range 4 {
			waits = append(waits, requests.ask())
		}
		start := time.Now()
		for i, wait := range waits {
			if want := time.Duration(i+2) * 100 * time.Millisecond; wait != want {
				t.Errorf("request %d is told to wait %v, want %v", i, wait, want)
			}
			time.Sleep(wait - time.Since(start))
			if again := requests.ask(); again != 0 {
				t.Errorf("request %d, when it comes back, is told to wait %v", i, again)
			}
		}
		for range 1000 {
			requests.ask()
		}
		if wait := requests.ask(); wait != shareDebt*time.Second {
			t.Errorf("who does not listen is told to wait %v", wait)
		}
		if wait := rates.enter("bob").counts[Requests].ask(); wait != 0 {
			t.Errorf("another user waits %v", wait)
		}
		c := &Conn{wire: &Wire{}}
		c.wire.rate.Store(ada)
		if c.Spend(Operations, 1000); c.pause != 0 {
			t.Errorf("a burst of operations has the next message wait %v", c.pause)
		}
		if c.Spend(Operations, 50); c.pause != 500*time.Millisecond {
			t.Errorf("what is beyond it has the next message wait %v", c.pause)
		}
		if c.Spend(Operations, 1_000_000); c.pause != shareDebt*time.Second {
			t.Errorf("very many have the next message wait %v", c.pause)
		}
	})
}
