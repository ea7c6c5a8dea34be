package chats

import (
	"log/slog"
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/presence"
)

// TestLearnSeen has news of what somebody has read come late, twice and out of order.
func TestLearnSeen(t *testing.T) {
	ada, bob := protocol.UserID{Username: "ada"}, protocol.UserID{Username: "bob"}
	c := &chat{members: map[protocol.UserID]int64{ada: 2}} // as the store has it by now
	for i, step := range []struct {
		user protocol.UserID
		seen int64
		told bool
	}{
		{ada, 1, false}, // she has read on since
		{ada, 2, true},
		{ada, 2, false}, // again
		{ada, 5, true},
		{ada, 4, false},
		{bob, 5, false}, // he is no member any more
	} {
		if told := c.learnSeen(protocol.ChatMember{User: step.user, Seen: step.seen}); told != step.told {
			t.Errorf("step %d: told is %v", i, told)
		}
	}
	if c.members[ada] != 5 {
		t.Errorf("she has read up to %d", c.members[ada])
	}
}

// TestLearnSeenRevision has news of what somebody has read come when the store has said it, and after
// that something new: the revision counts what the one that was read does not have, so that the next
// look into the store misses nothing.
func TestLearnSeenRevision(t *testing.T) {
	ada := protocol.UserID{Username: "ada"}
	s := New(nil, slog.New(slog.DiscardHandler), Options{Presence: presence.New(presence.Options{})})
	c := &chat{members: map[protocol.UserID]int64{ada: 2}, revision: 7}
	c.ID = "c"
	s.remember(c)
	for _, step := range []struct{ seen, revision int64 }{{2, 7}, {2, 7}, {3, 8}, {3, 8}} {
		if err := s.learnChange(c, &news{ID: "c", Last: -1, Seen: []protocol.ChatMember{{User: ada, Seen: step.seen}}}); err != nil {
			t.Fatal(err)
		}
		if c.revision != step.revision {
			t.Errorf("after news that she has read up to %d the revision is %d, not %d", step.seen, c.revision, step.revision)
		}
		if want := 1 + len(c.members) + len(c.toldSeen); s.cached != want {
			t.Errorf("the cache counts %d, and has %d", s.cached, want)
		}
	}
}
