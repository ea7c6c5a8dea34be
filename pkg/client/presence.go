package client

import (
	"github.com/convergence-wasm/convergence/pkg/client/internal/presence"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// What presence has, under the names that it has here.
type (
	// PresenceEvent is a change of a user's presence. Own events are about the user
	// of this session, in whichever session they were made; a subscription to
	// oneself has events of its own.
	PresenceEvent = presence.Event
	// PresenceEventKind is the kind of a presence event.
	PresenceEventKind = presence.EventKind
)

// The presence events.
const (
	PresenceStateSet            = presence.StateSet
	PresenceStateRemoved        = presence.StateRemoved
	PresenceStateCleared        = presence.StateCleared
	PresenceAvailabilityChanged = presence.AvailabilityChanged
	PresenceStateRejected       = presence.StateRejected
)

// OwnPresence returns the state of this session's user.
func (d *Domain) OwnPresence() KeyValues { return d.presence.Own() }

// SetPresence merges keys into the state of this session's user. It fails with
// limit_exceeded when the state would be too large.
func (d *Domain) SetPresence(state KeyValues) error { return d.presence.Set(state) }

// RemovePresence removes those of the keys that are there.
func (d *Domain) RemovePresence(keys []string) { d.presence.Remove(keys) }

// ClearPresence empties the state of this session's user.
func (d *Domain) ClearPresence() { d.presence.Clear() }

// PresencePending reports whether changes of the own presence wait for a
// connection, or for the server's answer.
func (d *Domain) PresencePending() bool { return d.presence.Pending() }

// Presence asks for the presence of users, once.
func (d *Domain) Presence(users []protocol.UserID, done func([]protocol.UserPresence, *Error)) {
	d.presence.Ask(users, done)
}

// SubscribePresence follows users; [Domain.UnsubscribePresence] takes back one
// call for one user. Without a connection it fails, also for users who are
// followed already, or waits for one that was lost to be back, unless there is an
// offline store: then nobody is available until there is a connection.
func (d *Domain) SubscribePresence(users []protocol.UserID, done func(*Error)) {
	d.presence.Subscribe(users, done)
}

// UnsubscribePresence takes back one subscription to a user.
func (d *Domain) UnsubscribePresence(user protocol.UserID) { d.presence.Unsubscribe(user) }

// SubscribedPresence returns the presence of a user that is subscribed to.
func (d *Domain) SubscribedPresence(user protocol.UserID) (available bool, state KeyValues) {
	return d.presence.Subscribed(user)
}

// User returns what is known about a user, at least the id.
func (d *Domain) User(id protocol.UserID) protocol.User {
	d.session.Lock()
	defer d.session.Unlock()
	return d.session.Identities.User(id)
}

// FindUser is [Domain.User] for callbacks, which are called under the lock.
func (d *Domain) FindUser(id protocol.UserID) protocol.User { return d.session.Identities.User(id) }
