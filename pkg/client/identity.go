package client

import "github.com/convergence-wasm/convergence/pkg/protocol"

// Participant is a session and its user, as seen by this client. Participants
// are compared by pointer: a session has one as long as the domain lives.
type Participant struct {
	SessionID string
	User      protocol.User
	Known     bool   // whether User is set
	Tag       uint32 // free for the owner of the sink
}

// identities remembers who is behind the users and sessions that the server
// has mentioned.
type identities struct {
	users    map[protocol.UserID]protocol.User
	sessions map[string]*Participant
}

func newIdentities() identities {
	return identities{users: map[protocol.UserID]protocol.User{}, sessions: map[string]*Participant{}}
}

// update takes in who is behind sessions; users are known already.
func (t *identities) update(m *protocol.IdentityUpdate) {
	for _, s := range m.Sessions {
		p := t.session(s.SessionID)
		p.User, p.Known = protocol.User{UserID: s.User}, true
		if u, ok := t.users[s.User]; ok {
			p.User = u
		}
	}
}

// session returns the participant of a session, a new one if it was never
// mentioned.
func (t *identities) session(id string) *Participant {
	p := t.sessions[id]
	if p == nil {
		p = &Participant{SessionID: id}
		t.sessions[id] = p
	}
	return p
}

// user returns what is known about a user, at least the id.
func (t *identities) user(id protocol.UserID) protocol.User {
	if u, ok := t.users[id]; ok {
		return u
	}
	return protocol.User{UserID: id}
}
