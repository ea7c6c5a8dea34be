package client_test

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/client/internal/layout"
	"github.com/convergence-wasm/convergence/pkg/storage"
)

// TestOfflineLeaving edits two models and leaves the page, which hears of no transaction any more:
// all must go into one, and with a lock that nobody takes the edits over by, without a check, for whose answer
// a browser does not wait. Shown again, and without locks, every change of a queue is guarded.
func TestOfflineLeaving(t *testing.T) {
	for _, lockless := range []bool{false, true} {
		t.Run(fmt.Sprint("lockless ", lockless), func(t *testing.T) {
			b := newBrowser(t)
			b.lockless, b.saveDelay = lockless, time.Hour
			x := b.open("leaving")
			x.signIn()
			one, two := x.open(modelID(t)+"1", object(text("text", ""))), x.open(modelID(t)+"2", object(text("text", "")))
			x.waitFor(one, client.SavedOnServer)
			x.waitFor(two, client.SavedOnServer)
			x.Disconnect()
			var mu sync.Mutex
			var written [][]storage.Change
			x.setFaults(func(c storeCall) *callFault {
				mu.Lock()
				defer mu.Unlock()
				if c.changes != nil {
					written = append(written, c.changes)
				}
				return nil
			})
			x.insert(one, 0, "1")
			x.insert(two, 0, "2")
			x.SetHidden(true, true)
			x.waitFor(one, client.SavedOnDevice)
			x.waitFor(two, client.SavedOnDevice)
			// Of the queue: the copies of the models may be written at any time.
			queue := layout.InstanceKey("leaving", "")[:len("leaving")+1]
			wrote := func() (transactions, checks int) {
				mu.Lock()
				defer mu.Unlock()
				for _, changes := range written {
					n := 0
					for _, c := range changes {
						if !bytes.HasPrefix(c.Key, queue) {
							continue
						} else if n = 1; c.Kind == storage.KindCheck {
							checks++
						}
					}
					transactions += n
				}
				written = nil
				return transactions, checks
			}
			want := [2]int{1, 0}
			if lockless {
				want = [2]int{1, 2}
			}
			if n, checks := wrote(); [2]int{n, checks} != want {
				t.Errorf("left, the page writes %d transactions with %d checks, not %v", n, checks, want)
			}
			x.SetHidden(false, false)
			x.insert(one, 0, "1")
			x.FlushOffline()
			x.waitFor(one, client.SavedOnDevice)
			if n, checks := wrote(); n == 0 || checks == 0 {
				t.Errorf("shown again, the page writes %d transactions with %d checks", n, checks)
			}
		})
	}
}
