package server_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// back signs in again with what the presence was when the connection was lost,
// and returns what it is.
func back(t *testing.T, s *testServer, name string, brings values) (*client, values) {
	t.Helper()
	c := dial(t, s.url).listen()
	m := credentials(name)
	m.PresenceState = brings
	return c, call[*protocol.ConnectionResponse](c, m).Success.PresenceState
}

// TestPresenceOfLostSession loses the only session of a user for a moment:
// nobody notices. Who stays away is gone, and brings the state back when he
// comes.
func TestPresenceOfLostSession(t *testing.T) {
	t.Parallel()
	const grace = 3 * time.Second // in which he signs in again, however slow that is here
	s := start(t, t.TempDir(), server.Options{PresenceGrace: grace})
	ada, bob := s.connect("ada"), s.connect("bob")
	bob.tell(&protocol.PresenceSetState{State: values{"k": 1.0}})
	next[*protocol.PresenceStateSet](bob)
	ada.subscribe(bobID)
	bob.socket.CloseNow()
	bob, got := back(t, s, "bob", values{"k": 0.0})
	if !reflect.DeepEqual(got, values{"k": 1.0}) {
		t.Fatalf("a moment later his presence is %v", got)
	}
	time.Sleep(grace + 100*time.Millisecond)
	ada.quiet()

	bob.socket.CloseNow()
	ada.expect(&protocol.PresenceAvailabilityChanged{User: bobID})
	back(t, s, "bob", values{"k": 2.0})
	ada.expect(&protocol.PresenceAvailabilityChanged{User: bobID, Available: true, State: values{"k": 2.0}})
	// Who has another session brings nothing.
	if _, got := back(t, s, "bob", values{"other": 1.0}); !reflect.DeepEqual(got, values{"k": 2.0}) {
		t.Fatalf("the presence is %v", got)
	}
	ada.quiet()
}

// TestPresenceOfWhoLeaves ends sessions in good order: they are gone at once.
func TestPresenceOfWhoLeaves(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), server.Options{PresenceGrace: time.Hour, PingAfter: time.Hour})
	ada := s.connect("ada")
	ada.subscribe(bobID)
	for _, code := range []websocket.StatusCode{websocket.StatusNormalClosure, websocket.StatusGoingAway} {
		bob := s.connect("bob")
		ada.expect(&protocol.PresenceAvailabilityChanged{User: bobID, Available: true})
		bob.socket.Close(code, "")
		ada.expect(&protocol.PresenceAvailabilityChanged{User: bobID})
	}
}

// TestPresenceIsMissedInTime holds nobody longer than who has fallen silent.
func TestPresenceIsMissedInTime(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), server.Options{PresenceGrace: time.Hour, PingAfter: 600 * time.Millisecond, GiveUpAfter: 600 * time.Millisecond})
	ada, bob := s.connect("ada"), s.connect("bob")
	ada.subscribe(bobID)
	lost := time.Now()
	bob.socket.CloseNow()
	ada.expect(&protocol.PresenceAvailabilityChanged{User: bobID})
	if took := time.Since(lost); took > 5*time.Second {
		t.Fatalf("gone after %v", took)
	}
}

// TestPresenceTooLargeToBring comes back with more than a user may have.
func TestPresenceTooLargeToBring(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), server.Options{Limits: protocol.Limits{StateKeys: 1}})
	if _, got := back(t, s, "bob", values{"a": 1.0, "b": 1.0}); len(got) != 0 {
		t.Fatalf("the presence is %v", got)
	}
}

// TestGatheredKinds sets a key and removes it within the pace: a late reader
// hears of both, in presence and in activities.
func TestGatheredKinds(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), server.Options{Pace: time.Minute})
	ada, bob := s.connect("ada"), s.connect("bob")
	ada.subscribe(bobID)
	b := bob.joins(nil, false, everyRole...)
	a := ada.joins(nil, false)
	next[*protocol.ActivitySessionJoined](bob)
	bob.tell(&protocol.PresenceSetState{State: values{"first": 1.0}}) // goes at once
	next[*protocol.PresenceStateSet](ada)
	for i := range 3 {
		bob.tell(&protocol.PresenceSetState{State: values{"k": float64(i)}})
		bob.update(b.Resource, values{"k": float64(i)}, false)
	}
	bob.tell(&protocol.PresenceRemoveState{Keys: []string{"k"}})
	bob.update(b.Resource, nil, false, "k")
	bob.skip(&protocol.PresenceStateSet{}, &protocol.PresenceStateRemoved{}) // all done
	id := ada.ask(&protocol.ServerTimeRequest{})
	ada.expect(
		&protocol.PresenceStateSet{User: bobID, State: values{"k": 2.0}, SessionID: bob.session},
		&protocol.PresenceStateRemoved{User: bobID, Keys: []string{"k"}, SessionID: bob.session},
		&protocol.ActivityStateUpdated{Resource: a.Resource, SessionID: bob.session, Set: values{"k": 2.0}, Removed: []string{}},
		&protocol.ActivityStateUpdated{Resource: a.Resource, SessionID: bob.session, Set: values{}, Removed: []string{"k"}},
	)
	if e := ada.receive(); e.Response != id {
		t.Fatalf("received %+v", e.Message)
	}
}

// TestBroughtStateIsRefused has clients bring states to their connections that the server does not
// take: they hear of it, and are in without them.
func TestBroughtStateIsRefused(t *testing.T) {
	bring := func(s *testServer, user string, bytes int) (*client, values) {
		r := credentials(user)
		r.PresenceState = values{"k": strings.Repeat("x", bytes)}
		c := dial(t, s.url).listen()
		success := call[*protocol.ConnectionResponse](c, r).Success
		if success == nil {
			t.Fatalf("%s is not let in", user)
		}
		return c, success.PresenceState
	}
	refused := func(c *client, state values) {
		t.Helper()
		if e := next[*protocol.Error](c); e.Code != protocol.CodeLimitExceeded || e.Details["service"] != "presence" {
			t.Errorf("the refusal is %+v", e)
		}
		if len(state) > 0 {
			t.Errorf("in with %d keys", len(state))
		}
		call[*protocol.ServerTimeResponse](c, &protocol.ServerTimeRequest{})
	}
	small := start(t, t.TempDir(), server.Options{Limits: protocol.Limits{StateBytes: 1000}})
	refused(bring(small, "ada", 1100))
	full := start(t, t.TempDir(), server.Options{Memory: 2 << 20}) // of which states have a sixteenth
	for _, user := range []string{"ada", "bob"} {
		if c, state := bring(full, user, 60_000); len(state) != 1 {
			t.Fatalf("the state of %s is not taken", user)
		} else {
			c.quiet()
		}
	}
	refused(bring(full, "", 60_000))
}
