package presence

import (
	"maps"
	"slices"

	"github.com/convergence-wasm/convergence/pkg/client/internal/local"
	"github.com/convergence-wasm/convergence/pkg/client/internal/session"
	"github.com/convergence-wasm/convergence/pkg/client/internal/states"
	"github.com/convergence-wasm/convergence/pkg/protocol"
)

// Presence is what this client knows about who is there. What applications call takes
// the session's lock: Own, Set, Remove, Clear, Pending, Ask, Subscribe, Unsubscribe and
// Subscribed. All else is called under it.
type Presence struct {
	Store   *local.Store // nil unless changes are kept until the server has them
	session *session.Session
	emit    func(Event)

	own        states.KeyValues
	pending    map[string]ownChange
	waiting    []*waitingChange // made without a connection, oldest first
	last       uint64           // the newest sequence number among them
	refused    []*session.Error // changes of which the server is asked what it has instead
	lost       states.KeyValues // the own state when the connection was lost: the next one brings it
	subscribed map[protocol.UserID]*subscription
}

// subscription is a user whose presence somebody here follows.
type subscription struct {
	available bool
	state     states.KeyValues
	count     int // calls of Subscribe that have not been taken back
}

// New returns the presence of a session that nobody is seen by yet; emit gets what
// happens.
func New(s *session.Session, emit func(Event)) *Presence {
	return &Presence{session: s, emit: emit, pending: map[string]ownChange{}, subscribed: map[protocol.UserID]*subscription{}}
}

// EventKind is the kind of a presence event.
type EventKind uint8

// The presence events. The numbers are part of the bridge.
const (
	StateSet            EventKind = 1 // State: all of it, after the change
	StateRemoved        EventKind = 2 // Keys
	StateCleared        EventKind = 3
	AvailabilityChanged EventKind = 4 // Available
	StateRejected       EventKind = 5 // Err: the server does not take a change, and it is taken back
)

// Event is a change of a user's presence. Own events are about the user
// of this session, in whichever session they were made; a subscription to
// oneself has events of its own.
type Event struct {
	Kind      EventKind
	Own       bool
	User      protocol.User
	State     states.KeyValues
	Keys      []string
	Available bool
	More      bool // further events of the same change follow
	Err       *session.Error
}

// Own returns the state of this session's user.
func (p *Presence) Own() states.KeyValues {
	p.session.Lock()
	defer p.session.Unlock()
	return p.own
}

// Set merges keys into the state of this session's user. It fails with
// limit_exceeded when the state would be too large.
func (p *Presence) Set(state states.KeyValues) error {
	p.session.Lock()
	defer p.session.Unlock()
	if len(state) == 0 {
		return nil
	}
	after := states.Merged(p.own, state, nil)
	if err := session.TooLarge(p.session.Limits.State(after), ""); err != nil {
		return err
	}
	p.setOwn(after)
	for k, v := range state {
		p.expect(k, ownChange{value: v})
	}
	p.waitWith(state, nil, false)
	p.send(&protocol.PresenceSetState{State: state})
	return nil
}

// Remove removes those of the keys that are there.
func (p *Presence) Remove(keys []string) {
	p.session.Lock()
	defer p.session.Unlock()
	keys = states.Present(p.own, keys)
	if len(keys) == 0 {
		return
	}
	p.removeOwn(keys)
	for _, k := range keys {
		p.expect(k, ownChange{gone: true})
	}
	p.waitWith(nil, keys, false)
	p.send(&protocol.PresenceRemoveState{Keys: keys})
}

// Clear empties the state of this session's user.
func (p *Presence) Clear() {
	p.session.Lock()
	defer p.session.Unlock()
	for k := range p.own {
		p.expect(k, ownChange{gone: true})
	}
	p.clearOwn(false)
	p.waitWith(nil, nil, true)
	p.send(&protocol.PresenceClearState{})
}

// send sends a one-way message if there is a connection.
func (p *Presence) send(m protocol.Message) {
	if p.session.State == session.StateConnected && p.session.Conn != nil {
		p.session.Conn.Send(0, 0, m)
	}
}

// Ask asks for the presence of users, once.
func (p *Presence) Ask(users []protocol.UserID, done func([]protocol.UserPresence, *session.Error)) {
	p.session.Lock()
	defer p.session.Unlock()
	session.Ask(p.session.Request, &protocol.PresenceRequest{Users: users}, "ask for presence", func(r *protocol.PresenceResponse, err *session.Error) {
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

// Subscribe follows users; [Presence.Unsubscribe] takes back one
// call for one user. Without a connection it fails, also for users who are
// followed already, or waits for one that was lost to be back, unless there is an
// offline store: then nobody is available until there is a connection.
func (p *Presence) Subscribe(users []protocol.UserID, done func(*session.Error)) {
	p.session.Lock()
	defer p.session.Unlock()
	var unknown []protocol.UserID
	for _, u := range users {
		if p.subscribed[u] == nil && !slices.Contains(unknown, u) {
			unknown = append(unknown, u)
		}
	}
	count := func() {
		for _, u := range users {
			if s := p.subscribed[u]; s != nil {
				s.count++
			}
		}
		done(nil)
	}
	if p.Store.Answers() {
		for _, u := range unknown {
			p.subscribed[u] = &subscription{state: states.KeyValues{}}
		}
		unknown = nil
	}
	if len(unknown) == 0 && (p.session.State == session.StateConnected || p.Store.Answers()) {
		count()
		return
	}
	session.Ask(p.session.Request, &protocol.PresenceSubscribeRequest{Users: unknown}, "subscribe to presence", func(r *protocol.PresenceResponse, err *session.Error) {
		if err != nil {
			done(err)
			return
		}
		for _, u := range r.Users {
			if p.subscribed[u.User] == nil {
				p.subscribed[u.User] = &subscription{available: u.Available, state: u.State}
			}
		}
		count()
	})
}

// Unsubscribe takes back one subscription to a user.
func (p *Presence) Unsubscribe(user protocol.UserID) {
	p.session.Lock()
	defer p.session.Unlock()
	s := p.subscribed[user]
	if s == nil {
		return
	}
	if s.count--; s.count <= 0 {
		delete(p.subscribed, user)
		p.send(&protocol.PresenceUnsubscribe{Users: []protocol.UserID{user}})
	}
}

// Subscribed returns the presence of a user that is subscribed to.
func (p *Presence) Subscribed(user protocol.UserID) (available bool, state states.KeyValues) {
	p.session.Lock()
	defer p.session.Unlock()
	if s := p.subscribed[user]; s != nil {
		return s.available, s.state
	}
	return false, nil
}

// Handle takes a message of the server, and reports false for one that is not about
// presence.
func (p *Presence) Handle(c *session.Connection, message protocol.Message) bool {
	switch m := message.(type) {
	case *protocol.PresenceStateSet:
		p.set(m)
	case *protocol.PresenceStateRemoved:
		p.removed(m)
	case *protocol.PresenceStateCleared:
		p.cleared(m)
	case *protocol.PresenceAvailabilityChanged:
		p.came(c, m)
	default:
		return false
	}
	return true
}

// changed applies a change of a subscribed user's presence and emits it.
func (p *Presence) changed(id protocol.UserID, e Event, apply func(*subscription)) {
	if s := p.subscribed[id]; s != nil {
		apply(s)
		if e.Kind == StateSet {
			e.State = s.state
		}
		e.User = p.session.Identities.User(id)
		p.emit(e)
	}
}

// set, removed and cleared note what a user has done.
func (p *Presence) set(m *protocol.PresenceStateSet) {
	if m.User == p.session.Self.User.UserID {
		p.heardSet(m.State, m.SessionID == p.session.Self.SessionID)
	}
	p.changed(m.User, Event{Kind: StateSet}, func(s *subscription) { s.state = states.Merged(s.state, m.State, nil) })
}

func (p *Presence) removed(m *protocol.PresenceStateRemoved) {
	if m.User == p.session.Self.User.UserID {
		p.heardRemoved(m.Keys, m.SessionID == p.session.Self.SessionID)
	}
	p.changed(m.User, Event{Kind: StateRemoved, Keys: m.Keys}, func(s *subscription) { s.state = states.Merged(s.state, nil, m.Keys) })
}

func (p *Presence) cleared(m *protocol.PresenceStateCleared) {
	if m.User == p.session.Self.User.UserID {
		p.heardCleared(m.SessionID == p.session.Self.SessionID)
	}
	p.changed(m.User, Event{Kind: StateCleared}, func(s *subscription) { s.state = states.KeyValues{} })
}

func (p *Presence) availability(user protocol.UserID, available, more bool) {
	p.changed(user, Event{Kind: AvailabilityChanged, Available: available, More: more}, func(s *subscription) {
		s.available = available
		if !available {
			s.state = states.KeyValues{}
		}
	})
}

// came notes that a user has come or gone, who may bring a state.
func (p *Presence) came(c *session.Connection, m *protocol.PresenceAvailabilityChanged) {
	p.availability(m.User, m.Available, len(m.State) > 0)
	if len(m.State) > 0 {
		c.Then(func() {
			p.changed(m.User, Event{Kind: StateSet}, func(s *subscription) { s.state = states.Merged(s.state, m.State, nil) })
		})
	}
}

// Offline ends what needs a connection: nobody can be seen any more. lost says that
// another connection follows, which brings the own state.
func (p *Presence) Offline(lost bool) {
	if lost {
		p.lost = p.own
	}
	p.keepUnheard()
	for _, w := range p.waiting {
		w.sent = false
	}
	p.emitOwn(Event{Kind: AvailabilityChanged})
	for id, s := range p.subscribed {
		if s.available {
			p.availability(id, false, false)
		}
	}
}

// Online takes over the own state that the server has, and subscribes
// again.
func (p *Presence) Online(own states.KeyValues) {
	clear(p.pending)
	p.lost = nil
	p.emitOwn(Event{Kind: AvailabilityChanged, Available: true, More: true})
	p.replaceOwn(own, func() {
		p.sendChanges()
		p.followAgain()
	})
}

// followAgain subscribes to the users that were subscribed to before.
func (p *Presence) followAgain() {
	if len(p.subscribed) == 0 {
		return
	}
	users := slices.Collect(maps.Keys(p.subscribed))
	session.Ask(p.session.RequestNow, &protocol.PresenceSubscribeRequest{Users: users}, "subscribe to presence", func(r *protocol.PresenceResponse, err *session.Error) {
		if err != nil {
			return // the next connection tries again
		}
		for _, u := range r.Users {
			p.session.Conn.Then(func() { p.availability(u.User, u.Available, true) })
			p.session.Conn.Then(func() {
				p.changed(u.User, Event{Kind: StateCleared, More: len(u.State) > 0}, func(s *subscription) { s.state = states.KeyValues{} })
			})
			if len(u.State) > 0 {
				p.session.Conn.Then(func() {
					p.changed(u.User, Event{Kind: StateSet}, func(s *subscription) { s.state = u.State })
				})
			}
		}
	})
}
