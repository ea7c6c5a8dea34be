package server_test

import (
	"fmt"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/internal/faultproxy"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

type values = map[string]protocol.JSON

var (
	noOne = protocol.UserID{Username: "nobody"}
)

// tell sends a message that wants no answer.
func (c *client) tell(m protocol.Message) {
	c.t.Helper()
	c.send(0, 0, m)
}

// expect demands that messages come, in order, and are equal to these.
func (c *client) expect(want ...protocol.Message) {
	c.t.Helper()
	for _, w := range want {
		if e := c.receive(); !reflect.DeepEqual(e.Message, w) {
			c.t.Fatalf("received %T %+v\nwant %T %+v", e.Message, e.Message, w, w)
		}
	}
}

func (c *client) subscribe(users ...protocol.UserID) []protocol.UserPresence {
	c.t.Helper()
	return call[*protocol.PresenceResponse](c, &protocol.PresenceSubscribeRequest{Users: users}).Users
}

func TestPresence(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada := s.connect("ada")
	got := ada.subscribe(bobID, noOne, bobID)
	want := []protocol.UserPresence{{User: bobID, State: values{}}, {User: noOne, State: values{}}, {User: bobID, State: values{}}}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("presence %+v", got)
	}
	if ada.users[bobID].DisplayName != "BOB" {
		t.Fatalf("introduced %+v", ada.users)
	}
	bob := s.connect("bob")
	available := func(is bool) *protocol.PresenceAvailabilityChanged {
		return &protocol.PresenceAvailabilityChanged{User: bobID, Available: is}
	}
	ada.expect(available(true))
	bob.tell(&protocol.PresenceSetState{State: values{"a": 1.0, "b": "x", "c": []protocol.JSON{true, nil}}})
	set := &protocol.PresenceStateSet{User: bobID, State: values{"a": 1.0, "b": "x", "c": []protocol.JSON{true, nil}}, SessionID: bob.session}
	ada.expect(set)
	bob.expect(set) // with his session, so that he can tell it from others

	// A second session shares the state, and is not news.
	second := dial(t, s.url).listen()
	success := call[*protocol.ConnectionResponse](second, credentials("bob")).Success
	if second.session = success.SessionID; !reflect.DeepEqual(success.PresenceState, set.State) {
		t.Fatalf("signed in with state %v", success.PresenceState)
	}
	second.tell(&protocol.PresenceRemoveState{Keys: []string{"a", "c", "zzz"}})
	removed := &protocol.PresenceStateRemoved{User: bobID, Keys: []string{"a", "c"}, SessionID: second.session}
	for _, c := range []*client{ada, bob, second} {
		c.expect(removed)
	}
	second.tell(&protocol.PresenceRemoveState{Keys: []string{"a"}}) // changes nothing
	asked := &protocol.PresenceRequest{Users: []protocol.UserID{bobID, adaID}}
	if got := call[*protocol.PresenceResponse](ada, asked).Users; !reflect.DeepEqual(got, []protocol.UserPresence{
		{User: bobID, Available: true, State: values{"b": "x"}}, {User: adaID, Available: true, State: values{}}}) {
		t.Fatalf("presence %+v", got)
	}
	bob.tell(&protocol.PresenceClearState{})
	for _, c := range []*client{ada, bob, second} {
		c.expect(&protocol.PresenceStateCleared{User: bobID, SessionID: bob.session})
	}
	bob.tell(&protocol.PresenceSetState{State: values{"b": "y"}})
	ada.expect(&protocol.PresenceStateSet{User: bobID, State: values{"b": "y"}, SessionID: bob.session})

	// There until the last session is gone, and then without a state.
	bob.socket.CloseNow()
	if got := call[*protocol.PresenceResponse](ada, asked).Users[0]; !got.Available {
		t.Fatal("gone with the first session")
	}
	second.socket.CloseNow()
	ada.expect(available(false))
	if got := call[*protocol.PresenceResponse](ada, asked).Users[0]; got.Available || len(got.State) > 0 {
		t.Fatalf("presence %+v of who is gone", got)
	}
	ada.tell(&protocol.PresenceUnsubscribe{Users: []protocol.UserID{bobID, noOne}})
	ada.quiet()
	s.connect("bob").tell(&protocol.PresenceSetState{State: values{"b": "z"}})
	ada.quiet()
}

// TestPresenceChange makes changes again: each is applied once, as long as the
// user is there.
func TestPresenceChange(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{Limits: protocol.Limits{StateKeys: 3}})
	ada, bob := s.connect("ada"), s.connect("bob")
	// answer passes over what sessions of the user are told.
	answer := func(c *client, m *protocol.PresenceChangeRequest) protocol.Message {
		t.Helper()
		m.Instance = "tab"
		for id := c.ask(m); ; {
			if e := c.receive(); e.Response == id {
				return e.Message
			}
		}
	}
	change := func(c *client, sequence uint64, complete bool, removed []string, set values) {
		t.Helper()
		if m := answer(c, &protocol.PresenceChangeRequest{Sequence: sequence, Complete: complete, Removed: removed, Set: set}); m.Body() != protocol.BodyOK {
			t.Fatalf("answered with %+v", m)
		}
	}
	state := func() values {
		return call[*protocol.PresenceResponse](ada, &protocol.PresenceRequest{Users: []protocol.UserID{bobID}}).Users[0].State
	}
	change(bob, 1, false, nil, values{"a": 1.0, "b": 1.0})
	change(bob, 2, false, []string{"a"}, values{"c": 1.0})
	bob.tell(&protocol.PresenceSetState{State: values{"b": 2.0}})
	change(bob, 2, true, nil, nil) // again, and after the state was set
	second := s.connect("bob")
	change(second, 2, true, nil, values{"c": 3.0})
	change(second, 1, true, nil, nil)
	if got := state(); !reflect.DeepEqual(got, values{"b": 2.0, "c": 1.0}) {
		t.Errorf("the state is %v", got)
	}
	change(second, 3, true, nil, values{"d": 4.0})
	if got := state(); !reflect.DeepEqual(got, values{"d": 4.0}) {
		t.Errorf("the state is %v", got)
	}
	tooMuch := &protocol.PresenceChangeRequest{Sequence: 4, Set: values{"e": 1.0, "f": 1.0, "g": 1.0}}
	if m, ok := answer(bob, tooMuch).(*protocol.Error); !ok || m.Code != protocol.CodeLimitExceeded {
		t.Errorf("too much is answered with %+v", m)
	}
	change(bob, 4, false, nil, values{"e": 1.0})
	ada.refused(&protocol.PresenceChangeRequest{Instance: "tab", Sequence: 9}, protocol.CodeUnauthorized)
	if got := state(); !reflect.DeepEqual(got, values{"d": 4.0, "e": 1.0}) {
		t.Errorf("the state is %v", got)
	}
	// All goes, and something comes, where there is nothing; keys that are named twice,
	// and removed and set at once.
	change(bob, 5, true, nil, nil)
	change(bob, 6, true, nil, values{"x": 1.0, "y": 1.0, "z": 1.0})
	change(bob, 7, false, []string{"x", "y", "x", "none"}, values{"x": 2.0})
	if got := state(); !reflect.DeepEqual(got, values{"x": 2.0, "z": 1.0}) {
		t.Errorf("the state is %v", got)
	}
}

func TestPresenceLimits(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{Limits: protocol.Limits{StateBytes: 1000, StateKeys: 3}, MaxSubscriptions: 2})
	ada, bob := s.connect("ada"), s.connect("bob")
	ada.subscribe(bobID, noOne)
	ada.refused(&protocol.PresenceSubscribeRequest{Users: []protocol.UserID{bobID, adaID}}, protocol.CodeLimitExceeded)
	ada.refused(&protocol.PresenceRequest{Users: []protocol.UserID{bobID, adaID, noOne}}, protocol.CodeLimitExceeded)
	ada.subscribe(bobID) // again is not one more
	for _, state := range []values{{"a": strings.Repeat("x", 1000)}, {"a": nil, "b": nil, "c": nil, "d": nil}} {
		bob.tell(&protocol.PresenceSetState{State: state})
		if e := next[*protocol.Error](bob); e.Code != protocol.CodeLimitExceeded || e.Details["service"] != "presence" {
			t.Fatalf("error %+v", e)
		}
	}
	ada.quiet() // nothing of it was applied
	bob.tell(&protocol.PresenceSetState{})
	bob.tell(&protocol.PresenceSetState{State: values{"a": 1.0}})
	next[*protocol.PresenceStateSet](ada)
}

// TestPresenceSlowReader changes much while a subscriber does not read: it is
// neither closed nor told more than it takes to know the end.
func TestPresenceSlowReader(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{MaxQueue: 100, Pace: time.Minute})
	ada := s.connect("ada")
	ada.subscribe(bobID)
	bob := s.connect("bob")
	// The first news after a while goes at once; what follows waits for the pace.
	bob.tell(&protocol.PresenceSetState{State: values{"key": -1.0}})
	for i := range 3000 {
		bob.tell(&protocol.PresenceSetState{State: values{"n": float64(i), fmt.Sprint("x", i%7): float64(i)}})
		bob.tell(&protocol.PresenceRemoveState{Keys: []string{fmt.Sprint("x", (i+3)%7), fmt.Sprint("never", i)}})
	}
	state := call[*protocol.PresenceResponse](bob.skip(&protocol.PresenceStateSet{}, &protocol.PresenceStateRemoved{}, &protocol.PresenceStateCleared{}),
		&protocol.PresenceRequest{Users: []protocol.UserID{bobID}}).Users[0].State
	heard, count := values{}, 0
	id := ada.ask(&protocol.ServerTimeRequest{})
	for {
		e := ada.receive()
		if e.Response == id {
			break
		}
		count++
		switch m := e.Message.(type) {
		case *protocol.PresenceAvailabilityChanged: // with what was set before it was told
			for k, v := range m.State {
				heard[k] = v
			}
		case *protocol.PresenceStateSet:
			for k, v := range m.State {
				heard[k] = v
			}
		case *protocol.PresenceStateRemoved:
			for _, k := range m.Keys {
				delete(heard, k)
			}
		case *protocol.PresenceStateCleared:
			clear(heard)
		}
	}
	if !reflect.DeepEqual(heard, state) || len(state) < 3 {
		t.Fatalf("heard %v, want %v", heard, state)
	}
	if count > 40 { // 32 steps, and what went at once
		t.Fatalf("%d messages for a reader who was late", count)
	}
}

// skip drops messages of the same types that have come or will come before the
// answer to a question.
func (c *client) skip(types ...protocol.Message) *client {
	c.t.Helper()
	return c.skipUntil(&protocol.ServerTimeRequest{}, types...)
}

func (c *client) skipUntil(question protocol.Message, types ...protocol.Message) *client {
	c.t.Helper()
	c.answerPast(question, types...)
	return c
}

// answerPast returns the answer to a question, past messages of some types that
// may come before it.
func (c *client) answerPast(question protocol.Message, types ...protocol.Message) protocol.Message {
	c.t.Helper()
	id := c.ask(question)
	for {
		e := c.receive()
		if e.Response == id {
			return e.Message
		}
		ok := false
		for _, m := range types {
			ok = ok || m.Body() == e.Body
		}
		if !ok {
			c.t.Fatalf("received %T %+v", e.Message, e.Message)
		}
	}
}

// TestPresenceCutCable lets a connection fall silent without a word: with the
// default timings its user is gone for others within ten seconds.
func TestPresenceCutCable(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the heartbeat")
	}
	t.Parallel()
	s := start(t, t.TempDir(), server.Options{})
	host := strings.TrimPrefix(s.url[:strings.Index(s.url, "/api")], "ws://")
	proxy, err := faultproxy.Listen(host, func(int) faultproxy.Plan { return faultproxy.Plan{} })
	must(t, err)
	defer proxy.Close()
	_, port, _ := net.SplitHostPort(proxy.Addr())
	ada := s.connect("ada")
	ada.subscribe(bobID)
	far := *s
	far.url = strings.Replace(s.url, host, "127.0.0.1:"+port, 1)
	far.connect("bob")
	next[*protocol.PresenceAvailabilityChanged](ada)
	cut := time.Now()
	proxy.Freeze()
	m := next[*protocol.PresenceAvailabilityChanged](ada)
	if took := time.Since(cut); m.Available || took > 10*time.Second {
		t.Fatalf("%+v after %v", m, took)
	}
}
