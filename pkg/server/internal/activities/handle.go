package activities

import (
	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/people"
	"github.com/convergence-wasm/convergence/pkg/server/internal/roles"
)

// Handle takes a message of a session, request being 0 for one that wants no answer.
// It reports false for a message that is not about activities. Requests run in the
// read loop, in the order in which they come.
func (s *Activities) Handle(c *people.Session, request uint32, message protocol.Message) bool {
	if request == 0 {
		m, ok := message.(*protocol.ActivityUpdateState)
		if ok {
			s.updateActivity(c, m)
		}
		return ok
	}
	switch m := message.(type) {
	case *protocol.ActivityCreateRequest:
		s.createActivity(c, request, m)
	case *protocol.ActivityDeleteRequest:
		s.deleteActivity(c, request, m)
	case *protocol.ActivityJoinRequest:
		s.joinActivity(c, request, m)
	case *protocol.ActivityLeaveRequest:
		s.leaveActivity(c, request, m)
	case *protocol.ActivityParticipantsRequest:
		s.activityParticipants(c, request, m)
	default:
		return s.handleRoles(c, request, message)
	}
	return true
}

// handleRoles is Handle for who may do what. The same messages are about chats, too.
func (s *Activities) handleRoles(c *people.Session, request uint32, message protocol.Message) bool {
	switch m := message.(type) {
	case *protocol.ResolveRolesRequest:
		if m.Chat == "" {
			s.resolve(c, request, m.Activity)
			return true
		}
	case *protocol.GetRolesRequest:
		if m.Chat == "" {
			s.get(c, request, m.Activity)
			return true
		}
	default:
		if of, change, ok := roles.ChangeOf(message); ok && of.Chat == "" {
			s.change(c, request, of.Activity, change)
			return true
		}
	}
	return false
}
