//go:build !js

package client_test

import (
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
)

// TestOthersOvertake has the network take nothing while a model has much to send: it
// waits, and what others have goes.
func TestOthersOvertake(t *testing.T) {
	x := connected(t, nil)
	long, short := x.open(modelID(t), severalTexts), x.open(modelID(t), severalTexts)
	x.host.clog(1 << 20)
	if err := long.Splice(part(long, "text"), 1, 0, units(strings.Repeat("x", over))); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		goesOn(t, x, short, 1)
	}
	time.Sleep(200 * time.Millisecond) // for many looks at what the network takes
	if s := long.Status(); s.Committed {
		t.Error("all of it was sent though the network takes nothing")
	}
	x.host.clog(0)
	x.await("all of it to be sent", func() bool { return long.Status().Committed })
}

// TestStoredInPortions edits more than is stored at once: each portion follows the
// one before it, nothing is called saved before all is there, and a page that may
// end writes all that is left at once.
func TestStoredInPortions(t *testing.T) {
	const size = 3 << 20
	for _, ends := range []bool{false, true} {
		b, id := newBrowser(t), modelID(t)
		x := b.open("first")
		x.signIn()
		m := x.open(id, severalTexts)
		x.waitFor(m, client.SavedOnServer)
		x.Disconnect()
		var portions []int
		x.setFaults(func(c storeCall) *callFault {
			n := 0
			for _, change := range c.changes {
				n += len(change.Value)
			}
			if n > 10_000 {
				portions = append(portions, n)
			}
			return nil
		})
		if ends {
			x.hold()
		}
		x.insert(m, 1, strings.Repeat("x", size))
		if ends {
			x.await("the first portion", func() bool { x.mu.Lock(); defer x.mu.Unlock(); return len(portions) > 0 })
			x.FlushOffline()
			x.release()
		}
		x.waitFor(m, client.SavedOnDevice)
		x.insert(m, 0, "and then")
		x.waitFor(m, client.SavedOnDevice)
		all := value(m)
		x.kill()
		total, most := 0, 0
		for _, n := range portions {
			total, most = total+n, max(most, n)
		}
		if ends && (len(portions) != 2 || portions[0] > 1<<20) || !ends && (len(portions) < 4 || most > 1<<20) || total < size {
			t.Errorf("ends %v: portions of %d bytes", ends, portions)
		}
		x = b.open("second")
		if got := value(x.open(id, severalTexts)); !sameText(got, all) {
			t.Error("after a reload it is something else")
		}
		x.kill()
	}
}
