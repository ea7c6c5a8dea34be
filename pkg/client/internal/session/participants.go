package session

import "github.com/convergence-wasm/convergence/pkg/protocol"

// Participant is a session and its user, as seen by this client. Participants
// are compared by pointer: a session has one as long as the client lives.
type Participant struct {
	SessionID string
	User      protocol.User
	Known     bool   // whether User is set
	Tag       uint32 // free for the owner of the sink
}

// Identities remembers who is behind the users and sessions that the server
// has mentioned.
type Identities struct {
	Users    map[protocol.UserID]protocol.User
	Sessions map[string]*Participant
}

func newIdentities() Identities {
	return Identities{Users: map[protocol.UserID]protocol.User{}, Sessions: map[string]*Participant{}}
}

// Update takes in who is behind sessions; users are known already.
func (t *Identities) Update(m *protocol.IdentityUpdate) {
	for _, s := range m.Sessions {
		p := t.Session(s.SessionID)
		p.User, p.Known = protocol.User{UserID: s.User}, true
		if u, ok := t.Users[s.User]; ok {
			p.User = u
		}
	}
}

// Session returns the participant of a session, a new one if it was never
// mentioned.
func (t *Identities) Session(id string) *Participant {
	p := t.Sessions[id]
	if p == nil {
		p = &Participant{SessionID: id}
		t.Sessions[id] = p
	}
	return p
}

// User returns what is known about a user, at least the id.
func (t *Identities) User(id protocol.UserID) protocol.User {
	if u, ok := t.Users[id]; ok {
		return u
	}
	return protocol.User{UserID: id}
}
