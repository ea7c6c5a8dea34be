package chats

import (
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
)

// room counts a chat that a user is about to make, or refuses the request.
func (s *Chats) room(t *chatTurn, c *people.Session, request uint32, maker protocol.UserID) bool {
	if x := s.options.Quota.AddChat(maker); x != nil {
		t.answer(c, request, x.AsError())
		return false
	}
	t.undo = append(t.undo, func() { s.options.Quota.RemoveChat(maker, 0) })
	return true
}

// full refuses to add to a chat when there is no storage for more.
func (s *Chats) full(t *chatTurn, c *people.Session, request uint32, in *chat) bool {
	x := s.options.Quota.Full(in.Maker)
	if x != nil {
		t.answer(c, request, x.AsError())
	}
	return x != nil
}
