package client_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// joinActivity joins an activity that anybody may join.
func joinActivity(x *tester, id string) *client.Activity {
	x.t.Helper()
	o := client.ActivityOptions{Create: &protocol.ActivityCreation{Ephemeral: true,
		Roles: protocol.Roles{World: []string{"join", "view_state", "set_state"}}}}
	a, err := wait(x, func(done func(*client.Activity, *client.Error)) {
		x.JoinActivity(protocol.ActivityName{Type: "test", ID: id}, o, done)
	})
	if err != nil {
		x.t.Fatal(err)
	}
	return a
}

// noted waits for an entry of the record that contains all of what.
func noted(x *tester, what ...string) {
	x.t.Helper()
	x.await(strings.Join(what, " "), func() bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		return slices.ContainsFunc(x.log, func(line string) bool {
			return !slices.ContainsFunc(what, func(part string) bool { return !strings.Contains(line, part) })
		})
	})
}

// What empties a state is told as that, also when keys are set in the same turn.
func TestActivityStateIsClearedForOthers(t *testing.T) {
	a, b := connected(t, nil), connected(t, nil)
	mine, theirs := joinActivity(a, t.Name()), joinActivity(b, t.Name())
	noted(a, "activity", " 1 local=false")
	update := func(set client.KeyValues, removed []string, complete bool) {
		t.Helper()
		if err := mine.Update(set, removed, complete); err != nil {
			t.Fatal(err)
		}
	}
	update(client.KeyValues{"x": 1.0, "y": 2.0}, nil, false)
	noted(b, " 3 local=false", "x:1", "y:2", "complete=false")
	b.taken()
	a.inOneTurn(func() {
		update(nil, nil, true)
		update(client.KeyValues{"z": 3.0}, nil, false)
	})
	noted(b, " 3 local=false", "map[z:3]", "old=map[x:1 y:2]", "complete=true")
	a.inOneTurn(func() {
		update(nil, []string{"z"}, false)
		update(client.KeyValues{"z": 4.0}, nil, false)
	})
	noted(b, " 3 local=false", "map[z:4] []", "old=map[z:3]")
	for p, state := range theirs.Participants() {
		if p.SessionID == a.Session().Participant.SessionID && (len(state) != 1 || state["z"] != 4.0) {
			t.Errorf("the other sees %v", state)
		}
	}
}

// What changes while the session is let in again is not lost.
func TestActivityUpdateWhileJoiningAgain(t *testing.T) {
	a, b := connected(t, nil), connected(t, nil)
	mine := joinActivity(a, t.Name())
	joinActivity(b, t.Name())
	noted(a, "activity", " 1 local=false")
	b.taken()
	a.taken()
	a.host.cut()
	noted(a, "domain 4 ") // connected, and the answer to joining again is not here
	if err := mine.Update(client.KeyValues{"late": true}, nil, false); err != nil {
		t.Fatal(err)
	}
	noted(b, "local=false", "late:true")
}

// A session that may not set a state has none, whatever it has asked for.
func TestActivityStateWithoutTheRight(t *testing.T) {
	a, b := connected(t, nil), connected(t, nil)
	name := protocol.ActivityName{Type: "test", ID: t.Name()}
	join := func(x *tester) *client.Activity {
		t.Helper()
		o := client.ActivityOptions{State: client.KeyValues{"k": 1.0}, Create: &protocol.ActivityCreation{Ephemeral: true,
			Roles: protocol.Roles{World: []string{"join", "view_state"}}}}
		got, err := wait(x, func(done func(*client.Activity, *client.Error)) { x.JoinActivity(name, o, done) })
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if state := join(a).Status().State; len(state) != 1 {
		t.Errorf("the creator has %v", state)
	}
	if state := join(b).Status().State; len(state) != 0 {
		t.Errorf("the other has %v", state)
	}
}

// Two sessions of a user change the same keys at the same time: whatever the
// server makes of it, both show the same in the end.
func TestOwnPresenceOfTwoSessions(t *testing.T) {
	a, b := newTester(t, nil), newTester(t, nil)
	for _, x := range []*tester{a, b} {
		x.creds = client.Credentials{Username: "demo", Secret: "demo"}
		if err := x.connect(protocol.AuthPassword); err != nil {
			t.Fatal(err)
		}
	}
	a.ClearPresence()
	for round := range 100 {
		done := make(chan bool)
		for i, x := range []*tester{a, b} {
			go func() {
				x.SetPresence(client.KeyValues{"k": float64(round*10 + i), "l": float64(i)})
				switch (round + i) % 4 {
				case 1:
					x.RemovePresence([]string{"l"})
				case 2:
					x.ClearPresence()
					x.SetPresence(client.KeyValues{"m": float64(i)})
				case 3:
					x.SetPresence(client.KeyValues{"k": -1.0})
				}
				done <- true
			}()
		}
		<-done
		<-done
	}
	self := []protocol.UserID{a.Session().Participant.User.UserID}
	ask := func(x *tester) client.KeyValues {
		all, err := wait(x, func(done func([]protocol.UserPresence, *client.Error)) { x.Presence(self, done) })
		if err != nil {
			t.Fatal(err)
		}
		return all[0].State
	}
	// The server has all changes of both when it has answered both, and what
	// comes after the next one has come after all of them.
	ask(a)
	ask(b)
	a.SetPresence(client.KeyValues{"end": true})
	b.await("the end", func() bool { return b.OwnPresence()["end"] == true })
	want := ask(a)
	if mine, others := a.OwnPresence(), b.OwnPresence(); !reflect.DeepEqual(mine, want) || !reflect.DeepEqual(others, want) {
		t.Errorf("the server has %v, the sessions show %v and %v", want, mine, others)
	}
}
