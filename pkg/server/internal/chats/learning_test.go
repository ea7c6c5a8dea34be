package chats

import (
	"testing"

	"github.com/convergence-wasm/convergence/pkg/protocol"
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
