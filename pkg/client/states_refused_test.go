package client_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Sizes of states that the server does not take, and that it would end the
// connection for.
const (
	tooLarge = 100 << 10
	huge     = 2 << 20
)

// lines returns the entries of the record that contain what, without forgetting
// them.
func (x *tester) lines(what string) (found []string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, line := range x.log {
		if strings.Contains(line, what) {
			found = append(found, line)
		}
	}
	return found
}

// anyState is for a client that does not know how large a state may be, as when
// others have made it as large as that meanwhile.
func anyState(l *protocol.Limits) { l.StateBytes = 1 << 30 }

// A state of the own presence that the server does not take is reported and
// taken back; what was set before and since stays.
func TestPresenceStateIsTakenBack(t *testing.T) {
	for _, size := range []int{tooLarge, huge} {
		x := connected(t, nil)
		x.Believe(anyState)
		x.SetPresence(client.KeyValues{"before": 1.0})
		x.SetPresence(client.KeyValues{"large": strings.Repeat("x", size)})
		x.SetPresence(client.KeyValues{"since": 1.0})
		noted(x, "presence refused", string(protocol.CodeLimitExceeded))
		want := client.KeyValues{"before": 1.0, "since": 1.0}
		x.await("what the server has", func() bool { return reflect.DeepEqual(x.OwnPresence(), want) })
		if lost := x.lines("domain 6"); len(lost) > 0 {
			t.Errorf("%d bytes have cost the connection", size)
		}
	}
}

// update changes the own state in an activity.
func update(t *testing.T, a *client.Activity, set client.KeyValues) {
	t.Helper()
	if err := a.Update(set, nil, false); err != nil {
		t.Fatal(err)
	}
}

func large(size int) client.KeyValues { return client.KeyValues{"large": strings.Repeat("x", size)} }

// The same in an activity, which the session does not leave for it, neither then
// nor at the next connection.
func TestActivityStateIsTakenBack(t *testing.T) {
	for _, size := range []int{tooLarge, huge} {
		x, other := connected(t, nil), connected(t, nil)
		id := modelID(t)
		x.Believe(anyState)
		a := joinActivity(x, id)
		update(t, a, client.KeyValues{"before": 1.0})
		x.Turn()
		update(t, a, large(size))
		x.Turn()
		update(t, a, client.KeyValues{"since": 1.0})
		want := client.KeyValues{"before": 1.0, "since": 1.0}
		x.await("what the server has", func() bool { return reflect.DeepEqual(a.Status().State, want) })
		x.await("the report", func() bool { return len(x.lines("activity "+id+" 7 local=true")) == 1 })
		seen := joinActivity(other, id)
		others := func() bool { // the changes of a turn may still be on their way when the others join
			for p, state := range seen.Participants() {
				if p.SessionID == x.Session().Participant.SessionID {
					return reflect.DeepEqual(state, want)
				}
			}
			return false
		}
		other.await("the others to see it", others)
		x.taken()

		// And while there is no connection.
		x.Disconnect()
		update(t, a, large(size))
		if err := x.connect(protocol.AuthReconnect); err != nil {
			t.Fatal(err)
		}
		other.await("the others to see it again", others)
		x.await("the state to be taken back", func() bool {
			s := a.Status()
			return s.Joined && reflect.DeepEqual(s.State, want) && !s.Pending
		})
		if told := x.lines("activity " + id + " 7 local=true"); len(told) != 1 {
			t.Errorf("%d reports", len(told))
		}
	}
}

// Who may not set a state and does is told so, and has none.
func TestActivityStateWithoutTheRightIsTakenBack(t *testing.T) {
	a, b := connected(t, nil), connected(t, nil)
	id := modelID(t)
	name := protocol.ActivityName{Type: "test", ID: id}
	o := client.ActivityOptions{Create: &protocol.ActivityCreation{Ephemeral: true, Roles: protocol.Roles{World: []string{"join"}}}}
	join := func(x *tester) *client.Activity {
		t.Helper()
		got, err := wait(x, func(done func(*client.Activity, *client.Error)) { x.JoinActivity(name, o, done) })
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	join(a)
	mine := join(b)
	for i := range 3 {
		update(t, mine, client.KeyValues{"k": float64(i)})
		b.Turn()
	}
	noted(b, "activity "+id+" 7 local=true", "state")
	b.await("the state to be taken back", func() bool { return len(mine.Status().State) == 0 })
	if !mine.Status().Joined || len(a.lines("k:")) > 0 {
		t.Errorf("joined %v; others have heard %q", mine.Status().Joined, a.lines("k:"))
	}
	b.host.cut()
	noted(b, "activity "+id+" 1 local=true")
	if !mine.Status().Joined {
		t.Error("left at the next connection")
	}
}

// Who leaves an activity and joins it at once is in it, also while the session
// is being let in again.
func TestActivityLeaveAndJoin(t *testing.T) {
	x, other := connected(t, nil), connected(t, nil)
	id := modelID(t)
	joinActivity(other, id)
	for round := range 6 {
		a := joinActivity(x, id)
		if round%2 == 1 {
			x.taken()
			x.host.cut()
			noted(x, "domain 4 ") // the answer to joining again is not here
		}
		left := make(chan *client.Error, 2)
		a.Leave(func(err *client.Error) { left <- err })
		a.Leave(func(err *client.Error) { left <- err })
		again := joinActivity(x, id)
		// The second ends with the first, or comes after it.
		if first, second := <-left, <-left; first != nil || second != nil && second.Code != protocol.CodeActivityNotJoined {
			t.Fatalf("leaving twice ended with %v and %v", first, second)
		}
		if a == again || a.Status().Joined || !again.Status().Joined {
			t.Fatalf("round %d: the same %v, joined %v and %v", round, a == again, a.Status().Joined, again.Status().Joined)
		}
		update(t, again, client.KeyValues{"round": float64(round)})
		x.Turn()
		noted(other, "activity "+id+" 3 local=false", "round:")
		if _, err := wait(x, nothing(again.Leave)); err != nil {
			t.Fatal(err)
		}
		other.taken()
	}
}

// A domain that is disposed of is in no activity, and refuses what follows.
func TestDisposeLeavesActivities(t *testing.T) {
	x, other := connected(t, nil), connected(t, nil)
	id := modelID(t)
	joinActivity(other, id)
	a := joinActivity(x, id)
	noted(other, "activity "+id+" 1 local=false")
	x.taken()
	x.Dispose()
	if log := x.taken(); !slices.ContainsFunc(log, func(line string) bool { return strings.Contains(line, "activity "+id+" 4 local=true") }) {
		t.Errorf("told: %q", log)
	}
	if a.Status().Joined || len(a.Participants()) > 0 {
		t.Error("it is joined still")
	}
	noted(other, "activity "+id+" 2 local=false")
	_, joining := wait(x, func(done func(*client.Activity, *client.Error)) {
		x.JoinActivity(a.Name(), client.ActivityOptions{}, done)
	})
	_, leaving := wait(x, nothing(a.Leave))
	for what, err := range map[string]error{"join": joining, "leave": leaving, "update": a.Update(client.KeyValues{"k": 1.0}, nil, false)} {
		if code(err) != protocol.CodeDisposed {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// What cannot be put into a message is refused at once and not waited for.
func TestRequestThatCannotBeSent(t *testing.T) {
	x := connected(t, nil)
	name := protocol.ActivityName{Type: "test", ID: modelID(t)}
	begin := time.Now()
	_, err := wait(x, func(done func(*client.Activity, *client.Error)) {
		x.JoinActivity(name, client.ActivityOptions{State: client.KeyValues{"k": make(chan int)}}, done)
	})
	if code(err) != protocol.CodeInvalidMessage || time.Since(begin) > client.DefaultOptions().RequestTimeout/2 {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
	joinActivity(x, name.ID) // the connection is as good as before
}
