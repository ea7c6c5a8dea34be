package chats

import (
	"context"
	"errors"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// removeChat deletes a chat and notifies its members, with all their sessions.
func (s *Chats) removeChat(t *chatTurn, c *people.Session, request uint32, in *chat) {
	if !s.may(t, c, request, in, roles.RemoveChat, false) {
		return
	}
	l := listeners{users: usersOf(in)}
	for session := range s.rooms[in.ID] {
		s.put(t, in.ID, session, false)
	}
	s.remove(t, in)
	t.after = append(t.after, func() { s.notifyRemoved(in.ID, l) })
	t.answer(c, request, &protocol.OK{})
}

func (s *Chats) notifyRemoved(id string, l listeners) {
	for _, session := range s.connections(l) {
		session.Send(conn.Out{Message: &protocol.ChatRemoved{ID: id}})
	}
}

// remove deletes a chat.
func (s *Chats) remove(t *chatTurn, in *chat) {
	s.change(t, in, store.ChatChange{Key: in.Key, Last: in.LastEventNumber, Delete: true})
	maker, bytes := in.Maker, in.Bytes
	t.after = append(t.after, func() { s.options.Quota.RemoveChat(maker, bytes) })
}

// RemoveEmpty removes up to n chats in which nothing has happened since a time, nothing
// was ever said and nobody is, and returns how many.
func (s *Chats) RemoveEmpty(ctx context.Context, n int, since int64) (removed int, err error) {
	ids, err := s.store.EmptyChats(ctx, n, since)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		done := make(chan error, 1)
		s.post(chatTask{
			do: func(t *chatTurn) {
				in, err := s.chat(id)
				// Somebody may have come meanwhile.
				if err != nil || len(in.members) > 0 || in.LastEventTime >= since {
					t.after = append(t.after, func() { done <- err })
					return
				}
				s.remove(t, in)
				t.after = append(t.after, func() { removed++; done <- nil })
			},
			failed: func(err error) { done <- err },
		})
		select {
		case err := <-done:
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return removed, err
			}
		case <-s.ended:
			return removed, nil
		}
	}
	return removed, nil
}
