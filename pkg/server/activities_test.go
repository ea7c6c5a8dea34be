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

var draw = protocol.ActivityName{Type: "drawing", ID: "one"}

func worldRoles(names ...string) protocol.Roles { return protocol.Roles{World: names} }

// joins joins the activity, which is made with roles for everybody if need be.
func (c *client) joins(state values, lurk bool, world ...string) *protocol.ActivityJoinResponse {
	c.t.Helper()
	r := &protocol.ActivityJoinRequest{ActivityName: draw, Lurk: lurk, State: state}
	if world != nil {
		r.Create = &protocol.ActivityCreation{Roles: worldRoles(world...)}
	}
	return call[*protocol.ActivityJoinResponse](c, r)
}

func (c *client) update(resource uint32, set values, complete bool, removed ...string) {
	c.t.Helper()
	c.tell(&protocol.ActivityUpdateState{Resource: resource, Set: set, Complete: complete, Removed: removed})
}

var everyRole = []string{"join", "lurk", "view_state", "set_state"}

func TestActivities(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada, bob, guest := s.connect("ada"), s.connect("bob"), s.connect("")
	ada.refused(&protocol.ActivityJoinRequest{ActivityName: draw}, protocol.CodeActivityNotFound)
	ada.refused(&protocol.ActivityJoinRequest{ActivityName: protocol.ActivityName{Type: "x"}}, protocol.CodeInvalidActivity)
	call[*protocol.OK](ada, &protocol.ActivityCreateRequest{ActivityName: draw, Roles: worldRoles(everyRole...)})
	bob.refused(&protocol.ActivityCreateRequest{ActivityName: draw}, protocol.CodeActivityAlreadyExists)
	ada.refused(&protocol.ActivityCreateRequest{ActivityName: protocol.ActivityName{Type: "x", ID: "y"}, Roles: worldRoles("fly")}, protocol.CodeInvalidMessage)

	a := ada.joins(values{"n": 1.0}, false)
	if a.Created == 0 || a.Ephemeral || !reflect.DeepEqual(a.Sessions, []protocol.ActivityState{{SessionID: ada.session, State: values{"n": 1.0}}}) {
		t.Fatalf("joined %+v", a)
	}
	ada.refused(&protocol.ActivityJoinRequest{ActivityName: draw}, protocol.CodeActivityAlreadyJoined)
	lurker := guest.joins(values{"x": 1.0}, true)
	if len(lurker.Sessions) != 1 || guest.people[ada.session] != adaID {
		t.Fatalf("lurker sees %+v", lurker)
	}
	b := bob.joins(nil, false)
	if len(b.Sessions) != 2 || !reflect.DeepEqual(b.Sessions[0].State, values{"n": 1.0}) || b.Created != a.Created {
		t.Fatalf("bob joined %+v", b)
	}
	joined := &protocol.ActivitySessionJoined{Resource: a.Resource, SessionID: bob.session, State: values{}}
	ada.expect(joined)
	guest.expect(joined)
	if ada.people[bob.session] != bobID {
		t.Fatal("bob was not introduced")
	}
	ada.update(a.Resource, values{"n": 2.0, "m": nil}, false, "zzz")
	ada.update(a.Resource, values{"k": "v"}, true)
	ada.quiet() // done, and she hears nothing of her own
	state := values{}
	for range 2 { // or one that says both
		m := next[*protocol.ActivityStateUpdated](bob)
		if m.Complete {
			clear(state)
		}
		for k, v := range m.Set {
			state[k] = v
		}
		if m.Complete {
			break
		}
	}
	if !reflect.DeepEqual(state, values{"k": "v"}) {
		t.Fatalf("bob sees %v", state)
	}
	guest.skip(&protocol.ActivityStateUpdated{})
	got := call[*protocol.ActivityParticipantsResponse](guest, &protocol.ActivityParticipantsRequest{ActivityName: draw}).Sessions
	if len(got) != 2 || !reflect.DeepEqual(got[0], protocol.ActivityState{SessionID: ada.session, State: values{"k": "v"}}) {
		t.Fatalf("participants %+v", got)
	}
	guest.update(lurker.Resource, values{"x": 1.0}, false)
	if e := next[*protocol.Error](guest); e.Code != protocol.CodeUnauthorized || e.Details["activityId"] != "one" {
		t.Fatalf("error %+v", e)
	}
	call[*protocol.OK](guest, &protocol.ActivityLeaveRequest{Resource: lurker.Resource})
	ada.quiet() // who lurks is not seen
	guest.refused(&protocol.ActivityLeaveRequest{Resource: lurker.Resource}, protocol.CodeActivityNotJoined)
	guest.update(lurker.Resource, values{"x": 1.0}, false)
	if e := next[*protocol.Error](guest); e.Code != protocol.CodeActivityNotJoined {
		t.Fatalf("error %+v", e)
	}
	bob.socket.CloseNow()
	ada.expect(&protocol.ActivitySessionLeft{Resource: a.Resource, SessionID: bob.session})

	// What exists outlives the server, who is there does not.
	s.stop()
	s = start(t, s.dir, server.Options{})
	again := s.connect("bob").joins(nil, false)
	if len(again.Sessions) != 1 || again.Created != a.Created {
		t.Fatalf("joined after a restart %+v", again)
	}
}

// TestActivityRights asks everything as a user who may not.
func TestActivityRights(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{Limits: protocol.Limits{StateKeys: 3}})
	ada, bob := s.connect("ada"), s.connect("bob")
	call[*protocol.OK](ada, &protocol.ActivityCreateRequest{ActivityName: draw})
	target := protocol.RoleTarget{Activity: draw}
	bob.refused(&protocol.ActivityJoinRequest{ActivityName: draw}, protocol.CodeUnauthorized)
	bob.refused(&protocol.ActivityJoinRequest{ActivityName: draw, Create: &protocol.ActivityCreation{Roles: worldRoles(everyRole...)}}, protocol.CodeUnauthorized)
	bob.refused(&protocol.ActivityDeleteRequest{ActivityName: draw}, protocol.CodeUnauthorized)
	bob.refused(&protocol.ActivityParticipantsRequest{ActivityName: draw}, protocol.CodeUnauthorized)
	bob.refused(&protocol.GetRolesRequest{RoleTarget: target}, protocol.CodeUnauthorized)
	bob.refused(&protocol.AddRolesRequest{RoleTarget: target, Roles: worldRoles("manage")}, protocol.CodeUnauthorized)
	bob.refused(&protocol.RemoveRolesRequest{RoleTarget: target, Roles: worldRoles("join")}, protocol.CodeUnauthorized)
	bob.refused(&protocol.SetRolesRequest{RoleTarget: target, SetWorld: true, Roles: worldRoles("manage")}, protocol.CodeUnauthorized)
	if names := call[*protocol.ResolveRolesResponse](bob, &protocol.ResolveRolesRequest{RoleTarget: target}).Names; len(names) != 0 {
		t.Fatalf("bob may %q", names)
	}
	none := protocol.RoleTarget{Activity: protocol.ActivityName{Type: "drawing", ID: "none"}}
	for _, m := range []protocol.Message{&protocol.ResolveRolesRequest{RoleTarget: none}, &protocol.GetRolesRequest{RoleTarget: none},
		&protocol.AddRolesRequest{RoleTarget: none}, &protocol.ActivityDeleteRequest{ActivityName: none.Activity}} {
		bob.refused(m, protocol.CodeActivityNotFound)
	}

	// With join alone he is seen, sees who is there, and nothing else.
	a := ada.joins(values{"secret": 1.0}, false)
	call[*protocol.OK](ada, &protocol.AddRolesRequest{RoleTarget: target, Roles: protocol.Roles{Users: []protocol.UserRoles{{User: bobID, Names: []string{"join"}}}}})
	bob.refused(&protocol.ActivityJoinRequest{ActivityName: draw, Lurk: true}, protocol.CodeUnauthorized)
	b := bob.joins(values{"mine": 1.0}, false)
	for _, p := range b.Sessions {
		if len(p.State) > 0 {
			t.Fatalf("bob sees %+v", b.Sessions)
		}
	}
	ada.expect(&protocol.ActivitySessionJoined{Resource: a.Resource, SessionID: bob.session, State: values{}})
	ada.update(a.Resource, values{"secret": 2.0}, false)
	ada.quiet()
	bob.quiet()
	bob.update(b.Resource, values{"mine": 1.0}, false)
	if e := next[*protocol.Error](bob); e.Code != protocol.CodeUnauthorized {
		t.Fatalf("error %+v", e)
	}
	// Who is in it may ask who is, without the right to see the states of others.
	for _, p := range call[*protocol.ActivityParticipantsResponse](bob, &protocol.ActivityParticipantsRequest{ActivityName: draw}).Sessions {
		if len(p.State) > 0 {
			t.Fatalf("bob sees %+v", p)
		}
	}
	// More rights are noticed at once: the states come.
	call[*protocol.OK](ada, &protocol.AddRolesRequest{RoleTarget: target, Roles: worldRoles("view_state", "set_state")})
	bob.expect(&protocol.ActivityStateUpdated{Resource: b.Resource, SessionID: ada.session, Set: values{"secret": 2.0}, Complete: true, Removed: []string{}})
	bob.update(b.Resource, values{"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0}, false)
	if e := next[*protocol.Error](bob); e.Code != protocol.CodeLimitExceeded {
		t.Fatalf("error %+v", e)
	}
	bob.update(b.Resource, values{"a": 1.0}, false)
	next[*protocol.ActivityStateUpdated](ada)
	// Less puts him out, and the others are told.
	call2 := ada.ask(&protocol.RemoveRolesRequest{RoleTarget: target, Roles: worldRoles("view_state")})
	if together { // it is answered before the other server has put him out
		if e := ada.receive(); e.Response != call2 {
			t.Fatalf("received %+v", e)
		}
		ada.expect(&protocol.ActivitySessionLeft{Resource: a.Resource, SessionID: bob.session})
	} else {
		ada.expect(&protocol.ActivitySessionLeft{Resource: a.Resource, SessionID: bob.session})
		if e := ada.receive(); e.Response != call2 {
			t.Fatalf("received %+v", e)
		}
	}
	if m := next[*protocol.ActivityForceLeave](bob); m.Resource != b.Resource || m.Reason == "" {
		t.Fatalf("%+v", m)
	}
	bob.update(b.Resource, values{"a": 2.0}, false) // crossed it, no error
	call[*protocol.OK](bob, &protocol.ActivityLeaveRequest{Resource: b.Resource})
	ada.quiet()

	// Removal is told to all who are in it.
	bob.joins(nil, false)
	next[*protocol.ActivitySessionJoined](ada)
	id := ada.ask(&protocol.ActivityDeleteRequest{ActivityName: draw})
	ada.expect(&protocol.ActivityDeleted{Resource: a.Resource})
	if e := ada.receive(); e.Response != id {
		t.Fatalf("received %+v", e)
	}
	next[*protocol.ActivityDeleted](bob)
	bob.refused(&protocol.ActivityJoinRequest{ActivityName: draw}, protocol.CodeActivityNotFound)
}

// TestActivityGroups takes a right away beside the server.
func TestActivityGroups(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	d := people(s)
	ada, bob := s.connect("ada"), s.connect("bob")
	call[*protocol.OK](ada, &protocol.ActivityCreateRequest{ActivityName: draw,
		Roles: protocol.Roles{Groups: []protocol.GroupRoles{{Group: "g", Names: []string{"join", "lurk"}}}}})
	b := bob.joins(nil, true)
	must(t, d.RemoveGroupMember(t.Context(), "g", bobID))
	if m := next[*protocol.ActivityForceLeave](bob); m.Resource != b.Resource {
		t.Fatalf("%+v", m)
	}
	bob.refused(&protocol.ActivityJoinRequest{ActivityName: draw, Lurk: true}, protocol.CodeUnauthorized)
}

func TestActivityEphemeral(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{EphemeralGrace: 3 * time.Second})
	ada, bob := s.connect("ada"), s.connect("bob")
	join := &protocol.ActivityJoinRequest{ActivityName: draw, Create: &protocol.ActivityCreation{Ephemeral: true, Roles: worldRoles("join", "view_state")}}
	a := call[*protocol.ActivityJoinResponse](ada, join)
	if !a.Ephemeral {
		t.Fatalf("joined %+v", a)
	}
	names := call[*protocol.ResolveRolesResponse](ada, &protocol.ResolveRolesRequest{RoleTarget: protocol.RoleTarget{Activity: draw}}).Names
	if strings.Join(names, " ") != "join lurk view_state set_state remove manage" {
		t.Fatalf("the maker may %q", names)
	}
	call[*protocol.OK](ada, &protocol.ActivityLeaveRequest{Resource: a.Resource})
	missing := &protocol.ActivityJoinRequest{ActivityName: draw}
	bob.refused(missing, protocol.CodeActivityNotFound)
	// One that is only lost may come back, for a while, also when the client has given
	// its connection up.
	call[*protocol.ActivityJoinResponse](ada, join)
	ada.socket.CloseNow()
	ada = s.connect("ada")
	call[*protocol.ActivityJoinResponse](ada, missing)
	ada.socket.Close(websocket.StatusCode(protocol.CloseHeartbeat), "")
	ada = s.connect("ada")
	call[*protocol.ActivityJoinResponse](ada, missing)
	ada.socket.CloseNow()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		id := bob.ask(&protocol.ResolveRolesRequest{RoleTarget: protocol.RoleTarget{Activity: draw}})
		e := bob.receive()
		if refused, ok := e.Message.(*protocol.Error); ok && e.Response == id && refused.Code == protocol.CodeActivityNotFound {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the activity stays")
		}
	}
}

// TestActivitySlowReader moves cursors while somebody does not read: what waits
// for him is where they are, not where they have been.
func TestActivitySlowReader(t *testing.T) {
	if together {
		t.Skip("SKIP: the test asks when two are done at their servers, and not when the third one's has heard of all of it")
	}
	s := start(t, t.TempDir(), server.Options{MaxQueue: 60, Pace: time.Minute})
	ada, bob, guest := s.connect("ada"), s.connect("bob"), s.connect("")
	a := ada.joins(nil, false, everyRole...)
	late := guest.joins(nil, true)
	b := bob.joins(nil, false)
	next[*protocol.ActivitySessionJoined](ada)
	next[*protocol.ActivitySessionJoined](guest)
	for i := range 2000 {
		ada.update(a.Resource, values{"x": float64(i), "y": float64(-i)}, false)
		bob.update(b.Resource, values{"x": float64(i)}, i%100 == 50, "y")
		if i%3 == 0 {
			bob.update(b.Resource, values{"y": float64(i)}, false)
		}
	}
	bob.update(b.Resource, values{"p": 1.0}, false)
	bob.update(b.Resource, values{"q": 1.0}, false)
	ada.skip(&protocol.ActivityStateUpdated{}) // both are done
	bob.skip(&protocol.ActivityStateUpdated{})
	states, counts := map[string]values{ada.session: {}, bob.session: {}}, map[string]int{}
	id := guest.ask(&protocol.ActivityParticipantsRequest{ActivityName: draw})
	for {
		e := guest.receive()
		if e.Response == id {
			for _, p := range e.Message.(*protocol.ActivityParticipantsResponse).Sessions {
				if !reflect.DeepEqual(p.State, states[p.SessionID]) {
					t.Errorf("heard %v, want %v", states[p.SessionID], p.State)
				}
			}
			break
		}
		m := e.Message.(*protocol.ActivityStateUpdated)
		counts[m.SessionID]++
		if m.Complete {
			states[m.SessionID] = values{}
		}
		for _, k := range m.Removed {
			delete(states[m.SessionID], k)
		}
		for k, v := range m.Set {
			states[m.SessionID][k] = v
		}
	}
	// What goes at once, and then of ada, whose cursor moves only, where it is; of bob
	// at most 32 steps.
	if counts[ada.session] > 2 || counts[bob.session] > 33 || late.Resource == 0 {
		t.Fatalf("%d and %d messages for a reader who was late", counts[ada.session], counts[bob.session])
	}
}
