//go:build !js

package client_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/client"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// TestPresenceAfterDrop drops the only session of a user: for a moment, which
// nobody notices, and for longer, after which the state is there again as one
// change.
func TestPresenceAfterDrop(t *testing.T) {
	x, other := connected(t, nil), connected(t, nil)
	x.SetPresence(client.KeyValues{"k": 1.0})
	id := x.Session().Participant.User.UserID
	follow := nothing(func(done func(*client.Error)) { other.SubscribePresence([]protocol.UserID{id}, done) })
	if _, err := wait(other, follow); err != nil {
		t.Fatal(err)
	}
	state := func(x *tester) client.KeyValues {
		_, s := x.SubscribedPresence(id)
		return s
	}
	other.await("the state", func() bool { return state(other)["k"] == 1.0 })
	other.taken()
	x.taken()
	x.host.cut()
	noted(x, "domain 4 ")
	x.SetPresence(client.KeyValues{"k": 2.0})
	other.await("what is set next", func() bool { return state(other)["k"] == 2.0 })
	if told := other.lines("presence"); len(told) != 1 || !strings.Contains(told[0], "presence 1 ") {
		t.Errorf("others have heard %q", told)
	}

	other.taken()
	x.taken()
	x.host.block(true)
	x.host.cut()
	noted(other, "presence 4 ", "available=false")
	x.host.block(false)
	noted(other, "presence 1 ", "k:2")
	told := other.lines("presence")
	if len(told) != 3 || !strings.Contains(told[1], "available=true") || !strings.HasPrefix(told[2], "presence 1 ") {
		t.Errorf("others have heard %q", told)
	}
	if got := x.OwnPresence(); !reflect.DeepEqual(got, client.KeyValues{"k": 2.0}) {
		t.Errorf("the own state is %v", got)
	}

	// Who disconnects has given it up.
	other.taken()
	x.Disconnect()
	noted(other, "presence 4 ", "available=false")
	if err := x.connect(protocol.AuthReconnect); err != nil {
		t.Fatal(err)
	}
	noted(other, "presence 4 ", "available=true")
	// News that waits comes with the answer to a question.
	if _, err := answeredBy(other, &protocol.JoinedChatsRequest{}); err != nil {
		t.Fatal(err)
	}
	if got := state(other); len(got) > 0 || len(x.OwnPresence()) > 0 {
		t.Errorf("there is %v again", got)
	}
}
