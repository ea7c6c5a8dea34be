package people

import (
	"context"
	"errors"

	"github.com/convergence-wasm/convergence/pkg/protocol"
	"github.com/convergence-wasm/convergence/pkg/server/internal/conn"
	"github.com/convergence-wasm/convergence/pkg/server/store"
)

// known is whom a client has been told of. It is there so that nothing is told twice: what is
// forgotten is told again when it is mentioned again.
type known struct {
	self     *Identity
	sessions map[string]bool
	users    map[protocol.UserID]*protocol.User // as the client knows them; of the profiles, so never changed
	held     int                                // bytes, of what is beyond knownToAll
}

// A client may know as many as may be in a very large room. For more of them it takes memory, where
// there is some to spare.
const (
	knownToAll = 1000
	knownBytes = 64 // about what one takes
)

func (k *known) begin(self *Identity) {
	k.self = self
	k.sessions = map[string]bool{self.Session: true}
	k.users = map[protocol.UserID]*protocol.User{self.User.UserID: &self.User}
}

// makeRoom forgets everybody when there is no room for those of these who are not known.
func (k *known) makeRoom(c *conn.Conn, users []protocol.UserID, sessions []Identity) {
	all := len(k.sessions) + len(k.users)
	if all+len(users)+2*len(sessions) <= knownToAll {
		return
	}
	for _, id := range users {
		if k.users[id] == nil {
			all++
		}
	}
	for i := range sessions {
		if !k.sessions[sessions[i].Session] {
			all += 2 // and its user
		}
	}
	more := (all-knownToAll)*knownBytes - k.held
	if more <= 0 {
		return
	}
	if c.Spare(more) {
		k.held += more
		return
	}
	c.Spare(-k.held)
	k.held = 0
	k.begin(k.self)
}

// IntroduceAgain sends the client the profile of a user whom it knows
// otherwise.
func (s *Session) IntroduceAgain(user protocol.User) { s.introduceAgain(&user) }

func (s *Session) introduceAgain(user *protocol.User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	was, ok := s.known.users[user.UserID]
	if !ok {
		return
	}
	s.known.users[user.UserID] = user
	if now := s.visible(*user); now != s.visible(*was) {
		s.Send(conn.Out{Message: &protocol.IdentityUpdate{Users: []protocol.User{now}}})
	}
}

// addKnown adds the users whom the client knows.
func (s *Session) addKnown(to map[protocol.UserID]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.known.users {
		to[id] = true
	}
}

// SendMentioning is Send for messages that mention people: users and sessions
// that the client does not know are introduced first. Nothing can be said of
// users who do not exist.
func (s *Session) SendMentioning(users []protocol.UserID, sessions []Identity, items ...conn.Out) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known.makeRoom(s.Conn, users, sessions)
	update := &protocol.IdentityUpdate{}
	introduce := func(id protocol.UserID) {
		if _, known := s.known.users[id]; known {
			return // whoever changes it sends it
		}
		// Under the lock, so that a change at the same time is sent afterwards.
		user, err := s.profiles.of(context.Background(), id)
		if err != nil {
			if !errors.Is(err, store.ErrNotFound) {
				s.Log.Error("user cannot be introduced", "error", err)
			}
			return
		}
		s.known.users[id] = user
		update.Users = append(update.Users, s.visible(*user))
	}
	for _, id := range users {
		introduce(id)
	}
	for _, other := range sessions {
		if !s.known.sessions[other.Session] {
			s.known.sessions[other.Session] = true
			introduce(other.User.UserID)
			update.Sessions = append(update.Sessions, protocol.SessionUser{SessionID: other.Session, User: other.User.UserID})
		}
	}
	if len(update.Users)+len(update.Sessions) > 0 {
		items = append([]conn.Out{{Message: update}}, items...)
	}
	s.Send(items...)
}
