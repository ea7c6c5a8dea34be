package people

import (
	"fmt"
	"log/slog"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// TestKnownIsBounded has a client be told of ever more people, for whom there is no memory: it is told
// of everybody who is mentioned, and again of those who had to be forgotten.
func TestKnownIsBounded(t *testing.T) {
	const spare, together, all = 500, 100, 10_000
	pool := budget.New(spare * knownBytes)
	o := &conn.Options{MaxQueue: 1 << 20, MaxQueueBytes: 1 << 30, Strangers: budget.New(1 << 30), Outgoing: budget.New(1 << 30), Spare: pool}
	profiles := NewProfiles(nil, store.DomainName{})
	ids := make([]protocol.UserID, all)
	for i := range ids {
		ids[i].Username = fmt.Sprint("u", i)
		profiles.known[ids[i]] = &protocol.User{UserID: ids[i]}
	}
	s := NewSession(conn.Unserved(slog.New(slog.DiscardHandler), o))
	s.Begin(Identity{Session: "me", User: protocol.User{UserID: protocol.UserID{Username: "me"}}}, "i", true, profiles)
	told := func() int { return len(s.known.users) + len(s.known.sessions) }
	forgotten, most := 0, 0
	for i := 0; i < all; i += together {
		before := told()
		if users := ids[i : i+together]; i/together%2 == 0 {
			s.SendMentioning(users, nil)
		} else {
			sessions := make([]Identity, together)
			for j := range sessions {
				sessions[j] = Identity{Session: "s" + users[j].Username, User: protocol.User{UserID: users[j]}}
			}
			s.SendMentioning(nil, sessions)
			if !s.known.sessions["s"+users[together-1].Username] {
				t.Fatal("a session is not known after it was mentioned")
			}
		}
		for _, id := range ids[i : i+together] {
			if s.known.users[id] == nil {
				t.Fatalf("%s is not known after it was mentioned", id.Username)
			}
		}
		most = max(most, told())
		if told() < before {
			forgotten++
		}
		if used, total := pool.Used(); used > total {
			t.Fatalf("%d bytes are taken of %d", used, total)
		}
	}
	if most > knownToAll+spare || most < knownToAll+spare/2 {
		t.Errorf("up to %d are known, and there is room for %d", most, knownToAll+spare)
	}
	if forgotten < 5 {
		t.Errorf("all were forgotten %d times", forgotten)
	}
	if !s.known.sessions["me"] {
		t.Error("the client is told of itself")
	}
}
