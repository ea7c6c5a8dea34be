package chats

import (
	"context"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// Who is in a room is in the store when there are several servers: a session that comes or goes is
// a change of the room, also when its user stays there with another one.

// enterSession lets a session in, and returns what is to be stored of it.
func (c *chat) enterSession(session string, user protocol.UserID) []store.RoomSession {
	if c.sessions == nil {
		return nil
	}
	c.sessions[session] = user
	return []store.RoomSession{{Session: session, User: user}}
}

// exitSession takes a session out, if it is in, and returns what is to be stored of it.
func (c *chat) exitSession(session string) []store.RoomSession {
	user, is := c.sessions[session]
	if !is {
		return nil
	}
	delete(c.sessions, session)
	return []store.RoomSession{{Session: session, User: user}}
}

// exitAll takes all sessions of a user out.
func (c *chat) exitAll(user protocol.UserID) (all []store.RoomSession) {
	for session, u := range c.sessions {
		if u == user {
			all = append(all, c.exitSession(session)...)
		}
	}
	return all
}

// lostAtOnce are taken out of their rooms together.
const lostAtOnce = 1000

// EndLost takes sessions out of their rooms that have ended without leaving them, such as those of
// servers that do not live any more. It is called at one server.
func (s *Chats) EndLost(ctx context.Context) error {
	lost, err := s.others.store.LostRoomSessions(ctx, lostAtOnce)
	for _, r := range lost {
		failed := func(err error) { s.log.Warn("a lost session cannot be taken out of a room", "error", err) }
		s.post(chatTask{failed: failed, do: func(t *chatTurn) {
			in, err := s.chat(r.Chat)
			if err != nil {
				t.after = append(t.after, func() { failed(err) })
				return
			}
			s.endInRoom(t, in, r.Session, r.User, s.listeners(in))
		}})
	}
	return err
}
