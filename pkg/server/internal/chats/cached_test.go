package chats

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn/budget"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/presence"
	"github.com/convergence-wasm/convergence/pkg/server/internal/quota"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/store"
	"github.com/convergence-wasm/convergence/pkg/server/store/sqlite"
)

// TestCached makes chats, and has users come and go: what bounds the cache is what is in it.
func TestCached(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	system, err := sqlite.Open(t.Context(), t.TempDir())
	must(err)
	defer system.Close()
	name := store.DomainName{Namespace: "n", ID: "d"}
	must(system.CreateDomain(t.Context(), store.DomainInfo{DomainName: name}))
	st, err := system.OpenDomain(t.Context(), name)
	must(err)
	log, profiles := slog.New(slog.DiscardHandler), people.NewProfiles(st, name)
	connection := &conn.Options{MaxQueue: 1 << 20, MaxQueueBytes: 1 << 30, Strangers: budget.New(1 << 20), Incoming: budget.New(1 << 20), Outgoing: budget.New(1 << 30), Held: budget.New(1 << 20)}
	var users []protocol.UserID
	var sessions []*people.Session
	for i := range 6 {
		user := protocol.User{UserID: protocol.UserID{Username: fmt.Sprint("user", i)}}
		must(st.CreateUser(t.Context(), store.User{User: user}))
		users = append(users, user.UserID)
		who := people.Unconnected(people.Identity{Session: fmt.Sprint(i), User: user}, "")
		sessions = append(sessions, who.Asking(log, connection, profiles))
	}
	s := New(st, log, Options{Life: context.Background(), Presence: presence.New(presence.Options{}), Profiles: profiles,
		Giving: &roles.Giving{Profiles: profiles, MaxEntries: 100}, Quota: quota.New(store.Quotas{}, nil), MaxTold: 1000})
	made := 0
	for step := range 500 {
		c, other := sessions[r.IntN(len(sessions))], users[r.IntN(len(users))]
		id := fmt.Sprint("chat", r.IntN(made+1))
		var m protocol.Message
		switch r.IntN(8) {
		case 0:
			made++
			m = &protocol.ChatCreateRequest{ID: fmt.Sprint("chat", made), Type: protocol.ChatRoom, Membership: protocol.MembershipPublic}
		case 1:
			made++
			m = &protocol.ChatCreateRequest{ID: fmt.Sprint("chat", made), Type: protocol.ChatChannel, Membership: protocol.MembershipPublic, Members: users[:r.IntN(len(users))]}
		case 2, 3:
			m = &protocol.ChatJoinRequest{ID: id}
		case 4:
			m = &protocol.ChatLeaveRequest{ID: id}
		case 5:
			m = &protocol.ChatAddRequest{ID: id, User: other}
		case 6:
			m = &protocol.ChatMarkSeenRequest{ID: id, Number: int64(r.IntN(5))}
		case 7:
			m = &protocol.DirectChatsRequest{Lists: [][]protocol.UserID{{other}}}
		}
		if !s.Handle(c, uint32(step+1), m) {
			t.Fatalf("%T is not handled", m)
		}
		s.work([]chatTask{<-s.in}, 1)
		there := 0
		for _, in := range s.open {
			there += 1 + len(in.members) + len(in.seen) + len(in.toldSeen)
		}
		if s.cached != there {
			t.Fatalf("after step %d, %+v, the cache counts %d, and has %d", step, m, s.cached, there)
		}
	}
	if len(s.open) == 0 {
		t.Error("nothing is cached")
	}
}
