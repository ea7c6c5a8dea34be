package rest_test

import (
	"context"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
	"github.com/convergence-wasm/convergence/pkg/server/rest"
)

// wire is a connection that speaks the protocol, message by message.
type wire struct {
	t       *testing.T
	socket  *websocket.Conn
	queue   []protocol.Envelope
	session string
	request uint32
}

// open opens a connection that has not signed in.
func (w *world) open() *wire {
	w.t.Helper()
	socket, _, err := websocket.Dial(w.t.Context(), w.url+"/api/realtime/"+here.String(), &websocket.DialOptions{Subprotocols: []string{protocol.Subprotocol}})
	must(w.t, err)
	w.t.Cleanup(func() { socket.CloseNow() })
	socket.SetReadLimit(-1)
	return &wire{t: w.t, socket: socket}
}

// dial connects as ada.
func (w *world) dial() *wire {
	w.t.Helper()
	c := w.open()
	in := hear[*protocol.ConnectionResponse](c.send(&protocol.ConnectionRequest{Client: "test", ProtocolVersion: protocol.Version, Instance: "of-ada",
		Method: protocol.AuthPassword, Username: "ada", Secret: secret}))
	if in.Failure != nil {
		w.t.Fatal(in.Failure.Message)
	}
	c.session = in.Success.SessionID
	return c
}

func (c *wire) send(m protocol.Message) *wire {
	c.t.Helper()
	c.request++
	data, err := protocol.Encode(c.request, 0, m)
	must(c.t, err)
	must(c.t, c.socket.Write(c.t.Context(), websocket.MessageBinary, data))
	return c
}

// next returns the next message, or the error that ended the connection.
func (c *wire) next() (protocol.Message, error) {
	for len(c.queue) == 0 {
		ctx, cancel := context.WithTimeout(c.t.Context(), 10*time.Second)
		_, data, err := c.socket.Read(ctx)
		cancel()
		if err != nil {
			return nil, err
		}
		must(c.t, protocol.Decode(data, func(e protocol.Envelope) error { c.queue = append(c.queue, e); return nil }))
	}
	m := c.queue[0].Message
	c.queue = c.queue[1:]
	return m, nil
}

// hear returns the next message of a type.
func hear[M protocol.Message](c *wire) M {
	c.t.Helper()
	for {
		m, err := c.next()
		must(c.t, err)
		if no, ok := m.(*protocol.Error); ok {
			c.t.Fatalf("refused: %s", no.Message)
		}
		if m, ok := m.(M); ok {
			return m
		}
	}
}

// TestChatsLive changes a chat whose member is connected, and reads what it says.
func TestChatsLive(t *testing.T) {
	w := start(t, server.Options{})
	ada := w.dial()
	chats := "/domains/" + here.String() + "/chats"
	key := w.key(here, "chats:write")
	w.want(201, key, "POST", chats, object{"id": "talk", "type": "channel", "membership": "private", "name": "Talk", "members": []object{{"type": "normal", "name": "ada"}}})
	if e := hear[*protocol.ChatHappened](ada); e.Event.Kind != protocol.ChatCreated || e.Chat == nil || e.Chat.Name != "Talk" || e.Event.User.Type != protocol.UserConvergence {
		t.Errorf("ada hears %+v", e)
	}
	tag := w.want(200, key, "GET", chats+"/talk", nil).header.Get("ETag")
	w.want(200, key, "PUT", chats+"/talk", object{"name": "Walk", "topic": ""}, "If-Match", tag)
	if e := hear[*protocol.ChatHappened](ada); e.Event.Kind != protocol.ChatNameChanged || e.Event.Text != "Walk" {
		t.Errorf("ada hears %+v", e)
	}
	w.want(412, key, "PUT", chats+"/talk", object{"name": "Stay", "topic": ""}, "If-Match", tag)
	for _, text := range []string{"one", "two", "three"} {
		hear[*protocol.ChatPublishResponse](ada.send(&protocol.ChatPublishRequest{ID: "talk", Text: text}))
	}
	var said []string
	for next, pages := "", 0; pages < 10; pages++ {
		var page rest.Page[rest.ChatEvent]
		w.want(200, key, "GET", chats+"/talk/events?limit=2&cursor="+next, nil).read(&page)
		for _, e := range page.Items {
			said = append(said, e.Kind+" "+e.Text)
		}
		if next = page.Next; next == "" {
			break
		}
	}
	if len(said) != 5 || said[0] != "message three" || said[2] != "message one" || said[4] != "created Talk" {
		t.Errorf("the events are %q", said)
	}
	w.want(409, key, "POST", chats, object{"id": "talk", "type": "room", "membership": "public"})
	w.want(422, key, "POST", chats, object{"id": "direct:x", "type": "room", "membership": "public"})
	w.want(404, key, "POST", chats, object{"type": "channel", "membership": "public", "members": []object{{"type": "normal", "name": "nobody"}}})
	w.want(404, key, "PUT", chats+"/none", object{"name": "", "topic": ""})
	w.want(404, key, "DELETE", chats+"/none", nil)
	w.want(204, key, "DELETE", chats+"/talk", nil)
	hear[*protocol.ChatRemoved](ada)
}

// TestActivitiesLive shows who takes part in an activity, with their states.
func TestActivitiesLive(t *testing.T) {
	w := start(t, server.Options{})
	ada := w.dial()
	hear[*protocol.ActivityJoinResponse](ada.send(&protocol.ActivityJoinRequest{ActivityName: protocol.ActivityName{Type: "editing", ID: "a/b"},
		State:  map[string]protocol.JSON{"cursor": protocol.Object{{Key: "b", Value: 1.0}, {Key: "a", Value: []protocol.JSON{nil, true, "\xed\xa0\xbd"}}}},
		Create: &protocol.ActivityCreation{Ephemeral: true}}))
	base := "/domains/" + here.String() + "/activities"
	var page rest.Page[rest.Activity]
	w.want(200, w.root, "GET", base, nil).read(&page)
	if len(page.Items) != 1 || page.Items[0].Type != "editing" || page.Items[0].ID != "a/b" || !page.Items[0].Ephemeral {
		t.Errorf("the activities are %+v", page)
	}
	var one rest.ActivityWithParticipants
	w.want(200, w.root, "GET", base+"/editing/a%2Fb", nil).read(&one)
	if len(one.Participants) != 1 || one.Participants[0].Session != ada.session || one.Participants[0].User.Name != "ada" ||
		string(one.Participants[0].State) != `{"cursor":{"a":[null,true,"\ud83d"],"b":1}}` {
		t.Errorf("the activity is %+v", one)
	}
}

// TestPolledStatistics counts once for those who ask again and again, and again after a while.
func TestPolledStatistics(t *testing.T) {
	w := start(t, server.Options{})
	groups := func() int64 {
		var counts rest.Statistics
		w.want(200, w.root, "GET", "/domains/"+here.String()+"/statistics", nil).read(&counts)
		return counts.Groups
	}
	begun := time.Now()
	before := groups()
	must(t, w.domain.CreateGroup(t.Context(), "more", ""))
	if now := groups(); now != before && time.Since(begun) < 3*time.Second {
		t.Error("it was counted twice in a short time")
	}
	eventually(t, "it is counted again", func() bool { return groups() == before+1 })
	w.want(201, w.admin, "POST", "/domains/"+here.String()+"/groups", object{"id": "by an administrator"})
	if now := groups(); now != before+2 {
		t.Errorf("an administrator has made a group, and %d of %d are counted", now, before+2)
	}
}

// TestKick lists a session and ends it.
func TestKick(t *testing.T) {
	w := start(t, server.Options{})
	ada := w.dial()
	base := "/domains/" + here.String() + "/sessions"
	var page rest.Page[rest.Connected]
	w.want(200, w.root, "GET", base, nil).read(&page)
	if len(page.Items) != 1 || page.Items[0].ID != ada.session || page.Items[0].User != (rest.Member{Type: "normal", Name: "ada"}) {
		t.Fatalf("the sessions are %+v", page)
	}
	var counts rest.Statistics
	w.want(200, w.root, "GET", "/domains/"+here.String()+"/statistics", nil).read(&counts)
	if counts.Sessions != 1 || counts.Users != 2 || counts.Bytes == 0 {
		t.Errorf("the statistics are %+v", counts)
	}
	var now rest.ServerStatistics
	w.want(200, w.root, "GET", "/statistics", nil).read(&now)
	if len(now.Open) != 1 || now.Open[0] != (rest.OpenDomain{Domain: here.String(), Sessions: 1}) || now.Storage < counts.Bytes || now.Memory.Limit == 0 {
		t.Errorf("the statistics of the server are %+v", now)
	}
	w.want(204, w.root, "DELETE", base+"/"+ada.session, nil)
	for {
		_, err := ada.next()
		if err == nil {
			continue
		}
		if websocket.CloseStatus(err) != websocket.StatusCode(protocol.CloseKicked) {
			t.Errorf("the connection ends with %v", err)
		}
		break
	}
	eventually(t, "it is among those who signed in", func() bool {
		var past rest.Page[rest.SignIn]
		w.want(200, w.root, "GET", "/domains/"+here.String()+"/sign-ins", nil).read(&past)
		return len(past.Items) == 1 && past.Items[0].ID == ada.session && past.Items[0].Ended != nil
	})
	eventually(t, "the session has ended", func() bool {
		return w.send(w.root, "DELETE", base+"/"+ada.session, nil).status == 404
	})
}
