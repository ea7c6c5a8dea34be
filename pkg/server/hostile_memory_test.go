package server_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/convergence-wasm/convergence/pkg/ot"
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server"
)

// nulls is a model of n of the smallest values there are.
func nulls(n int) ot.Value {
	items := make([]ot.Value, n)
	for i := range items {
		items[i].Kind = ot.KindNull
	}
	return ot.Value{Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{{Key: "a", Value: ot.Value{Kind: ot.KindArray, ID: "@:1", Items: items}}}}
}

// TestSmallValues expects a message of very many small values to be refused with a
// typed error, after which the connection goes on.
func TestSmallValues(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada := s.connect("ada")
	ada.refused(&protocol.CreateRequest{Creation: protocol.Creation{Collection: "c", Data: nulls(2_500_000)}}, protocol.CodeLimitExceeded)
	call[*protocol.ServerTimeResponse](ada, &protocol.ServerTimeRequest{})
}

// TestLargeModelWithoutRoom expects a model for which there is no memory to be
// refused, and others to be there.
func TestLargeModelWithoutRoom(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{Memory: 16 << 20})
	ada, bob := s.connect("ada"), s.connect("bob")
	ada.create("m", nil)
	call[*protocol.OpenResponse](ada, &protocol.OpenRequest{ModelID: "m"})
	data := ot.Value{Kind: ot.KindObject, ID: "@:0", Members: []ot.Member{{Key: "text", Value: ot.Value{
		Kind: ot.KindString, ID: "t", Text: ot.MustText(strings.Repeat("x", 5<<20))}}}}
	bob.refused(&protocol.CreateRequest{ModelID: "large", Creation: protocol.Creation{Collection: "c", Data: data}}, protocol.CodeLimitExceeded)
	call[*protocol.ServerTimeResponse](ada, &protocol.ServerTimeRequest{})
	bob.refused(&protocol.OpenRequest{ModelID: "large"}, protocol.CodeModelNotFound)
	call[*protocol.OpenResponse](bob, &protocol.OpenRequest{ModelID: "m"})
}

// TestReferencesTogether expects references that are each small enough not to be
// shared without end.
func TestReferencesTogether(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	ada := s.connect("ada")
	ada.create("m", nil)
	open := call[*protocol.OpenResponse](ada, &protocol.OpenRequest{ModelID: "m"})
	data, err := protocol.DecodeValue(open.Data)
	must(t, err)
	text := data.Members[0].Value.ID
	for i := range 5 {
		ada.tell(&protocol.ShareReference{Resource: open.Resource, Version: open.Version, ReferenceName: protocol.ReferenceName{Element: text, Key: fmt.Sprint(i)},
			Values: ot.Reference{Kind: ot.ReferenceIndex, Indexes: make([]int, 8000)}})
	}
	if e := next[*protocol.Error](ada); e.Code != protocol.CodeLimitExceeded || e.Details["resourceId"] != float64(open.Resource) {
		t.Errorf("a fifth large reference: %+v", e)
	}
}

// TestStrangerIsNotDecoded expects who has not signed in to be closed for anything but
// a connection request, and for one that is too much.
func TestStrangerIsNotDecoded(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{})
	head, err := protocol.Encode(1, 0, &protocol.ConnectionRequest{ProtocolVersion: protocol.Version, Instance: "i", Method: protocol.AuthAnonymous})
	must(t, err)
	query, err := protocol.Encode(1, 0, &protocol.QueryRequest{Query: "SELECT * FROM c"})
	must(t, err)
	for name, message := range map[string][]byte{
		"a query":   query,
		"announced": append(head[:len(head)-1], strings.Repeat("\xDE\x04\x00\xA0", 900)+"\xC0"...),
	} {
		socket, _, err := websocket.Dial(t.Context(), s.url, nil)
		must(t, err)
		must(t, socket.Write(t.Context(), websocket.MessageBinary, message))
		_, _, err = socket.Read(t.Context())
		if got := websocket.CloseStatus(err); got != websocket.StatusCode(protocol.CloseProtocolError) {
			t.Errorf("%s ends with %v", name, err)
		}
		socket.CloseNow()
	}
}

// TestSlowMessage sends a message in pieces for longer than silence is allowed to
// last: it arrives, and the client hears pings meanwhile.
func TestSlowMessage(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{PingAfter: 300 * time.Millisecond, GiveUpAfter: 700 * time.Millisecond})
	socket, _, err := websocket.Dial(t.Context(), s.url, nil)
	must(t, err)
	defer socket.CloseNow()
	request, err := protocol.Encode(1, 0, &protocol.ConnectionRequest{ProtocolVersion: protocol.Version, Instance: "slow", Method: protocol.AuthAnonymous,
		Capabilities: []string{strings.Repeat("x", 100_000)}})
	must(t, err)
	w, err := socket.Writer(t.Context(), websocket.MessageBinary)
	must(t, err)
	pings, done := 0, make(chan error, 1)
	go func() {
		for {
			_, data, err := socket.Read(t.Context())
			if err == nil {
				err = protocol.Decode(data, func(e protocol.Envelope) error {
					switch m := e.Message.(type) {
					case *protocol.Ping:
						pings++
					case *protocol.ConnectionResponse:
						if m.Success == nil {
							return fmt.Errorf("refused: %+v", m.Failure)
						}
						done <- nil
						return fmt.Errorf("done")
					}
					return nil
				})
			}
			if err != nil {
				select {
				case done <- err:
				default:
				}
				return
			}
		}
	}()
	for len(request) > 0 {
		n := min(len(request), 5000) // less would be gathered
		_, err := w.Write(request[:n])
		must(t, err)
		request = request[n:]
		time.Sleep(100 * time.Millisecond)
	}
	must(t, w.Close())
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if pings < 3 {
		t.Errorf("the client heard %d pings in two seconds", pings)
	}
}

// TestStatesTogether expects states that are each small enough not to take more memory
// together than there is: who has most is refused, and goes when others need a little.
func TestStatesTogether(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{Memory: 16 << 20})
	list := make([]protocol.JSON, 6000)
	for i := range list {
		list[i] = []protocol.JSON{}
	}
	state := values{"k": list} // a quarter of a megabyte, of the one that there is
	join := func(i int) *protocol.ActivityJoinRequest {
		return &protocol.ActivityJoinRequest{ActivityName: protocol.ActivityName{Type: "t", ID: fmt.Sprint(i)}, State: state,
			Create: &protocol.ActivityCreation{Roles: worldRoles(everyRole...)}}
	}
	fill := func(c *client) (n int, last uint32) {
		t.Helper()
		for ; ; n++ {
			switch m := c.answerTo(join(n)).(type) {
			case *protocol.ActivityJoinResponse:
				last = m.Resource
			case *protocol.Error:
				if m.Code != protocol.CodeLimitExceeded || n < 2 || n > 5 {
					t.Fatalf("the activity after %d is refused with %+v", n, m)
				}
				return n, last
			}
		}
	}
	complaint := func(c *client) *protocol.Error {
		t.Helper()
		for {
			if e, ok := c.receive().Message.(*protocol.Error); ok {
				return e
			}
		}
	}
	ada, bob := s.connect("ada"), s.connect("bob")
	n, last := fill(ada)
	// What is not joined, or smaller, takes nothing, and the connection goes on.
	call[*protocol.OK](ada, &protocol.ActivityLeaveRequest{Resource: last})
	ada.tell(&protocol.PresenceSetState{State: state})
	if e, refused := ada.answerTo(join(n)).(*protocol.Error); !refused || e.Code != protocol.CodeLimitExceeded {
		t.Errorf("with a state of its user, another activity is joined: %+v", e)
	}
	ada.tell(&protocol.PresenceClearState{})
	in, ok := ada.answerTo(join(n)).(*protocol.ActivityJoinResponse)
	if !ok {
		t.Fatal("where there is room again no activity can be joined")
	}
	ada.tell(&protocol.PresenceSetState{State: state})
	if e := complaint(ada); e.Code != protocol.CodeLimitExceeded || e.Details["service"] != "presence" {
		t.Errorf("another state is refused with %+v", e)
	}
	ada.tell(&protocol.ActivityUpdateState{Resource: in.Resource, Complete: true})
	ada.tell(&protocol.PresenceSetState{State: state})
	ada.skipUntil(&protocol.ServerTimeRequest{}, &protocol.PresenceStateSet{}, &protocol.PresenceStateCleared{})
	ada.tell(&protocol.ActivityUpdateState{Resource: in.Resource, Set: state})
	if e := complaint(ada); e.Code != protocol.CodeLimitExceeded || e.Details["activityId"] != fmt.Sprint(n) {
		t.Errorf("another state in an activity is refused with %+v", e)
	}
	// Another user needs less.
	bob.tell(&protocol.PresenceSetState{State: state})
	bob.skipUntil(&protocol.ServerTimeRequest{}, &protocol.PresenceStateSet{})
	ada.closedWith(protocol.CloseSlowReader)
	waitUntil(t, "the memory", func() bool {
		_, ok := bob.answerTo(join(100)).(*protocol.ActivityJoinResponse)
		return ok
	})
	bob.socket.CloseNow()
	// The state of a user of whom one session goes is that of the other one.
	time.Sleep(100 * time.Millisecond)
	first, second := s.connect("ada"), s.connect("ada")
	first.tell(&protocol.PresenceSetState{State: state})
	first.skipUntil(&protocol.ServerTimeRequest{}, &protocol.PresenceStateSet{})
	first.socket.CloseNow()
	time.Sleep(100 * time.Millisecond)
	if again, _ := fill(second); again >= n {
		t.Errorf("beside a state of its user %d activities are joined, and %d without", again, n)
	}
}

// TestSubscriptionsTogether expects subscriptions to be counted too.
func TestSubscriptionsTogether(t *testing.T) {
	s := start(t, t.TempDir(), server.Options{Memory: 16 << 20})
	users := make([]protocol.UserID, 4000)
	for i := range users {
		users[i].Username = fmt.Sprint("user", i)
	}
	ada := s.connect("ada")
	call[*protocol.PresenceResponse](ada, &protocol.PresenceSubscribeRequest{Users: users})
	more := make([]protocol.UserID, 4000)
	for i := range more {
		more[i].Username = fmt.Sprint("other", i)
	}
	ada.refused(&protocol.PresenceSubscribeRequest{Users: more}, protocol.CodeLimitExceeded)
	ada.tell(&protocol.PresenceUnsubscribe{Users: users})
	call[*protocol.PresenceResponse](ada, &protocol.PresenceSubscribeRequest{Users: more})
}
