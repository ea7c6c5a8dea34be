package lanes

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestLeastUsedFirst expects somebody who comes late, behind a hundred of another, to
// be let in next.
func TestLeastUsedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(2)
		work := func(owner string, done *atomic.Int32) {
			leave, err := l.Enter(t.Context(), owner)
			if err != nil {
				t.Error(err)
				return
			}
			time.Sleep(time.Second)
			done.Add(1)
			leave()
		}
		var eve, ada atomic.Int32
		for range 100 {
			go work("eve", &eve)
		}
		time.Sleep(5*time.Second + time.Millisecond)
		go work("ada", &ada)
		time.Sleep(2 * time.Second)
		if ada.Load() != 1 || eve.Load() != 13 {
			t.Errorf("ada was served %d times, eve %d times", ada.Load(), eve.Load())
		}
		time.Sleep(2 * time.Minute)
		if eve.Load() != 100 {
			t.Errorf("eve was served %d times in the end", eve.Load())
		}
	})
}

// TestGivingUp expects a place not to be lost with who gave up waiting for it.
func TestGivingUp(t *testing.T) {
	l := New(1)
	leave, err := l.Enter(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Enter(ctx, "b"); err == nil {
		t.Error("there was a place")
	}
	leave()
	leave, err = l.Enter(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	leave()
	if l.free != 1 || len(l.waiting) != 0 {
		t.Errorf("%d free, %d waiting", l.free, len(l.waiting))
	}
}
