//go:build !js

package client_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
)

// roundSink notes what an application hears of a round.
type roundSink struct {
	*tab
	mu    sync.Mutex
	heard []client.OfflineEvent
}

func (s *roundSink) OfflineEvent(d *client.Domain, e client.OfflineEvent) {
	s.mu.Lock()
	s.heard = append(s.heard, e)
	s.mu.Unlock()
	s.tab.OfflineEvent(d, e)
}

// TestOfflineManyModels synchronises more models than are on their way at a
// time. Those that the application opens meanwhile come first.
func TestOfflineManyModels(t *testing.T) {
	const count = 120
	b := newBrowser(t)
	maker := b.open("maker")
	ids := make([]string, count)
	for i := range ids {
		ids[i] = modelID(t)
		_, err := wait(maker.tester, func(done func(string, *client.Error)) {
			maker.CreateModel(ids[i], client.Creation{Collection: "tests", Data: object(text("text", "|"))}, done)
		})
		if err != nil {
			t.Fatal(err)
		}
		m := maker.must(ids[i])
		maker.insert(m, 0, fmt.Sprint(i))
		maker.waitFor(m, client.SavedOnDevice)
		maker.insert(m, 0, "second ")
		maker.waitFor(m, client.SavedOnDevice)
	}
	maker.kill()

	next := b.open("next")
	sink := &roundSink{tab: next}
	next.sinkTo(sink)
	next.signIn()
	next.await("the round", func() bool {
		sink.mu.Lock()
		defer sink.mu.Unlock()
		return slices.ContainsFunc(sink.heard, func(e client.OfflineEvent) bool { return e.Name == client.OfflineSyncStarted })
	})
	for i := range 5 { // the oldest: they would be the last
		if got, want := textOf(next.must(ids[i])), fmt.Sprintf("second %d|", i); got != want {
			t.Errorf("opened in the midst of the round: %q, want %q", got, want)
		}
	}
	next.await("everything to be at the server", func() bool { return next.SaveState() == client.SavedOnServer })

	left, started, completed := count, map[string]int{}, 0
	sink.mu.Lock()
	for _, e := range sink.heard {
		switch e.Name {
		case client.OfflineSyncStarted:
			if e.Count != count {
				t.Errorf("%d models are to be synchronised, want %d", e.Count, count)
			}
		case client.OfflineSyncProgress:
			if left--; e.Count != left {
				t.Errorf("%d models are left, want %d", e.Count, left)
			}
		case client.OfflineModelSyncStarted:
			started[e.Model]++
		case client.OfflineSyncCompleted:
			completed++
		}
	}
	sink.mu.Unlock()
	if left != 1 || len(started) != count || completed != 1 {
		t.Errorf("told of %d models, %d were left, and %d times of the end", len(started), left, completed)
	}
	for i, id := range ids {
		if started[id] != 1 {
			t.Errorf("model %d was synchronised %d times", i, started[id])
		}
	}
	other := b.open("other")
	other.signIn()
	for i, id := range ids {
		m := other.must(id)
		if got, want := textOf(m), fmt.Sprintf("second %d|", i); got != want || m.Status().Version != 3 {
			t.Errorf("at the server: %q in version %d, want %q in version 3", got, m.Status().Version, want)
		}
	}
}
