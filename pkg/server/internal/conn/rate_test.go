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
		rates := NewRates()
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
