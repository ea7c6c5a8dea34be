//go:build !js

package client_test

import (
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
)

// TestPresenceThatEndsConnectionsInAStore does it with a state that a store keeps
// for the next connection.
func TestPresenceThatEndsConnectionsInAStore(t *testing.T) {
	companion(t)
	b := newBrowser(t)
	x := b.open("presence " + modelID(t))
	x.signIn()
	x.host.endure(poison)
	if err := x.SetPresence(client.KeyValues{"k": poison}); err != nil {
		t.Fatal(err)
	}
	x.await("the refusal", func() bool { return len(x.lines("presence refused")) == 1 })
	x.await("the connection", x.isConnected)
	x.saved(client.SavedOnServer)
	if _, there := x.OwnPresence()["k"]; there || x.PresencePending() {
		t.Errorf("the presence is %v, pending: %v", x.OwnPresence(), x.PresencePending())
	}
	if _, doses := x.host.counted(); doses != 2 {
		t.Errorf("sent %d times", doses)
	}
}

// TestPresenceOnTrial makes such a change while a connection is on trial for something
// else: it is known at once for what the server has closed, and kept for no other.
func TestPresenceOnTrial(t *testing.T) {
	companion(t)
	b := newBrowser(t)
	x := b.open("trial " + modelID(t))
	x.signIn()
	x.host.endure(poison)
	x.host.blame()
	x.await("the loss", func() bool { return len(x.lines("domain 6")) > 0 })
	x.await("the connection", x.isConnected)
	if err := x.SetPresence(client.KeyValues{"k": poison}); err != nil {
		t.Fatal(err)
	}
	x.await("the refusal", func() bool { return len(x.lines("presence refused")) == 1 })
	x.await("the connection", x.isConnected)
	x.saved(client.SavedOnServer)
	if _, there := x.OwnPresence()["k"]; there || x.PresencePending() {
		t.Errorf("the presence is %v, pending: %v", x.OwnPresence(), x.PresencePending())
	}
	if _, doses := x.host.counted(); doses != 1 {
		t.Errorf("sent %d times", doses)
	}
}

// TestActivityOnTrial does the same with the state in an activity.
func TestActivityOnTrial(t *testing.T) {
	x := connected(t, func(o *client.Options) { o.ReconnectIntervals = []time.Duration{0} })
	a := joinActivity(x, modelID(t))
	x.host.endure(poison)
	x.host.blame()
	x.await("the loss", func() bool { return len(x.lines("domain 6")) > 0 })
	x.await("the activity", func() bool { return x.isConnected() && !a.Status().Pending })
	update(t, a, client.KeyValues{"k": poison})
	x.await("the refusal", func() bool {
		return len(x.lines("activity "+a.Name().ID+" 7 local=true")) == 1 && len(a.Status().State) == 0
	})
	x.await("the activity again", func() bool { return x.isConnected() && a.Status().Joined && !a.Status().Pending })
	if _, doses := x.host.counted(); doses != 1 {
		t.Errorf("sent %d times", doses)
	}
}
