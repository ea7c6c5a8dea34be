package chats

import (
	"errors"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// What other servers have done is told to those here as if it had been done here.

// learn takes what another server tells of a chat.
func (s *Chats) learn(n *news) {
	if n.Removed {
		s.learnRemoved(n.Key, n.ID, n.Members)
		return
	}
	c := s.open[n.ID]
	if c == nil || c.Key != n.Key {
		if n.Last < 0 && len(n.Seen) == 0 {
			return
		}
		s.forget(n.ID)
		c, err := s.chat(n.ID)
		if err != nil {
			if !errors.Is(err, store.ErrNotFound) {
				s.log.Warn("a chat cannot be read", "error", err)
			}
			return
		}
		s.hearSeen(c, n.Seen)
		s.count(c)
		return
	}
	if err := s.learnChange(c, n); err != nil { // it is found when the store is asked the next time
		s.log.Warn("events of a chat cannot be read", "error", err)
		s.forget(n.ID)
	}
}

// learnChange takes a change of a chat that is open.
func (s *Chats) learnChange(c *chat, n *news) error {
	changed, again := false, n.Again
	if n.Last > c.LastEventNumber {
		events := n.Events
		if n.First != c.LastEventNumber+1 { // more has happened than events
			var err error
			if events, err = s.eventsOf(c, c.LastEventNumber, n.Last); err != nil {
				return err
			}
			again = true
		}
		for i := range events {
			s.hear(c, &events[i])
		}
		changed = true
	}
	changed = s.hearSeen(c, n.Seen) || changed
	for _, r := range n.Enter {
		if _, is := c.sessions[r.Session]; !is && c.sessions != nil {
			c.sessions[r.Session] = r.User
			changed = true
		}
	}
	for _, r := range n.Exit {
		if c.exitSession(r.Session) != nil {
			changed = true
		}
	}
	if changed {
		c.revision++
	}
	s.count(c)
	if again {
		s.forget(c.ID)
	}
	return nil
}

// hearSeen tells those here up to where members have read, and reports whether any of it is new: else
// the revision that was read from the store has it.
func (s *Chats) hearSeen(c *chat, all []protocol.ChatMember) (fresh bool) {
	for _, m := range all {
		was := c.members[m.User]
		if c.learnSeen(m) {
			s.notifySeen(c.ID, m, s.listeners(c))
			fresh = fresh || m.Seen > was
		}
	}
	return fresh
}

// learnSeen takes up to where a member has read, and reports whether those here are to be told: also
// if the chat was read from the store before the news came, which had it already.
func (c *chat) learnSeen(m protocol.ChatMember) bool {
	was, is := c.members[m.User]
	if told, any := c.toldSeen[m.User]; !is || m.Seen < was || any && m.Seen <= told {
		return false
	}
	c.members[m.User], c.listed = m.Seen, nil
	if c.seen != nil {
		c.seen[m.User] = m.Seen
	}
	if c.toldSeen == nil {
		c.toldSeen = make(map[protocol.UserID]int64)
	}
	c.toldSeen[m.User] = m.Seen
	return true
}

// hear tells those here of an event that happened at another server.
func (s *Chats) hear(c *chat, e *protocol.ChatEvent) {
	who := about(e)
	var newTo []protocol.UserID
	switch e.Kind {
	case protocol.ChatCreated:
		newTo = e.Members
	case protocol.ChatUserJoined, protocol.ChatUserAdded:
		c.enter(who)
		newTo = []protocol.UserID{who}
	case protocol.ChatNameChanged:
		c.Name = e.Text
	case protocol.ChatTopicChanged:
		c.Topic = e.Text
	}
	l := s.listeners(c)
	left := e.Kind == protocol.ChatUserLeft || e.Kind == protocol.ChatUserRemoved
	if left {
		c.exit(who)
		for session := range s.rooms[c.ID] {
			if session.User() == who {
				s.put(&chatTurn{}, c.ID, session, false)
			}
		}
	}
	if e.Number > c.LastEventNumber {
		c.LastEventNumber, c.LastEventTime = e.Number, e.Millis
		c.Bytes += (&store.ChatEntry{ChatEvent: *e}).Bytes()
	}
	c.told = e.Number
	s.notify(c.info(), e, l, newTo)
	if c.Type == protocol.ChatRoom && (left || e.Kind == protocol.ChatUserJoined) {
		s.notifyStanding(c.ID, who, !left, l)
	}
}

// takeBack makes the members of a chat those before an event.
func (c *chat) takeBack(e *protocol.ChatEvent) {
	switch e.Kind {
	case protocol.ChatUserJoined, protocol.ChatUserAdded:
		c.exit(about(e))
	case protocol.ChatUserLeft, protocol.ChatUserRemoved:
		c.enter(about(e))
	}
}

// about is the user who came or went by an event.
func about(e *protocol.ChatEvent) protocol.UserID {
	if e.Subject != nil {
		return *e.Subject
	}
	return e.User
}

// learnRemoved tells those here that a chat was removed.
func (s *Chats) learnRemoved(key int64, id string, members []protocol.UserID) {
	if s.others.told[key] == toldRemoved {
		return
	}
	if c := s.open[id]; c == nil || c.Key == key {
		for session := range s.rooms[id] {
			s.put(&chatTurn{}, id, session, false)
		}
		s.drop(id)
	}
	s.others.told[key] = toldRemoved
	s.notifyRemoved(id, listeners{users: members})
}
