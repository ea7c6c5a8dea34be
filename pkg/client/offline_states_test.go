//go:build !js

package client_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// presenceOf asks the server for the state of the demo user.
func presenceOf(x *tester) client.KeyValues {
	x.t.Helper()
	all, err := wait(x, func(done func([]protocol.UserPresence, *client.Error)) { x.Presence([]protocol.UserID{demoID}, done) })
	if err != nil {
		x.t.Fatal(err)
	}
	return all[0].State
}

// companion is another session of the demo user, which keeps the user present,
// with an empty state.
func companion(t *testing.T) *tester {
	t.Helper()
	y := newTester(t, nil)
	y.creds = client.Credentials{Username: "demo", Secret: "demo"}
	if err := y.connect(protocol.AuthPassword); err != nil {
		t.Fatal(err)
	}
	y.ClearPresence()
	y.await("the state to be empty", func() bool { return len(presenceOf(y)) == 0 })
	return y
}

// TestOfflinePresence changes the own presence without a connection, in two
// tabs, of which one dies.
func TestOfflinePresence(t *testing.T) {
	other := companion(t)
	b := newBrowser(t)
	first := b.open("first of " + modelID(t))
	first.signIn()
	first.SetPresence(client.KeyValues{"before": 1.0, "gone": 1.0})
	first.await("the state", func() bool { return len(presenceOf(other)) == 2 })
	first.Disconnect()
	first.SetPresence(client.KeyValues{"status": "away", "gone": 2.0})
	first.RemovePresence([]string{"gone"})
	if got := first.OwnPresence(); !reflect.DeepEqual(got, client.KeyValues{"before": 1.0, "status": "away"}) || !first.PresencePending() {
		t.Errorf("shown: %v, pending %v", got, first.PresencePending())
	}
	for i := range 20 { // each is part of the same change, which is saved with the last
		first.SetPresence(client.KeyValues{"status": "away", "n": float64(i)})
	}
	first.RemovePresence([]string{"n"})
	first.saved(client.SavedOnDevice)
	first.kill()
	if got := presenceOf(other); len(got) != 2 {
		t.Errorf("the server has %v", got)
	}

	second := b.open("second of " + modelID(t))
	second.await("what the first has left", func() bool { return second.OwnPresence()["status"] == "away" })
	second.SetPresence(client.KeyValues{"status": "back", "more": true})
	second.saved(client.SavedOnDevice)
	second.signIn()
	second.saved(client.SavedOnServer)
	want := client.KeyValues{"before": 1.0, "status": "back", "more": true}
	if got := presenceOf(other); !reflect.DeepEqual(got, want) || second.PresencePending() {
		t.Errorf("the server has %v, pending %v", got, second.PresencePending())
	}
	second.await("the same here", func() bool { return reflect.DeepEqual(second.OwnPresence(), want) })
	second.Disconnect()
	second.ClearPresence()
	second.SetPresence(client.KeyValues{"only": 1.0})
	other.SetPresence(client.KeyValues{"status": "other"})
	second.signIn()
	second.saved(client.SavedOnServer)
	if got := presenceOf(other); !reflect.DeepEqual(got, client.KeyValues{"only": 1.0}) {
		t.Errorf("the server has %v", got)
	}
	second.written()
	second.kill()
	third := b.open("third of " + modelID(t))
	other.SetPresence(client.KeyValues{"only": 2.0})
	third.signIn()
	third.await("the newest", func() bool { return third.OwnPresence()["only"] == 2.0 })
	if third.PresencePending() {
		t.Error("something was left")
	}
}

// TestOfflinePresenceOnce loses the answer to a change, and another session
// changes the same before it is sent again; or the page dies and the next one
// sends it again.
func TestOfflinePresenceOnce(t *testing.T) {
	other := companion(t)
	b := newBrowser(t)
	for i := range 6 {
		x := b.open(fmt.Sprint("once ", i, modelID(t)))
		value := float64(i)
		x.SetPresence(client.KeyValues{"k": value})
		x.saved(client.SavedOnDevice)
		x.whenConnected = func() { x.host.deafen(true) }
		x.signIn()
		x.Turn() // the change is on its way
		other.await("the change", func() bool { return presenceOf(other)["k"] == value })
		other.SetPresence(client.KeyValues{"k": "newer"})
		other.await("its own", func() bool { return presenceOf(other)["k"] == "newer" })
		x.whenConnected = nil
		x.host.deafen(false)
		if !x.PresencePending() {
			t.Fatal("the answer was not lost")
		}
		if i%2 == 0 {
			x.host.cut()
			x.await("the connection", x.isConnected)
		} else {
			x.kill()
			x = b.open(fmt.Sprint("again ", i, modelID(t)))
			x.await("what was left", func() bool { return x.OwnPresence()["k"] == value })
			x.signIn()
		}
		x.saved(client.SavedOnServer)
		if got := presenceOf(other)["k"]; got != "newer" {
			t.Fatalf("round %d: %v has come again", i, got)
		}
		x.await("the newer one here", func() bool { return x.OwnPresence()["k"] == "newer" })
		x.kill()
	}
}

// TestOfflinePresenceRefused makes a state without a connection that is too
// large for the server.
func TestOfflinePresenceRefused(t *testing.T) {
	companion(t)
	b := newBrowser(t)
	x := b.open("large " + modelID(t))
	x.signIn()
	x.SetPresence(client.KeyValues{"k": 1.0})
	x.await("the state", func() bool { return presenceOf(x.tester)["k"] == 1.0 })
	x.Disconnect()
	x.Believe(anyState)
	large := client.KeyValues{"large": strings.Repeat("x", 1<<20-1000)}
	x.SetPresence(large)
	x.saved(client.SavedOnDevice)
	x.signIn()
	noted(x.tester, "presence refused", string(protocol.CodeLimitExceeded))
	x.await("what the server has", func() bool { return reflect.DeepEqual(x.OwnPresence(), client.KeyValues{"k": 1.0}) })
	x.saved(client.SavedOnServer)
	if x.PresencePending() {
		t.Error("it is pending still")
	}
}

// TestOfflinePresenceOfOthers subscribes without a connection.
func TestOfflinePresenceOfOthers(t *testing.T) {
	other := companion(t)
	other.SetPresence(client.KeyValues{"k": 1.0})
	b := newBrowser(t)
	x := b.open("watcher " + modelID(t))
	if _, err := wait(x.tester, nothing(func(done func(*client.Error)) { x.SubscribePresence([]protocol.UserID{demoID}, done) })); err != nil {
		t.Fatal(err)
	}
	if available, state := x.SubscribedPresence(demoID); available || len(state) != 0 {
		t.Errorf("before the connection: %v, %v", available, state)
	}
	x.signIn()
	x.await("the presence", func() bool {
		available, state := x.SubscribedPresence(demoID)
		return available && state["k"] == 1.0
	})
	x.UnsubscribePresence(demoID)
	if available, _ := x.SubscribedPresence(demoID); available {
		t.Error("it was subscribed to twice")
	}
}

// joined joins an activity that anybody may join, with rights for all.
func joined(x *tester, id string, rights ...string) *client.Activity {
	x.t.Helper()
	o := client.ActivityOptions{Create: &protocol.ActivityCreation{Ephemeral: true, Roles: protocol.Roles{World: rights}}}
	a, err := wait(x, func(done func(*client.Activity, *client.Error)) {
		x.JoinActivity(protocol.ActivityName{Type: "test", ID: id}, o, done)
	})
	if err != nil {
		x.t.Fatal(err)
	}
	return a
}

// TestOfflineActivity changes the own state of an activity without a
// connection, in one that was joined before and in one that was not.
func TestOfflineActivity(t *testing.T) {
	other, id := connected(t, nil), modelID(t)
	rights := []string{"join", "view_state", "set_state"}
	joined(other, id, rights...)
	b := newBrowser(t)
	x := b.open("activity " + id)
	a := joined(x.tester, id, rights...) // nobody else's yet
	if err := a.Update(client.KeyValues{"k": 1.0}, nil, false); err != nil {
		t.Fatal(err)
	}
	if s := a.Status(); !s.Pending || !s.Joined || s.State["k"] != 1.0 {
		t.Errorf("without a connection: %+v", s)
	}
	noted(x.tester, "activity "+id+" 3 local=true", "k:1")
	x.signIn()
	noted(other, "activity "+id+" 1 local=false", "k:1")
	x.await("the server to know", func() bool { return !a.Status().Pending })
	other.taken()
	x.Disconnect()
	noted(other, "activity "+id+" 2 local=false")
	for _, change := range []struct {
		set     client.KeyValues
		removed []string
	}{{client.KeyValues{"l": 2.0, "m": 3.0}, nil}, {nil, []string{"k", "m"}}} {
		if err := a.Update(change.set, change.removed, false); err != nil {
			t.Fatal(err)
		}
	}
	if !a.Status().Pending {
		t.Error("it is not pending")
	}
	x.signIn()
	noted(other, "activity "+id+" 1 local=false", "map[l:2]")
	x.await("the server to know", func() bool { return !a.Status().Pending })
}

// TestOfflineActivityRefused loses the right to set a state, and the right to
// join, while there is no connection.
func TestOfflineActivityRefused(t *testing.T) {
	other, id := connected(t, nil), modelID(t)
	joined(other, id, "join", "view_state", "set_state")
	target := protocol.RoleTarget{Activity: protocol.ActivityName{Type: "test", ID: id}}
	b := newBrowser(t)
	x := b.open("refused " + id)
	x.signIn()
	a := joined(x.tester, id)
	change := func(v float64, world ...string) {
		t.Helper()
		x.Disconnect()
		if err := a.Update(client.KeyValues{"k": v}, nil, false); err != nil {
			t.Fatal(err)
		}
		if _, err := answered[*protocol.OK](other, &protocol.SetRolesRequest{RoleTarget: target, Roles: protocol.Roles{World: world}, SetWorld: true}); err != nil {
			t.Fatal(err)
		}
		x.taken()
		x.signIn()
	}
	change(1, "join", "view_state")
	noted(x.tester, "activity "+id+" 7 local=true", "set_state")
	noted(x.tester, "activity "+id+" 3 local=true", "old=map[k:1] complete=true")
	if s := a.Status(); s.Pending || len(s.State) != 0 || !s.Joined {
		t.Errorf("after the refusal: %+v", s)
	}
	change(2)
	noted(x.tester, "activity "+id+" 6 local=false")
	noted(x.tester, "activity "+id+" 4 local=true")
	if a.Status().Joined {
		t.Error("it is joined still")
	}
}
