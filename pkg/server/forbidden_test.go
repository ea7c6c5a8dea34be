package server_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestForbidden sends every message of the protocol on behalf of a second user,
// and of a guest, who have no rights to what the first one keeps. A message
// without a row in one of the two tables fails.
func TestForbidden(t *testing.T) {
	w := keepSecrets(t)
	for b := range protocol.Body(2000) {
		message, _ := protocol.DecodeBody(b, []byte{0x90})
		if message == nil {
			continue
		}
		rows, is := requestRows(w)[b]
		notice, isNotice := noticeRows(w)[b]
		switch {
		case fromServer[b] != (!is && !isNotice && b != protocol.BodyPing && b != protocol.BodyPong && b != protocol.BodyConnectionRequest && !answers[b]):
			t.Errorf("%T has to be in exactly one of the tables of this test: what does it do for somebody without rights?", message)
		case fromServer[b]:
			w.notFromClients(b)
		}
		for _, user := range []string{"bob", ""} {
			if len(rows)+len(notice) == 0 {
				continue
			}
			x := w.enter(user)
			w.beforeAttempt = w.dump()
			for i, a := range rows {
				w.attempt(fmt.Sprintf("%s sends %T (%d)", x.as, a.send, i), func() { x.requests(a) })
			}
			for i, a := range notice {
				w.attempt(fmt.Sprintf("%s sends %T (%d)", x.as, a.send, i), func() { x.notifies(a) })
			}
			x.socket.CloseNow()
		}
	}
	w.adaHasHeardNothing()
}

// requests sends a request and demands its answer, and nothing else.
func (x *intruder) requests(a attempt) {
	x.t.Helper()
	doing := x.secrets.doing
	ask := func(m protocol.Message) protocol.Message {
		id := x.ask(m)
		e := x.receive()
		if e.Response != id {
			x.t.Fatalf("%s: received %T %+v, which answers %d", doing, e.Message, e.Message, e.Response)
		}
		return e.Message
	}
	answer := ask(a.send)
	if a.allowed != nil {
		if reflect.TypeOf(answer) != reflect.TypeOf(a.allowed) {
			x.t.Errorf("%s: answered with %T %+v, want %T", doing, answer, answer, a.allowed)
		} else if a.check != nil {
			a.check(x, answer)
		}
		return
	}
	e, ok := answer.(*protocol.Error)
	if !ok || e.Code != a.refused {
		x.t.Errorf("%s: answered with %T %+v, want code %s", doing, answer, answer, a.refused)
		return
	}
	if a.check != nil {
		a.check(x, e)
	}
	if a.missing != nil {
		m, ok := ask(a.missing).(*protocol.Error)
		if !ok {
			x.t.Errorf("%s: what does not exist is not refused", doing)
			return
		}
		same := func(text string) string {
			for _, name := range []string{"cellar", x.secrets.direct, "nothing"} {
				text = strings.ReplaceAll(text, name, "…")
			}
			return text
		}
		if m.Code != e.Code || same(m.Message) != same(e.Message) || len(m.Details) != len(e.Details) {
			x.t.Errorf("%s: what is hidden is refused with %+v and what does not exist with %+v", doing, e, m)
		}
	}
}

// notifies sends a message that wants no answer. With a code an error must come
// of it, else nothing at all.
func (x *intruder) notifies(a attempt) {
	x.t.Helper()
	x.tell(a.send)
	if a.refused != "" {
		if e := next[*protocol.Error](x.client); e.Code != a.refused {
			x.t.Errorf("%s: told %+v, want code %s", x.secrets.doing, e, a.refused)
		}
	}
	x.quietChats()
	call[*protocol.HistoryDataResponse](x.client, &protocol.HistoryDataRequest{ModelID: "readable"})
}

// notFromClients demands that a message of the server ends the connection of a
// client that sends it as a request.
func (w *secrets) notFromClients(b protocol.Body) {
	w.t.Helper()
	x := w.enter("")
	defer x.socket.CloseNow()
	x.write([]byte{0x94, 0xcd, byte(b >> 8), byte(b), 0x01, 0x00, 0x90})
	x.closedWith(protocol.CloseProtocolError)
}

// adaHasHeardNothing demands that all is as it was for her: what she is told of
// by those who may come and go, in the room and the half open activity, is none
// of the secrets.
func (w *secrets) adaHasHeardNothing() {
	w.t.Helper()
	ada := w.ada
	ask := func(m protocol.Message) protocol.Message { // who has gone is told at any time
		return ada.answerPast(m, &protocol.ActivitySessionJoined{}, &protocol.ActivitySessionLeft{})
	}
	activity, _ := ask(&protocol.ActivityParticipantsRequest{ActivityName: draw}).(*protocol.ActivityParticipantsResponse)
	if want := []protocol.ActivityState{{SessionID: ada.session, State: values{marker: marker}}}; activity == nil || !reflect.DeepEqual(activity.Sessions, want) {
		w.t.Errorf("the activity has %+v", activity)
	}
	if got, _ := ask(&protocol.HistoryDataRequest{ModelID: "secret"}).(*protocol.HistoryDataResponse); got == nil || got.Version != 2 {
		w.t.Errorf("the model has version %+v", got)
	}
}

// TestForbiddenNews has ada do everything that others are told of, beside two
// who are told as little as can be: they are in the activity whose states they
// may not see, follow her presence, and know of the public chats.
func TestForbiddenNews(t *testing.T) {
	w := keepSecrets(t)
	d := w.beside()
	ada, second := w.ada, w.connect("ada")
	half := call[*protocol.ActivityJoinResponse](second, &protocol.ActivityJoinRequest{ActivityName: halfOpen, State: values{"k": marker}})
	for _, user := range []string{"bob", ""} {
		x := w.enter(user)
		w.doing = "a bystander hears of ada"
		call[*protocol.ActivityJoinResponse](x.client, &protocol.ActivityJoinRequest{ActivityName: halfOpen})
		call[*protocol.PresenceResponse](x.client, &protocol.PresenceSubscribeRequest{Users: []protocol.UserID{adaID, zoeID}})
		call[*protocol.ChatsResponse](x.client, &protocol.ChatsRequest{IDs: []string{"town", "hall"}})
		defer func() { // what has come, has come with this
			x.skipUntil(&protocol.ServerTimeRequest{}, &protocol.ActivitySessionJoined{}, &protocol.ActivitySessionLeft{}, &protocol.PresenceStateSet{})
			if x.users[adaID].DisplayName != "ADA2" {
				t.Errorf("%s has not heard how ada is called now", x.as)
			}
			w.attempt("the end", func() { w.beforeAttempt = w.dump() })
		}()
	}
	third := w.connect("ada")
	call[*protocol.ActivityJoinResponse](third, &protocol.ActivityJoinRequest{ActivityName: halfOpen, State: values{"k": marker}})
	second.tell(&protocol.ActivityUpdateState{Resource: half.Resource, Set: values{marker: marker}, Complete: true})
	ada.tell(&protocol.ActivityUpdateState{Resource: w.activity, Set: values{marker: "more"}})
	ada.tell(&protocol.OperationSubmission{Resource: w.model, First: 2, Version: 2, Operations: []ot.Op{splice(0, 0, marker)}})
	ada.tell(&protocol.PresenceSetState{State: values{"k": 1.0}})
	for _, id := range []string{"cellar", "town", "hall", w.direct} {
		ada.ask(&protocol.ChatPublishRequest{ID: id, Text: marker})
	}
	ada.ask(&protocol.ChatSetTopicRequest{ID: "cellar", Topic: marker + "2"})
	ada.ask(&protocol.ChatAddRequest{ID: "cellar", User: zoeID})
	ada.ask(&protocol.ChatMarkSeenRequest{ID: "cellar", Number: 2})
	ada.ask(&protocol.ChatRemoveRequest{ID: "cellar"})
	must(t, d.SetProfile(t.Context(), protocol.User{UserID: adaID, DisplayName: "ADA2", Email: marker + "@example.org"}))
	ada.deaf.Store(true)
	time.Sleep(time.Second) // changes of profiles are looked for every 400 ms
}

// TestForbiddenSignIn tries to be somebody else.
func TestForbiddenSignIn(t *testing.T) {
	w := keepSecrets(t)
	refusedAs := func(r *protocol.ConnectionRequest) string {
		t.Helper()
		c := dial(t, w.url).listen()
		no := call[*protocol.ConnectionResponse](c, r).Failure
		if no == nil || no.Code != protocol.CodeAuthenticationFailed {
			t.Fatalf("signing in as %+v: %+v", r, no)
		}
		c.closedWith(protocol.CloseRefused)
		return no.Message
	}
	change := func(f func(*protocol.ConnectionRequest)) *protocol.ConnectionRequest {
		r := credentials("bob")
		f(r)
		return r
	}
	wrong := refusedAs(change(func(r *protocol.ConnectionRequest) { r.Username = "ada" }))
	unknown := refusedAs(change(func(r *protocol.ConnectionRequest) { r.Username = "nobody" }))
	if wrong != unknown {
		t.Errorf("a wrong password is refused with %q and an unknown user with %q", wrong, unknown)
	}
	refusedAs(change(func(r *protocol.ConnectionRequest) { r.Instance = w.ada.instance }))
	refusedAs(change(func(r *protocol.ConnectionRequest) { r.Method, r.Secret = protocol.AuthReconnect, "guessed" }))
	refusedAs(change(func(r *protocol.ConnectionRequest) { r.Username = "root" })) // not of this kind of users
	bob := w.connect("bob")
	mine := w.connectAs(change(func(r *protocol.ConnectionRequest) {
		r.Method, r.Secret, r.Username = protocol.AuthReconnect, bob.token, "ada"
	}))
	if who := mine.people[mine.session]; who != bobID {
		t.Errorf("a reconnect token of bob made him %v", who)
	}
	// Once is enough.
	bob.send(77, 0, credentials("ada"))
	bob.closedWith(protocol.CloseProtocolError)
}

// TestForbiddenGroups takes rights away by way of groups: who is out of the
// group is out of what the group may.
func TestForbiddenGroups(t *testing.T) {
	w := keepSecrets(t)
	d := w.beside()
	bob, ada := w.connect("bob"), w.ada
	call[*protocol.OK](ada, &protocol.AddRolesRequest{RoleTarget: protocol.RoleTarget{Activity: draw}, Roles: protocol.Roles{Groups: []protocol.GroupRoles{{Group: "g", Names: []string{"join", "view_state"}}}}})
	in := call[*protocol.ActivityJoinResponse](bob, &protocol.ActivityJoinRequest{ActivityName: draw})
	if len(in.Sessions) != 2 {
		t.Fatalf("joined %+v", in)
	}
	must(t, d.RemoveGroupMember(t.Context(), "g", bobID))
	if out := next[*protocol.ActivityForceLeave](bob); out.Resource != in.Resource || out.Reason == "" {
		t.Fatalf("put out with %+v", out)
	}
	for left := false; !left; { // others are told a moment later
		switch m := ada.receive().Message.(type) {
		case *protocol.ActivitySessionJoined:
		case *protocol.ActivitySessionLeft:
			left = true
		default:
			t.Fatalf("received %T %+v", m, m)
		}
	}
	ada.tell(&protocol.ActivityUpdateState{Resource: in.Resource, Set: values{"k": marker}})
	ada.quiet()
	time.Sleep(50 * time.Millisecond)
	bob.quiet()
	bob.refused(&protocol.ActivityParticipantsRequest{ActivityName: draw}, protocol.CodeUnauthorized)
}
