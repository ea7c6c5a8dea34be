package chats

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Chats that somebody asks for are in memory until there are too many: see work, which empties the
// cache between turns.

// forget has a chat be read again.
func (s *Chats) forget(id string) {
	if c := s.open[id]; c != nil && s.others != nil {
		s.others.told[c.Key] = c.told
	}
	s.drop(id)
}

// drop takes a chat out of the cache.
func (s *Chats) drop(id string) {
	if c := s.open[id]; c != nil {
		s.cached -= c.counted
	}
	delete(s.open, id)
}

// forgetAll empties the cache, between turns.
func (s *Chats) forgetAll() {
	if s.others != nil {
		for _, c := range s.open {
			s.others.told[c.Key] = c.told
		}
	}
	clear(s.open)
	s.cached = 0
}

// chat returns a chat, or [store.ErrNotFound].
func (s *Chats) chat(id string) (*chat, error) {
	if c := s.open[id]; c != nil {
		return c, nil
	}
	if s.others != nil {
		return s.readTogether(id)
	}
	c, err := s.read(id)
	if err != nil {
		return nil, err
	}
	for session := range s.rooms[id] {
		c.enter(session.User())
	}
	s.remember(c)
	return c, nil
}

// read reads a chat as the store has it.
func (s *Chats) read(id string) (*chat, error) {
	found, err := s.store.Chat(context.Background(), id)
	if err != nil {
		return nil, err
	}
	c := &chat{Chat: found, members: make(map[protocol.UserID]int64)}
	for _, m := range found.Members {
		c.members[m.User] = m.Seen
	}
	if c.Type == protocol.ChatRoom {
		seen, err := s.store.ChatSeen(context.Background(), c.Key)
		if err != nil {
			return nil, err
		}
		c.seen = make(map[protocol.UserID]int64, len(seen))
		for _, m := range seen {
			c.seen[m.User] = m.Seen
		}
	}
	c.Members = nil
	return c, nil
}

// remember puts a chat into the cache.
func (s *Chats) remember(c *chat) {
	s.open[c.ID] = c
	s.count(c)
}

// count has the cache count a chat that is in it as it is now.
func (s *Chats) count(c *chat) {
	n := 1 + len(c.members) + len(c.seen) + len(c.toldSeen)
	s.cached += n - c.counted
	c.counted = n
}
