package client

import (
	"maps"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/states"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// presences is what this client knows about who is there.
type presences struct {
	own        KeyValues
	pending    map[string]ownChange
	waiting    []*waitingChange // made without a connection, oldest first
	last       uint64           // the newest sequence number among them
	refused    []*Error         // changes of which the server is asked what it has instead
	lost       KeyValues        // the own state when the connection was lost: the next one brings it
	subscribed map[protocol.UserID]*subscription
}

// subscription is a user whose presence somebody here follows.
type subscription struct {
	available bool
	state     KeyValues
	count     int // calls of SubscribePresence that have not been taken back
}

func newPresences() presences {
	return presences{pending: map[string]ownChange{}, subscribed: map[protocol.UserID]*subscription{}}
}

// PresenceEventKind is the kind of a presence event.
type PresenceEventKind uint8

// The presence events. The numbers are part of the bridge.
const (
	PresenceStateSet            PresenceEventKind = 1 // State: all of it, after the change
	PresenceStateRemoved        PresenceEventKind = 2 // Keys
	PresenceStateCleared        PresenceEventKind = 3
	PresenceAvailabilityChanged PresenceEventKind = 4 // Available
	PresenceStateRejected       PresenceEventKind = 5 // Err: the server does not take a change, and it is taken back
)

// PresenceEvent is a change of a user's presence. Own events are about the user
// of this session, in whichever session they were made; a subscription to
// oneself has events of its own.
type PresenceEvent struct {
	Kind      PresenceEventKind
	Own       bool
	User      protocol.User
	State     KeyValues
	Keys      []string
	Available bool
	More      bool // further events of the same change follow
	Err       *Error
}

// OwnPresence returns the state of this session's user.
func (d *Domain) OwnPresence() KeyValues {
	d.session.Lock()
	defer d.session.Unlock()
	return d.presences.own
}

// SetPresence merges keys into the state of this session's user. It fails with
// limit_exceeded when the state would be too large.
func (d *Domain) SetPresence(state KeyValues) error {
	d.session.Lock()
	defer d.session.Unlock()
	if len(state) == 0 {
		return nil
	}
	after := states.Merged(d.presences.own, state, nil)
	if err := session.TooLarge(d.session.Limits.State(after), ""); err != nil {
		return err
	}
	d.setOwn(after)
	for k, v := range state {
		d.expect(k, ownChange{value: v})
	}
	d.waitWith(state, nil, false)
	d.tell(&protocol.PresenceSetState{State: state})
	return nil
}

// RemovePresence removes those of the keys that are there.
func (d *Domain) RemovePresence(keys []string) {
	d.session.Lock()
	defer d.session.Unlock()
	keys = states.Present(d.presences.own, keys)
	if len(keys) == 0 {
		return
	}
	d.removeOwn(keys)
	for _, k := range keys {
		d.expect(k, ownChange{gone: true})
	}
	d.waitWith(nil, keys, false)
	d.tell(&protocol.PresenceRemoveState{Keys: keys})
}

// ClearPresence empties the state of this session's user.
func (d *Domain) ClearPresence() {
	d.session.Lock()
	defer d.session.Unlock()
	for k := range d.presences.own {
		d.expect(k, ownChange{gone: true})
	}
	d.clearOwn(false)
	d.waitWith(nil, nil, true)
	d.tell(&protocol.PresenceClearState{})
}

// tell sends a one-way message if there is a connection.
func (d *Domain) tell(m protocol.Message) {
	if d.session.State == session.StateConnected && d.session.Conn != nil {
		d.session.Conn.Send(0, 0, m)
	}
}

// Presence asks for the presence of users, once.
func (d *Domain) Presence(users []protocol.UserID, done func([]protocol.UserPresence, *Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	session.Ask(d.session.Request, &protocol.PresenceRequest{Users: users}, "ask for presence", func(r *protocol.PresenceResponse, err *Error) {
		if err == nil && len(r.Users) != len(users) {
			err = session.Unexpected(r, nil)
		}
		if err != nil {
			done(nil, err)
			return
		}
		done(r.Users, nil)
	})
}

// SubscribePresence follows users; [Domain.UnsubscribePresence] takes back one
// call for one user. Without a connection it fails, also for users who are
// followed already, or waits for one that was lost to be back, unless there is an
// offline store: then nobody is available until there is a connection.
func (d *Domain) SubscribePresence(users []protocol.UserID, done func(*Error)) {
	d.session.Lock()
	defer d.session.Unlock()
	var unknown []protocol.UserID
	for _, u := range users {
		if d.presences.subscribed[u] == nil && !slices.Contains(unknown, u) {
			unknown = append(unknown, u)
		}
	}
	count := func() {
		for _, u := range users {
			if s := d.presences.subscribed[u]; s != nil {
				s.count++
			}
		}
		done(nil)
	}
	if d.fromStore() {
		for _, u := range unknown {
			d.presences.subscribed[u] = &subscription{state: KeyValues{}}
		}
		unknown = nil
	}
	if len(unknown) == 0 && (d.session.State == session.StateConnected || d.fromStore()) {
		count()
		return
	}
	session.Ask(d.session.Request, &protocol.PresenceSubscribeRequest{Users: unknown}, "subscribe to presence", func(r *protocol.PresenceResponse, err *Error) {
		if err != nil {
			done(err)
			return
		}
		for _, p := range r.Users {
			if d.presences.subscribed[p.User] == nil {
				d.presences.subscribed[p.User] = &subscription{available: p.Available, state: p.State}
			}
		}
		count()
	})
}

// UnsubscribePresence takes back one subscription to a user.
func (d *Domain) UnsubscribePresence(user protocol.UserID) {
	d.session.Lock()
	defer d.session.Unlock()
	s := d.presences.subscribed[user]
	if s == nil {
		return
	}
	if s.count--; s.count <= 0 {
		delete(d.presences.subscribed, user)
		d.tell(&protocol.PresenceUnsubscribe{Users: []protocol.UserID{user}})
	}
}

// SubscribedPresence returns the presence of a user that is subscribed to.
func (d *Domain) SubscribedPresence(user protocol.UserID) (available bool, state KeyValues) {
	d.session.Lock()
	defer d.session.Unlock()
	if s := d.presences.subscribed[user]; s != nil {
		return s.available, s.state
	}
	return false, nil
}

// User returns what is known about a user, at least the id.
func (d *Domain) User(id protocol.UserID) protocol.User {
	d.session.Lock()
	defer d.session.Unlock()
	return d.session.Identities.User(id)
}

// FindUser is [Domain.User] for callbacks, which are called under the lock.
func (d *Domain) FindUser(id protocol.UserID) protocol.User { return d.session.Identities.User(id) }

// change applies a change of a subscribed user's presence and tells it.
func (d *Domain) presenceChanged(id protocol.UserID, e PresenceEvent, apply func(*subscription)) {
	if s := d.presences.subscribed[id]; s != nil {
		apply(s)
		if e.Kind == PresenceStateSet {
			e.State = s.state
		}
		e.User = d.session.Identities.User(id)
		d.sink.PresenceEvent(d, e)
	}
}

// presenceSet, presenceRemoved and presenceCleared note what a user has done.
func (d *Domain) presenceSet(m *protocol.PresenceStateSet) {
	if m.User == d.session.Self.User.UserID {
		d.heardSet(m.State, m.SessionID == d.session.Self.SessionID)
	}
	d.presenceChanged(m.User, PresenceEvent{Kind: PresenceStateSet}, func(s *subscription) { s.state = states.Merged(s.state, m.State, nil) })
}

func (d *Domain) presenceRemoved(m *protocol.PresenceStateRemoved) {
	if m.User == d.session.Self.User.UserID {
		d.heardRemoved(m.Keys, m.SessionID == d.session.Self.SessionID)
	}
	d.presenceChanged(m.User, PresenceEvent{Kind: PresenceStateRemoved, Keys: m.Keys}, func(s *subscription) { s.state = states.Merged(s.state, nil, m.Keys) })
}

func (d *Domain) presenceCleared(m *protocol.PresenceStateCleared) {
	if m.User == d.session.Self.User.UserID {
		d.heardCleared(m.SessionID == d.session.Self.SessionID)
	}
	d.presenceChanged(m.User, PresenceEvent{Kind: PresenceStateCleared}, func(s *subscription) { s.state = KeyValues{} })
}

func (d *Domain) presenceAvailability(user protocol.UserID, available, more bool) {
	d.presenceChanged(user, PresenceEvent{Kind: PresenceAvailabilityChanged, Available: available, More: more}, func(s *subscription) {
		s.available = available
		if !available {
			s.state = KeyValues{}
		}
	})
}

// presenceCame notes that a user has come or gone, who may bring a state.
func (d *Domain) presenceCame(c *session.Connection, m *protocol.PresenceAvailabilityChanged) {
	d.presenceAvailability(m.User, m.Available, len(m.State) > 0)
	if len(m.State) > 0 {
		c.Then(func() {
			d.presenceChanged(m.User, PresenceEvent{Kind: PresenceStateSet}, func(s *subscription) { s.state = states.Merged(s.state, m.State, nil) })
		})
	}
}

// presenceOffline tells that nobody can be seen any more.
func (d *Domain) presenceOffline() {
	d.keepUnheard()
	for _, w := range d.presences.waiting {
		w.sent = false
	}
	d.ownPresence(PresenceEvent{Kind: PresenceAvailabilityChanged})
	for id, s := range d.presences.subscribed {
		if s.available {
			d.presenceAvailability(id, false, false)
		}
	}
}

// presenceOnline takes over the own state that the server has, and subscribes
// again.
func (d *Domain) presenceOnline(own KeyValues) {
	clear(d.presences.pending)
	d.presences.lost = nil
	d.ownPresence(PresenceEvent{Kind: PresenceAvailabilityChanged, Available: true, More: true})
	d.replaceOwn(own, func() {
		d.sendChanges()
		d.followAgain()
	})
}

// followAgain subscribes to the users that were subscribed to before.
func (d *Domain) followAgain() {
	if len(d.presences.subscribed) == 0 {
		return
	}
	users := slices.Collect(maps.Keys(d.presences.subscribed))
	session.Ask(d.session.RequestNow, &protocol.PresenceSubscribeRequest{Users: users}, "subscribe to presence", func(r *protocol.PresenceResponse, err *Error) {
		if err != nil {
			return // the next connection tries again
		}
		for _, p := range r.Users {
			d.session.Conn.Then(func() { d.presenceAvailability(p.User, p.Available, true) })
			d.session.Conn.Then(func() {
				d.presenceChanged(p.User, PresenceEvent{Kind: PresenceStateCleared, More: len(p.State) > 0}, func(s *subscription) { s.state = KeyValues{} })
			})
			if len(p.State) > 0 {
				d.session.Conn.Then(func() {
					d.presenceChanged(p.User, PresenceEvent{Kind: PresenceStateSet}, func(s *subscription) { s.state = p.State })
				})
			}
		}
	})
}
